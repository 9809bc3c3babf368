/** Digests of blobs as the Remote Execution API has them: SHA-256, in lower-case hex, and the length. */
import { createHash } from 'node:crypto';
import type { Digest } from '../action.js';

export function digestOf(bytes: Uint8Array): Digest {
  return { hash: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length };
}

/** What somebody else calls a digest may be anything. */
export function isDigest(digest: Digest | undefined): digest is Digest {
  if (digest === undefined) return false;
  return /^[0-9a-f]{64}$/.test(digest.hash) && Number.isSafeInteger(digest.sizeBytes) && digest.sizeBytes >= 0;
}
