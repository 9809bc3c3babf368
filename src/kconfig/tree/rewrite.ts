// Rewrites an expression from its leaves up. Needs no call inside a call: a chain has as many operands as a file has lines.

import type { ExpressionId, ExpressionPool } from './expression-pool.js';
import { NONE, Op } from './expression-pool.js';

/** `flag` is whatever travels from the outermost operator to the leaves. */
export interface Rewriting {
  /** A symbol or comparison. */
  leaf(expression: ExpressionId, flag: boolean): ExpressionId;
  /** The flag of the operands of `and` and `or`. */
  below(flag: boolean): boolean;
  joined(op: typeof Op.and | typeof Op.or, left: ExpressionId, right: ExpressionId, flag: boolean): ExpressionId;
  /** What was negated has been rewritten with the opposite flag. */
  negated(operand: ExpressionId, flag: boolean): ExpressionId;
}

export function rewrite(pool: ExpressionPool, expression: ExpressionId, flag: boolean, rules: Rewriting): ExpressionId {
  const { op, left, right } = pool;
  // What is to be done, the last first: an expression to enter, or one (negative) whose operands are rewritten.
  const tasks = [encode(expression, flag)];
  const done: ExpressionId[] = [];
  const take = (): ExpressionId => done.pop() ?? NONE;
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const code = task < 0 ? -task : task;
    const at = code >> 1;
    const own = (code & 1) === 1;
    const kind = op.get(at);
    if (kind === Op.and || kind === Op.or) {
      if (task > 0) {
        const inner = rules.below(own);
        tasks.push(-task, encode(right.get(at), inner), encode(left.get(at), inner));
      } else {
        const other = take();
        done.push(rules.joined(kind, take(), other, own));
      }
    } else if (kind === Op.not) {
      if (task > 0) tasks.push(-task, encode(left.get(at), !own));
      else done.push(rules.negated(take(), own));
    } else {
      done.push(rules.leaf(at, own));
    }
  }
  return take();
}

/** Never 0: there is no expression 0 inside another one. */
function encode(expression: ExpressionId, flag: boolean): number {
  return expression * 2 + (flag ? 1 : 0);
}
