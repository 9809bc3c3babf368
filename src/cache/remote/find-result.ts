/** The result of an action out of a server's ActionCache, with a look at whether its blobs are there, too: servers may forget those first. */
import type { ActionResult, Digest } from '../action.js';
import { messageOfDigest } from '../reapi/digest.js';
import { resultOfMessage } from '../reapi/result.js';
import type { CallFailure } from './channel.js';
import { type Connection, SHA256 } from './connection.js';
import { findMissing } from './find-missing.js';
import { getActionResult } from './services.js';
import { STATUS } from './status.js';

export type Finding =
  | { readonly kind: 'found'; readonly result: ActionResult }
  | { readonly kind: 'absent' }
  | { readonly kind: 'lie' }
  | { readonly kind: 'failed'; readonly failure: CallFailure };

export async function findResult(connection: Connection, action: Digest): Promise<Finding> {
  const { channel, instanceName, timeoutMs, maxBlobBytes } = connection;
  const request = {
    instanceName,
    actionDigest: messageOfDigest(action),
    inlineStdout: false,
    inlineStderr: false,
    inlineOutputFiles: [],
    digestFunction: SHA256,
  };
  const reply = await channel.call(getActionResult, request, timeoutMs);
  if (!reply.ok) {
    const { failure } = reply;
    return failure.code === STATUS.notFound ? { kind: 'absent' } : { kind: 'failed', failure };
  }
  const result = resultOfMessage(reply.value);
  if (result === undefined || result.outputs.some(({ digest }) => digest.sizeBytes > maxBlobBytes))
    return { kind: 'lie' };
  const missing = await findMissing(
    connection,
    result.outputs.map(({ digest }) => digest),
  );
  if (!missing.ok) return { kind: 'failed', failure: missing.failure };
  return missing.value.size === 0 ? { kind: 'found', result } : { kind: 'absent' };
}
