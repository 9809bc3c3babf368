/**
 * F3 for the store: each file that lies in it is cut, flipped, swapped, emptied, zeroed. Whatever a build is given is what was kept, or nothing;
 * nothing throws; and what is made again lies there whole.
 */
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatEntry } from '../../../src/cache/local/entry-file.js';
import { verifyStore } from '../../../src/cache/local/verify-store.js';
import type { Sample } from './sample-data.js';
import { makeStore, type SampleStore } from './sample-store.js';

type Mutate = (bytes: Buffer, other: Buffer, turn: number) => Buffer;

const TIMEOUT_MS = 120_000;

/** Places all over a file, its ends among them. */
function placeIn(bytes: Buffer, turn: number): number {
  return turn === 0 ? 0 : turn === 1 ? bytes.length - 1 : (turn * 2_654_435_761) % bytes.length;
}

const MUTATIONS: Readonly<Record<string, { readonly turns: number; readonly mutate: Mutate }>> = {
  'cut off': { turns: 24, mutate: (bytes, _other, turn) => bytes.subarray(0, placeIn(bytes, turn)) },
  'a flipped bit': {
    turns: 80,
    mutate: (bytes, _other, turn) => {
      const changed = Buffer.from(bytes);
      const at = placeIn(bytes, turn);
      changed[at] = (changed[at] ?? 0) ^ (1 << (turn % 8));
      return changed;
    },
  },
  'a run of zeros': {
    turns: 12,
    mutate: (bytes, _other, turn) => {
      const changed = Buffer.from(bytes);
      const at = placeIn(bytes, turn);
      return changed.fill(0, at, Math.min(bytes.length, at + 512));
    },
  },
  'all zeros': { turns: 1, mutate: (bytes) => Buffer.alloc(bytes.length) },
  empty: { turns: 1, mutate: () => Buffer.alloc(0) },
  'bytes at the end': {
    turns: 4,
    mutate: (bytes, _other, turn) => Buffer.concat([bytes, Buffer.alloc(turn + 1, turn)]),
  },
  'another file of its kind': { turns: 1, mutate: (_bytes, other) => other },
  'its halves swapped': {
    turns: 1,
    mutate: (bytes) => {
      const half = bytes.length >> 1;
      return Buffer.concat([bytes.subarray(half), bytes.subarray(0, half)]);
    },
  },
};

async function filledStore(): Promise<{ rig: SampleStore; one: Sample; other: Sample }> {
  const rig = makeStore();
  const [one, other] = [rig.sample('one', [3000, 700]), rig.sample('other', [3000, 700])];
  for (const { action, result, fileOf } of [one, other]) await rig.store.keep(action, result, fileOf);
  return { rig, one, other };
}

/** The files of a sample in the store: its entry, its blobs. */
function filesOf({ layout }: SampleStore, { action, result }: Sample): readonly string[] {
  return [
    layout.pathOf('ac', action.digest.hash),
    ...result.outputs.map(({ digest }) => layout.pathOf('cas', digest.hash)),
  ];
}

