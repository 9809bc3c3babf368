/**
 * Which files have to go so that the store fits: those that were of no use for longest. Pure.
 *
 * A time in the future comes from a clock that jumped, or from another machine's. Such a file would never be the oldest. It counts as used
 * now; `restamped` names those that are given times of now, in the order they had, so that they age from here on like all others.
 */
import type { StoredFile } from './scan-store.js';

export interface Bounds {
  readonly nowMs: number;
  readonly maxBytes: number;
  /** What was of no use for longer goes, however much room there is. */
  readonly olderThanMs?: number | undefined;
  /** What was of use since then stays, however little room there is: somebody was promised so. */
  readonly inUseMs?: number | undefined;
}

export interface Choice {
  /** The longest unused one first. */
  readonly victims: readonly StoredFile[];
  readonly keptBytes: number;
  readonly restamped: readonly { readonly file: StoredFile; readonly usedMs: number }[];
}

/** Clocks of machines that share a folder differ a little. */
const TOLERANCE_MS = 60_000;

export function chooseVictims(files: readonly StoredFile[], { nowMs, maxBytes, olderThanMs, inUseMs }: Bounds): Choice {
  const byAge = files.toSorted(compareAge);
  const firstOfFuture = byAge.findIndex(({ usedMs }) => usedMs > nowMs + TOLERANCE_MS);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const before = olderThanMs === undefined ? Number.NEGATIVE_INFINITY : nowMs - olderThanMs;
  const since = inUseMs === undefined ? Number.POSITIVE_INFINITY : nowMs - inUseMs;
  let keptBytes = total;
  let count = 0;
  for (const { bytes, usedMs } of byAge) {
    if ((keptBytes <= maxBytes && usedMs >= before) || usedMs > since) break;
    keptBytes -= bytes;
    count += 1;
  }
  const left = firstOfFuture === -1 ? [] : byAge.slice(Math.max(count, firstOfFuture));
  return {
    victims: byAge.slice(0, count),
    keptBytes,
    restamped: left.map((file, index) => ({ file, usedMs: nowMs - (left.length - index) })),
  };
}

/** Of a result and its blobs, which were used at the same time, the result goes first: blobs without it do no harm. */
function compareAge(one: StoredFile, other: StoredFile): number {
  if (one.usedMs !== other.usedMs) return one.usedMs - other.usedMs;
  if (one.kind !== other.kind) return one.kind === 'ac' ? -1 : 1;
  return one.hash < other.hash ? -1 : 1;
}
