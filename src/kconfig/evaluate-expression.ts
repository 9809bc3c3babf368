// The value of an expression, given the values of symbols and choices (expr_calc_value of scripts/kconfig/expr.c).
// Pure: where values come from is the ValueContext's business, so the evaluator and the writers share the rules.

import { parseSigned, parseUnsignedHex } from './integer.js';
import type { Expression, KChoice, SymbolOperand, SymbolType } from './model.js';
import type { Tristate } from './tristate.js';
import { and, MOD, NO, not, or, parseTristate, YES } from './tristate.js';

/** Values of defined symbols; every name that is not defined is undefined here. */
export interface ValueContext {
  typeOf(name: string): SymbolType | undefined;
  /** n for symbols that are not bool or tristate. */
  tristateOf(name: string): Tristate;
  /** n, m or y of a bool or tristate, the text of the others. */
  textOf(name: string): string | undefined;
  modeOf(choice: KChoice): Tristate;
  readonly modules: Tristate;
}

/** A missing expression is `y`. */
export function evaluateExpression(expression: Expression | undefined, context: ValueContext): Tristate {
  if (expression === undefined) return YES;
  switch (expression.kind) {
    case 'symbol':
      // An unknown name, or quoted text, is n as a boolean.
      return expression.constant ? (parseTristate(expression.name) ?? NO) : context.tristateOf(expression.name);
    case 'choice': {
      const mode = context.modeOf(expression.choice);
      return expression.onlyYes && mode !== YES ? NO : mode;
    }
    case 'not':
      return not(evaluateExpression(expression.operand, context));
    case 'and': {
      let result: Tristate = YES;
      for (const operand of expression.operands) {
        result = and(result, evaluateExpression(operand, context));
        if (result === NO) break;
      }
      return result;
    }
    case 'or': {
      let result: Tristate = NO;
      for (const operand of expression.operands) {
        result = or(result, evaluateExpression(operand, context));
        if (result === YES) break;
      }
      return result;
    }
    case 'compare':
      return evaluateComparison(expression, context) ? YES : NO;
  }
}

function evaluateComparison(comparison: Extract<Expression, { kind: 'compare' }>, context: ValueContext): boolean {
  const order = compareOperands(comparison.left, comparison.right, context);
  switch (comparison.operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** Two strings compare as text; everything else as numbers if both sides are numbers in full, else as text. */
function compareOperands(left: SymbolOperand, right: SymbolOperand, context: ValueContext): number {
  const leftText = operandText(left, context);
  const rightText = operandText(right, context);
  const leftType = operandType(left, context);
  const rightType = operandType(right, context);
  if (leftType !== 'string' || rightType !== 'string') {
    const leftNumber = parseNumber(leftText, leftType);
    const rightNumber = parseNumber(rightText, rightType);
    if (leftNumber !== undefined && rightNumber !== undefined) {
      // One unsigned side makes the comparison unsigned, as C's union of both does.
      const unsigned = leftType === 'hex' || rightType === 'hex';
      const [a, b] = unsigned
        ? [BigInt.asUintN(64, leftNumber), BigInt.asUintN(64, rightNumber)]
        : [leftNumber, rightNumber];
      return a < b ? -1 : a > b ? 1 : 0;
    }
  }
  return leftText < rightText ? -1 : leftText > rightText ? 1 : 0;
}

function operandType(operand: SymbolOperand, context: ValueContext): SymbolType {
  if (operand.constant) return parseTristate(operand.name) === undefined ? 'unknown' : 'tristate';
  return context.typeOf(operand.name) ?? 'unknown';
}

/** An undefined name is its own text. */
export function operandText(operand: SymbolOperand, context: ValueContext): string {
  return (operand.constant ? undefined : context.textOf(operand.name)) ?? operand.name;
}

function parseNumber(text: string, type: SymbolType): bigint | undefined {
  if (type === 'bool' || type === 'tristate') {
    return BigInt(parseTristate(text) ?? -1);
  }
  const parsed = type === 'hex' ? parseUnsignedHex(text) : parseSigned(text, type === 'int' ? 10 : 0);
  return parsed.exact ? parsed.value : undefined;
}

/** The number a range bound or a value stands for: 0 if it is none (sym_get_range_val). */
export function operandInteger(operand: SymbolOperand, base: 10 | 16, context: ValueContext): bigint {
  const type = operandType(operand, context);
  return parseSigned(operandText(operand, context), type === 'int' ? 10 : type === 'hex' ? 16 : base).value;
}

/** What a default or bound operand puts into an int, hex or string. A bool gives `n` whatever its value: C copies its text field. */
export function operandRawText(operand: SymbolOperand, context: ValueContext): string {
  if (operand.constant) return operand.name;
  const type = context.typeOf(operand.name);
  return type === 'bool' || type === 'tristate' ? 'n' : (context.textOf(operand.name) ?? operand.name);
}

/** m counts as y wherever it cannot be kept. */
export function promote(value: Tristate, keepsM: boolean): Tristate {
  return value === MOD && !keepsM ? YES : value;
}
