// A number for the operands of a chain that is the same in every order: equal chains have equal numbers, so most pairs
// need no comparison of each operand with each.

import type { ExpressionId, ExpressionPool, SymbolId } from './expression-pool.js';
import { Op } from './expression-pool.js';
import { Memo } from './memo.js';
import { symbolYes } from './symbol-table.js';

/** Constants or comparisons make the sum no measure. */
const anySum = 1;

export class OperandSums {
  readonly #pool: ExpressionPool;
  readonly #sums = new Memo();

  constructor(pool: ExpressionPool) {
    this.#pool = pool;
  }

  mayBeEqual(one: ExpressionId, other: ExpressionId): boolean {
    const a = this.#sumOf(one);
    const b = this.#sumOf(other);
    return a === b || a === anySum || b === anySum;
  }

  #sumOf(expression: ExpressionId): number {
    const known = this.#sums.get(expression);
    if (known !== undefined) return known;
    const { op, left, right } = this.#pool;
    const kind = op.get(expression);
    const one = left.get(expression);
    let sum: number = anySum;
    if (kind === Op.symbol) sum = one <= symbolYes ? anySum : spread(one);
    else if (kind === Op.and || kind === Op.or) {
      const a = this.#sumOf(one);
      const b = this.#sumOf(right.get(expression));
      sum = a === anySum || b === anySum ? anySum : positive(a + b);
    } else if (kind === Op.not) {
      const inner = this.#sumOf(one);
      sum = inner === anySum ? anySum : positive(inner + 7);
    }
    this.#sums.set(expression, sum);
    return sum;
  }
}

/** A number of a symbol whose sums rarely meet by chance. */
function spread(symbol: SymbolId): number {
  return positive(Math.imul(symbol, 0x9e3779b1) >>> 3);
}

/** Within 30 bits and never `anySum`. */
function positive(value: number): number {
  return (value & 0x3fffffff) | 2;
}
