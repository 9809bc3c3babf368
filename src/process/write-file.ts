/**
 * Writes whole files or none: to a temporary name beside the target, flushed, then renamed. A failure or a kill at
 * any point leaves the old file as it was. A file whose bytes would not change is left alone (its mtime counts).
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Returns whether the file changed. Throws the system's error (ENOSPC, EACCES, ...) with nothing left behind. */
export function writeFileAtomically(file: string, content: string | Uint8Array, mode = 0o666): boolean {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  if (hasContent(file, bytes)) return false;
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const handle = openSync(temporary, 'w', mode);
    try {
      let written = 0;
      while (written < bytes.length) written += writeSync(handle, bytes, written);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return true;
}

function hasContent(file: string, bytes: Uint8Array): boolean {
  try {
    return readFileSync(file).equals(bytes);
  } catch {
    return false;
  }
}
