/**
 * Blobs to a server: only those that it lacks, small ones many at once, large ones as streams out of their files. A file is hashed while it is sent;
 * one that has other bytes than when its step ran ends the upload.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Digest } from '../action.js';
import { digestOf, messageOfDigest } from '../reapi/digest.js';
import { Compressor_Value } from '../reapi/generated/build/bazel/remote/execution/v2/remote_execution.js';
import type { WriteRequest } from '../reapi/generated/google/bytestream/bytestream.js';
import type { CallFailure } from './channel.js';
import { blobName, type Connection, SHA256 } from './connection.js';
import { findMissing } from './find-missing.js';
import { batchUpdateBlobs, write } from './services.js';
import { STATUS } from './status.js';
import { CHUNK_BYTES, transferLimitMs } from './transfer-limits.js';

export interface Blob {
  readonly digest: Digest;
  /** A file, or the bytes themselves. */
  readonly source: string | Uint8Array;
}

/** The file at `path` is not what its digest says. */
export class ChangedFile extends Error {
  constructor(readonly path: string) {
    super(`${path} was changed`);
  }
}

/** Undefined: all of them are there now. Throws ChangedFile, and the system's error for a file that cannot be read. */
export async function uploadBlobs(connection: Connection, blobs: readonly Blob[]): Promise<CallFailure | undefined> {
  const known = new Map(blobs.map((blob) => [blob.digest.hash, blob]));
  const missing = await findMissing(
    connection,
    Array.from(known.values(), ({ digest }) => digest),
  );
  if (!missing.ok) return missing.failure;
  const wanted = [...missing.value].flatMap((hash) => known.get(hash) ?? []);
  const isSmall = ({ digest }: Blob) => digest.sizeBytes <= connection.maxBatchBytes / 2;
  for (const batch of batchesOf(wanted.filter(isSmall), connection.maxBatchBytes)) {
    const failure = await sendBatch(connection, batch);
    if (failure !== undefined) return failure;
  }
  for (const blob of wanted.filter((each) => !isSmall(each))) {
    const failure = await sendStream(connection, blob);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** The bytes count, and so does what stands around them. */
const OVERHEAD_BYTES = 100;

function batchesOf(blobs: readonly Blob[], maxBytes: number): Blob[][] {
  const batches: Blob[][] = [];
  let room = 0;
  for (const blob of blobs) {
    const size = blob.digest.sizeBytes + OVERHEAD_BYTES;
    if (size > room) {
      batches.push([]);
      room = maxBytes;
    }
    batches.at(-1)?.push(blob);
    room -= size;
  }
  return batches;
}

async function sendBatch(connection: Connection, batch: readonly Blob[]): Promise<CallFailure | undefined> {
  const { channel, instanceName, timeoutMs } = connection;
  const requests = [];
  let sizeBytes = 0;
  for (const { digest, source } of batch) {
    const data = typeof source === 'string' ? await readFile(source) : source;
    if (typeof source === 'string' && digestOf(data).hash !== digest.hash) throw new ChangedFile(source);
    requests.push({ digest: messageOfDigest(digest), data, compressor: Compressor_Value.IDENTITY });
    sizeBytes += data.length;
  }
  const request = { instanceName, requests, digestFunction: SHA256 };
  const reply = await channel.call(batchUpdateBlobs, request, transferLimitMs(timeoutMs, sizeBytes));
  if (!reply.ok) return reply.failure;
  const refused = reply.value.responses.find(({ status }) => (status?.code ?? STATUS.ok) !== STATUS.ok)?.status;
  return refused === undefined ? undefined : { code: refused.code, text: refused.message };
}

async function sendStream(connection: Connection, blob: Blob): Promise<CallFailure | undefined> {
  const { channel, timeoutMs } = connection;
  const limitMs = transferLimitMs(timeoutMs, blob.digest.sizeBytes);
  const reply = await channel.send(
    write,
    writeRequests(blob, blobName(connection, blob.digest, randomUUID())),
    limitMs,
  );
  return reply.ok ? undefined : reply.failure;
}

async function* writeRequests({ digest, source }: Blob, resourceName: string): AsyncGenerator<WriteRequest> {
  const hash = createHash('sha256');
  let writeOffset = 0;
  let held: Uint8Array | undefined;
  for await (const data of chunksOf(source)) {
    if (held !== undefined) {
      yield { resourceName, writeOffset: BigInt(writeOffset), finishWrite: false, data: held };
      writeOffset += held.length;
    }
    hash.update(data);
    held = data;
  }
  // The last message finishes the blob: it is sent only when the whole is known to be right.
  const data = held ?? new Uint8Array();
  if (writeOffset + data.length !== digest.sizeBytes || hash.digest('hex') !== digest.hash)
    throw new ChangedFile(typeof source === 'string' ? source : resourceName);
  yield { resourceName, writeOffset: BigInt(writeOffset), finishWrite: true, data };
}

async function* chunksOf(source: string | Uint8Array): AsyncGenerator<Uint8Array> {
  if (typeof source === 'string') yield* createReadStream(source, { highWaterMark: CHUNK_BYTES });
  else for (let at = 0; at < source.length; at += CHUNK_BYTES) yield source.subarray(at, at + CHUNK_BYTES);
}
