/**
 * Files of the store, read and written. A write goes under a temporary name in the store and is renamed when it is complete, so that nobody
 * sees half a file. Nothing is flushed to the disk: after a loss of power a file can be short or zeros, and that is found when
 * it is read, as each blob is compared with its hash and each entry with its check value; an fsync a file would cost more than the store saves.
 */
import { createHash, type Hash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../process/make-folder.js';
import type { Digest } from '../action.js';
import type { Layout } from './layout.js';

const CHUNK_BYTES = 1 << 20;
/** A link is no file of the store, and a pipe must not be waited for. Windows has neither flag. */
export const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What stands at a place of the store and is no file that bljh could have put there. */
export class ForeignFile extends Error {}

/** Undefined where there is none. */
export async function openStored(path: string): Promise<{ file: FileHandle; bytes: number } | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, READ);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // open fails with a system error and nothing else
    if (code === 'ENOENT') return undefined;
    if (code === 'ELOOP' || code === 'EMLINK' || code === 'ENXIO')
      throw new ForeignFile('a link or a device stands in its place');
    throw error;
  }
  try {
    const status = await file.stat();
    if (!status.isFile()) throw new ForeignFile('a folder or a device stands in its place');
    return { file, bytes: status.size };
  } catch (error) {
    await file.close();
    throw error;
  }
}

export async function readStored(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const stored = await openStored(path);
  if (stored === undefined) return undefined;
  try {
    if (stored.bytes > maxBytes) throw new ForeignFile('it is larger than any result');
    return await stored.file.readFile();
  } finally {
    await stored.file.close();
  }
}

/** Whether the open file holds the bytes of the digest. With `to`, they are written there, too. */
export async function hasBytesOf(digest: Digest, from: FileHandle, to?: FileHandle): Promise<boolean> {
  const hash: Hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(Math.max(1, Math.min(CHUNK_BYTES, digest.sizeBytes + 1)));
  for (let total = 0; ; ) {
    const { bytesRead } = await from.read(chunk, 0, chunk.length, null);
    if (bytesRead === 0) return total === digest.sizeBytes && hash.digest('hex') === digest.hash;
    total += bytesRead;
    // Grown while it is read, or never the right one: not to be read to its end.
    if (total > digest.sizeBytes) return false;
    const bytes = chunk.subarray(0, bytesRead);
    hash.update(bytes);
    for (let written = 0; to !== undefined && written < bytesRead; )
      written += (await to.write(bytes, written, bytesRead - written, null)).bytesWritten;
  }
}

/** Gives a file its name when `fill` has written it, if it agrees; false, and no file, where it does not. */
export async function writeWhole(
  temporary: string,
  path: string,
  fill: (file: FileHandle) => Promise<boolean>,
): Promise<boolean> {
  // The caller's own rights count (umask), not those of the file that is copied.
  const file = await open(temporary, 'wx');
  try {
    let isWanted = false;
    try {
      isWanted = await fill(file);
    } finally {
      await file.close();
    }
    if (isWanted) await rename(temporary, path);
    else await rm(temporary, { force: true });
    return isWanted;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** The same for a file of the store. */
export async function storeWhole(
  layout: Layout,
  path: string,
  fill: (file: FileHandle) => Promise<boolean>,
): Promise<boolean> {
  makeFolder(layout.temporaries);
  makeFolder(dirname(path));
  return writeWhole(join(layout.temporaries, temporaryName()), path, fill);
}

/** Whose it is can be told from the name (temporaries.ts). */
export function temporaryName(): string {
  return `${process.pid}@${hostname()}@${randomBytes(6).toString('hex')}`;
}
