/** The first bytes of a file, for those who only want to know what kind of file it is. */
import { closeSync, openSync, readSync } from 'node:fs';

/** Shorter than `length` where the file is; throws the system's error where it cannot be read. */
export function readStart(path: string, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(file, bytes, 0, length, 0));
  } finally {
    closeSync(file);
  }
}
