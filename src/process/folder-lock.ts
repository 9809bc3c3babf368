/**
 * One bljh at a time in a folder (a build folder, the cache of tools): a lock file that holds its owner's process
 * number. A second bljh waits, with a notice. Node has no flock, so the file is made by an exclusive create and touched
 * while it is held; a lock whose process is gone, or that nobody touched for long, is taken over.
 */
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { interruption, onLastResort } from './interruption.js';
import { makeFolder } from './make-folder.js';
import { isProcessAlive } from './process-alive.js';

const BEAT_MS = 5_000;
/** A process number may have been given away again, or belong to another machine that shares the folder. */
const STALE_AFTER_MS = 5 * 60_000;
/** Between making the file and writing the number into it. */
const EMPTY_STALE_AFTER_MS = 2_000;
const POLL_MS = 100;

export interface LockOptions {
  readonly waitMs: number;
  /** Called once when another process holds the lock. */
  readonly onWait: (holder: string) => void;
}

/** The release function, or who held the lock when the time was over or bljh was interrupted. */
export async function lockFolder(
  file: string,
  options: LockOptions,
): Promise<{ readonly release: () => void } | { readonly heldBy: string }> {
  makeFolder(dirname(file));
  const deadline = performance.now() + options.waitMs;
  let hasTold = false;
  while (!tryLock(file)) {
    const owner = readOwner(file);
    if (owner === undefined) continue; // released in this moment
    if (owner.isStale) discard(file, owner.text);
    const holder = owner.text === '' ? 'another process' : `process ${owner.text}`;
    if (interruption.aborted || performance.now() > deadline) return { heldBy: holder };
    if (!hasTold && !owner.isStale) options.onWait(holder);
    hasTold ||= !owner.isStale;
    // A lock that cannot be taken over, in a folder of somebody else's, must not be waited for without end or rest.
    await delay(owner.isStale ? 1 : POLL_MS, undefined, { signal: interruption }).catch(() => undefined);
  }
  return { release: keepUntilReleased(file) };
}

function keepUntilReleased(file: string): () => void {
  const remove = () => rmSync(file, { force: true });
  const forget = onLastResort(remove);
  const beat = setInterval(() => touch(file), BEAT_MS);
  beat.unref();
  return () => {
    clearInterval(beat);
    forget();
    remove();
  };
}

function tryLock(file: string): boolean {
  try {
    const handle = openSync(file, 'wx');
    try {
      writeAndClose(handle, String(process.pid));
    } catch (error) {
      // On a full disk: a lock without an owner would keep everybody out.
      rmSync(file, { force: true });
      throw error;
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false; // node:fs throws system errors only
    throw error;
  }
}

/** Some file systems tell only at the end that there was no room. */
function writeAndClose(handle: number, text: string): void {
  try {
    writeSync(handle, text);
  } finally {
    closeSync(handle);
  }
}

function readOwner(file: string): { readonly text: string; readonly isStale: boolean } | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    const ageMs = Date.now() - statSync(file).mtimeMs;
    // An empty file belongs to a process that is just about to write its number, or to one that could not.
    const isGone = text === '' ? ageMs > EMPTY_STALE_AFTER_MS : !isProcessAlive(Number(text));
    return { text, isStale: isGone || ageMs > STALE_AFTER_MS };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Moves an abandoned lock aside, and puts it back if it turns out to be a new owner's. */
function discard(file: string, owner: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return; // someone else was faster
  }
  if (readOwner(aside)?.text === owner) rmSync(aside, { force: true });
  else renameSync(aside, file);
}

function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // taken away: what is written under the lock is whole without it, too
  }
}
