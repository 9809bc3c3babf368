/**
 * Copies a folder into the cache. Files of Go's module cache are read-only and have lost their executable bits, and
 * its folders are read-only too, so modes are not taken over but given: folders writable, programs where asked.
 */
import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Enough to keep the disk busy; few enough for the default limit of open files. */
const COPIES_AT_ONCE = 16;

export interface CopyTreeOptions {
  /** Paths are relative to the folder copied, with `/`. */
  readonly isProgram?: (path: string) => boolean;
  readonly isWanted?: (path: string) => boolean;
}

/** Files that exist at the target are replaced. */
export async function copyTree(from: string, to: string, options: CopyTreeOptions = {}): Promise<void> {
  const files: string[] = [];
  await makeFolders(from, to, '', options, files);
  let next = 0;
  const work = async () => {
    for (let path = files[next++]; path !== undefined; path = files[next++]) await copyOne(from, to, path, options);
  };
  await Promise.all(Array.from({ length: COPIES_AT_ONCE }, work));
}

async function makeFolders(
  from: string,
  to: string,
  folder: string,
  options: CopyTreeOptions,
  files: string[],
): Promise<void> {
  await mkdir(join(to, folder), { recursive: true });
  for (const entry of await readdir(join(from, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (options.isWanted?.(path) === false) continue;
    if (entry.isDirectory()) await makeFolders(from, to, path, options, files);
    else files.push(path);
  }
}

async function copyOne(from: string, to: string, path: string, options: CopyTreeOptions): Promise<void> {
  const target = join(to, path);
  await rm(target, { force: true });
  await copyFile(join(from, path), target, constants.COPYFILE_FICLONE);
  await chmod(target, options.isProgram?.(path) === true ? 0o755 : 0o644);
}
