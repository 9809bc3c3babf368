// Tristate expressions: small builders, walking and printing. Their form is a type of the model, which refers to it.
// Building never simplifies: every operand keeps its place, so that explanations can point at it.

import type { ChoiceOperand, Expression, SymbolOperand } from './model.js';
import type { Span } from './source.js';

/** `y`, `m` and `n` are constants whether they are quoted or not (sym_lookup). */
export function isTristateName(name: string): boolean {
  return name === 'y' || name === 'm' || name === 'n';
}

export function symbolOperand(name: string, quoted: boolean, at?: Span): SymbolOperand {
  return { kind: 'symbol', name, constant: quoted || isTristateName(name), ...(at && { at }) };
}

/** AND where a missing side means `y`. */
export function allOf(left: Expression | undefined, right: Expression | undefined): Expression | undefined {
  if (left === undefined) return right;
  return right === undefined ? left : join('and', [left, right]);
}

/** An operand of the same kind is taken apart, so the result stays flat. */
export function join(kind: 'and' | 'or', parts: readonly Expression[]): Expression {
  const operands = parts.flatMap((part) => (part.kind === kind ? part.operands : [part]));
  const [first] = operands;
  return operands.length === 1 && first !== undefined ? first : { kind, operands };
}

/** The operands of an AND, or the expression alone. */
export function conjuncts(expression: Expression | undefined): readonly Expression[] {
  if (expression === undefined) return [];
  return expression.kind === 'and' ? expression.operands : [expression];
}

/** Calls `visit` for every symbol and choice operand, comparisons included. */
export function forEachOperand(
  expression: Expression | undefined,
  visit: (operand: SymbolOperand | ChoiceOperand) => void,
): void {
  if (expression === undefined) return;
  switch (expression.kind) {
    case 'symbol':
    case 'choice':
      visit(expression);
      break;
    case 'not':
      forEachOperand(expression.operand, visit);
      break;
    case 'compare':
      visit(expression.left);
      visit(expression.right);
      break;
    default:
      for (const operand of expression.operands) forEachOperand(operand, visit);
  }
}

const precedence = { or: 0, and: 1, not: 2, compare: 3, symbol: 4, choice: 4 } as const;

/** The expression as Kconfig text, with as few parentheses as its meaning allows. */
export function printExpression(expression: Expression): string {
  const inner = (part: Expression, level: number): string =>
    precedence[part.kind] < level ? `(${printExpression(part)})` : printExpression(part);
  switch (expression.kind) {
    case 'symbol':
      return printOperand(expression);
    case 'choice':
      return expression.choice.name ?? '<choice>';
    case 'not':
      // `!A = B` would read as !(A = B), which is what a negated comparison means: no parentheses are lost.
      return `!${inner(expression.operand, precedence.compare)}`;
    case 'compare':
      return `${printOperand(expression.left)} ${expression.operator} ${printOperand(expression.right)}`;
    case 'and':
      return expression.operands.map((operand) => inner(operand, precedence.and)).join(' && ');
    case 'or':
      return expression.operands.map((operand) => inner(operand, precedence.or)).join(' || ');
  }
}

function printOperand(operand: SymbolOperand): string {
  if (!operand.constant || isTristateName(operand.name)) return operand.name;
  return `"${operand.name.replace(/["\\]/g, '\\$&')}"`;
}