describe('damaged files', { timeout: TIMEOUT_MS }, () => {
  const counts = { all: 0, detected: 0, harmless: 0 };

  it.each(Object.entries(MUTATIONS))('%s: found or harmless, and made again', async (_name, { turns, mutate }) => {
    const { rig, one, other } = await filledStore();
    const expected = one.contents.map((content) => Buffer.from(content));
    for (const [index, path] of filesOf(rig, one).entries()) {
      const [bytes, another] = [readFileSync(path), readFileSync(filesOf(rig, other)[index]!)];
      for (let turn = 0; turn < turns; turn += 1) {
        const changed = mutate(bytes, another, turn);
        writeFileSync(path, changed);
        counts.all += 1;
        const isDamaged = !changed.equals(bytes);
        expect((await verifyStore(rig.layout, { repair: false })).damaged).toHaveLength(isDamaged ? 1 : 0);
        const told = rig.troubles.length;
        // Each trouble is told once by a store: another one is another build.
        const store = rig.open();
        const taken = await rig.take(one, store);
        if (isDamaged) {
          expect(taken).toBeUndefined();
          expect(rig.troubles.slice(told)).toHaveLength(1);
          expect(rig.troubles.at(-1)).toContain(`${path} was damaged`);
          counts.detected += 1;
        } else {
          expect(taken).toEqual(expected);
          counts.harmless += 1;
        }
        await store.keep(one.action, one.result, one.fileOf);
        expect(await rig.take(one)).toEqual(expected);
        expect(readFileSync(path)).toEqual(bytes);
      }
    }
  });

  it('entries of a later version and damaged ones that look like one', async () => {
    const { rig, one } = await filledStore();
    const [path = ''] = filesOf(rig, one);
    for (let version = 2; version < 42; version += 1) {
      const later = Buffer.from(formatEntry(one.action.digest.hash, Buffer.from('of tomorrow'), version));
      writeFileSync(path, later);
      counts.all += 2;
      expect(await rig.take(one, rig.open())).toBeUndefined();
      expect(readFileSync(path)).toEqual(later);
      expect((await verifyStore(rig.layout, { repair: false })).laterEntries).toBe(1);
      expect(rig.troubles).toHaveLength(version - 2);
      later[later.length - 1] = (later.at(-1) ?? 0) ^ 1;
      writeFileSync(path, later);
      expect(await rig.take(one, rig.open())).toBeUndefined();
      expect(rig.troubles).toHaveLength(version - 1);
      counts.harmless += 1;
      counts.detected += 1;
    }
  });

  it('every entry and blob of one store under the names of another', async () => {
    const { rig, one, other } = await filledStore();
    for (const kind of ['ac', 'cas']) {
      const paths = [one, other].flatMap((sample) => filesOf(rig, sample)).filter((path) => path.includes(`/${kind}/`));
      for (const from of paths)
        for (const to of paths.filter((path) => path !== from)) {
          const bytes = readFileSync(to);
          copyFileSync(from, to);
          counts.all += 1;
          counts.detected += 1;
          const taken = await Promise.all([one, other].map((sample) => rig.take(sample, rig.open())));
          for (const [index, contents] of taken.entries())
            if (contents !== undefined)
              expect(contents).toEqual([one, other][index]!.contents.map((content) => Buffer.from(content)));
          expect(taken.filter((contents) => contents === undefined)).toHaveLength(1);
          writeFileSync(to, bytes);
        }
    }
  });

  it('and their count', () => {
    process.stdout.write(
      `damaged store files: ${counts.all}, of which ${counts.detected} were found, ${counts.harmless} harmless\n`,
    );
    expect(counts.all).toBeGreaterThanOrEqual(400);
    expect(counts.detected + counts.harmless).toBe(counts.all);
  });
});

describe('verify', () => {
  it('names each damaged file with its reason, and removes it when asked', async () => {
    const { rig, one, other } = await filledStore();
    const [entry = '', blob = ''] = filesOf(rig, one);
    writeFileSync(entry, 'nonsense');
    writeFileSync(blob, Buffer.from(one.contents[0]!).reverse());
    rmSync(filesOf(rig, other)[2]!);
    writeFileSync(join(dirname(blob), 'README'), 'mine');
    const seen = await verifyStore(rig.layout, { repair: false });
    expect(seen.damaged).toEqual([
      { path: entry, reason: 'its first line is damaged' },
      { path: blob, reason: 'its bytes are not those of its hash' },
    ]);
    expect(seen.incompleteEntries).toBe(1);
    expect(seen.strays).toEqual([
      { path: join(dirname(blob), 'README'), reason: 'a file that is not a file of the store' },
    ]);
    const repaired = await verifyStore(rig.layout, { repair: true });
    expect(repaired.notRemoved).toEqual([]);
    const after = await verifyStore(rig.layout, { repair: false });
    expect(after).toMatchObject({ damaged: [], incompleteEntries: 0 });
    // Somebody else's file is named, and is his to remove.
    expect(readdirSync(dirname(blob))).toContain('README');
  });
});
