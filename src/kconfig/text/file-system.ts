// What the engine needs of a file system: the text of a file, and little else.
// Owns the interface, the node implementation and one held in memory.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { decodeText, replacement } from './bytes.js';
import { isDevice, readFromDevice, statOf } from './disk.js';

/** Where Kconfig files come from. */
export interface FileSystem {
  /** The text of a file; undefined when there is no such file or it cannot be read. */
  readText(path: string): string | undefined;
  /** Why `readText` gives nothing, for people; undefined when there is no such file. */
  whyUnreadable?(path: string): string | undefined;
  /** The names in a folder; undefined when there is no such folder. Asked for by wildcards only. */
  list?(path: string): readonly string[] | undefined;
  /** Whether there is a file or folder. Asked where files are often looked for in vain, because it costs less than trying. */
  exists?(path: string): boolean;
}

const reasons: Readonly<Record<string, string>> = {
  EISDIR: 'is a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'too many symbolic links',
};

/** By path. What a pipe has given once it does not give again. */
const fromDevices = new Map<string, string>();

function textFromDevice(path: string): string | undefined {
  const known = fromDevices.get(path);
  if (known !== undefined) return known;
  const bytes = readFromDevice(path);
  if (bytes === undefined) return undefined;
  const text = decodeText(bytes);
  fromDevices.set(path, text);
  return text;
}

/** The real file system. Bytes that are not UTF-8 survive (see `decodeText`). */
export const nodeFileSystem: FileSystem = {
  readText(path) {
    try {
      if (isDevice(statOf(path))) return textFromDevice(path);
      // With an encoding Node needs half the time.
      const text = readFileSync(path, 'utf8');
      return text.includes(replacement) ? decodeText(readFileSync(path)) : text;
    } catch {
      // Whoever reports it asks for the reason.
      return undefined;
    }
  },
  whyUnreadable(path) {
    try {
      if (isDevice(statOf(path))) return 'a device or pipe that does not end';
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
  exists: existsSync,
};

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
