/**
 * A server that has answered: its capabilities, and the calls with the instance name in them. Writing is off where the server says so.
 */
import type { Digest } from '../action.js';
import { DigestFunction_Value } from '../reapi/generated/build/bazel/remote/execution/v2/remote_execution.js';
import type { Channel, Reply } from './channel.js';
import { getCapabilities } from './services.js';
import type { RemoteSettings } from './settings.js';
import { STATUS } from './status.js';
import { connectLimitMs, MAX_BATCH_BYTES, MAX_BLOB_BYTES } from './transfer-limits.js';

export const SHA256 = DigestFunction_Value.SHA256;

export interface Connection {
  readonly channel: Channel;
  readonly instanceName: string;
  readonly timeoutMs: number;
  readonly takesResults: boolean;
  /** Of the blobs in one call. */
  readonly maxBatchBytes: number;
  readonly maxBlobBytes: number;
}

export async function connect(settings: RemoteSettings): Promise<Reply<Connection>> {
  const channel = await openChannel(settings);
  if (!channel.ok) return channel;
  const { instance: instanceName, timeoutMs } = settings;
  const reply = await channel.value.call(getCapabilities, { instanceName }, connectLimitMs(timeoutMs));
  if (!reply.ok) {
    channel.value.close();
    return reply;
  }
  const capabilities = reply.value.cacheCapabilities;
  if (!capabilities?.digestFunctions.includes(SHA256)) {
    channel.value.close();
    return failed('it keeps no blobs by SHA-256');
  }
  return {
    ok: true,
    value: {
      channel: channel.value,
      instanceName,
      timeoutMs,
      takesResults: capabilities.actionCacheUpdateCapabilities?.updateEnabled === true,
      maxBatchBytes: smallerOf(capabilities.maxBatchTotalSizeBytes, MAX_BATCH_BYTES),
      maxBlobBytes: smallerOf(capabilities.maxCasBlobSizeBytes, MAX_BLOB_BYTES),
    },
  };
}

async function openChannel(settings: RemoteSettings): Promise<Reply<Channel>> {
  // gRPC takes longer to load than all else of a store.
  const { Channel } = await import('./channel.js');
  try {
    return { ok: true, value: new Channel(settings) };
  } catch (error) {
    // A file with a certificate or a key.
    return failed(error instanceof Error ? error.message : String(error));
  }
}

function failed(text: string): Reply<never> {
  return { ok: false, failure: { code: STATUS.internal, text } };
}

/** Zero: no limit of the server's. bazel-remote says 2^63 - 1, which no number holds. */
function smallerOf(limit: bigint, ours: number): number {
  return Number(limit) > 0 ? Math.min(Number(limit), ours) : ours;
}

/** The name of a blob for ByteStream. */
export function blobName({ instanceName }: Connection, { hash, sizeBytes }: Digest, upload?: string): string {
  const names = [...(instanceName === '' ? [] : [instanceName]), ...(upload === undefined ? [] : ['uploads', upload])];
  return [...names, 'blobs', hash, sizeBytes].join('/');
}
