/**
 * A real pipe for a command's standard output. Node gives its children a pair of sockets, which is full after some 270 writes of
 * one byte (Linux counts a whole buffer for each), and QEMU drops what it cannot write soon; a pipe holds 64 KiB.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

export interface NamedPipe {
  readonly reader: Readable;
  /** For the command, as a file descriptor of this process. */
  readonly writer: number;
  /** When the command has its own one. */
  readonly closeWriter: () => void;
}

/** Undefined where none can be made. It has a name only until both ends are open. */
export function makeNamedPipe(): NamedPipe | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'bljh-pipe-'));
  try {
    const path = join(folder, 'stdout');
    if (spawnSync('mkfifo', [path], { stdio: 'ignore' }).status !== 0) return undefined;
    // The reader first, and without waiting for a writer: each end would wait for the other.
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(path, constants.O_WRONLY);
    return {
      reader: new Socket({ fd, readable: true, writable: false }),
      writer,
      closeWriter: () => closeSync(writer),
    };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
