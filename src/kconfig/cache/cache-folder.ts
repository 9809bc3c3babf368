// The folder where trees and answers are remembered: files by name, written whole or not at all, the oldest removed when
// there are too many. Whatever goes wrong here only costs time, so nothing here is an error.

import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writevSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../text/disk.js';

/** A kernel's tree has six megabytes. */
const maxTrees = 24;

export class CacheFolder {
  readonly #folder: string;
  readonly #pid: number;

  constructor(folder: string, pid: number) {
    this.#folder = folder;
    this.#pid = pid;
  }

  read(name: string): Uint8Array | undefined {
    try {
      const bytes = readFileSync(join(this.#folder, name));
      // Numbers in it are read in place, four bytes at a time.
      return bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
    } catch {
      return undefined;
    }
  }

  /** Says that a file was of use, so that it is not the next to be removed. */
  touch(name: string): void {
    try {
      const now = new Date();
      utimesSync(join(this.#folder, name), now, now);
    } catch {
      // Somebody else may have removed it.
    }
  }

  write(name: string, parts: readonly Uint8Array[] | string): void {
    const path = join(this.#folder, name);
    const temporary = `${path}.${this.#pid}.tmp`;
    try {
      makeFolder(this.#folder, 0o700);
      if (typeof parts === 'string') writeFileSync(temporary, parts);
      else writeParts(temporary, parts);
      renameSync(temporary, path);
      this.#removeOldest();
    } catch {
      rmSync(temporary, { force: true });
    }
  }

  #removeOldest(): void {
    const trees = readdirSync(this.#folder).filter((name) => name.endsWith('.tree'));
    if (trees.length <= maxTrees) return;
    const dated = trees.map((name) => ({
      name,
      time: statSync(join(this.#folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    }));
    dated.sort((one, other) => one.time - other.time);
    for (const { name } of dated.slice(0, trees.length - maxTrees)) rmSync(join(this.#folder, name), { force: true });
  }
}

/** Without joining them first: a tree of a kernel is copied once less. */
function writeParts(path: string, parts: readonly Uint8Array[]): void {
  const file = openSync(path, 'w');
  try {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    if (writevSync(file, parts) !== length) throw new Error('the disk took a part only');
  } finally {
    closeSync(file);
  }
}
