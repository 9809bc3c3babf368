/** A local store in a temporary folder, with actions and results that are told apart by a name. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { Layout } from '../../../src/cache/local/layout.js';
import { LocalStore } from '../../../src/cache/local/local-store.js';
import { type Sample, sampleIn } from './sample-data.js';

const folders = new Set<string>();
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

export interface SampleStore {
  readonly folder: string;
  readonly root: string;
  readonly layout: Layout;
  readonly troubles: string[];
  readonly store: LocalStore;
  readonly open: (limitBytes?: number) => LocalStore;
  /** An action whose outputs are there, to be kept. */
  readonly sample: (name: string, sizes?: readonly number[]) => Sample;
  /** What the store gives for it: the bytes of each output, or undefined for a miss. */
  readonly take: (sample: Sample, store?: LocalStore) => Promise<readonly Uint8Array[] | undefined>;
  /** Every file of the store, relative to it. */
  readonly files: () => readonly string[];
}

export function makeStore(parent = tmpdir()): SampleStore {
  const folder = realpathSync(mkdtempSync(join(parent, 'bljh-local-')));
  folders.add(folder);
  const root = join(folder, 'cache', 'store');
  const troubles: string[] = [];
  const open = (limitBytes = 1 << 30) => new LocalStore(root, limitBytes, (text) => void troubles.push(text));
  let taken = 0;
  const store = open();
  return {
    folder,
    root,
    layout: new Layout(root),
    troubles,
    store,
    open,
    sample: (name, sizes = [3000, 10]) => sampleIn(join(folder, 'made'), name, sizes),
    take: async ({ action, result }, from = store) => {
      const found = await from.find(action.digest);
      if (found === undefined) return undefined;
      if (JSON.stringify(found) !== JSON.stringify(result)) throw new Error(`another result: ${JSON.stringify(found)}`);
      const contents: Uint8Array[] = [];
      for (const { digest } of found.outputs) {
        taken += 1;
        const file = join(folder, `taken-${process.pid}-${taken}`);
        if (!(await from.fetch(digest, file))) return undefined;
        contents.push(readFileSync(file));
        rmSync(file);
      }
      return contents;
    },
    files: () =>
      (existsSync(root) ? readdirSync(root, { recursive: true, withFileTypes: true }) : [])
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
        .sort(),
  };
}
