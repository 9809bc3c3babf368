/**
 * Remembers what tools said about themselves, so that a build with nothing to do starts no tool. An answer counts
 * as long as the executable keeps its size and time of change and its surroundings (the environment variables and
 * settings it depends on) stay the same. A lost or damaged file costs a few milliseconds and nothing else.
 */
import { join } from 'node:path';
import { isRecord, readMemoryFile, writeMemoryFile } from './memory-file.js';

export interface ToolAnswer {
  readonly version: string;
  readonly facts: Readonly<Record<string, string>>;
}

interface Entry extends ToolAnswer {
  /** Size, time of change and surroundings, in one string. */
  readonly state: string;
}

export interface ProbeMemory {
  readonly recall: (key: string, state: string) => ToolAnswer | undefined;
  readonly remember: (key: string, state: string, answer: ToolAnswer) => void;
  /** Writes what is new. Never fails: a read-only cache only means that tools are asked again. */
  readonly save: () => void;
}

/** With `fresh`, nothing is recalled, but new answers are remembered. */
export function openProbeMemory(cacheFolder: string, fresh = false): ProbeMemory {
  const file = join(cacheFolder, 'probes.json');
  const entries = readEntries(file);
  const added = new Map<string, Entry>();
  return {
    recall: (key, state) => {
      const entry = fresh ? undefined : entries.get(key);
      return entry?.state === state ? entry : undefined;
    },
    remember: (key, state, { version, facts }) => void added.set(key, { state, version, facts }),
    save: () => {
      if (added.size === 0) return;
      // Read again: another bljh may have added its own answers meanwhile.
      const merged = new Map([...readEntries(file), ...added]);
      const sorted = [...merged].sort(([a], [b]) => (a < b ? -1 : 1));
      writeMemoryFile(file, 'probes', Object.fromEntries(sorted));
      added.clear();
    },
  };
}

function readEntries(file: string): Map<string, Entry> {
  const entries = Object.entries(readMemoryFile(file, 'probes'));
  return new Map(entries.filter((pair): pair is [string, Entry] => isEntry(pair[1])));
}

function isEntry(value: unknown): value is Entry {
  return (
    isRecord(value) &&
    typeof value['state'] === 'string' &&
    typeof value['version'] === 'string' &&
    isRecord(value['facts']) &&
    Object.values(value['facts']).every((fact) => typeof fact === 'string')
  );
}
