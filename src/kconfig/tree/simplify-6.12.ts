// Where Linux 6.12 joins duplicates differently: each half of a chain for itself, then one half against the other, and
// constants are taken out of the outermost operator only (scripts/kconfig/expr.c of 6.12).

import type { ExpressionId, OpCode } from './expression-pool.js';
import { Op } from './expression-pool.js';
import type { TestedForM } from './simplify.js';
import { Simplifier } from './simplify.js';
import type { Tree } from './tree.js';

export function simplifierOf612(tree: Tree, testedForM: TestedForM): Simplifier {
  return new Simplifier612(tree, testedForM);
}

class Simplifier612 extends Simplifier {
  override eliminateDuplicates(expression: ExpressionId): ExpressionId {
    const known = this.unique.get(expression);
    if (known !== undefined) return known;
    const { expressions } = this.tree;
    const outer = this.changes;
    let result = expression;
    do {
      this.changes = 0;
      const op = expressions.op.get(result) as OpCode;
      if (op === Op.and || op === Op.or) {
        const left = this.eliminateDuplicates(expressions.left.get(result));
        const right = this.eliminateDuplicates(expressions.right.get(result));
        result = expressions.make(op, ...this.#joinHalves(op, left, right));
      }
      result = this.eliminateYesNo(result);
    } while (this.changes > 0);
    this.changes = outer;
    this.unique.set(expression, result);
    return result;
  }

  /** The right one first: so Linux 6.12 is compiled. */
  protected override transformOperands(op: OpCode, left: ExpressionId, right: ExpressionId): ExpressionId {
    const second = this.transform(right);
    return this.tree.expressions.make(op, this.transform(left), second);
  }

  #joinHalves(op: OpCode, left: ExpressionId, right: ExpressionId): readonly [ExpressionId, ExpressionId] {
    const { expressions } = this.tree;
    const ones = expressions.operands(left, op);
    const others = expressions.operands(right, op);
    let changed = false;
    for (let i = 0; i < ones.length; i += 1) {
      for (let j = 0; j < others.length; j += 1) {
        const one = ones[i] as ExpressionId;
        const other = others[j] as ExpressionId;
        if (!this.mayJoin(one, other)) continue;
        const joined = op === Op.and ? this.joinAnd(one, other) : this.joinOr(one, other);
        if (joined === 0) continue;
        ones[i] = op === Op.and ? this.yes : this.no;
        others[j] = joined;
        this.changes += 1;
        changed = true;
      }
    }
    if (!changed) return [left, right];
    return [reshape(expressions, left, op, ones), reshape(expressions, right, op, others)];
  }

  override eliminateYesNo(expression: ExpressionId): ExpressionId {
    const { expressions } = this.tree;
    const op = expressions.op.get(expression) as OpCode;
    if (op !== Op.and && op !== Op.or) return expression;
    const neutral = op === Op.and ? this.yes : this.no;
    const decisive = op === Op.and ? this.no : this.yes;
    const left = this.eliminateYesNo(expressions.left.get(expression));
    const right = this.eliminateYesNo(expressions.right.get(expression));
    if (left === decisive || right === neutral) return left;
    if (right === decisive || left === neutral) return right;
    // What was simplified further inside is left as it was: Linux 6.12 forgets it here.
    return expression;
  }
}

/** The chain with the shape of `expression` and other operands, taken from the front of a list. */
function reshape(
  pool: Tree['expressions'],
  expression: ExpressionId,
  op: OpCode,
  operands: ExpressionId[],
): ExpressionId {
  let next = 0;
  const build = (at: ExpressionId): ExpressionId => {
    if (pool.op.get(at) !== op) {
      next += 1;
      return operands[next - 1] as ExpressionId;
    }
    const left = build(pool.left.get(at));
    return pool.make(op, left, build(pool.right.get(at)));
  };
  return build(expression);
}
