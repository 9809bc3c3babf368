/**
 * What a sandbox puts in the place of the tools' own caches: folders in bljh's cache, which steps in sandboxes alone write to. Each has the
 * time of its last use, so that those that nobody uses any more can be removed.
 */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { makeFolder } from '../../process/make-folder.js';
import { pathsInUse } from '../../process/paths-in-use.js';
import { bytesBelow } from '../../toolchains/tool-entries.js';

export interface OwnFolder {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly usedMs: number;
}

export interface RemovedFolders {
  readonly removed: readonly OwnFolder[];
  /** Old, but a process works with them. */
  readonly inUse: readonly OwnFolder[];
}

/** Names that bljh gives. What is called otherwise is not touched. */
const NAME = /-[0-9a-f]{12}$/;

export function ownFoldersOf(cacheFolder: string): string {
  return join(cacheFolder, 'sandbox');
}

/** By where it is shown: another GOCACHE is another folder. */
export function useOwnFolder(cacheFolder: string, shownAt: string): string {
  const name = createHash('sha256').update(shownAt).digest('hex').slice(0, 12);
  const folder = join(ownFoldersOf(cacheFolder), `${basename(shownAt)}-${name}`);
  mkdirSync(folder, { recursive: true });
  try {
    const now = Date.now() / 1000;
    utimesSync(folder, now, now);
  } catch {
    // somebody else's: it only seems to be older
  }
  return folder;
}

export function listOwnFolders(cacheFolder: string): readonly OwnFolder[] {
  const folder = ownFoldersOf(cacheFolder);
  return namesIn(folder).flatMap((name) => {
    const path = join(folder, name);
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status?.isDirectory() !== true || !NAME.test(name)) return [];
    return [{ name, path, bytes: bytesBelow(path), usedMs: status.mtimeMs }];
  });
}

/** Each is moved aside first: a step finds it whole, or not at all and makes it anew. */
export function removeOwnFolders(
  cacheFolder: string,
  { olderThanMs, dryRun, nowMs = Date.now() }: { olderThanMs: number; dryRun: boolean; nowMs?: number },
): RemovedFolders {
  const old = listOwnFolders(cacheFolder).filter(({ usedMs }) => nowMs - usedMs > olderThanMs);
  // bubblewrap has them in its arguments.
  const used = old.length === 0 ? new Set<string>() : pathsInUse(old.map(({ path }) => path));
  const unused = old.filter(({ path }) => !used.has(path));
  const removed = dryRun ? unused : unused.filter((folder) => removeAside(folder, join(cacheFolder, 'tmp')));
  return { removed, inUse: old.filter(({ path }) => used.has(path)) };
}

/** False where another bljh was quicker, or it is somebody else's. */
function removeAside({ name, path }: OwnFolder, nursery: string): boolean {
  const aside = join(nursery, `${process.pid}@${hostname()}@${name}`);
  try {
    makeFolder(nursery);
    renameSync(path, aside);
    rmSync(aside, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // not there, or not ours to read
  }
}
