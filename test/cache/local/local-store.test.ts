/** What the store keeps it gives back, byte for byte, and nothing else. */
import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatEntry } from '../../../src/cache/local/entry-file.js';
import { makeStore } from './sample-store.js';

describe('the local store', () => {
  it('gives back what was kept, also to another process', async () => {
    const { store, open, sample, take, troubles } = makeStore();
    const one = sample('one', [100_000, 0, 3]);
    expect(await take(one)).toBeUndefined();
    await store.keep(one.action, one.result, one.fileOf);
    await store.close();
    expect(await take(one)).toEqual(one.contents.map((content) => Buffer.from(content)));
    expect(await take(one, open())).toHaveLength(3);
    expect(await take(sample('another'))).toBeUndefined();
    expect(troubles).toEqual([]);
  });

  it('lies on the disk as the disk cache of Bazel does', async () => {
    const { store, sample, files, root } = makeStore();
    const { action, result, fileOf, contents } = sample('one', [50]);
    await store.keep(action, result, fileOf);
    const [{ digest }] = result.outputs as [(typeof result.outputs)[0]];
    const blob = join('cas', digest.hash.slice(0, 2), digest.hash);
    expect(files()).toEqual([join('ac', action.digest.hash.slice(0, 2), action.digest.hash), blob, 'usage']);
    expect(readFileSync(join(root, blob))).toEqual(Buffer.from(contents[0]!));
    // A program, but a blob is no program: two outputs may share it.
    expect(statSync(join(root, blob)).mode & 0o111).toBe(0);
  });

  it('keeps a blob once, however many results name it', async () => {
    const { store, sample, files } = makeStore();
    const one = sample('one', [50, 60]);
    const other = { ...sample('other', [50, 60]).action };
    await store.keep(one.action, one.result, one.fileOf);
    await store.keep(other, one.result, one.fileOf);
    expect(files().filter((file) => file.startsWith('cas'))).toHaveLength(2);
    expect(files().filter((file) => file.startsWith('ac'))).toHaveLength(2);
  });

  it('takes a result without one of its blobs for none, and gets well', async () => {
    const { store, sample, take, layout, troubles } = makeStore();
    const one = sample('one');
    await store.keep(one.action, one.result, one.fileOf);
    rmSync(layout.pathOf('cas', one.result.outputs[1]!.digest.hash));
    expect(await store.find(one.action.digest)).toBeUndefined();
    await store.keep(one.action, one.result, one.fileOf);
    expect(await take(one)).toHaveLength(2);
    expect(troubles).toEqual([]);
  });

  it('takes a blob that vanishes between find and fetch for a miss, and leaves no file', async () => {
    const { store, sample, layout, folder, troubles } = makeStore();
    const one = sample('one');
    await store.keep(one.action, one.result, one.fileOf);
    const found = await store.find(one.action.digest);
    const { digest } = found!.outputs[0]!;
    rmSync(layout.pathOf('cas', digest.hash));
    expect(await store.fetch(digest, join(folder, 'out'))).toBe(false);
    expect(existsSync(join(folder, 'out'))).toBe(false);
    expect(troubles).toEqual([]);
  });

  it('does not keep a file that is not what its result says', async () => {
    const { store, sample, files } = makeStore();
    const one = sample('one');
    writeFileSync(one.fileOf('one.1'), 'changed meanwhile');
    await store.keep(one.action, one.result, one.fileOf);
    expect(files().filter((file) => file.startsWith('ac') || file.startsWith('tmp'))).toEqual([]);
  });

  it('does not keep what is larger than the whole store may be', async () => {
    const { open, sample, root } = makeStore();
    const one = sample('one', [600, 600]);
    await open(1000).keep(one.action, one.result, one.fileOf);
    expect(existsSync(root)).toBe(false);
  });

  it('leaves entries of a later version alone', async () => {
    const { store, sample, layout, troubles } = makeStore();
    const one = sample('one');
    await store.keep(one.action, one.result, one.fileOf);
    const path = layout.pathOf('ac', one.action.digest.hash);
    const later = formatEntry(one.action.digest.hash, Buffer.from('of tomorrow'), 2);
    writeFileSync(path, later);
    expect(await store.find(one.action.digest)).toBeUndefined();
    await store.keep(one.action, one.result, one.fileOf);
    expect(readFileSync(path)).toEqual(Buffer.from(later));
    expect(troubles).toEqual([]);
  });

  it('says that what it found was of use', async () => {
    const { store, sample, layout } = makeStore();
    const one = sample('one');
    await store.keep(one.action, one.result, one.fileOf);
    const paths = [
      layout.pathOf('ac', one.action.digest.hash),
      ...one.result.outputs.map(({ digest }) => layout.pathOf('cas', digest.hash)),
    ];
    const future = Date.now() / 1000 + 365 * 86_400;
    for (const [index, path] of paths.entries())
      utimesSync(path, index === 0 ? future : 1000, index === 0 ? future : 1000);
    const before = Date.now();
    await store.find(one.action.digest);
    const times = paths.map((path) => statSync(path).mtimeMs);
    for (const time of times) expect(Math.abs(time - before)).toBeLessThan(60_000);
    // The result must not outlive its blobs.
    expect(Math.min(...times)).toBe(times[0]);
  });

  it('makes room when it is closed: what was of no use for longest goes', async () => {
    const { open, sample, take, files, layout } = makeStore();
    const store = open(5000);
    const samples = ['a', 'b', 'c', 'd'].map((name) => sample(name, [2000]));
    for (const [index, { action, result, fileOf }] of samples.entries()) {
      await store.keep(action, result, fileOf);
      const time = 1_000_000 + index;
      for (const path of [
        layout.pathOf('ac', action.digest.hash),
        layout.pathOf('cas', result.outputs[0]!.digest.hash),
      ])
        utimesSync(path, time, time);
    }
    await take(samples[0]!);
    await store.close();
    const left = await Promise.all(samples.map(async (each) => (await store.find(each.action.digest)) !== undefined));
    expect(left).toEqual([true, false, false, true]);
    expect(files().filter((file) => file.endsWith('.lock'))).toEqual([]);
  });

  it('does not count the whole store at the end of each build', async () => {
    const { open, sample, layout } = makeStore();
    const store = open();
    const one = sample('one');
    await store.keep(one.action, one.result, one.fileOf);
    await store.close();
    const counted = statSync(layout.usage).ino;
    const other = sample('other');
    await store.keep(other.action, other.result, other.fileOf);
    await store.close();
    expect(statSync(layout.usage).ino).toBe(counted);
  });

  it.each(['', 'bljh-usage 1 99', '\0'.repeat(64), `${'bljh-usage 1 12x'.padEnd(31)}\n`])(
    'counts anew where its memory of its size is %j',
    async (text) => {
      const { store, sample, layout, troubles } = makeStore();
      const one = sample('one');
      await store.keep(one.action, one.result, one.fileOf);
      writeFileSync(layout.usage, text);
      await store.close();
      expect(readFileSync(layout.usage, 'latin1')).toMatch(/^bljh-usage 1 \d+ *\n$/);
      expect(troubles).toEqual([]);
    },
  );
});
