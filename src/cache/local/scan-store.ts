/** Everything that lies in the store, by looking at names and sizes only. Links are not followed: what lies elsewhere is not bljh's. */
import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isHash, isShard, KINDS, type Kind, type Layout } from './layout.js';

export interface StoredFile {
  readonly kind: Kind;
  readonly hash: string;
  readonly path: string;
  readonly bytes: number;
  /** When it was last of use, by the clock of then. */
  readonly usedMs: number;
}

export interface Stray {
  readonly path: string;
  readonly reason: string;
}

export interface StoreContent {
  readonly files: readonly StoredFile[];
  /** What bljh did not put there, or not in this form. */
  readonly strays: readonly Stray[];
}

export async function scanStore(layout: Layout): Promise<StoreContent> {
  const files: StoredFile[] = [];
  const strays: Stray[] = [];
  for (const kind of KINDS) {
    for (const shard of listFolder(layout.folderOf(kind))) {
      const folder = join(layout.folderOf(kind), shard.name);
      if (!shard.isDirectory() || !isShard(shard.name)) {
        strays.push({ path: folder, reason: describe(shard, 'a folder of the store') });
        continue;
      }
      for (const entry of listFolder(folder)) {
        const path = join(folder, entry.name);
        const isOwn = entry.isFile() && isHash(entry.name) && entry.name.startsWith(shard.name);
        // It may have been removed in this moment.
        const status = isOwn ? lstatSync(path, { throwIfNoEntry: false }) : undefined;
        if (!isOwn) strays.push({ path, reason: describe(entry, 'a file of the store') });
        else if (status !== undefined)
          files.push({ kind, hash: entry.name, path, bytes: status.size, usedMs: status.mtimeMs });
      }
      // A live display goes on.
      await nextTurn();
    }
  }
  return { files, strays };
}

function listFolder(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // node:fs throws system errors only
    throw error;
  }
}

function describe(entry: Dirent, wanted: string): string {
  const kind = entry.isSymbolicLink()
    ? 'a link'
    : entry.isDirectory()
      ? 'a folder'
      : entry.isFile()
        ? 'a file'
        : 'a device';
  return `${kind} that is not ${wanted}`;
}
