// `depends on X if Y` of Linux 7.0 means `X || Y = n`.

import type { ExpressionId, ExpressionPool } from '../tree/expression-pool.js';
import { NONE, Op } from '../tree/expression-pool.js';
import { symbolNo } from '../tree/symbol-table.js';

export function dependsIf(pool: ExpressionPool, dependency: ExpressionId, condition: ExpressionId): ExpressionId {
  return condition === NONE ? dependency : pool.make(Op.or, dependency, isNo(pool, condition, true));
}

/** `expression = n`, or `!= n`, spelled out for every symbol (expr_trans_compare). */
function isNo(pool: ExpressionPool, expression: ExpressionId, wanted: boolean): ExpressionId {
  const op = pool.op.get(expression);
  const left = pool.left.get(expression);
  if (op === Op.symbol) return pool.make(wanted ? Op.equal : Op.unequal, left, symbolNo);
  if (op === Op.not) return isNo(pool, left, !wanted);
  if (op !== Op.and && op !== Op.or) return wanted ? pool.not(expression) : expression;
  // One operand of an `and` is enough for n, an `or` needs both.
  const joined = (op === Op.and) === wanted ? Op.or : Op.and;
  return pool.make(joined, isNo(pool, left, wanted), isNo(pool, pool.right.get(expression), wanted));
}
