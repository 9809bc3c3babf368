// Bytes that are text and bytes that are not: files are UTF-8, but a stray byte must survive reading and writing as Linux's
// tools, which know bytes only, let it. A byte that is no UTF-8 becomes the lone surrogate U+DC00 + byte and back.

const escapeBase = 0xdc00;
/** What stands in decoded text for bytes that are no UTF-8, unless it stands for itself. */
export const replacement = '\uFFFD';

/** Bytes as text; the reverse of `encodeText`. */
export function decodeText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.includes(replacement) ? decodeSlowly(bytes) : text;
}

/** Text as bytes; text of `decodeText` gives the same bytes again. */
export function encodeText(text: string): Uint8Array {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8');
  const parts: Uint8Array[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (!isEscaped(text, index)) continue;
    parts.push(Buffer.from(text.slice(start, index), 'utf8'), Uint8Array.of(text.charCodeAt(index) - escapeBase));
    start = index + 1;
  }
  parts.push(Buffer.from(text.slice(start), 'utf8'));
  return Buffer.concat(parts);
}

/** Offset of the first byte that is no UTF-8; -1 if there is none. */
export function findInvalidByte(text: string): number {
  if (text.isWellFormed()) return -1;
  for (let index = 0; index < text.length; index += 1) if (isEscaped(text, index)) return index;
  return -1;
}

/** A lone low surrogate of our range: a pair's low half comes after a high one. */
function isEscaped(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code < escapeBase + 0x80 || code > escapeBase + 0xff) return false;
  const before = index === 0 ? 0 : text.charCodeAt(index - 1);
  return before < 0xd800 || before > 0xdbff;
}

function decodeSlowly(bytes: Uint8Array): string {
  // No text has more units than bytes.
  const units = Buffer.allocUnsafe(bytes.length * 2);
  let end = 0;
  const add = (unit: number): void => {
    units[end] = unit & 0xff;
    units[end + 1] = unit >> 8;
    end += 2;
  };
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    const first = bytes[at] as number;
    if (length <= 1) {
      add(length === 0 ? escapeBase + first : first);
      at += 1;
      continue;
    }
    let point = first & (0xff >> (length + 1));
    for (let offset = 1; offset < length; offset += 1) point = (point << 6) | ((bytes[at + offset] as number) & 0x3f);
    if (point < 0x10000) {
      add(point);
    } else {
      add(0xd800 + ((point - 0x10000) >> 10));
      add(0xdc00 + ((point - 0x10000) & 0x3ff));
    }
    at += length;
  }
  return units.toString('utf16le', 0, end);
}

/** Length of the well-formed UTF-8 sequence at an offset (Unicode, table 3-7); 0 if there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  if (first < 0x80) return 1;
  const length =
    first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  for (let offset = 1; offset < length; offset += 1) {
    const next = bytes[at + offset];
    if (next === undefined || next < 0x80 || next > 0xbf) return 0;
  }
  const second = bytes[at + 1] ?? 0;
  const outside =
    (first === 0xe0 && second < 0xa0) ||
    (first === 0xed && second > 0x9f) ||
    (first === 0xf0 && second < 0x90) ||
    (first === 0xf4 && second > 0x8f);
  return outside ? 0 : length;
}
