// Puts the text of a configuration into a file, so that whatever happens on the way one whole file is there.

import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expectText } from '../caller-mistakes.js';
import { encodeText } from '../text/bytes.js';
import { makeFolder } from '../text/disk.js';

/** How a file is replaced. */
export interface SaveOptions {
  /** Whether the file as it was is kept as `PATH.old`, as Linux's tools do; true if missing. */
  readonly keepsOld?: boolean;
}

/**
 * Saves a configuration: through a file beside it that takes the name when it is complete. Nothing is touched when the file
 * holds that text already: Make goes by its time. Returns whether it wrote; throws the error of node:fs when it cannot, and
 * the file is then as it was.
 */
export function saveConfig(path: string, text: string, { keepsOld = true }: SaveOptions = {}): boolean {
  expectText(path, 'the path to save a configuration at');
  expectText(text, 'the text of a configuration to save');
  const bytes = encodeText(text);
  const before = readIfThere(path);
  if (before !== undefined && Buffer.compare(before, bytes) === 0) return false;
  makeFolder(dirname(path));
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, bytes, { flush: true });
    if (keepsOld && before !== undefined) copyFileSync(path, `${path}.old`);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return true;
}

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
