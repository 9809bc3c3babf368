/** How much goes at once, and how long that may take. */

/** Of one blob. No output of a step is as large; a server that says so would fill the disk. */
export const MAX_BLOB_BYTES = 2 ** 30;
/** Of the blobs in one message: gRPC takes 4 MiB where nothing else was agreed upon. */
export const MAX_BATCH_BYTES = 3 * 2 ** 20;
/** Of the digests in one message: about 75 bytes each. */
export const MAX_DIGESTS = 20_000;
/** Of one message of a stream. */
export const CHUNK_BYTES = 256 * 2 ** 10;
/** A server that is slower than this is slower than the compiler. */
const MIN_BYTES_PER_MS = 256;
/** A server that is there answers its first call soon. */
const MAX_CONNECT_MS = 10_000;

export function transferLimitMs(timeoutMs: number, sizeBytes: number): number {
  return timeoutMs + Math.ceil(sizeBytes / MIN_BYTES_PER_MS);
}

export function connectLimitMs(timeoutMs: number): number {
  return Math.min(timeoutMs, MAX_CONNECT_MS);
}
