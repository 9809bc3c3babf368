/**
 * Writes whole files or none: to a temporary name beside the target, flushed, then renamed. A failure or a kill at
 * any point leaves the old file as it was. A file whose bytes would not change is left alone (its mtime counts).
 */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from './make-folder.js';
import { isProcessAlive } from './process-alive.js';

/** A file that is written under a temporary name; nobody sees it before `commit`. */
export interface StagedFile {
  readonly changes: boolean;
  /** Puts it in its place. Throws the system's error with nothing left behind. */
  readonly commit: () => void;
  readonly discard: () => void;
}

/** Returns whether the file changed. Throws the system's error (ENOSPC, EACCES, ...) with nothing left behind. */
export function writeFileAtomically(file: string, content: string | Uint8Array): boolean {
  const staged = stageFile(file, content);
  staged.commit();
  return staged.changes;
}

/** The same for a file of bljh's own, which nobody else writes: a folder in its place is a mistake, and goes. */
export function writeOwnFile(file: string, content: string | Uint8Array): boolean {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) rmSync(file, { recursive: true });
  return writeFileAtomically(file, content);
}

/**
 * Does all that may fail for want of space or rights. A file that is there keeps its mode, a link to it stays one. A device or a pipe cannot be
 * replaced, and is written to.
 */
export function stageFile(name: string, content: string | Uint8Array): StagedFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const status = statSync(name, { throwIfNoEntry: false });
  if (status !== undefined && !status.isFile() && !status.isDirectory())
    return { changes: true, commit: () => writeFileSync(name, bytes), discard: () => undefined };
  const file = status === undefined ? name : realpathSync(name);
  if (hasContent(file, bytes)) return { changes: false, commit: () => undefined, discard: () => undefined };
  makeFolder(dirname(file));
  removeAbandoned(file);
  const temporary = `${file}.${process.pid}.tmp`;
  const discard = () => rmSync(temporary, { force: true });
  const orDiscard = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      discard();
      throw error;
    }
  };
  orDiscard(() => writeFlushed(temporary, bytes, modeOf(file)));
  return { changes: true, commit: () => orDiscard(() => renameSync(temporary, file)), discard };
}

/** What was written for this file by a process that was killed before it could put it in place. Where it cannot be removed it is in nobody's way. */
function removeAbandoned(file: string): void {
  const folder = dirname(file);
  const start = `${basename(file)}.`;
  try {
    for (const name of readdirSync(folder)) {
      const [, pid] = name.startsWith(start) ? (/^(\d+)\.tmp$/.exec(name.slice(start.length)) ?? []) : [];
      if (pid !== undefined && !isProcessAlive(Number(pid))) rmSync(join(folder, name), { force: true });
    }
  } catch {
    // see above
  }
}

function writeFlushed(file: string, bytes: Uint8Array, mode: number | undefined): void {
  const handle = openSync(file, 'w');
  try {
    // The umask has no say in it.
    if (mode !== undefined) fchmodSync(handle, mode);
    let written = 0;
    while (written < bytes.length) written += writeSync(handle, bytes, written);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function modeOf(file: string): number | undefined {
  const status = statSync(file, { throwIfNoEntry: false });
  return status === undefined ? undefined : status.mode & 0o777;
}

function hasContent(file: string, bytes: Uint8Array): boolean {
  try {
    return readFileSync(file).equals(bytes);
  } catch {
    return false;
  }
}
