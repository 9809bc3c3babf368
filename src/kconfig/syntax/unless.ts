// `depends on X if Y` of Linux 7.0 means `X || Y = n`.

import type { ExpressionId, ExpressionPool } from '../tree/expression-pool.js';
import { NONE, Op } from '../tree/expression-pool.js';
import { rewrite } from '../tree/rewrite.js';
import { symbolNo } from '../tree/symbol-table.js';

export function dependsIf(pool: ExpressionPool, dependency: ExpressionId, condition: ExpressionId): ExpressionId {
  return condition === NONE ? dependency : pool.make(Op.or, dependency, isNo(pool, condition));
}

/** `expression = n` spelled out for every symbol (expr_trans_compare). */
function isNo(pool: ExpressionPool, expression: ExpressionId): ExpressionId {
  return rewrite(pool, expression, true, {
    leaf(at, wanted) {
      if (pool.op.get(at) === Op.symbol) return pool.make(wanted ? Op.equal : Op.unequal, pool.left.get(at), symbolNo);
      return wanted ? pool.not(at) : at;
    },
    below: (wanted) => wanted,
    // One operand of an `and` is enough for n, an `or` needs both.
    joined: (op, left, right, wanted) => pool.make((op === Op.and) === wanted ? Op.or : Op.and, left, right),
    negated: (operand) => operand,
  });
}
