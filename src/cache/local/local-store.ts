/**
 * The store on this machine: results of steps by content, in bljh's cache folder. Any number of processes use it at once, without a
 * lock: files appear whole (files.ts), and whatever vanishes between two looks is a miss. Bytes are compared with their hash each time
 * they are fetched; what is damaged is removed, so that the step that makes it puts it there again.
 */
import { type FileHandle, lstat, open, rm, utimes } from 'node:fs/promises';
import { interruption } from '../../process/interruption.js';
import type { ActionResult, Digest, EncodedAction } from '../action.js';
import { decodeResult, encodeResult } from '../reapi/result.js';
import type { ActionStore, OnTrouble } from '../store.js';
import { formatEntry, readEntry } from './entry-file.js';
import { ForeignFile, hasBytesOf, openStored, readStored, storeWhole, writeWhole } from './files.js';
import { keepWithin } from './keep-within.js';
import { Layout } from './layout.js';
import { Troubles } from './troubles.js';
import { noteGrowth } from './usage.js';

/** A result names a few files; more is no result. */
const MAX_ENTRY_BYTES = 16 << 20;

export class LocalStore implements ActionStore {
  readonly title = 'local store';
  readonly #layout: Layout;
  readonly #limitBytes: number;
  readonly #troubles: Troubles;
  #hasGrown = false;

  constructor(folder: string, limitBytes: number, onTrouble: OnTrouble) {
    this.#layout = new Layout(folder);
    this.#limitBytes = limitBytes;
    this.#troubles = new Troubles(folder, onTrouble);
  }

  async find(action: Digest): Promise<ActionResult | undefined> {
    try {
      const path = this.#layout.pathOf('ac', action.hash);
      const result = await this.#readResult(action.hash, path);
      if (result === undefined) return undefined;
      for (const { digest } of result.outputs) if (!(await this.#hasBlob(digest))) return undefined;
      // The result first: it must not outlive its blobs.
      await markUsed(path);
      for (const { digest } of result.outputs) await markUsed(this.#layout.pathOf('cas', digest.hash));
      return result;
    } catch (error) {
      this.#troubles.tell('read', error);
      return undefined;
    }
  }

  async fetch(blob: Digest, file: string): Promise<boolean> {
    const path = this.#layout.pathOf('cas', blob.hash);
    try {
      const stored = await openStored(path);
      if (stored === undefined) return false;
      try {
        // A process number comes again, in containers soon: what a killed one left must be in nobody's way.
        const temporary = `${file}.${process.pid}.${process.hrtime.bigint()}.tmp`;
        if (await writeWhole(temporary, file, (to) => hasBytesOf(blob, stored.file, to))) return true;
      } finally {
        await stored.file.close();
      }
      await this.#discard(path, 'its bytes are not those of its hash');
    } catch (error) {
      if (error instanceof ForeignFile) await this.#discard(path, error.message);
      else if (isUnreadable(error)) await this.#discard(path, 'the disk cannot read it');
      else this.#troubles.tell('fetch', error);
    }
    return false;
  }

  async keep(action: EncodedAction, result: ActionResult, fileOf: (path: string) => string): Promise<void> {
    const bytes = result.outputs.reduce((sum, { digest }) => sum + digest.sizeBytes, 0);
    if (this.#troubles.isWriteLost || bytes > this.#limitBytes) return;
    try {
      const { hash } = action.digest;
      const path = this.#layout.pathOf('ac', hash);
      // Of a later bljh: that one still has a use for it.
      if ((await this.#readEntry(hash, path))?.kind === 'future') return;
      for (const output of result.outputs) if (!(await this.#keepBlob(output.digest, fileOf(output.path)))) return;
      const entry = formatEntry(hash, encodeResult(result));
      await storeWhole(this.#layout, path, (file) => file.writeFile(entry).then(() => true));
    } catch (error) {
      this.#troubles.tell('write', error);
    }
  }

  /** Makes room if something came and the store is too large now. */
  async close(): Promise<void> {
    if (!this.#hasGrown || interruption.aborted) return;
    this.#hasGrown = false;
    try {
      await keepWithin(this.#layout, { limitBytes: this.#limitBytes });
    } catch (error) {
      this.#troubles.tell('write', error);
    }
  }

  async #readResult(hash: string, path: string): Promise<ActionResult | undefined> {
    const entry = await this.#readEntry(hash, path);
    if (entry?.kind !== 'entry') return undefined;
    const result = decodeResult(entry.message);
    if (result !== undefined) return result;
    await this.#discard(path, 'its message cannot be read');
    return undefined;
  }

  /** A damaged one is removed. */
  async #readEntry(hash: string, path: string) {
    const bytes = await this.#readOwn(path);
    if (bytes === undefined) return undefined;
    const entry = readEntry(hash, bytes);
    if (entry.kind === 'damaged') await this.#discard(path, entry.reason);
    return entry;
  }

  async #readOwn(path: string): Promise<Uint8Array | undefined> {
    try {
      return await readStored(path, MAX_ENTRY_BYTES);
    } catch (error) {
      if (!(error instanceof ForeignFile)) throw error;
      await this.#discard(path, error.message);
      return undefined;
    }
  }

  async #hasBlob({ hash, sizeBytes }: Digest): Promise<boolean> {
    const path = this.#layout.pathOf('cas', hash);
    try {
      const status = await lstat(path);
      if (status.isFile() && status.size === sizeBytes) return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false; // lstat fails with a system error and nothing else
      throw error;
    }
    await this.#discard(path, 'it is no file of the length that its result says');
    return false;
  }

  /** False where the file is not what the result says: changed meanwhile. */
  async #keepBlob(digest: Digest, source: string): Promise<boolean> {
    const path = this.#layout.pathOf('cas', digest.hash);
    if (await this.#hasBlob(digest)) {
      await markUsed(path);
      return true;
    }
    const file = await openIfThere(source);
    if (file === undefined) return false;
    try {
      // Before it grows: one that is killed in between has counted too much rather than too little.
      await noteGrowth(this.#layout, digest.sizeBytes);
      this.#hasGrown = true;
      return await storeWhole(this.#layout, path, (to) => hasBytesOf(digest, file, to));
    } finally {
      await file.close();
    }
  }

  async #discard(path: string, reason: string): Promise<void> {
    try {
      await rm(path, { force: true });
      this.#troubles.tellDamage(`${path} was damaged (${reason}) and is removed; what it held is made again`);
    } catch {
      this.#troubles.tellDamage(
        `${path} is damaged (${reason}) and cannot be removed; what it held is made again each time`,
      );
    }
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // open fails with a system error and nothing else
    throw error;
  }
}

/** A bad place of the disk stays bad: the file goes, so that it is written elsewhere. */
function isUnreadable(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code === 'EIO' && syscall === 'read';
}

/** Where it cannot be said (a store that is read-only), the store serves all the same. */
async function markUsed(path: string): Promise<void> {
  const now = Date.now() / 1000;
  await utimes(path, now, now).catch(() => undefined);
}
