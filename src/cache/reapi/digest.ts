/** Digests of blobs as the Remote Execution API has them: SHA-256, in lower-case hex, and the length. */
import { createHash } from 'node:crypto';
import type { Digest } from '../action.js';
import type { Digest as Message } from './generated/build/bazel/remote/execution/v2/remote_execution.js';

export function digestOf(bytes: Uint8Array): Digest {
  return { hash: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length };
}

export function messageOfDigest({ hash, sizeBytes }: Digest): Message {
  return { hash, sizeBytes: BigInt(sizeBytes) };
}

/** Undefined for what is none: what somebody else calls a digest may be anything. */
export function digestOfMessage(message: Message | undefined): Digest | undefined {
  if (message === undefined || !/^[0-9a-f]{64}$/.test(message.hash)) return undefined;
  const sizeBytes = Number(message.sizeBytes);
  return Number.isSafeInteger(sizeBytes) && sizeBytes >= 0 ? { hash: message.hash, sizeBytes } : undefined;
}
