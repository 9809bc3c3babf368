// Computes again what a change reaches, in the order of dependencies, and stops where values come out as they were.

import type { SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import { SymbolFlag } from '../tree/symbol-table.js';
import type { Tree } from '../tree/tree.js';
import { membersOf } from '../tree/tree.js';
import type { Configuration } from './configuration.js';
import { Dependents } from './dependents.js';
import { ValueFlag } from './value-flag.js';

const maxRounds = 4;
const none: readonly SymbolId[] = [];

export class Recomputation {
  readonly #tree: Tree;
  readonly #dependents: Dependents;
  /** The position of each symbol, or of its choice, in the order of dependencies. */
  readonly #positions: Int32Array;

  constructor(tree: Tree) {
    this.#tree = tree;
    this.#dependents = new Dependents(tree);
    this.#positions = new Int32Array(tree.symbols.length);
    for (const [position, symbol] of tree.order.entries()) {
      this.#positions[symbol] = position;
      for (const member of this.#unitOf(symbol)) this.#positions[member] = position;
    }
  }

  /** The symbols whose value changed after the user's value of one did; undefined if every value has to be computed again. */
  run(configuration: Configuration, symbol: SymbolId): readonly SymbolId[] | undefined {
    const { order, modules } = this.#tree;
    const due = new Uint8Array(order.length);
    const changed = new Set<SymbolId>();
    let first = this.#positions[symbol] as number;
    due[first] = 1;
    // Bounds of ranges are not part of the order, so a change may reach back, and in a circle of them without end.
    for (let round = 0; first < order.length; round += 1) {
      if (round === maxRounds) return undefined;
      const start = first;
      first = order.length;
      for (let position = start; position < order.length; position += 1) {
        if (due[position] === 0) continue;
        due[position] = 0;
        for (const each of this.#computeUnit(configuration, order[position] as SymbolId)) {
          if (each === modules) return undefined;
          changed.add(each);
          for (const dependent of this.#dependents.of(each)) {
            const at = this.#positions[dependent] as number;
            due[at] = 1;
            if (at <= position && at < first) first = at;
          }
        }
      }
    }
    return [...changed];
  }

  /** A choice with its members, or a symbol alone. */
  #unitOf(symbol: SymbolId): readonly SymbolId[] {
    if (!this.#tree.symbols.has(symbol, SymbolFlag.choice)) return [symbol];
    return [symbol, ...membersOf(this.#tree, symbol)];
  }

  /** The members of the unit with another value than before. */
  #computeUnit(configuration: Configuration, head: SymbolId): readonly SymbolId[] {
    // Nearly every unit is such a symbol, and thousands may look at one that changes.
    if (!this.#tree.symbols.has(head, SymbolFlag.choice)) {
      const value = configuration.tristate[head];
      const text = configuration.text[head];
      configuration.clear(head, ValueFlag.valid);
      configuration.calculate(head);
      return configuration.tristate[head] === value && configuration.text[head] === text ? none : [head];
    }
    const unit = this.#unitOf(head);
    const before = unit.map((each) => stateOf(configuration, each));
    for (const each of unit) configuration.clear(each, ValueFlag.valid);
    // Linux's choices forget who made them while they are computed.
    if (unit.length > 1) configuration.mark(head, ValueFlag.user);
    for (const each of unit) configuration.calculate(each);
    return unit.filter((each, index) => stateOf(configuration, each) !== before[index]);
  }
}

/** What others see of a symbol. */
function stateOf(configuration: Configuration, symbol: SymbolId): string {
  const selected = configuration.selected[symbol] as number;
  return selected === NONE ? configuration.textOf(symbol) : `${configuration.textOf(symbol)} ${selected}`;
}
