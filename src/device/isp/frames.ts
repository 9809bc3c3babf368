/**
 * Frames of the BL602's boot ROM and of its flash loader (the vendor's "BL602 ISP protocol"; its own tool's
 * bflb_eflash_loader.py). A command is `id, checksum, length (u16), body`; the checksum is the sum of all bytes behind it. An answer is `OK`,
 * `OK length (u16) data`, `FL code (u16)`, or `PD`: still at it. Numbers are little endian.
 */

export const COMMAND = {
  bootInfo: 0x10,
  bootHeader: 0x11,
  segmentHeader: 0x17,
  segmentData: 0x18,
  checkImage: 0x19,
  runImage: 0x1a,
  erase: 0x30,
  program: 0x31,
  read: 0x32,
  sha256: 0x3d,
} as const;

/** The byte whose edges tell the chip the rate of the line. */
export const SYNC = 0x55;

export type Answer =
  | { readonly kind: 'ok'; readonly data: Uint8Array }
  | { readonly kind: 'refused'; readonly code: number }
  | { readonly kind: 'pending' }
  /** Bytes that begin no answer. */
  | { readonly kind: 'noise' };

export function encodeFrame(command: number, body: Uint8Array = new Uint8Array()): Uint8Array {
  const frame = new Uint8Array(4 + body.length);
  frame[0] = command;
  frame[2] = body.length & 0xff;
  frame[3] = body.length >> 8;
  frame.set(body, 4);
  let sum = 0;
  for (let at = 2; at < frame.length; at += 1) sum += frame[at] ?? 0;
  frame[1] = sum & 0xff;
  return frame;
}

/** 32-bit numbers as they go into a body. */
export function words(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setUint32(4 * index, value, true);
  return bytes;
}

/** The answer that the bytes begin with and how long it is, or undefined as long as it is not whole. */
export function decodeAnswer(
  bytes: Uint8Array,
  hasData: boolean,
): { readonly answer: Answer; readonly length: number } | undefined {
  if (bytes.length < 2) return undefined;
  const start = String.fromCharCode(bytes[0] ?? 0, bytes[1] ?? 0);
  if (start === 'PD') return { answer: { kind: 'pending' }, length: 2 };
  if (start !== 'OK' && start !== 'FL') return { answer: { kind: 'noise' }, length: bytes.length };
  if (start === 'OK' && !hasData) return { answer: { kind: 'ok', data: new Uint8Array() }, length: 2 };
  if (bytes.length < 4) return undefined;
  const number = (bytes[2] ?? 0) | ((bytes[3] ?? 0) << 8);
  if (start === 'FL') return { answer: { kind: 'refused', code: number }, length: 4 };
  if (bytes.length < 4 + number) return undefined;
  return { answer: { kind: 'ok', data: bytes.slice(4, 4 + number) }, length: 4 + number };
}
