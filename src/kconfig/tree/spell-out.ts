// What Linux's tools write out before they compare expressions: what `m` means, and what "not n" means of each symbol
// (expr_trans_bool, rewrite_m and expr_trans_compare of scripts/kconfig).

import type { ExpressionId } from './expression-pool.js';
import { NONE, Op } from './expression-pool.js';
import { rewrite } from './rewrite.js';
import { symbolMod, symbolNo } from './symbol-table.js';
import type { Tree } from './tree.js';

/** `m` means "m if there are modules". */
export function spellOutM({ expressions, modules }: Tree, expression: ExpressionId): ExpressionId {
  return rewrite(expressions, expression, false, {
    leaf: (at) =>
      expressions.op.get(at) === Op.symbol && expressions.left.get(at) === symbolMod
        ? expressions.and(at, expressions.symbol(modules))
        : at,
    below: (flag) => flag,
    joined: (op, left, right) => expressions.make(op, left, right),
    negated: (operand) => expressions.not(operand),
  });
}

/** `expression != n`, for every symbol in it. */
export function spellOutNotNo({ expressions }: Tree, expression: ExpressionId): ExpressionId {
  if (expression === NONE) return expressions.not(expressions.symbol(symbolNo));
  return rewrite(expressions, expression, true, {
    leaf(at, isUnequal) {
      const op = isUnequal ? Op.unequal : Op.equal;
      if (expressions.op.get(at) === Op.symbol) return expressions.make(op, expressions.left.get(at), symbolNo);
      return isUnequal ? at : expressions.not(at);
    },
    below: () => false,
    joined(op, left, right, isUnequal) {
      const joined = expressions.make(op === Op.and ? Op.or : Op.and, left, right);
      return isUnequal ? expressions.not(joined) : joined;
    },
    negated: (operand) => operand,
  });
}
