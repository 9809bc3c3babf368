// Completes a parsed tree: every condition gets what its entry and the blocks around it depend on, selects reach their
// targets, choices their members, entries that depend on the one above nest below it (menu_finalize of
// scripts/kconfig/menu.c). After this the tree is not written to.

import type { TreeBuilder } from './builder.js';
import type { ExpressionId, SymbolId } from './expression-pool.js';
import { NONE, Op } from './expression-pool.js';
import { comparesWithM, containsSymbol, dependsOnSymbol } from './expression-questions.js';
import type { FinalizeEvents } from './finalize-events.js';
import { limitDefaults } from './limit-defaults.js';
import type { MenuId, PropertyId } from './menu-table.js';
import { PropertyKind, rootMenu } from './menu-table.js';
import { checkProperties } from './property-checks.js';
import { Simplifier } from './simplify.js';
import { simplifierOf612 } from './simplify-6.12.js';
import { spellOutM, spellOutNotNo } from './spell-out.js';
import { SymbolFlag, SymbolType, symbolMod, symbolYes } from './symbol-table.js';
import type { Tree } from './tree.js';
import { childrenOf, propertiesOf } from './tree.js';

export function finalizeTree(tree: Tree, builder: TreeBuilder, events: FinalizeEvents): void {
  new Finalizer(tree, builder, events).finalize(rootMenu);
  limitDefaults(tree, builder.defaultEntries);
}

/** So many properties are looked through for each entry of a symbol. */
const maxCrowd = 64;

/** An entry that is being completed. */
interface OpenEntry {
  readonly menu: MenuId;
  readonly symbol: SymbolId;
  readonly isChoice: boolean;
  /** It has no entries inside, and is not in a choice that owns them: those that follow may belong below it. */
  readonly isOwnSubmenu: boolean;
  readonly base: ExpressionId | undefined;
  readonly isGathering: boolean;
  /** The last of the entries inside that was completed, or is being. */
  last: MenuId;
}

class Finalizer {
  readonly #tree: Tree;
  readonly #builder: TreeBuilder;
  readonly #events: FinalizeEvents;
  readonly #simplifier: Simplifier;
  /** Choices are symbols with a mode, and members depend on it. */
  readonly #choicesAreSymbols: boolean;
  /** The entry whose conditions are being completed. */
  #at: MenuId = rootMenu;
  /** Of symbols with very many properties those of each entry. */
  readonly #crowds = new Map<SymbolId, ReadonlyMap<MenuId, readonly PropertyId[]>>();
  /** By choice. */
  readonly #lastMember = new Map<SymbolId, SymbolId>();

