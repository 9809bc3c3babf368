/** A real server of the Remote Execution API's caches on a free port of the loopback, with its blobs in the rig's folder. Ended with the rig. */

import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Rig, Running } from '../rig.js';
import { buildServer } from './build-server.js';

const START_TIMEOUT_MS = 30_000;

export interface BazelRemote {
  readonly port: number;
  readonly process: Running;
  /** Where it keeps its blobs. */
  readonly folder: string;
  /** What it said on standard error: one line a call. */
  readonly log: () => string;
}

export interface BazelRemoteOptions {
  readonly args?: readonly string[];
  readonly folder?: string;
  readonly port?: number;
}

export async function startBazelRemote(rig: Rig, options: BazelRemoteOptions = {}): Promise<BazelRemote> {
  const file = await buildServer('bazel-remote');
  const port = options.port ?? (await freePort());
  const folder = options.folder ?? rig.path(`bazel-remote-${port}`);
  const args = [
    ...['--dir', folder, '--max_size', '1', '--storage_mode', 'uncompressed'],
    ...[
      '--grpc_address',
      `127.0.0.1:${port}`,
      '--http_address',
      `unix://${join(rig.folder, `${port}-${process.hrtime.bigint()}.sock`)}`,
    ],
    ...(options.args ?? []),
  ];
  const running = rig.start(file, args, { timeoutMs: 10 * 60_000 });
  await accepts(port, running);
  const log = () => running.stderr() + running.stdout();
  return { port, process: running, folder, log };
}

export async function freePort(): Promise<number> {
  const server: Server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Asks again at once where nobody listens yet: a refusal takes as long as the next turn of the event loop. */
async function accepts(port: number, running: Running): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline && !running.isOver()) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (isThere) return;
  }
  throw new Error(`bazel-remote did not start:\n${running.stderr()}${running.stdout()}`);
}
