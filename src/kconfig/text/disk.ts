// What node:fs does not do as its callers here need it.

import type { Stats } from 'node:fs';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** What is at a path; undefined if nothing is, a part of the path is a file, or a folder on the way may not be entered. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Whoever then reads or writes there is told the reason.
    return undefined;
  }
}

/** Makes a folder and those above it. Not `recursive` of node:fs, which never ends below /proc. */
export function makeFolder(folder: string, mode = 0o777): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder), mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Made by somebody else at the same time.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