  constructor(tree: Tree, builder: TreeBuilder, events: FinalizeEvents) {
    this.#tree = tree;
    this.#builder = builder;
    this.#events = events;
    this.#choicesAreSymbols = tree.dialect.choices === 'symbols';
    const testedForM = (symbol: SymbolId, forced: 'y' | 'n'): void => {
      const name = tree.symbols.nameOf(symbol);
      events.testedForM(`boolean symbol ${name} tested for 'm'? test forced to '${forced}'`, this.#at);
    };
    this.#simplifier = this.#choicesAreSymbols ? new Simplifier(tree, testedForM) : simplifierOf612(tree, testedForM);
  }

  /** Entries are inside each other as deep as symbols depend on symbols: no call for each inside the other. */
  finalize(root: MenuId): void {
    const pending = [this.#begin(root, false)];
    for (let entry = pending.at(-1); entry !== undefined; entry = pending.at(-1)) {
      const inner = entry.isGathering ? this.#nextOfSubmenu(entry) : this.#nextChild(entry);
      if (inner !== NONE) {
        pending.push(this.#begin(inner, !entry.isGathering && entry.isChoice && !this.#choicesAreSymbols));
        continue;
      }
      this.#end(entry);
      pending.pop();
    }
  }

  #begin(menu: MenuId, insideChoice: boolean): OpenEntry {
    const { menus } = this.#tree;
    const symbol = menus.symbol.get(menu);
    const isChoice = symbol !== NONE && this.#tree.symbols.has(symbol, SymbolFlag.choice);
    const hasChildren = menus.first.get(menu) !== NONE;
    if (hasChildren) this.#beginChildren(menu, symbol, isChoice);
    const isOwnSubmenu = !hasChildren && symbol !== NONE && !insideChoice;
    const base = isOwnSubmenu ? this.#submenuBase(menu, symbol) : undefined;
    return { menu, symbol, isChoice, isOwnSubmenu, base, isGathering: base !== undefined, last: NONE };
  }

  #end({ menu: parent, symbol, isChoice, isOwnSubmenu, isGathering, last }: OpenEntry): void {
    const { menus } = this.#tree;
    if (isGathering && last !== NONE) {
      menus.first.set(parent, menus.next.get(parent));
      menus.next.set(parent, menus.next.get(last));
      menus.next.set(last, NONE);
    }
    if (isOwnSubmenu) this.#addDirectDependency(parent, symbol);
    for (let menu = menus.first.get(parent); menu !== NONE; menu = menus.next.get(menu)) {
      if (isChoice && this.#choicesAreSymbols) this.#addMember(symbol, menu);
      this.#flatten(parent, menu);
    }
    if (symbol !== NONE) this.#finishSymbol(parent, symbol, isChoice);
  }

  #beginChildren(parent: MenuId, symbol: SymbolId, isChoice: boolean): void {
    const { menus, expressions } = this.#tree;
    let outer = menus.dependency.get(parent);
    if (isChoice && this.#choicesAreSymbols) {
      this.#spreadType(parent, symbol);
      // The mode of the choice limits its members.
      outer = expressions.symbol(symbol);
    }
    for (let menu = menus.first.get(parent); menu !== NONE; menu = menus.next.get(menu)) this.#propagate(outer, menu);
  }

  /** Gathering a submenu takes the entries that follow out of this list, so they are not met again. */
  #nextChild(entry: OpenEntry): MenuId {
    const { first, next } = this.#tree.menus;
    entry.last = entry.last === NONE ? first.get(entry.menu) : next.get(entry.last);
    return entry.last;
  }

  /** A choice has the type of its first typed member, members without a type have the choice's. */
  #spreadType(parent: MenuId, choice: SymbolId): void {
    const { menus, symbols } = this.#tree;
    let spread = false;
    if (symbols.type.get(choice) === SymbolType.unknown) {
      for (const menu of childrenOf(this.#tree, parent)) {
        const member = menus.symbol.get(menu);
        const type = member === NONE ? SymbolType.unknown : symbols.type.get(member);
        if (type === SymbolType.unknown) continue;
        symbols.type.set(choice, type);
        spread = true;
        break;
      }
    }
    for (const menu of childrenOf(this.#tree, parent)) {
      const member = menus.symbol.get(menu);
      if (member !== NONE && symbols.type.get(member) === SymbolType.unknown) {
        symbols.type.set(member, symbols.type.get(choice));
        spread = true;
      }
    }
    if (spread) this.#simplifier.forget();
  }

  /** Adds what the parent depends on to an entry, and the sum to the conditions of its properties. */
  #propagate(outer: ExpressionId, menu: MenuId): void {
    this.#at = menu;
    const { menus, properties } = this.#tree;
    const dependency = this.#merge(outer, menus.dependency.get(menu));
    menus.dependency.set(menu, dependency);
    const symbol = menus.symbol.get(menu);
    if (symbol === NONE) {
      const prompt = menus.prompt.get(menu);
      if (prompt !== NONE) properties.condition.set(prompt, this.#merge(dependency, properties.condition.get(prompt)));
      return;
    }
    const crowd = this.#crowds.get(symbol);
    if (crowd !== undefined) {
      for (const property of crowd.get(menu) ?? []) this.#complete(symbol, property, dependency);
      return;
    }
    let count = 0;
    let property = this.#tree.symbols.firstProperty.get(symbol);
    for (; property !== NONE; property = properties.next.get(property)) {
      count += 1;
      // Properties from other entries of the symbol are completed there.
      if (properties.menu.get(property) === menu) this.#complete(symbol, property, dependency);
    }
    if (count > maxCrowd) this.#crowds.set(symbol, propertiesByEntry(this.#tree, symbol));
  }

  #complete(symbol: SymbolId, property: PropertyId, dependency: ExpressionId): void {
    const { expressions, properties, symbols } = this.#tree;
    const own = properties.condition.get(property);
    const condition = own === NONE ? dependency : this.#merge(dependency, own);
    properties.condition.set(property, condition);
    const kind = properties.kind.get(property);
    if (kind !== PropertyKind.select && kind !== PropertyKind.imply) return;
    const target = expressions.left.get(properties.expression.get(property));
    const column = kind === PropertyKind.select ? symbols.reverseDependency : symbols.implied;
    const cause = expressions.and(expressions.symbol(symbol), condition);
    column.set(target, expressions.or(column.get(target), cause));
  }

