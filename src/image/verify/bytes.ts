/** Reads numbers and texts out of a file, and computes the two checksums of the format, from their definitions. */
import { createHash } from 'node:crypto';

export const ERASED = 0xff;
const ERASED_PIECE = Buffer.alloc(4096, ERASED);

export function wordAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
}

export function halfAt(bytes: Uint8Array, at: number): number {
  return byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8);
}

export function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new RangeError(`no byte at ${at}`);
  return byte;
}

export function textAt(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.subarray(at, at + length)).toString('latin1');
}

/** CRC-32 of IEEE 802.3, bit by bit: polynomial 0x04C11DB7 reflected, start and end inverted. */
export function crc32Of(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export function hex(value: number, digits = 1): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** The first byte that is not erased; undefined if all are. */
export function firstWritten(bytes: Uint8Array, from: number, to: number): number | undefined {
  const end = Math.min(to, bytes.length);
  // Piece by piece: most of a flash is erased, and comparing is quicker than looking at each byte.
  for (let at = from; at < end; at += ERASED_PIECE.length) {
    const piece = bytes.subarray(at, Math.min(end, at + ERASED_PIECE.length));
    if (ERASED_PIECE.compare(piece, 0, piece.length, 0, piece.length) === 0) continue;
    return at + piece.findIndex((byte) => byte !== ERASED);
  }
  return undefined;
}

/** A text of the file for a message: what cannot be printed as hexadecimal numbers. */
export function showText(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? `"${text}"` : hexOf(Buffer.from(text, 'latin1'));
}
