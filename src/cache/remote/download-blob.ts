/**
 * A blob into a file: whole and with the bytes of its digest, or not at all. It grows under a temporary name beside the file, and is hashed while
 * it arrives.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import type { Digest } from '../action.js';
import { messageOfDigest } from '../reapi/digest.js';
import { Compressor_Value } from '../reapi/generated/build/bazel/remote/execution/v2/remote_execution.js';
import type { CallFailure } from './channel.js';
import { blobName, type Connection, SHA256 } from './connection.js';
import { batchReadBlobs, read } from './services.js';
import { STATUS } from './status.js';
import { transferLimitMs } from './transfer-limits.js';

export type Download =
  | { readonly kind: 'done' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'lie' }
  | { readonly kind: 'failed'; readonly failure: CallFailure };

/** Throws the system's error for a file that cannot be written. */
export async function downloadBlob(connection: Connection, blob: Digest, file: string): Promise<Download> {
  const temporary = `${file}.${process.pid}.part`;
  try {
    const handle = await open(temporary, 'w');
    const download = await fill(connection, blob, handle).finally(() => handle.close());
    if (download.kind === 'done') await rename(temporary, file);
    return download;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function fill(connection: Connection, blob: Digest, handle: FileHandle): Promise<Download> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const take = async (bytes: Uint8Array): Promise<boolean> => {
    sizeBytes += bytes.length;
    if (sizeBytes > blob.sizeBytes) return false;
    hash.update(bytes);
    await handle.writeFile(bytes);
    return true;
  };
  const ended = await (blob.sizeBytes <= connection.maxBatchBytes
    ? readAtOnce(connection, blob, take)
    : readStream(connection, blob, take));
  if (ended.kind !== 'done') return ended;
  return sizeBytes === blob.sizeBytes && hash.digest('hex') === blob.hash ? ended : { kind: 'lie' };
}

type Take = (bytes: Uint8Array) => Promise<boolean>;

async function readAtOnce(connection: Connection, blob: Digest, take: Take): Promise<Download> {
  // No server is asked for nothing.
  if (blob.sizeBytes === 0) return { kind: 'done' };
  const { channel, instanceName, timeoutMs } = connection;
  const request = {
    instanceName,
    digests: [messageOfDigest(blob)],
    acceptableCompressors: [Compressor_Value.IDENTITY],
    digestFunction: SHA256,
  };
  const reply = await channel.call(batchReadBlobs, request, transferLimitMs(timeoutMs, blob.sizeBytes));
  if (!reply.ok) return failedOrGone(reply.failure);
  const [response, ...others] = reply.value.responses;
  if (response === undefined || others.length > 0 || response.digest?.hash !== blob.hash) return { kind: 'lie' };
  const code = response.status?.code ?? STATUS.ok;
  if (code !== STATUS.ok) return failedOrGone({ code, text: response.status?.message ?? '' });
  if (response.compressor !== Compressor_Value.IDENTITY) return { kind: 'lie' };
  await take(response.data);
  return { kind: 'done' };
}

async function readStream(connection: Connection, blob: Digest, take: Take): Promise<Download> {
  const { channel, timeoutMs } = connection;
  const request = { resourceName: blobName(connection, blob), readOffset: 0n, readLimit: 0n };
  const limitMs = transferLimitMs(timeoutMs, blob.sizeBytes);
  const reply = await channel.receive(read, request, limitMs, ({ data }) => take(data));
  return reply.ok ? { kind: 'done' } : failedOrGone(reply.failure);
}

function failedOrGone(failure: CallFailure): Download {
  return failure.code === STATUS.notFound ? { kind: 'gone' } : { kind: 'failed', failure };
}
