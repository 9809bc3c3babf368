/**
 * What a sandbox puts in the place of the tools' own caches: folders in bljh's cache, which steps in sandboxes alone write to. Each has the
 * time of its last use, so that those that nobody uses any more can be removed.
 */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Divided, divideByUse, removeAside } from '../../toolchains/remove-aside.js';
import { bytesBelow, namesIn } from '../../toolchains/tool-entries.js';

export interface OwnFolder {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly usedMs: number;
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

/** A step finds a folder whole, or not at all and makes it anew. */
export function removeOwnFolders(
  cacheFolder: string,
  { olderThanMs, dryRun, nowMs = Date.now() }: { olderThanMs: number; dryRun: boolean; nowMs?: number },
): Divided<OwnFolder> {
  const old = listOwnFolders(cacheFolder).filter(({ usedMs }) => nowMs - usedMs > olderThanMs);
  // bubblewrap has them in its arguments.
  const { removed, inUse } = divideByUse(old);
  return { removed: dryRun ? removed : removed.filter((folder) => isRemoved(folder, cacheFolder)), inUse };
}

/** False where another bljh was quicker, or it is somebody else's. */
function isRemoved(folder: OwnFolder, cacheFolder: string): boolean {
  try {
    removeAside(folder, cacheFolder);
    return true;
  } catch {
    return false;
  }
}
