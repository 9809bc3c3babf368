/**
 * Remembers the hashes of large files, such as compilers, so that a build need not read them: a hash counts as long as the
 * file keeps its size and both of its times. A lost or damaged memory costs a second and nothing else.
 */
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readMemoryFile, writeMemoryFile } from './memory-file.js';

/** Of files that are gone, nothing tells: the memory begins anew when it has grown. */
const MAX_ENTRIES = 500;

export interface HashMemory {
  /** SHA-256 in hex. Throws the system's error where the file cannot be read. */
  readonly hash: (file: string) => string;
  /** Writes what is new; a read-only cache only means that files are read again. */
  readonly save: () => void;
}

export function openHashMemory(cacheFolder: string): HashMemory {
  const file = join(cacheFolder, 'hashes.json');
  const known = readEntries(file);
  const added = new Map<string, string>();
  return {
    hash: (name) => {
      const path = realpathSync(name);
      const { size, mtimeMs, ctimeMs } = statSync(path);
      const state = `${size} ${mtimeMs} ${ctimeMs} `;
      const remembered = added.get(path) ?? known.get(path);
      if (remembered?.startsWith(state) === true) return remembered.slice(state.length);
      const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
      added.set(path, state + sha256);
      return sha256;
    },
    save: () => {
      if (added.size === 0) return;
      const before = readEntries(file);
      const merged = new Map([...(before.size > MAX_ENTRIES ? [] : before), ...added]);
      writeMemoryFile(file, 'hashes', Object.fromEntries([...merged].sort(([a], [b]) => (a < b ? -1 : 1))));
      added.clear();
    },
  };
}

function readEntries(file: string): Map<string, string> {
  const entries = Object.entries(readMemoryFile(file, 'hashes'));
  return new Map(
    entries.filter((pair): pair is [string, string] => /^\S+ \S+ \S+ [0-9a-f]{64}$/.test(String(pair[1]))),
  );
}
