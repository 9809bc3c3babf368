/** Entries of bljh's cache folder that nobody uses any more: which those are, and their end. */
import { renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../process/make-folder.js';
import { pathsInUse } from '../process/paths-in-use.js';

export interface Divided<Entry> {
  readonly removed: readonly Entry[];
  /** Old, but a process works with them. */
  readonly inUse: readonly Entry[];
}

export function divideByUse<Entry extends { readonly path: string }>(old: readonly Entry[]): Divided<Entry> {
  if (old.length === 0) return { removed: [], inUse: [] };
  const used = pathsInUse(old.map(({ path }) => path));
  return { removed: old.filter(({ path }) => !used.has(path)), inUse: old.filter(({ path }) => used.has(path)) };
}

/** Moved aside first: whoever looks for it finds it whole or not at all. Throws the system's error. */
export function removeAside(
  { name, path }: { readonly name: string; readonly path: string },
  cacheFolder: string,
): void {
  const nursery = join(cacheFolder, 'tmp');
  makeFolder(nursery);
  const aside = join(nursery, `${process.pid}@${hostname()}@${name}`);
  renameSync(path, aside);
  rmSync(aside, { recursive: true, force: true });
}
