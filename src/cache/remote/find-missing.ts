/** Which blobs a server lacks. Of the empty one no server needs to be asked: the Remote Execution API has it everywhere. */
import type { Digest } from '../action.js';
import { messageOfDigest } from '../reapi/digest.js';
import type { Reply } from './channel.js';
import { type Connection, SHA256 } from './connection.js';
import { findMissingBlobs } from './services.js';
import { MAX_DIGESTS } from './transfer-limits.js';

/** The hashes of those that are not there. */
export async function findMissing(
  { channel, instanceName, timeoutMs }: Connection,
  digests: readonly Digest[],
): Promise<Reply<ReadonlySet<string>>> {
  const asked = digests.filter(({ sizeBytes }) => sizeBytes > 0);
  const value = new Set<string>();
  for (let at = 0; at < asked.length; at += MAX_DIGESTS) {
    const blobDigests = asked.slice(at, at + MAX_DIGESTS).map(messageOfDigest);
    const reply = await channel.call(
      findMissingBlobs,
      { instanceName, blobDigests, digestFunction: SHA256 },
      timeoutMs,
    );
    if (!reply.ok) return reply;
    for (const { hash } of reply.value.missingBlobDigests) value.add(hash);
  }
  return { ok: true, value };
}