  #merge(outer: ExpressionId, own: ExpressionId): ExpressionId {
    const simplifier = this.#simplifier;
    const transformed = own === NONE ? NONE : simplifier.transform(spellOutM(this.#tree, own));
    const both = this.#tree.expressions.and(outer, transformed);
    return both === NONE ? NONE : simplifier.eliminateDuplicates(both);
  }

  #addDirectDependency(menu: MenuId, symbol: SymbolId): void {
    const { symbols, expressions, menus } = this.#tree;
    if (this.#builder.defaultEntries.has(menu)) return;
    const column = symbols.directDependency;
    column.set(symbol, expressions.or(column.get(symbol), menus.dependency.get(menu)));
  }

  /** What entries that follow are compared with, to move them below the symbol; undefined if none can be. */
  #submenuBase(parent: MenuId, symbol: SymbolId): ExpressionId | undefined {
    const own = this.#promptCondition(parent);
    // Linux's tools rewrite this even if no entry follows, and may remark on it.
    if (!this.#mayBeFollowed(parent, symbol) && !comparesWithM(this.#tree.expressions, own)) return undefined;
    return this.#comparable(own);
  }

  /** The entry that follows, if it depends on the symbol: it is completed, and then stands below it. */
  #nextOfSubmenu(entry: OpenEntry): MenuId {
    const { menus, expressions } = this.#tree;
    const { menu: parent, symbol, base = NONE } = entry;
    if (entry.last !== NONE) menus.parent.set(entry.last, parent);
    const following = menus.next.get(entry.last === NONE ? parent : entry.last);
    if (following === NONE) return NONE;
    const condition = this.#shownCondition(following);
    if (!containsSymbol(expressions, condition, symbol)) return NONE;
    if (!dependsOnSymbol(expressions, condition, symbol) && !this.#isSuperset(condition, base)) return NONE;
    entry.last = following;
    return following;
  }

  #mayBeFollowed(parent: MenuId, symbol: SymbolId): boolean {
    const next = this.#tree.menus.next.get(parent);
    return next !== NONE && containsSymbol(this.#tree.expressions, this.#shownCondition(next), symbol);
  }

  #promptCondition(menu: MenuId): ExpressionId {
    const prompt = this.#tree.menus.prompt.get(menu);
    return prompt === NONE ? NONE : this.#tree.properties.condition.get(prompt);
  }

