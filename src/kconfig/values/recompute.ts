// Computes again what a change reaches, in the order of dependencies, and stops where values come out as they were.

import type { SymbolId } from '../tree/expression-pool.js';
import { Op } from '../tree/expression-pool.js';
import { PropertyKind } from '../tree/menu-table.js';
import { SymbolFlag, SymbolType, symbolYes } from '../tree/symbol-table.js';
import type { Tree } from '../tree/tree.js';
import { membersOf, propertiesOf } from '../tree/tree.js';
import { NO } from '../tristate.js';
import type { Configuration } from './configuration.js';
import type { Dependents } from './dependents.js';
import { findDependents } from './dependents.js';
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
  /** The unit of each symbol. */
  readonly #units: Int32Array;
  /** Units, each after all it looks at, the bounds of ranges included; those in circles are absent. */
  readonly #order: SymbolId[] = [];
  /** The position of each unit in the order; -1 for circles and what follows from them. */
  readonly #positions: Int32Array;
  readonly #isSound: boolean;

  constructor(tree: Tree, dependents: Dependents) {
    this.#tree = tree;
    this.#dependents = dependents;
    this.#units = unitsOf(tree);
    this.#positions = new Int32Array(tree.symbols.length).fill(-1);
    this.#findOrder();
    this.#isSound = this.#areChoicesSound();
  }

  /** Makes one in pieces of at most some milliseconds. */
  static *prepare(tree: Tree): Generator<undefined, Recomputation> {
    return new Recomputation(tree, yield* findDependents(tree));
  }

  /** Computes what follows from another value of the user for one symbol. */
  run(configuration: Configuration, symbol: SymbolId): Recomputed {
    const order = this.#order;
    const due = new Uint8Array(order.length);
    const former = new Map<SymbolId, string>();
    let first = this.#positions[this.#units[symbol] as number] as number;
    let isComplete = this.#isSound && first !== -1;
    if (isComplete) due[first] = 1;
    else first = order.length;
    for (let position = first; isComplete && position < order.length; position += 1) {
      if (due[position] === 0) continue;
      for (const { symbol: each, text } of this.#computeUnit(configuration, order[position] as SymbolId)) {
        former.set(each, text);
        // Modules are part of what every tristate is.
        if (each === this.#tree.modules) isComplete = false;
        const { starts, targets } = this.#dependents;
        const end = starts[each + 1] as number;
        for (let index = starts[each] as number; index < end; index += 1) {
          const at = this.#positions[this.#units[targets[index] as number] as number] as number;
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
    for (let symbol = symbolYes + 1; symbol < symbols.length; symbol += 1) this.#changeWaits(waits, symbol, 1);
    for (let symbol = symbolYes + 1; symbol < symbols.length; symbol += 1) {
      if (this.#units[symbol] === symbol && waits[symbol] === 0) this.#take(symbol);
    }
    for (let position = 0; position < this.#order.length; position += 1) {
      const unit = this.#order[position] as SymbolId;
      if (!symbols.has(unit, SymbolFlag.choice)) this.#changeWaits(waits, unit, -1);
      else for (const member of this.#membersOf(unit)) this.#changeWaits(waits, member, -1);
    }
  }

  #take(unit: SymbolId): void {
    this.#positions[unit] = this.#order.length;
    this.#order.push(unit);
  }

  /**
   * For each unit that looks at a symbol: it waits for one thing more, or for one less and is taken when that was the last. A choice
   * and its members look at each other by nature, which nobody waits for; members must not look at members.
   */
  #changeWaits(waits: Int32Array, symbol: SymbolId, by: 1 | -1): void {
    const units = this.#units;
    const unit = units[symbol] as SymbolId;
    const { starts, targets } = this.#dependents;
    const end = starts[symbol + 1] as number;
    for (let index = starts[symbol] as number; index < end; index += 1) {
      const dependent = targets[index] as SymbolId;
      const waiting = units[dependent] as SymbolId;
      if (dependent !== symbol && (symbol === waiting || dependent === unit)) continue;
      const left = (waits[waiting] as number) + by;
      waits[waiting] = left;
      if (by === -1 && left === 0) this.#take(waiting);
    }
  }

  #areChoicesSound(): boolean {
    const { symbols } = this.#tree;
    for (let symbol = symbolYes + 1; symbol < symbols.length; symbol += 1) {
      if (symbols.has(symbol, SymbolFlag.choice) && !this.#isSoundChoice(symbol)) return false;
    }
    return true;
  }

  /** Choices with numbers or strings, or with a stranger as default, are mistakes: what they come to depends on more. */
  #isSoundChoice(choice: SymbolId): boolean {
    const { symbols, properties, expressions } = this.#tree;
    for (const member of membersOf(this.#tree, choice)) {
      const type = symbols.type.get(member);
      if (type !== SymbolType.bool && type !== SymbolType.tristate) return false;
    }
    for (const property of propertiesOf(this.#tree, choice)) {
      if (properties.kind.get(property) !== PropertyKind.default) continue;
      const expression = properties.expression.get(property);
      if (expressions.op.get(expression) !== Op.symbol) return false;
      if (symbols.choice.get(expressions.left.get(expression)) !== choice) return false;
    }
    return true;
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

/** By symbol: its choice if it is a member of one, else itself. */
function unitsOf({ symbols }: Tree): Int32Array {
  const units = new Int32Array(symbols.length);
  for (let symbol = 0; symbol < symbols.length; symbol += 1) units[symbol] = symbols.choice.get(symbol) || symbol;
  return units;
}
