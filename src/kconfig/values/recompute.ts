// Computes again what a change reaches, in the order of dependencies, and stops where values come out as they were.

import type { SymbolId } from '../tree/expression-pool.js';
import { NONE, Op } from '../tree/expression-pool.js';
import { PropertyKind } from '../tree/menu-table.js';
import { SymbolFlag, SymbolType, symbolYes } from '../tree/symbol-table.js';
import type { Tree } from '../tree/tree.js';
import { membersOf, propertiesOf } from '../tree/tree.js';
import { NO } from '../tristate.js';
import type { Configuration } from './configuration.js';
import { Dependents } from './dependents.js';
import { ValueFlag } from './value-flag.js';

export interface Recomputed {
  /** The symbols and choices whose values were another, with the texts they had. */
  readonly former: ReadonlyMap<SymbolId, string>;
  /** Otherwise every value has to be computed again. */
  readonly isComplete: boolean;
}

interface Former {
  readonly symbol: SymbolId;
  readonly text: string;
}

const none: readonly Former[] = [];

/** A choice is computed together with its members; a unit is that, or a symbol alone. The choice stands for its unit. */
export class Recomputation {
  readonly #tree: Tree;
  readonly #dependents: Dependents;
  /** Units, each after all it looks at, the bounds of ranges included; those in circles are absent. */
  readonly #order: SymbolId[] = [];
  /** The position of each unit in the order; -1 for circles and what follows from them. */
  readonly #positions: Int32Array;
  readonly #isSound: boolean;

  constructor(tree: Tree) {
    this.#tree = tree;
    this.#dependents = new Dependents(tree);
    this.#positions = new Int32Array(tree.symbols.length).fill(-1);
    this.#findOrder();
    this.#isSound = tree.hashOrder.every((symbol) => this.#isSoundUnit(symbol));
  }

  /** Computes what follows from another value of the user for one symbol. */
  run(configuration: Configuration, symbol: SymbolId): Recomputed {
    const order = this.#order;
    const due = new Uint8Array(order.length);
    const former = new Map<SymbolId, string>();
    let first = this.#positions[this.#unitOf(symbol)] as number;
    let isComplete = this.#isSound && first !== -1;
    if (isComplete) due[first] = 1;
    else first = order.length;
    for (let position = first; isComplete && position < order.length; position += 1) {
      if (due[position] === 0) continue;
      for (const { symbol: each, text } of this.#computeUnit(configuration, order[position] as SymbolId)) {
        former.set(each, text);
        // Modules are part of what every tristate is.
        if (each === this.#tree.modules) isComplete = false;
        for (const dependent of this.#dependents.of(each)) {
          const at = this.#positions[this.#unitOf(dependent)] as number;
          // In a circle values depend on where the computation begins.
          if (at === -1) isComplete = false;
          else due[at] = 1;
        }
      }
    }
    return { former, isComplete };
  }

  /** Takes unit after unit that waits for no other. */
  #findOrder(): void {
    const { symbols } = this.#tree;
    const waits = new Int32Array(symbols.length);
    this.#eachEdge((_, dependent) => {
      waits[dependent] = (waits[dependent] as number) + 1;
    });
    const take = (unit: SymbolId): void => {
      this.#positions[unit] = this.#order.length;
      this.#order.push(unit);
    };
    for (let symbol = symbolYes + 1; symbol < symbols.length; symbol += 1) {
      if (this.#unitOf(symbol) === symbol && waits[symbol] === 0) take(symbol);
    }
    for (let position = 0; position < this.#order.length; position += 1) {
      for (const member of this.#membersOf(this.#order[position] as SymbolId)) {
        this.#eachEdgeOf(member, (_, dependent) => {
          waits[dependent] = (waits[dependent] as number) - 1;
          if (waits[dependent] === 0) take(dependent);
        });
      }
    }
  }

  #eachEdge(visit: (unit: SymbolId, dependent: SymbolId) => void): void {
    for (let symbol = symbolYes + 1; symbol < this.#tree.symbols.length; symbol += 1) this.#eachEdgeOf(symbol, visit);
  }

  /** A choice and its members depend on each other by nature, which is no edge; members on members must not. */
  #eachEdgeOf(symbol: SymbolId, visit: (unit: SymbolId, dependent: SymbolId) => void): void {
    const unit = this.#unitOf(symbol);
    for (const dependent of this.#dependents.of(symbol)) {
      const isByNature = dependent !== symbol && (symbol === this.#unitOf(dependent) || dependent === unit);
      if (!isByNature) visit(unit, this.#unitOf(dependent));
    }
  }

  /** Choices with numbers or strings, or with a stranger as default, are mistakes: what they come to depends on more. */
  #isSoundUnit(unit: SymbolId): boolean {
    const { symbols, properties, expressions } = this.#tree;
    if (!symbols.has(unit, SymbolFlag.choice)) return true;
    for (const member of membersOf(this.#tree, unit)) {
      const type = symbols.type.get(member);
      if (type !== SymbolType.bool && type !== SymbolType.tristate) return false;
    }
    for (const property of propertiesOf(this.#tree, unit)) {
      if (properties.kind.get(property) !== PropertyKind.default) continue;
      const expression = properties.expression.get(property);
      if (expressions.op.get(expression) !== Op.symbol) return false;
      if (symbols.choice.get(expressions.left.get(expression)) !== unit) return false;
    }
    return true;
  }

  #unitOf(symbol: SymbolId): SymbolId {
    const choice = this.#tree.symbols.choice.get(symbol);
    return choice === NONE ? symbol : choice;
  }

  #membersOf(unit: SymbolId): readonly SymbolId[] {
    return this.#tree.symbols.has(unit, SymbolFlag.choice) ? [unit, ...membersOf(this.#tree, unit)] : [unit];
  }

  /** The symbols of a unit with another value than before, with the texts they had. */
  #computeUnit(configuration: Configuration, unit: SymbolId): readonly Former[] {
    // Nearly every unit is a symbol alone, and thousands may look at one that changes.
    if (!this.#tree.symbols.has(unit, SymbolFlag.choice)) {
      const text = configuration.textOf(unit);
      configuration.clear(unit, ValueFlag.valid);
      configuration.calculate(unit);
      return configuration.textOf(unit) === text ? none : [{ symbol: unit, text }];
    }
    const members = this.#membersOf(unit);
    const before = members.map((symbol) => ({
      symbol,
      text: configuration.textOf(symbol),
      selected: configuration.selected[symbol],
    }));
    for (const symbol of members) {
      configuration.clear(symbol, ValueFlag.valid);
      // Linux's later choices take what was seen of a member for true when they find the one that is y before it.
      configuration.visibility[symbol] = NO;
    }
    // Linux's choices forget who made them while they are computed.
    if (members.length > 1) configuration.mark(unit, ValueFlag.user);
    for (const symbol of members) configuration.calculate(symbol);
    return before.filter(
      ({ symbol, text, selected }) =>
        configuration.textOf(symbol) !== text || configuration.selected[symbol] !== selected,
    );
  }
}
