/** Whoever writes build/BOARD/.config holds its lock: `bljh configure`, and a build that makes the first one. */
import { mkdirSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { lockFolder } from '../process/folder-lock.js';
import { buildPathsOf, type Project } from '../project/project.js';

/** Writing a configuration takes less than a second: who holds it longer stands still. */
const LOCK_WAIT_MS = 10_000;

export interface LockedConfiguration {
  readonly project: Project;
  readonly boardName: string;
  readonly onNotice: (text: string) => void;
}

export async function withConfigurationLock<Value>(
  request: LockedConfiguration,
  use: () => Value,
): Promise<{ readonly value: Value } | { readonly refused: Diagnostic }> {
  const folder = join(request.project.folder, buildPathsOf(request.boardName).folder);
  const made = makeFolder(folder);
  const lock = await takeLock(request);
  try {
    if (lock !== undefined && 'heldBy' in lock) return { refused: lockedBy(request.boardName, lock.heldBy) };
    return { value: use() };
  } finally {
    if (lock !== undefined && 'release' in lock) lock.release();
    if (made !== undefined) removeEmpty(folder, made);
  }
}

/** The first folder that had to be made for it; where none can be made, none can be written, which is told later. */
function makeFolder(folder: string): string | undefined {
  try {
    return mkdirSync(folder, { recursive: true });
  } catch {
    return undefined;
  }
}

/** A call that wrote nothing leaves nothing. */
function removeEmpty(folder: string, first: string): void {
  try {
    for (let each = folder; each.startsWith(first); each = dirname(each)) rmdirSync(each);
  } catch {
    // not empty: something was written
  }
}

async function takeLock({ project, boardName, onNotice }: LockedConfiguration) {
  try {
    return await lockFolder(join(project.folder, buildPathsOf(boardName).configLock), {
      waitMs: LOCK_WAIT_MS,
      onWait: (holder) => onNotice(`${boardName}: waiting for ${holder}, which configures here`),
    });
  } catch {
    // Where no lock can be made no file can: what is to be written will say so, and there may be nothing to write.
    return undefined;
  }
}

function lockedBy(board: string, holder: string): Diagnostic {
  return {
    severity: 'error',
    code: 'PJ0004',
    message: `${holder} is at work on build/${board}/.config`,
    hint: { text: 'wait for it to end, then call again' },
  };
}
