// Integers as the C library reads them (strtoll, strtoull of 64 bits), and the texts that are values of a type.
// Small numbers stay numbers; BigInt only where 53 bits do not hold them, because addresses of 64-bit chips do not.

import { SymbolType } from './symbol-table.js';

export interface ParsedInteger {
  readonly value: bigint | number;
  /** The whole text was used and the value fits. */
  readonly exact: boolean;
}

const maxSigned = (1n << 63n) - 1n;
const maxUnsigned = (1n << 64n) - 1n;
/** More than any number of 64 bits has: a file may hold millions. */
const maxDigits = 30;
const plainDecimal = /^[0-9]{1,15}$/;
const plainHex = /^0[xX][0-9a-fA-F]{1,13}$/;

/** strtoll with base 0 (detect), 10 or 16; values that do not fit are clamped. */
export function parseSigned(text: string, base: 0 | 10 | 16): ParsedInteger {
  if (base !== 16 && plainDecimal.test(text) && (base === 10 || text.charCodeAt(0) !== 48 || text === '0')) {
    return { value: Number(text), exact: true };
  }
  if (base !== 10 && plainHex.test(text)) return { value: Number(text), exact: true };
  const { negative, magnitude, exact } = scan(text, base);
  const signed = negative ? -magnitude : magnitude;
  if (signed > maxSigned) return { value: maxSigned, exact: false };
  if (signed < -maxSigned - 1n) return { value: -maxSigned - 1n, exact: false };
  return { value: shrink(signed), exact };
}

/** strtoull with base 16; a minus sign wraps around, as in C. */
export function parseUnsignedHex(text: string): ParsedInteger {
  if (plainHex.test(text)) return { value: Number(text), exact: true };
  const { negative, magnitude, exact } = scan(text, 16);
  if (magnitude > maxUnsigned) return { value: maxUnsigned, exact: false };
  return { value: shrink(BigInt.asUintN(64, negative ? -magnitude : magnitude)), exact };
}

/** Comparisons mix numbers and BigInts freely; numbers are cheaper. */
function shrink(value: bigint): bigint | number {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

function scan(text: string, base: 0 | 10 | 16): { negative: boolean; magnitude: bigint; exact: boolean } {
  const sign = /^[ \t\n\v\f\r]*([+-]?)/.exec(text);
  const rest = text.slice(sign?.[0].length ?? 0);
  const hex = base === 10 ? null : /^0[xX]([0-9a-fA-F]+)/.exec(rest);
  const octal = base === 0 && hex === null ? /^0[0-7]*/.exec(rest) : null;
  const plain = (base === 16 ? /^[0-9a-fA-F]+/ : /^[0-9]+/).exec(rest);
  const used = hex?.[0] ?? octal?.[0] ?? plain?.[0] ?? '';
  const prefix = hex !== null || base === 16 ? '0x' : octal !== null ? '0o' : '';
  const magnitude = BigInt(`${prefix}0${(hex?.[1] ?? used).replace(/^0+/, '').slice(0, maxDigits)}`);
  return { negative: sign?.[1] === '-', magnitude, exact: used !== '' && used.length === rest.length };
}

/** Whether a text is a value of a type (sym_string_valid). An int has no leading zeros; a hex may lack its 0x. */
export function isValidValue(type: number, text: string): boolean {
  switch (type) {
    case SymbolType.string:
      return true;
    case SymbolType.int:
      return /^-?(0|[1-9][0-9]*)$/.test(text);
    case SymbolType.hex:
      return /^(0[xX])?[0-9a-fA-F]+$/.test(text);
    case SymbolType.bool:
    case SymbolType.tristate:
      return /^[ymnYMN]/.test(text);
    default:
      return false;
  }
}

/** The value of an int, hex or string that has none; `zero` in dialects where a number is never empty. */
export function emptyText(type: number, zero: boolean): string {
  if (!zero) return '';
  return type === SymbolType.int ? '0' : type === SymbolType.hex ? '0x0' : '';
}
