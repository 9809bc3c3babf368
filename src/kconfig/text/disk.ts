// What node:fs does not do as its callers here need it.

import type { Stats } from 'node:fs';
import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** What is at a path; undefined if nothing is, a part of the path is a file, or a folder on the way may not be entered. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Whoever then reads or writes there is told the reason.
    return undefined;
  }
}

/** A device, a pipe or a socket: not to be replaced by a file, and what it gave once it may not give again. */
export function isDevice(stats: Stats | undefined): boolean {
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

/** Makes a folder and those above it. Not `recursive` of node:fs, which never ends below /proc. */
export function makeFolder(folder: string, mode = 0o777): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder), mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Made by somebody else at the same time.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** No text that people write is as large. */
const mostFromDevice = 64 * 1024 * 1024;

/** All that a pipe or device gives; undefined if that does not end. Throws if it cannot be read. */
export function readFromDevice(path: string): Uint8Array | undefined {
  const file = openSync(path, 'r');
  try {
    const chunks: Uint8Array[] = [];
    let size = 0;
    while (size <= mostFromDevice) {
      const chunk = new Uint8Array(64 * 1024);
      const count = readSync(file, chunk);
      if (count === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, count));
      size += count;
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}
