// What the engine needs of a file system: the text of a file, nothing else.
// Owns the interface, the node implementation and one held in memory.

import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { decodeText } from './bytes.js';

/** Where Kconfig files come from. */
export interface FileSystem {
  /** The text of a file; undefined when there is no such file or it cannot be read. */
  readText(path: string): string | undefined;
  /** Why `readText` gives nothing, for people; undefined when there is no such file. */
  whyUnreadable?(path: string): string | undefined;
  /** The names in a folder; undefined when there is no such folder. Asked for by wildcards only. */
  list?(path: string): readonly string[] | undefined;
}

const reasons: Readonly<Record<string, string>> = {
  EISDIR: 'is a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'too many symbolic links',
};

/** Larger than any Kconfig file of a kernel. */
const buffer = Buffer.allocUnsafeSlow(1 << 18);

/** The real file system. Bytes that are not UTF-8 survive (see `decodeText`). */
export const nodeFileSystem: FileSystem = {
  readText(path) {
    // A tree outside the current folder has each file looked for in vain first: an exception each costs 20 times as much.
    if (!existsSync(path)) return undefined;
    try {
      const file = openSync(path, 'r');
      try {
        return decodeText(readBytes(file));
      } finally {
        closeSync(file);
      }
    } catch {
      // Whoever reports it asks for the reason.
      return undefined;
    }
  },
  whyUnreadable(path) {
    try {
      readFileSync(path);
      return undefined;
    } catch (error) {
      const { code = 'unreadable' } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : (reasons[code] ?? code);
    }
  },
  list(path) {
    try {
      return readdirSync(path);
    } catch {
      return undefined;
    }
  },
};

/** The bytes of an open file, valid until the next call. Takes half the time of readFileSync, which makes a buffer each time. */
function readBytes(file: number): Uint8Array {
  let length = 0;
  while (length < buffer.length) {
    const count = readSync(file, buffer, length, buffer.length - length, null);
    if (count === 0) return buffer.subarray(0, length);
    length += count;
  }
  return Buffer.concat([buffer, readFileSync(file)]);
}

/** A file system of the given texts by path; paths must be written exactly as they are asked for. */
export function memoryFileSystem(files: Readonly<Record<string, string>>): FileSystem {
  const texts = new Map(Object.entries(files));
  return {
    readText: (path) => texts.get(path),
    list: (path) => {
      const folder = path === '.' ? '' : `${path.replace(/\/$/, '')}/`;
      const below = [...texts.keys()]
        .filter((name) => name.startsWith(folder))
        .map((name) => name.slice(folder.length));
      const names = new Set(below.map((name) => name.split('/')[0] ?? '').filter((name) => name !== ''));
      return names.size === 0 ? undefined : [...names];
    },
  };
}
