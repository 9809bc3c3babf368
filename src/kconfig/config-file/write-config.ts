// The texts of a .config and of a minimal one (conf_write and conf_write_defconfig of scripts/kconfig/confdata.c).

import type { SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import type { MenuId } from '../tree/menu-table.js';
import { PropertyKind, rootMenu } from '../tree/menu-table.js';
import { SymbolFlag, SymbolType } from '../tree/symbol-table.js';
import type { Tree } from '../tree/tree.js';
import { promptText } from '../tree/tree.js';
import { YES } from '../tristate.js';
import { defaultMember } from '../values/choice-symbols.js';
import type { Configuration } from '../values/configuration.js';
import { isVisible } from '../values/menu-visibility.js';
import { defaultText, isChangeable } from '../values/user-values.js';
import { ValueFlag } from '../values/value-flag.js';
import { configLine } from './config-lines.js';

export interface Heading {
  readonly first: string;
  readonly line: string;
  readonly last: string;
}

export const poundHeading: Heading = { first: '#', line: '#', last: '#' };
export const cHeading: Heading = { first: '/*', line: ' *', last: ' */' };

/** The comment on top of a generated file. */
export function formatHeading(tree: Tree, { first, line, last }: Heading): string {
  return `${first}\n${line} Automatically generated file; DO NOT EDIT.\n${line} ${promptText(tree, rootMenu) ?? ''}\n${last}\n`;
}

/** A .config: every symbol that has a line, in the order of the tree, with titles of menus and comments. */
export function formatConfigText(configuration: Configuration, prefix: string): string {
  const { menus } = configuration.tree;
  const text = new ConfigText(configuration, prefix);
  for (let menu = menus.first.get(rootMenu); menu !== NONE; ) {
    text.begin(menu);
    const first = menus.first.get(menu);
    menu = first === NONE ? text.endAll(menu) : first;
  }
  return text.join();
}

class ConfigText {
  readonly #configuration: Configuration;
  readonly #prefix: string;
  readonly #parts: string[];
  readonly #written: Uint8Array;
  #needsBlank = false;

  constructor(configuration: Configuration, prefix: string) {
    this.#configuration = configuration;
    this.#prefix = prefix;
    this.#parts = [formatHeading(configuration.tree, poundHeading)];
    this.#written = new Uint8Array(configuration.tree.symbols.length);
  }

  join(): string {
    return this.#parts.join('');
  }

  begin(menu: MenuId): void {
    const { tree } = this.#configuration;
    const symbol = tree.menus.symbol.get(menu);
    if (symbol !== NONE) {
      if (!tree.symbols.has(symbol, SymbolFlag.choice) && this.#written[symbol] === 0) this.#addSymbol(symbol);
    } else if (isVisible(this.#configuration, menu)) {
      this.#parts.push(`\n#\n# ${promptText(tree, menu) ?? ''}\n#\n`);
      this.#needsBlank = false;
    }
  }

  #addSymbol(symbol: SymbolId): void {
    const configuration = this.#configuration;
    configuration.calculate(symbol);
    if (!configuration.is(symbol, ValueFlag.written) && configuration.tree.dialect.writes !== 'all') return;
    if (this.#needsBlank) this.#parts.push('\n');
    this.#needsBlank = false;
    this.#written[symbol] = 1;
    this.#parts.push(configLine(configuration, symbol, this.#prefix, 'comment', true));
  }

  /** Ends an entry without entries of its own, and those around it that end with it; the entry that follows. */
  endAll(entry: MenuId): MenuId {
    const { menus } = this.#configuration.tree;
    for (let menu = entry; menu !== NONE; menu = menus.parent.get(menu)) {
      if (menus.symbol.get(menu) === NONE && menu !== rootMenu) this.#end(menu);
      const next = menus.next.get(menu);
      if (next !== NONE) return next;
    }
    return NONE;
  }

  #end(menu: MenuId): void {
    const { tree } = this.#configuration;
    const { menus, properties } = tree;
    const prompt = menus.prompt.get(menu);
    if (prompt === NONE || properties.kind.get(prompt) !== PropertyKind.menu) return;
    const { menuEnds } = tree.dialect;
    if (menuEnds === 'none' || (menuEnds === 'filled' && menus.first.get(menu) === NONE)) return;
    if (!isVisible(this.#configuration, menu)) return;
    this.#parts.push(`# end of ${promptText(tree, menu) ?? ''}\n`);
    this.#needsBlank = true;
  }
}

/** A minimal configuration: only what a user can change and what differs from its default. */
export function formatMinimalText(configuration: Configuration, prefix: string): string {
  const { tree } = configuration;
  const { menus, symbols } = tree;
  const parts: string[] = [];
  for (let menu = menus.first.get(rootMenu); menu !== NONE; menu = menus.after(menu)) {
    const symbol = menus.symbol.get(menu);
    if (symbol === NONE) {
      if (configuration.members === undefined) isVisible(configuration, menu);
      continue;
    }
    if (symbols.has(symbol, SymbolFlag.choice)) continue;
    configuration.calculate(symbol);
    if (!configuration.is(symbol, ValueFlag.written)) continue;
    configuration.clear(symbol, ValueFlag.written);
    if (!isChangeable(configuration, symbol)) continue;
    if (configuration.textOf(symbol) === defaultText(configuration, symbol)) continue;
    if (isDefaultMember(configuration, symbol)) continue;
    parts.push(configLine(configuration, symbol, prefix, 'comment', true));
  }
  return parts.join('');
}

/** A member that is y and would be so by itself. */
function isDefaultMember(configuration: Configuration, symbol: SymbolId): boolean {
  const { symbols } = configuration.tree;
  const choice = symbols.choice.get(symbol);
  if (choice === NONE || configuration.tristate[symbol] !== YES) return false;
  if (configuration.members !== undefined) return defaultMember(configuration, choice) === symbol;
  if (!symbols.has(symbol, SymbolFlag.member)) return false;
  if (symbols.has(choice, SymbolFlag.optional) || symbols.type.get(symbol) !== SymbolType.bool) return false;
  return defaultMember(configuration, choice) === symbol;
}
