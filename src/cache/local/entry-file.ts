/**
 * The file of a result: a line with the version and a check value, then the encoded ActionResult. Protocol Buffers cannot tell damage: a
 * flipped bit is mostly another valid message. The check covers the version, the hash of the action and the message, so that neither a
 * damaged entry nor one that lies at another's place is believed. The first line keeps its form in every version: each bljh can
 * tell an entry of a later one, which it leaves alone, from a damaged one. Pure.
 */
import { createHash } from 'node:crypto';

const VERSION = 1;
const FIRST_LINE = /^bljh-result (\d{1,9}) ([0-9a-f]{64})\n/;
const LONGEST_FIRST_LINE = 90;

export type ReadEntry =
  | { readonly kind: 'entry'; readonly message: Uint8Array }
  | { readonly kind: 'future'; readonly version: number }
  | { readonly kind: 'damaged'; readonly reason: string };

export function formatEntry(actionHash: string, message: Uint8Array, version = VERSION): Uint8Array {
  const line = `bljh-result ${version} ${checkOf(version, actionHash, message)}\n`;
  return Buffer.concat([Buffer.from(line), message]);
}

export function readEntry(actionHash: string, bytes: Uint8Array): ReadEntry {
  const start = Buffer.from(bytes.subarray(0, LONGEST_FIRST_LINE)).toString('latin1');
  const [line, digits, check] = FIRST_LINE.exec(start) ?? [];
  if (line === undefined)
    return { kind: 'damaged', reason: bytes.length === 0 ? 'it is empty' : 'its first line is damaged' };
  const message = bytes.subarray(line.length);
  const version = Number(digits);
  if (check !== checkOf(version, actionHash, message))
    return { kind: 'damaged', reason: 'its bytes are not those of its check value' };
  if (version > VERSION) return { kind: 'future', version };
  return version === VERSION
    ? { kind: 'entry', message }
    : { kind: 'damaged', reason: `there is no version ${version}` };
}

function checkOf(version: number, actionHash: string, message: Uint8Array): string {
  return createHash('sha256').update(`bljh-result ${version} ${actionHash}\n`).update(message).digest('hex');
}
