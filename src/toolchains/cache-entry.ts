/**
 * Makes a folder of the cache whole or not at all: it grows under a temporary name in the same file system and is
 * renamed when it is complete. Two processes that make the same entry do no harm: the second finds the place taken.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { failure, type Result, success } from '../diagnostics/diagnostic.js';
import { makeFolder } from '../process/make-folder.js';
import { isProcessAlive } from '../process/process-alive.js';
import { toolsFolderOf } from './cache-folder.js';

const ABANDONED_AFTER_MS = 24 * 60 * 60_000;

export interface CacheEntryOptions {
  /** An entry of that name is known to be damaged: make it again. */
  readonly replace?: boolean;
}

/** What this process is making now, by its target: boards that are built at the same time want the same entries. */
const growing = new Map<string, Promise<Result<string>>>();

/** Returns the folder of the entry. `fill` gets the temporary folder. */
export function makeCacheEntry(
  cacheFolder: string,
  name: string,
  fill: (folder: string) => Promise<Result<void>>,
  options: CacheEntryOptions = {},
): Promise<Result<string>> {
  const target = join(toolsFolderOf(cacheFolder), name);
  const begun = options.replace === true ? undefined : growing.get(target);
  if (begun !== undefined) return begun;
  const made = growEntry(cacheFolder, target, fill, options).finally(() => growing.delete(target));
  growing.set(target, made);
  return made;
}

async function growEntry(
  cacheFolder: string,
  target: string,
  fill: (folder: string) => Promise<Result<void>>,
  options: CacheEntryOptions,
): Promise<Result<string>> {
  if (existsSync(target) && options.replace !== true) return success(target);

  const nursery = join(cacheFolder, 'tmp');
  makeFolder(nursery);
  await removeAbandoned(nursery);
  const folder = await mkdtemp(join(nursery, `${process.pid}@${hostname()}@`));
  try {
    const content = join(folder, 'content');
    await mkdir(content);
    const filled = await fill(content);
    if (!filled.ok) return failure(...filled.diagnostics);
    makeFolder(dirname(target));
    if (options.replace === true && existsSync(target)) await rename(target, join(folder, 'damaged'));
    await renameUnlessTaken(content, target);
    return success(target, filled.diagnostics);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function renameUnlessTaken(content: string, target: string): Promise<void> {
  try {
    await rename(content, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // rename fails with a system error and nothing else
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}

/** What a killed bljh left behind. In a cache that machines share, others' folders are left alone while they may be in use. */
async function removeAbandoned(nursery: string): Promise<void> {
  for (const name of await readdir(nursery)) {
    const [pid, host] = name.split('@');
    const path = join(nursery, name);
    const isOurs = host === hostname();
    if (isOurs ? isProcessAlive(Number(pid)) : await isYoung(path)) continue;
    await rm(path, { recursive: true, force: true });
  }
}

async function isYoung(path: string): Promise<boolean> {
  const age = await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0, // its owner has just removed it
  );
  return age < ABANDONED_AFTER_MS;
}
