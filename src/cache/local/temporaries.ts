/** What was being written when a bljh was killed. Others' files are left alone while they may be in use. */
import { lstatSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isProcessAlive } from '../../process/process-alive.js';

const ABANDONED_AFTER_MS = 24 * 60 * 60_000;

export interface Abandoned {
  readonly path: string;
  readonly bytes: number;
}

/** `folder` holds files and folders whose names begin with PID@HOST@. */
export function findAbandoned(folder: string, nowMs: number): readonly Abandoned[] {
  return listNames(folder).flatMap((name) => {
    const path = join(folder, name);
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status === undefined) return [];
    const [pid, host] = name.split('@');
    // By distance: a time in the future is as old as one in the past.
    const isOver =
      host === hostname() ? !isProcessAlive(Number(pid)) : Math.abs(nowMs - status.mtimeMs) > ABANDONED_AFTER_MS;
    return isOver ? [{ path, bytes: status.size }] : [];
  });
}

export async function removeAbandoned(abandoned: readonly Abandoned[]): Promise<void> {
  for (const { path } of abandoned) await rm(path, { recursive: true, force: true });
}

function listNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // node:fs throws system errors only
    throw error;
  }
}
