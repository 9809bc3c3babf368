// Comparing two values as Linux's tools do: as numbers if both read as such, else as texts (expr_calc_value, 6.1).

import type { OpCode } from '../tree/expression-pool.js';
import { Op } from '../tree/expression-pool.js';
import { parseSigned, parseUnsignedHex } from '../tree/number-text.js';
import { SymbolType } from '../tree/symbol-table.js';

/** Negative, zero or positive, as strcmp. Types are those of the symbols the values come from. */
export function compareValues(left: string, leftType: number, right: string, rightType: number): number {
  if (leftType !== SymbolType.string || rightType !== SymbolType.string) {
    const a = numberOf(left, leftType);
    const b = numberOf(right, rightType);
    if (a !== undefined && b !== undefined) return compareNumbers(a, leftType, b, rightType);
  }
  return compareTexts(left, right);
}

function numberOf(text: string, type: number): bigint | number | undefined {
  if (type === SymbolType.bool || type === SymbolType.tristate) {
    return text === 'n' ? 0 : text === 'm' ? 1 : text === 'y' ? 2 : -1;
  }
  const { value, exact } =
    type === SymbolType.hex ? parseUnsignedHex(text) : parseSigned(text, type === SymbolType.int ? 10 : 0);
  return exact ? value : undefined;
}

/** A hex on one side makes both unsigned, as in C. */
function compareNumbers(a: bigint | number, aType: number, b: bigint | number, bType: number): number {
  if ((aType === SymbolType.hex || bType === SymbolType.hex) && (a < 0 || b < 0)) {
    const unsignedA = BigInt.asUintN(64, BigInt(a));
    const unsignedB = BigInt.asUintN(64, BigInt(b));
    return unsignedA < unsignedB ? -1 : unsignedA > unsignedB ? 1 : 0;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By bytes of UTF-8, which is the order of code points; JavaScript compares UTF-16 units. */
function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  if (/^[\0-\x7f]*$/.test(left) && /^[\0-\x7f]*$/.test(right)) return left < right ? -1 : 1;
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** Whether two values in this order are as an operator says. */
export function holds(op: OpCode, order: number): boolean {
  switch (op) {
    case Op.equal:
      return order === 0;
    case Op.unequal:
      return order !== 0;
    case Op.less:
      return order < 0;
    case Op.lessEqual:
      return order <= 0;
    case Op.greater:
      return order > 0;
    case Op.greaterEqual:
      return order >= 0;
    default:
      return false;
  }
}