  #shownCondition(menu: MenuId): ExpressionId {
    const prompt = this.#tree.menus.prompt.get(menu);
    return prompt === NONE ? this.#tree.menus.dependency.get(menu) : this.#tree.properties.condition.get(prompt);
  }

  /** A condition that mentions the symbol counts as well if it covers all that the symbol itself depends on. */
  #isSuperset(condition: ExpressionId, base: ExpressionId): boolean {
    const [, rest] = this.#simplifier.eliminateCommon(this.#comparable(condition), base);
    return this.#simplifier.isYes(rest);
  }

  #comparable(condition: ExpressionId): ExpressionId {
    const simplifier = this.#simplifier;
    return simplifier.eliminateDuplicates(simplifier.transform(spellOutNotNo(this.#tree, condition)));
  }

  #addMember(choice: SymbolId, menu: MenuId): void {
    const { menus, symbols, properties, expressions } = this.#tree;
    const member = menus.symbol.get(menu);
    // A choice inside a choice is an error that was told; as a member it would lead the lists of both in circles.
    if (member === NONE || symbols.has(member, SymbolFlag.choice)) return;
    if (symbols.has(member, SymbolFlag.member)) {
      if (this.#tree.dialect.memberOf === 'first' || symbols.choice.get(member) === choice) return;
      this.#unlinkMember(member);
    }
    symbols.setFlag(member, SymbolFlag.member);
    if (menus.prompt.get(menu) === NONE) this.#events.menu('KC0308', 'choice value must have a prompt', menu);
    for (const property of propertiesOf(this.#tree, member)) {
      const kind = properties.kind.get(property);
      if (kind === PropertyKind.default) {
        this.#events.property('KC0309', 'defaults for choice values not supported', property);
      }
      const other = properties.menu.get(property);
      if (other === menu || kind !== PropertyKind.prompt) continue;
      if (menus.symbol.get(menus.parent.get(other)) !== choice) {
        this.#events.property('KC0310', 'choice value used outside its choice group', property);
      }
    }
    // A bool in a tristate choice exists only while the choice is y.
    if (symbols.type.get(choice) === SymbolType.tristate && symbols.type.get(member) !== SymbolType.tristate) {
      const isYes = expressions.make(Op.equal, choice, symbolYes);
      menus.dependency.set(menu, expressions.and(isYes, menus.dependency.get(menu)));
      for (const property of propertiesOf(this.#tree, member)) {
        if (properties.menu.get(property) !== menu) continue;
        properties.condition.set(property, expressions.and(isYes, properties.condition.get(property)));
      }
    }
    this.#linkMember(choice, member, menu);
  }

  #linkMember(choice: SymbolId, member: SymbolId, menu: MenuId): void {
    const { symbols, expressions } = this.#tree;
    const { entry, place } = this.#builder;
    this.#builder.entry = menu;
    this.#builder.place = this.#builder.placeOfMenu(menu);
    this.#builder.addProperty(PropertyKind.choice, expressions.symbol(choice), NONE);
    this.#builder.entry = entry;
    this.#builder.place = place;
    symbols.choice.set(member, choice);
    symbols.nextMember.set(this.#lastMember.get(choice) ?? choice, member);
    this.#lastMember.set(choice, member);
  }

  #unlinkMember(member: SymbolId): void {
    const { symbols } = this.#tree;
    const choice = symbols.choice.get(member);
    let before = choice;
    while (symbols.nextMember.get(before) !== member) before = symbols.nextMember.get(before);
    symbols.nextMember.set(before, symbols.nextMember.get(member));
    symbols.nextMember.set(member, NONE);
    if (this.#lastMember.get(choice) === member) this.#lastMember.set(choice, before);
  }

  /** Takes an `if`, or a symbol without a prompt, out of the way: its entries go after it, on its own level. */
  #flatten(parent: MenuId, menu: MenuId): void {
    const { menus, properties } = this.#tree;
    const first = menus.first.get(menu);
    const prompt = menus.prompt.get(menu);
    if (first === NONE || (prompt !== NONE && properties.text.get(prompt) !== NONE)) return;
    let last = first;
    for (;;) {
      menus.parent.set(last, parent);
      const next = menus.next.get(last);
      if (next === NONE) break;
      last = next;
    }
    menus.next.set(last, menus.next.get(menu));
    menus.next.set(menu, first);
    menus.first.set(menu, NONE);
  }

  #finishSymbol(menu: MenuId, symbol: SymbolId, isChoice: boolean): void {
    const { symbols, menus, expressions } = this.#tree;
    if (!symbols.has(symbol, SymbolFlag.checked)) {
      if (symbols.type.get(symbol) === SymbolType.unknown) {
        this.#events.menu('KC0301', 'config symbol defined without type', menu);
      }
      if (isChoice && this.#choicesAreSymbols && menus.prompt.get(menu) === NONE) {
        this.#events.menu('KC0308', 'choice must have a prompt', menu);
      }
      checkProperties(this.#tree, symbol, this.#events);
      symbols.setFlag(symbol, SymbolFlag.checked);
    }
    // A choice that must be made is at least m while it is visible, as if something selected it.
    if (symbols.has(symbol, SymbolFlag.optional) || menus.prompt.get(menu) === NONE) return;
    const column = symbols.reverseDependency;
    const visible = expressions.and(this.#promptCondition(menu), expressions.symbol(symbolMod));
    column.set(symbol, expressions.or(column.get(symbol), visible));
  }
}

function propertiesByEntry(tree: Tree, symbol: SymbolId): ReadonlyMap<MenuId, readonly PropertyId[]> {
  const found = new Map<MenuId, PropertyId[]>();
  for (const property of propertiesOf(tree, symbol)) {
    const menu = tree.properties.menu.get(property);
    const known = found.get(menu);
    if (known === undefined) found.set(menu, [property]);
    else known.push(property);
  }
  return found;
}
