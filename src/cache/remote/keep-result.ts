/** A result to a server: what it names first, then the result itself. Servers refuse, or forget, a result whose blobs they do not have. */
import type { ActionResult, EncodedAction } from '../action.js';
import { messageOfDigest } from '../reapi/digest.js';
import { messageOfResult } from '../reapi/result.js';
import type { CallFailure } from './channel.js';
import { type Connection, SHA256 } from './connection.js';
import { updateActionResult } from './services.js';
import { type Blob, uploadBlobs } from './upload-blobs.js';

/** Undefined: it is kept, or too large for that server. Throws as uploadBlobs does. */
export async function keepResult(
  connection: Connection,
  action: EncodedAction,
  result: ActionResult,
  fileOf: (path: string) => string,
  withInputs: boolean,
): Promise<CallFailure | undefined> {
  const blobs: Blob[] = [
    ...Array.from(action.messages, ([hash, source]) => ({ digest: { hash, sizeBytes: source.length }, source })),
    ...(withInputs ? action.inputs : []),
    ...result.outputs.map(({ path, digest }) => ({ digest, source: fileOf(path) })),
  ];
  // The others would be sent for nothing.
  if (blobs.some(({ digest }) => digest.sizeBytes > connection.maxBlobBytes)) return undefined;
  const failure = await uploadBlobs(connection, blobs);
  if (failure !== undefined) return failure;
  const { channel, instanceName, timeoutMs } = connection;
  const request = {
    instanceName,
    actionDigest: messageOfDigest(action.digest),
    actionResult: messageOfResult(result),
    digestFunction: SHA256,
  };
  const reply = await channel.call(updateActionResult, request, timeoutMs);
  return reply.ok ? undefined : reply.failure;
}
