// Questions about the form of an expression.

import type { ExpressionId, ExpressionPool, SymbolId } from './expression-pool.js';
import { NONE, Op } from './expression-pool.js';
import { symbolMod, symbolNo, symbolYes } from './symbol-table.js';

/** Whether a symbol stands anywhere in an expression. */
export function containsSymbol(pool: ExpressionPool, expression: ExpressionId, symbol: SymbolId): boolean {
  const { op, left, right } = pool;
  for (let at = expression; at !== NONE; at = left.get(at)) {
    const kind = op.get(at);
    if (kind === Op.and || kind === Op.or) {
      if (containsSymbol(pool, right.get(at), symbol)) return true;
    } else if (kind !== Op.not) {
      return left.get(at) === symbol || (kind !== Op.symbol && right.get(at) === symbol);
    }
  }
  return false;
}

/** Whether a comparison with m stands anywhere in an expression. */
export function comparesWithM(pool: ExpressionPool, expression: ExpressionId): boolean {
  const { op, left, right } = pool;
  for (let at = expression; at !== NONE; at = left.get(at)) {
    const kind = op.get(at);
    if (kind === Op.and || kind === Op.or) {
      if (comparesWithM(pool, right.get(at))) return true;
    } else if (kind !== Op.not) {
      return (kind === Op.equal || kind === Op.unequal) && right.get(at) === symbolMod;
    }
  }
  return false;
}

/** Visits symbols from left to right until `visit` says true; whether it did. */
export function visitSymbols(
  { op, left, right }: ExpressionPool,
  expression: ExpressionId,
  visit: (symbol: SymbolId) => boolean,
): boolean {
  if (expression === NONE) return false;
  const pending = [expression];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const kind = op.get(at);
    if (kind === Op.and || kind === Op.or) pending.push(right.get(at), left.get(at));
    else if (kind === Op.not) pending.push(left.get(at));
    else if (kind === Op.symbol) {
      if (visit(left.get(at))) return true;
    } else if (visit(left.get(at)) || visit(right.get(at))) {
      return true;
    }
  }
  return false;
}

/** The symbols from left to right. */
export function* symbolsIn({ op, left, right }: ExpressionPool, expression: ExpressionId): Generator<SymbolId> {
  const pending = expression === NONE ? [] : [expression];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const kind = op.get(at);
    if (kind === Op.and || kind === Op.or) pending.push(right.get(at), left.get(at));
    else if (kind === Op.not) pending.push(left.get(at));
    else {
      yield left.get(at);
      if (kind !== Op.symbol) yield right.get(at);
    }
  }
}

/** Whether an expression is n whenever the symbol is, by its form (expr_depends_symbol). */
export function dependsOnSymbol(pool: ExpressionPool, expression: ExpressionId, symbol: SymbolId): boolean {
  if (expression === NONE) return false;
  const { op, left, right } = pool;
  for (const operand of pool.operands(expression, Op.and)) {
    if (left.get(operand) !== symbol) continue;
    const value = right.get(operand);
    const kind = op.get(operand);
    if (kind === Op.symbol) return true;
    if (kind === Op.equal && (value === symbolYes || value === symbolMod)) return true;
    if (kind === Op.unequal && value === symbolNo) return true;
  }
  return false;
}
