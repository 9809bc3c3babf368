// An expression as text, as Linux's tools print it: parentheses only where the operator outside binds stronger.

import type { ExpressionId, OpCode, SymbolId } from './expression-pool.js';
import { NONE, Op } from './expression-pool.js';
import type { Tree } from './tree.js';

const operators: ReadonlyMap<number, string> = new Map([
  [Op.equal, '='],
  [Op.unequal, '!='],
  [Op.less, '<'],
  [Op.lessEqual, '<='],
  [Op.greater, '>'],
  [Op.greaterEqual, '>='],
]);

/** `show` makes the text of one symbol; by default its name. */
export function printExpression(
  tree: Tree,
  expression: ExpressionId,
  show: (symbol: SymbolId) => string = (symbol) => shownName(tree, symbol),
): string {
  if (expression === NONE) return 'y';
  return print(tree, expression, Op.none, show);
}

/** The name of a symbol; a choice without one is `<choice>`. */
export function shownName(tree: Tree, symbol: SymbolId): string {
  return tree.symbols.isUnnamed(symbol) ? '<choice>' : tree.symbols.nameOf(symbol);
}

function print(tree: Tree, expression: ExpressionId, outer: OpCode, show: (symbol: SymbolId) => string): string {
  const { expressions } = tree;
  const op = expressions.op.get(expression) as OpCode;
  const left = expressions.left.get(expression);
  const right = expressions.right.get(expression);
  switch (op) {
    case Op.symbol:
      return show(left);
    case Op.range:
      return `[${show(left)} ${show(right)}]`;
    case Op.not:
      return `!${print(tree, left, op, show)}`;
    case Op.or:
    case Op.and: {
      // Operands of one chain need no parentheses among themselves, so the chain is printed flat.
      const parts = expressions.operands(expression, op).map((operand) => print(tree, operand, op, show));
      const text = parts.join(op === Op.or ? ' || ' : ' && ');
      return needsParentheses(outer, op) ? `(${text})` : text;
    }
    default:
      return `${show(left)}${operators.get(op) ?? '?'}${show(right)}`;
  }
}

function needsParentheses(outer: OpCode, inner: OpCode): boolean {
  if (outer === Op.not) return inner === Op.and || inner === Op.or;
  return outer === Op.and && inner === Op.or;
}
