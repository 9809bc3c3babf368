// Integers as the C library reads them: strtoll and strtoull of 64 bits, with what is left over. BigInt because
// addresses of 64-bit chips do not fit a number. Also the forms that a value of each type may have (sym_string_valid).

import type { SymbolType } from './model.js';

export interface ParsedInteger {
  readonly value: bigint;
  /** The whole text was used and the value fits. */
  readonly exact: boolean;
}

const maxSigned = (1n << 63n) - 1n;
const maxUnsigned = (1n << 64n) - 1n;

/** strtoll with base 0 (detect), 10 or 16; values that do not fit are clamped. */
export function parseSigned(text: string, base: 0 | 10 | 16): ParsedInteger {
  const { negative, magnitude, exact } = scan(text, base);
  const signed = negative ? -magnitude : magnitude;
  if (signed > maxSigned) return { value: maxSigned, exact: false };
  if (signed < -maxSigned - 1n) return { value: -maxSigned - 1n, exact: false };
  return { value: signed, exact };
}

/** strtoull with base 16; a minus sign wraps around, as in C. */
export function parseUnsignedHex(text: string): ParsedInteger {
  const { negative, magnitude, exact } = scan(text, 16);
  if (magnitude > maxUnsigned) return { value: maxUnsigned, exact: false };
  return { value: BigInt.asUintN(64, negative ? -magnitude : magnitude), exact };
}

function scan(text: string, base: 0 | 10 | 16): { negative: boolean; magnitude: bigint; exact: boolean } {
  const sign = /^[ \t\n\v\f\r]*([+-]?)/.exec(text);
  const rest = text.slice(sign?.[0].length ?? 0);
  const hex = base === 10 ? null : /^0[xX]([0-9a-fA-F]+)/.exec(rest);
  const octal = base === 0 && hex === null ? /^0[0-7]*/.exec(rest) : null;
  const plain = (base === 16 ? /^[0-9a-fA-F]+/ : /^[0-9]+/).exec(rest);
  const used = hex?.[0] ?? octal?.[0] ?? plain?.[0] ?? '';
  const literal = hex !== null || base === 16 ? `0x${hex?.[1] ?? used}` : octal !== null ? `0o${used}` : used;
  const magnitude = used === '' ? 0n : BigInt(literal);
  return { negative: sign?.[1] === '-', magnitude, exact: used !== '' && used.length === rest.length };
}

/** Whether a text is a value of a type. An int has no leading zeros; a hex may lack its 0x. */
export function isValidValue(type: SymbolType, text: string): boolean {
  switch (type) {
    case 'int':
      return /^-?(0|[1-9][0-9]*)$/.test(text);
    case 'hex':
      return /^(0[xX])?[0-9a-fA-F]+$/.test(text);
    case 'bool':
      return text === 'y' || text === 'n';
    case 'tristate':
      return text === 'y' || text === 'm' || text === 'n';
    case 'string':
      // A line break or NUL could not be written to a .config file and read back.
      return !/[\n\0]/.test(text);
    case 'unknown':
      return false;
  }
}
