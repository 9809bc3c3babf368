// An expression of a model as Kconfig text.

import type { ChoiceOperand, Expression, SymbolOperand } from './model.js';

const strength = { or: 1, and: 2, not: 3, compare: 4, symbol: 5, choice: 5 } as const;

/** With parentheses only where the operator outside binds stronger. */
export function printExpression(expression: Expression): string {
  return print(expression, 0);
}

function print(expression: Expression, outer: number): string {
  const own = strength[expression.kind];
  const text = printInner(expression, own);
  return own < outer ? `(${text})` : text;
}

function printInner(expression: Expression, own: number): string {
  switch (expression.kind) {
    case 'symbol':
    case 'choice':
      return printOperand(expression);
    case 'not':
      return `!${print(expression.operand, own)}`;
    case 'compare':
      return `${printOperand(expression.left)} ${expression.operator} ${printOperand(expression.right)}`;
    default:
      return expression.operands.map((operand) => print(operand, own)).join(expression.kind === 'or' ? ' || ' : ' && ');
  }
}

function printOperand(operand: SymbolOperand | ChoiceOperand): string {
  if (operand.kind === 'choice') return operand.choice.name ?? '<choice>';
  const isTristate = operand.name === 'y' || operand.name === 'm' || operand.name === 'n';
  return operand.constant && !isTristate ? `"${operand.name.replace(/["\\]/g, '\\$&')}"` : operand.name;
}
