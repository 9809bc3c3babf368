// Writes files so that at every moment the old one or the new one is there as a whole, whatever fails and whenever the
// process ends.

import {
  chmodSync,
  copyFileSync,
  linkSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { isDevice, statOf } from '../text/disk.js';

/**
 * Replaces a file by way of a temporary one; with `old` the former one keeps that name. Throws if it cannot; the file is
 * then as it was.
 */
export function replaceFile(path: string, bytes: Uint8Array, temporary: string, old?: string): void {
  if (isDevice(statOf(path))) {
    // Linux's tools, called by root, put a file in the place of /dev/null.
    writeFileSync(path, bytes);
    return;
  }
  try {
    writeFileSync(temporary, bytes);
    if (old !== undefined && exists(path)) keepAs(path, old, `${temporary}.old`);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Gives a file other contents where a link must stay a link, and a device what it is. Throws if it cannot; a file is then as
 * it was.
 */
export function overwriteFile(path: string, bytes: Uint8Array, pid: number): void {
  const former = statOf(path);
  if (former === undefined || !former.isFile()) {
    writeFileSync(path, bytes);
    return;
  }
  const target = realpathSync(path);
  const temporary = `${target}.${pid}.tmp`;
  try {
    writeFileSync(temporary, bytes);
    chmodSync(temporary, former.mode & 0o7777);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    if (!isAboutFolder(error)) throw error;
    overwriteInPlace(target, bytes);
  }
}

export function exists(path: string): boolean {
  return statOf(path) !== undefined;
}

/** A second name for a file. Linux's tools rename it, and for a moment there is none. */
function keepAs(path: string, old: string, temporary: string): void {
  try {
    rmSync(temporary, { force: true });
    try {
      linkSync(path, temporary);
    } catch {
      // Not every file system has links.
      copyFileSync(path, temporary);
    }
    renameSync(temporary, old);
  } finally {
    // Two names of one file are left as they are by a rename.
    rmSync(temporary, { force: true });
  }
}

/** Only the file itself may be written: the folder belongs to somebody else, or the file is mounted. */
function isAboutFolder(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV'].includes(code);
}

function overwriteInPlace(path: string, bytes: Uint8Array): void {
  const former = readFileSync(path);
  try {
    writeFileSync(path, bytes);
  } catch (error) {
    writeFileSync(path, former);
    throw error;
  }
}
