/**
 * Objects of Go's cache on this machine: files that the go command is given the paths of, laid out as the local store is. Calls are not asynchronous: a
 * build asks a thousand times for small files, and waiting for a thread each time takes longer than to read them.
 *
 * Files appear whole and are never written to again. Each is compared with its hash when it is first given out, for Go does not; what is damaged is
 * removed, and Go makes it again. Any number of processes use the folder at once.
 */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, futimesSync, openSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../process/make-folder.js';
import type { ActionResult, Digest } from '../action.js';
import { formatEntry, readEntry } from '../local/entry-file.js';
import { READ, temporaryName } from '../local/files.js';
import { keepWithin } from '../local/keep-within.js';
import { Layout } from '../local/layout.js';
import { noteGrowth } from '../local/usage.js';
import { decodeResult, encodeResult } from '../reapi/result.js';

const MAX_ENTRY_BYTES = 1 << 16;
/** Times of use are as exact as Go's own: one that is younger is left as it is. */
const USE_STEP_MS = 60 * 60_000;
/** What was of use a moment ago may be open in another build, whose go command was promised that it stays. */
export const IN_USE_MS = 3 * USE_STEP_MS;

export function goCacheFolderOf(cacheFolder: string): string {
  return join(cacheFolder, 'go-cache');
}

export class ObjectFolder {
  readonly #layout: Layout;
  readonly #limitBytes: number;
  readonly #chunk = Buffer.allocUnsafe(1 << 18);
  /** Those whose bytes were seen to be right by this process. */
  readonly #proven = new Set<string>();
  #addedBytes = 0;

  constructor(folder: string, limitBytes: number) {
    this.#layout = new Layout(folder);
    this.#limitBytes = limitBytes;
  }

  /** Undefined where there is no entry, or a damaged one. */
  find(actionHash: string): Digest | undefined {
    const path = this.#layout.pathOf('ac', actionHash);
    const bytes = readEntryFile(path);
    const entry = bytes === undefined ? undefined : readEntry(actionHash, bytes);
    if (entry === undefined || entry.kind === 'future') return undefined;
    const result = entry.kind === 'entry' ? decodeResult(entry.message) : undefined;
    if (result === undefined) remove(path);
    return result?.outputs[0]?.digest;
  }

  /** Where the object lies; undefined where it does not, or not with these bytes. */
  locate(object: Digest): string | undefined {
    const path = this.#layout.pathOf('cas', object.hash);
    const isProven = this.#proven.has(object.hash);
    const state = this.#look(path, object, isProven);
    if (state === 'damaged') remove(path);
    if (state !== 'right') return undefined;
    this.#proven.add(object.hash);
    return path;
  }

  /** Keeps bytes whose digest is known to be that; their path. Throws the system's error. */
  put(object: Digest, bytes: Uint8Array): string {
    const known = this.locate(object);
    if (known !== undefined) return known;
    const path = this.#layout.pathOf('cas', object.hash);
    this.#write(path, bytes);
    this.#proven.add(object.hash);
    this.#addedBytes += object.sizeBytes;
    return path;
  }

  /** The same for a file that was fetched and whose bytes were compared while they came. */
  adopt(object: Digest, file: string): string {
    const path = this.#layout.pathOf('cas', object.hash);
    makeFolder(dirname(path));
    renameSync(file, path);
    this.#proven.add(object.hash);
    this.#addedBytes += object.sizeBytes;
    return path;
  }

  /** Throws the system's error. */
  enter(actionHash: string, result: ActionResult): void {
    this.#write(this.#layout.pathOf('ac', actionHash), formatEntry(actionHash, encodeResult(result)));
  }

  /** A new name in the folder, for what is on its way there. Throws the system's error. */
  temporary(): string {
    makeFolder(this.#layout.temporaries);
    return join(this.#layout.temporaries, temporaryName());
  }

  /** Makes room if something came and the folder is too large now. Throws the system's error. */
  async close(): Promise<void> {
    if (this.#addedBytes === 0) return;
    await this.count();
    await keepWithin(this.#layout, { limitBytes: this.#limitBytes, inUseMs: IN_USE_MS });
  }

  /** Notes how much came. Throws the system's error. */
  async count(): Promise<void> {
    await noteGrowth(this.#layout, this.#addedBytes);
    this.#addedBytes = 0;
  }

  #write(path: string, bytes: Uint8Array): void {
    const temporary = this.temporary();
    try {
      writeFileSync(temporary, bytes, { flag: 'wx' });
      makeFolder(dirname(path));
      renameSync(temporary, path);
    } catch (error) {
      remove(temporary);
      throw error;
    }
  }

  #look(path: string, object: Digest, isProven: boolean): 'right' | 'absent' | 'damaged' {
    const file = open(path);
    if (typeof file !== 'number') return file;
    try {
      const status = fstatSync(file);
      if (!status.isFile() || status.size !== object.sizeBytes) return 'damaged';
      if (!isProven && this.#hashOf(file) !== object.hash) return 'damaged';
      markUsed(file, status.mtimeMs);
      return 'right';
    } catch {
      return 'damaged'; // the disk cannot read it, or it is a folder
    } finally {
      closeSync(file);
    }
  }

  #hashOf(file: number): string {
    const hash = createHash('sha256');
    for (;;) {
      const count = readSync(file, this.#chunk, 0, this.#chunk.length, null);
      if (count === 0) return hash.digest('hex');
      hash.update(this.#chunk.subarray(0, count));
    }
  }
}

function open(path: string): number | 'absent' | 'damaged' {
  try {
    return openSync(path, READ);
  } catch (error) {
    // node:fs throws system errors only. What cannot be opened for want of rights or files is not ours to remove.
    return ['ELOOP', 'EMLINK', 'ENXIO'].includes((error as NodeJS.ErrnoException).code ?? '') ? 'damaged' : 'absent';
  }
}

function readEntryFile(path: string): Uint8Array | undefined {
  const file = open(path);
  if (file === 'damaged') remove(path);
  if (typeof file !== 'number') return undefined;
  try {
    const status = fstatSync(file);
    const bytes = Buffer.alloc(status.isFile() && status.size <= MAX_ENTRY_BYTES ? status.size : 0);
    const count = readSync(file, bytes, 0, bytes.length, 0);
    markUsed(file, status.mtimeMs);
    return bytes.subarray(0, count);
  } catch {
    return new Uint8Array(); // the disk cannot read it, or it is a folder: damaged
  } finally {
    closeSync(file);
  }
}

/** Where it cannot be said (a disk that is read-only), the object serves all the same. */
function markUsed(file: number, usedMs: number): void {
  const nowMs = Date.now();
  if (Math.abs(nowMs - usedMs) < USE_STEP_MS) return;
  try {
    futimesSync(file, nowMs / 1000, nowMs / 1000);
  } catch {
    // its age only decides what goes first
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true, recursive: true });
  } catch {
    // it is found damaged again, and made again, each time
  }
}
