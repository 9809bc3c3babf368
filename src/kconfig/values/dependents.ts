// Which symbols have to be computed again when one changes: the reverse of "its value comes from".

import type { ExpressionId, SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import { visitSymbols } from '../tree/expression-questions.js';
import { PropertyKind } from '../tree/menu-table.js';
import { symbolYes } from '../tree/symbol-table.js';
import type { Tree } from '../tree/tree.js';
import { definitionsOf } from '../tree/tree.js';

/** For each symbol those that look at it (itself included, if it does), without repetition, in rows of one array. */
export class Dependents {
  readonly #starts: Int32Array;
  readonly #targets: Int32Array;

  constructor(tree: Tree) {
    const sources: number[] = [];
    const targets: number[] = [];
    const seen = new Int32Array(tree.symbols.length);
    for (let symbol = symbolYes + 1; symbol < tree.symbols.length; symbol += 1) {
      const look = (read: SymbolId): boolean => {
        if (read > symbolYes && seen[read] !== symbol) {
          seen[read] = symbol;
          sources.push(read);
          targets.push(symbol);
        }
        return false;
      };
      for (const expression of expressionsOf(tree, symbol)) visitSymbols(tree.expressions, expression, look);
    }
    this.#starts = new Int32Array(tree.symbols.length + 1);
    for (const source of sources) this.#starts[source + 1] = (this.#starts[source + 1] as number) + 1;
    for (let symbol = 0; symbol < tree.symbols.length; symbol += 1) {
      this.#starts[symbol + 1] = (this.#starts[symbol + 1] as number) + (this.#starts[symbol] as number);
    }
    this.#targets = new Int32Array(targets.length);
    const next = this.#starts.slice();
    for (const [index, source] of sources.entries()) {
      const position = next[source] as number;
      this.#targets[position] = targets[index] as number;
      next[source] = position + 1;
    }
  }

  /** The symbols that look at one. */
  of(symbol: SymbolId): Int32Array {
    return this.#targets.subarray(this.#starts[symbol], this.#starts[symbol + 1]);
  }
}

/** What is selected or implied looks at who does that, not the other way round; an entry itself is not looked at. */
const readsNothing: ReadonlySet<number> = new Set([PropertyKind.select, PropertyKind.imply, PropertyKind.symbol]);

function* expressionsOf(tree: Tree, symbol: SymbolId): Generator<ExpressionId> {
  const { symbols, properties, menus } = tree;
  yield symbols.directDependency.get(symbol);
  yield symbols.reverseDependency.get(symbol);
  yield symbols.implied.get(symbol);
  for (let property = symbols.firstProperty.get(symbol); property !== NONE; property = properties.next.get(property)) {
    if (readsNothing.has(properties.kind.get(property))) continue;
    yield properties.condition.get(property);
    yield properties.expression.get(property);
  }
  for (const menu of definitionsOf(tree, symbol)) yield menus.dependency.get(menu);
}
