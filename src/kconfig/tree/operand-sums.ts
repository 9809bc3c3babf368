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

  /** undefined if it is no measure. */
  of(expression: ExpressionId): number | undefined {
    const sum = this.#sumOf(expression);
    return sum === anySum ? undefined : sum;
  }

  /** The left sides of a chain in a loop: it may be long. */
  #sumOf(expression: ExpressionId): number {
    const { op, left, right } = this.#pool;
    const chain: ExpressionId[] = [];
    let at = expression;
    let known = this.#sums.get(at);
    for (; known === undefined && (op.get(at) === Op.and || op.get(at) === Op.or); known = this.#sums.get(at)) {
      chain.push(at);
      at = left.get(at);
    }
    let sum = known ?? this.#sumOfOne(at);
    for (let junction = chain.pop(); junction !== undefined; junction = chain.pop()) {
      const other = this.#sumOf(right.get(junction));
      sum = sum === anySum || other === anySum ? anySum : positive(sum + other);
      this.#sums.set(junction, sum);
    }
    return sum;
  }

  #sumOfOne(expression: ExpressionId): number {
    const { op, left } = this.#pool;
    const kind = op.get(expression);
    const one = left.get(expression);
    let sum: number = anySum;
    if (kind === Op.symbol) sum = one <= symbolYes ? anySum : spread(one);
    else if (kind === Op.not) {
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
