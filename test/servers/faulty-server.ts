/** A server of the Remote Execution API that a test steers: each call answers as the test says, rightly or not. Holds blobs and results in memory. */
import { Server, ServerCredentials, type ServiceDefinition, status, type UntypedHandleCall } from '@grpc/grpc-js';
import { digestOf } from '../../src/cache/reapi/digest.js';
import type { Method } from '../../src/cache/remote/services.js';
import * as services from '../../src/cache/remote/services.js';

export type Call = keyof typeof services;
/** What a call does in place of the right thing; the function gets gRPC's own call and callback. */
export type Fault = (
  call: {
    request: unknown;
    write: (message: unknown) => void;
    emit: (name: string, error: unknown) => void;
    end: () => void;
    on: (name: string, take: (message: unknown) => void) => void;
  },
  callback: (error: unknown, value?: unknown) => void,
) => void;

export interface FaultyServer {
  readonly port: number;
  readonly calls: string[];
  readonly faults: Partial<Record<Call, Fault>>;
  readonly close: () => void;
}

const RIGHT: Partial<Record<Call, Fault>> = {
  getCapabilities: (_, callback) =>
    callback(null, {
      cacheCapabilities: {
        digestFunctions: [1],
        actionCacheUpdateCapabilities: { updateEnabled: true },
        maxBatchTotalSizeBytes: 0n,
        maxCasBlobSizeBytes: 0n,
      },
    }),
  findMissingBlobs: (_, callback) => callback(null, { missingBlobDigests: [] }),
  getActionResult: (_, callback) => callback({ code: status.NOT_FOUND, details: 'no such result' }),
  updateActionResult: ({ request }, callback) => callback(null, (request as { actionResult: unknown }).actionResult),
};

const STREAMS: Partial<Record<Call, Partial<{ requestStream: boolean; responseStream: boolean }>>> = {
  read: { responseStream: true },
  write: { requestStream: true },
};

export async function startFaultyServer(faults: FaultyServer['faults'] = {}): Promise<FaultyServer> {
  const server = new Server();
  const calls: string[] = [];
  for (const [name, method] of Object.entries(services) as [Call, Method<unknown, unknown>][]) {
    const definition = {
      path: method.path,
      requestStream: STREAMS[name]?.requestStream === true,
      responseStream: STREAMS[name]?.responseStream === true,
      requestSerialize: encode(method.request),
      requestDeserialize: method.request.decode,
      // Bytes are sent as they are: no message of the API's.
      responseSerialize: (value: unknown) => (Buffer.isBuffer(value) ? value : encode(method.response)(value)),
      responseDeserialize: method.response.decode,
    };
    const handle: Fault = (call, callback) => {
      calls.push(name);
      (faults[name] ?? RIGHT[name] ?? ((_, answer) => answer({ code: status.UNIMPLEMENTED })))(call, callback);
    };
    server.addService({ [name]: definition } as ServiceDefinition, { [name]: handle as unknown as UntypedHandleCall });
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, calls, faults, close: () => server.forceShutdown() };
}

function encode(type: { encode: (message: never) => { finish: () => Uint8Array } }) {
  return (value: unknown) => Buffer.from(type.encode(value as never).finish());
}

/** A result of one file. */
export function resultOf(bytes: Uint8Array, change: object = {}) {
  const { hash, sizeBytes } = digestOf(bytes);
  const file = {
    path: 'out',
    digest: { hash, sizeBytes: BigInt(sizeBytes) },
    isExecutable: false,
    contents: Buffer.alloc(0),
    ...change,
  };
  const empty = { outputDirectories: [], outputFileSymlinks: [], outputDirectorySymlinks: [], outputSymlinks: [] };
  return {
    ...empty,
    outputFiles: [file],
    exitCode: 0,
    stdoutRaw: Buffer.alloc(0),
    stderrRaw: Buffer.alloc(0),
    stdoutDigest: undefined,
    stderrDigest: undefined,
  };
}
