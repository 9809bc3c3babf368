// A machine with bljh's tools and empty caches otherwise: those of Go, of TinyGo, and bljh's stores.
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const ownCache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'bljh');

/** Made anew in `caches`; the answer is what its environment adds. */
export function emptyMachine(caches) {
  rmSync(caches, { recursive: true, force: true });
  mkdirSync(join(caches, 'bljh'), { recursive: true });
  symlinkSync(join(ownCache, 'tools'), join(caches, 'bljh', 'tools'));
  // What tools said of themselves, and their hashes: as on a machine that has built before.
  for (const file of ['probes.json', 'hashes.json'])
    if (existsSync(join(ownCache, file))) cpSync(join(ownCache, file), join(caches, 'bljh', file));
  return { XDG_CACHE_HOME: caches, GOCACHE: join(caches, 'go-build') };
}
