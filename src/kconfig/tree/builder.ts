// Adds what the parser reads to a tree, entry by entry (scripts/kconfig/menu.c). Owns the current entry and the current
// block, and the place that new rows get.

import type { DiagnosticCode } from '../diagnostic.js';
import type { ExpressionId, SymbolId } from './expression-pool.js';
import { NONE } from './expression-pool.js';
import type { MenuId, PropertyId, PropertyKindCode } from './menu-table.js';
import { PropertyKind, rootMenu } from './menu-table.js';
import { shownName } from './print-expression.js';
import type { SymbolTypeCode } from './symbol-table.js';
import { SymbolType } from './symbol-table.js';
import type { Tree } from './tree.js';

/** Where a row stands: a file of the tree, its line, and the offset of its first character. */
export interface Place {
  readonly file: number;
  readonly line: number;
  readonly offset: number;
}

/** Says something about a place, in the words of Linux's tools, which may name another place. */
export type Warn = (code: DiagnosticCode, message: string, place: Place, confPlace?: Place) => void;

export const typeNames: readonly string[] = ['unknown', 'bool', 'tristate', 'integer', 'hex', 'string'];

export class TreeBuilder {
  readonly tree: Tree;
  place: Place = { file: 0, line: 0, offset: 0 };
  /** What options belong to. */
  entry: MenuId = rootMenu;
  /** Entries that do not define their symbol and only have defaults for it. */
  readonly defaultEntries = new Set<MenuId>();
  /** What new entries go into. */
  menu: MenuId = rootMenu;
  /** The entry after which the next one goes; 0 for the first of a block. */
  #previous: MenuId = NONE;
  readonly #warn: Warn;

  constructor(tree: Tree, warn: Warn) {
    this.tree = tree;
    this.#warn = warn;
  }

  addEntry(symbol: SymbolId): MenuId {
    const { menus, symbols, dialect } = this.tree;
    const menu = menus.add();
    menus.symbol.set(menu, symbol);
    menus.parent.set(menu, this.menu);
    menus.file.set(menu, this.place.file);
    menus.line.set(menu, this.place.line);
    menus.offset.set(menu, this.place.offset);
    if (this.#previous === NONE) menus.first.set(this.menu, menu);
    else menus.next.set(this.#previous, menu);
    this.#previous = menu;
    this.entry = menu;
    if (symbol !== NONE) {
      const last = symbols.lastDefinition.get(symbol);
      if (last === NONE) symbols.firstDefinition.set(symbol, menu);
      else menus.nextDefinition.set(last, menu);
      symbols.lastDefinition.set(symbol, menu);
      if (dialect.choices === 'symbols')
        this.addProperty(PropertyKind.symbol, this.tree.expressions.symbol(symbol), NONE);
    }
    return menu;
  }

  /** The current entry becomes the block that new entries go into. */
  openBlock(): MenuId {
    this.#previous = NONE;
    this.menu = this.entry;
    return this.menu;
  }

  closeBlock(): void {
    this.#previous = this.menu;
    this.menu = this.tree.menus.parent.get(this.menu);
  }

  addDependency(condition: ExpressionId): void {
    const { menus, expressions } = this.tree;
    menus.dependency.set(this.entry, expressions.and(menus.dependency.get(this.entry), condition));
  }

  addVisibility(condition: ExpressionId): void {
    const { menus, expressions } = this.tree;
    menus.visibility.set(this.entry, expressions.and(menus.visibility.get(this.entry), condition));
  }

  /** The first type of a symbol stays. */
  setType(type: SymbolTypeCode, entry: MenuId = this.entry): void {
    const { symbols, menus } = this.tree;
    const symbol = menus.symbol.get(entry);
    const old = symbols.type.get(symbol);
    if (old === type) return;
    if (old === SymbolType.unknown) {
      symbols.type.set(symbol, type);
      return;
    }
    const name = shownName(this.tree, symbol);
    const message = `ignoring type redefinition of '${name}' from '${typeNames[old]}' to '${typeNames[type]}'`;
    this.#warn('KC0302', message, this.place, this.placeOfMenu(entry));
  }

  addProperty(kind: PropertyKindCode, expression: ExpressionId, condition: ExpressionId): PropertyId {
    const { properties, symbols, menus } = this.tree;
    const property = properties.addRow();
    properties.kind.set(property, kind);
    properties.expression.set(property, expression);
    properties.condition.set(property, condition);
    properties.menu.set(property, this.entry);
    properties.file.set(property, this.place.file);
    properties.line.set(property, this.place.line);
    properties.offset.set(property, this.place.offset);
    const symbol = menus.symbol.get(this.entry);
    if (symbol !== NONE) {
      const last = symbols.lastProperty.get(symbol);
      if (last === NONE) symbols.firstProperty.set(symbol, property);
      else properties.next.set(last, property);
      symbols.lastProperty.set(symbol, property);
    }
    return property;
  }

  /** A prompt, a title or a comment. Prompts get the `visible if` of the menus around them. */
  addPrompt(kind: PropertyKindCode, text: string, condition: ExpressionId): PropertyId {
    const { properties, menus, expressions, texts } = this.tree;
    const property = this.addProperty(kind, NONE, condition);
    const shown = text.charCodeAt(0) > 32 ? text : text.replace(/^[ \t\n\v\f\r]+/, '');
    if (shown !== text) this.#warn('KC0317', 'leading whitespace ignored', this.place);
    if (menus.prompt.get(this.entry) !== NONE) this.#warn('KC0303', 'prompt redefined', this.place);
    if (kind === PropertyKind.prompt) {
      let visible = condition;
      for (let menu = menus.parent.get(this.entry); menu !== NONE; menu = menus.parent.get(menu)) {
        visible = expressions.and(visible, menus.visibility.get(menu));
      }
      properties.condition.set(property, visible);
    }
    properties.text.set(property, texts.add(shown));
    menus.prompt.set(this.entry, property);
    return property;
  }

  placeOfMenu(menu: MenuId): Place {
    const { menus } = this.tree;
    return { file: menus.file.get(menu), line: menus.line.get(menu), offset: menus.offset.get(menu) };
  }

  placeOfProperty(property: PropertyId): Place {
    const { properties } = this.tree;
    return {
      file: properties.file.get(property),
      line: properties.line.get(property),
      offset: properties.offset.get(property),
    };
  }
}
