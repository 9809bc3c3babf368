// Every expression of a tree, each different one once: two expressions of one form have one number, so comparing is a
// comparison of numbers, and what was computed for one holds for all places that use it.

import { Column, Table } from './column.js';
import { Memo } from './memo.js';

/** An index into the pool; 0 is no expression, which counts as `y`. */
export type ExpressionId = number;
export type SymbolId = number;

export const NONE = 0;

/** What a row is. `left` and `right` are expressions for or, and, not; symbols for the others. */
export const Op = {
  none: 0,
  or: 1,
  and: 2,
  not: 3,
  equal: 4,
  unequal: 5,
  less: 6,
  lessEqual: 7,
  greater: 8,
  greaterEqual: 9,
  symbol: 10,
  /** The two bounds of a `range`. */
  range: 11,
} as const;

export type OpCode = (typeof Op)[keyof typeof Op];

/** Small, so that V8 has seen how the table grows before it compiles what makes it grow. */
const first = 1 << 7;

export class ExpressionPool extends Table {
  readonly op = new Column();
  readonly left = new Column();
  readonly right = new Column();
  override readonly columns = [this.op, this.left, this.right];
  /** Open addressing; the number of a row, or 0. Made at the first use: a loaded tree often makes no expression. */
  #slots: Int32Array | undefined;
  /** The most frequent ones, by symbol. */
  readonly #ofSymbols = new Memo();

  constructor() {
    super();
    this.addRow();
  }

  /** The number of an expression; made if it is new. */
  make(op: OpCode, left: number, right: number): ExpressionId {
    if (this.#slots === undefined || this.length * 4 > this.#slots.length * 3) this.#rebuild();
    const slots = this.#slots as Int32Array;
    const mask = slots.length - 1;
    // One by one: taking an array apart is slow until the function is compiled.
    const ops = this.op.data;
    const lefts = this.left.data;
    const rights = this.right.data;
    let slot = hash(op, left, right) & mask;
    for (;;) {
      const row = slots[slot] as number;
      if (row === 0) break;
      if (lefts[row] === left && rights[row] === right && ops[row] === op) return row;
      slot = (slot + 1) & mask;
    }
    const made = this.addRow();
    slots[slot] = made;
    this.op.set(made, op);
    this.left.set(made, left);
    this.right.set(made, right);
    return made;
  }

  symbol(symbol: SymbolId): ExpressionId {
    const known = this.#ofSymbols.get(symbol);
    if (known !== undefined) return known;
    const made = this.make(Op.symbol, symbol, 0);
    this.#ofSymbols.set(symbol, made);
    return made;
  }

  not(operand: ExpressionId): ExpressionId {
    return this.make(Op.not, operand, 0);
  }

  /** A missing side is `y`, so the other one remains. */
  and(left: ExpressionId, right: ExpressionId): ExpressionId {
    if (left === NONE) return right;
    return right === NONE ? left : this.make(Op.and, left, right);
  }

  /** A missing side means "nothing yet", so the other one remains. */
  or(left: ExpressionId, right: ExpressionId): ExpressionId {
    if (left === NONE) return right;
    return right === NONE ? left : this.make(Op.or, left, right);
  }

  /** The operands of a chain of one operator, from left to right; an expression of another kind is its only operand. */
  operands(expression: ExpressionId, op: OpCode): ExpressionId[] {
    const found: ExpressionId[] = [];
    const pending: ExpressionId[] = [];
    let at = expression;
    for (;;) {
      // Chains lean to the left, so what waits on the way down is mostly one operand a step.
      while (this.op.get(at) === op) {
        pending.push(this.right.get(at));
        at = this.left.get(at);
      }
      found.push(at);
      const next = pending.pop();
      if (next === undefined) return found;
      at = next;
    }
  }

  /** The reverse of `operands`. */
  join(op: OpCode, operands: readonly ExpressionId[]): ExpressionId {
    let result = operands[0] ?? NONE;
    for (let index = 1; index < operands.length; index += 1) result = this.make(op, result, operands[index] ?? NONE);
    return result;
  }

  #rebuild(): void {
    let size = first;
    while (size < this.length * 2) size *= 4;
    const slots = new Int32Array(size);
    for (let row = 1; row < this.length; row += 1) {
      let slot = hash(this.op.get(row), this.left.get(row), this.right.get(row)) & (size - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (size - 1);
      slots[slot] = row;
    }
    this.#slots = slots;
  }
}

function hash(op: number, left: number, right: number): number {
  let value = Math.imul(left, 0x9e3779b1) ^ Math.imul(right + op * 0x10001, 0x85ebca6b);
  value ^= value >>> 15;
  return Math.imul(value, 0x2c1b3c6d) >>> 4;
}
