// Where Linux 6.12 joins duplicates differently: each half of a chain for itself, then one half against the other, and
// constants are taken out of the outermost operator only (scripts/kconfig/expr.c of 6.12).

import type { ExpressionId, OpCode } from './expression-pool.js';
import { Op } from './expression-pool.js';
import { Memo } from './memo.js';
import { Simplifier } from './simplify.js';
import { symbolYes } from './symbol-table.js';
import type { TestedForM } from './transform.js';
import type { Tree } from './tree.js';

export function simplifierOf612(tree: Tree, testedForM: TestedForM): Simplifier {
  // The right one is transformed first: so Linux 6.12 is compiled.
  return new Simplifier612(tree, testedForM, true);
}

class Simplifier612 extends Simplifier {
  readonly #withoutConstants = new Memo();

  /** What a chain begins with comes first: no call for each of its operands inside the other. */
  override eliminateDuplicates(expression: ExpressionId): ExpressionId {
    const chain: ExpressionId[] = [];
    let at = expression;
    let known = this.unique.get(at);
    while (known === undefined) {
      known = this.#asItIs(at, chain.length === 0);
      if (known === undefined) {
        chain.push(at);
        at = this.tree.expressions.left.get(at);
        known = this.unique.get(at);
      }
    }
    let result = known;
    for (let next = chain.pop(); next !== undefined; next = chain.pop()) result = this.#eliminate(next);
    return result;
  }

  /** What no rule can change, and long chains with repeats; a part of a chain has none if the whole has not. */
  #asItIs(expression: ExpressionId, isWhole: boolean): ExpressionId | undefined {
    const { expressions } = this.tree;
    const op = expressions.op.get(expression) as OpCode;
    if (op === Op.and || op === Op.or) {
      const operands = this.operandsOf(expression, op);
      const different = operands && isWhole ? this.withoutRepeats(operands) : undefined;
      if (different !== undefined) {
        const result = this.eliminateDuplicates(expressions.join(op, different));
        this.unique.set(expression, result);
        return result;
      }
      if (operands !== undefined && !this.#isPlain(operands)) return undefined;
    }
    this.unique.set(expression, expression);
    return expression;
  }

  #isPlain(operands: readonly ExpressionId[]): boolean {
    const { op, left } = this.tree.expressions;
    const isConstant = (at: ExpressionId): boolean => op.get(at) === Op.symbol && left.get(at) <= symbolYes;
    const isSettled = (chain: ExpressionId): boolean => this.eliminateDuplicates(chain) === chain;
    return !operands.some(isConstant) && this.areUnrelated(operands, isSettled);
  }

  /** What the left side becomes is known. */
  #eliminate(expression: ExpressionId): ExpressionId {
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

  #joinHalves(op: OpCode, left: ExpressionId, right: ExpressionId): readonly [ExpressionId, ExpressionId] {
    const { expressions } = this.tree;
    const ones = this.operandsOf(left, op);
    const others = this.operandsOf(right, op);
    if (ones === undefined || others === undefined) return [left, right];
    let changed = false;
    for (let i = 0; i < ones.length && this.maySpend(others.length); i += 1) {
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
    const { op, left, right } = this.tree.expressions;
    const chain: ExpressionId[] = [];
    let at = expression;
    let known = this.#withoutConstants.get(at);
    for (
      ;
      known === undefined && (op.get(at) === Op.and || op.get(at) === Op.or);
      known = this.#withoutConstants.get(at)
    ) {
      chain.push(at);
      at = left.get(at);
    }
    let result = known ?? at;
    for (let junction = chain.pop(); junction !== undefined; junction = chain.pop()) {
      const isAnd = op.get(junction) === Op.and;
      const neutral = isAnd ? this.yes : this.no;
      const decisive = isAnd ? this.no : this.yes;
      const other = this.eliminateYesNo(right.get(junction));
      if (result !== decisive && other !== neutral) {
        // What was simplified further inside is left as it was: Linux 6.12 forgets it here.
        result = other === decisive || result === neutral ? other : junction;
      }
      this.#withoutConstants.set(junction, result);
    }
    return result;
  }
}

/** The chain with the shape of `expression` and other operands, taken from the front of a list. */
function reshape(
  pool: Tree['expressions'],
  expression: ExpressionId,
  op: OpCode,
  operands: readonly ExpressionId[],
): ExpressionId {
  let next = 0;
  const build = (from: ExpressionId): ExpressionId => {
    const chain: ExpressionId[] = [];
    let at = from;
    for (; pool.op.get(at) === op; at = pool.left.get(at)) chain.push(at);
    let result = operands[next] as ExpressionId;
    next += 1;
    for (let junction = chain.pop(); junction !== undefined; junction = chain.pop()) {
      result = pool.make(op, result, build(pool.right.get(junction)));
    }
    return result;
  };
  return build(expression);
}
