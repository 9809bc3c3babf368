/** Odd places for a store: a full disk, a read-only one, another file system, links and folders where files should be, no place at all. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LocalStore } from '../../../src/cache/local/local-store.js';
import { verifyStore } from '../../../src/cache/local/verify-store.js';
import { bundleUser } from './bundled-user.js';
import { makeStore, type SampleStore } from './sample-store.js';
import type { UserReport } from './store-user.js';

const mounted = new Set<string>();
afterAll(() => {
  for (const folder of mounted) {
    spawnSync('umount', ['--lazy', folder], { timeout: 30_000 });
    rmdirSync(folder);
  }
});

/** A small file system of its own; undefined where the system mounts none: no root, or a container. */
function mountSmall(kib: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'bljh-mount-'));
  const options = ['-t', 'tmpfs', '-o', `size=${kib}k`, 'bljh-test', folder];
  if (spawnSync('mount', options, { timeout: 30_000 }).status !== 0) {
    rmdirSync(folder);
    return undefined;
  }
  mounted.add(folder);
  return folder;
}

const isRoot = process.getuid?.() === 0;
const probe = mountSmall(64);
/** In CI a missing ability is a failure. */
const NO_MOUNT = probe === undefined ? 'needs the right to mount' : undefined;

/** A build that goes on: what it gets is right or nothing, and each trouble is said once. */
async function expectBuildsGoOn(rig: SampleStore, store: LocalStore, troubles: readonly RegExp[]): Promise<void> {
  for (const name of ['one', 'two', 'three']) {
    const sample = rig.sample(name, [30_000, 5]);
    const taken = await rig.take(sample, store);
    if (taken !== undefined) expect(taken).toEqual(sample.contents.map((content) => Buffer.from(content)));
    await store.keep(sample.action, sample.result, sample.fileOf);
  }
  await store.close();
  expect(rig.troubles).toHaveLength(troubles.length);
  for (const [index, trouble] of troubles.entries()) expect(rig.troubles[index]).toMatch(trouble);
}

describe('a store on', () => {
  it.skipIf(NO_MOUNT !== undefined)(`a disk that is full (${NO_MOUNT ?? 'tmpfs'})`, async () => {
    const rig = makeStore();
    const disk = mountSmall(100)!;
    const store = new LocalStore(join(disk, 'store'), 1 << 30, (text) => void rig.troubles.push(text));
    await expectBuildsGoOn(rig, store, [/^local store \S+: the disk is full: results are not kept there$/]);
    // What fitted serves.
    const one = rig.sample('one', [30_000, 5]);
    expect(await rig.take(one, store)).toHaveLength(2);
  });

  it.skipIf(NO_MOUNT !== undefined)(`a disk that is read-only (${NO_MOUNT ?? 'tmpfs'})`, async () => {
    const rig = makeStore();
    const disk = mountSmall(1000)!;
    const open = () => new LocalStore(join(disk, 'store'), 1 << 30, (text) => void rig.troubles.push(text));
    const one = rig.sample('one', [30_000, 5]);
    await open().keep(one.action, one.result, one.fileOf);
    expect(spawnSync('mount', ['-o', 'remount,ro', disk], { timeout: 30_000 }).status).toBe(0);
    const store = open();
    expect(await rig.take(one, store)).toHaveLength(2);
    await expectBuildsGoOn(rig, store, [/: it is read-only: results are not kept there$/]);
  });

  it.skipIf(NO_MOUNT !== undefined)(`another file system than the project (${NO_MOUNT ?? 'tmpfs'})`, async () => {
    const rig = makeStore();
    const store = new LocalStore(join(probe!, 'store'), 1 << 30, (text) => void rig.troubles.push(text));
    const one = rig.sample('one', [9000]);
    await store.keep(one.action, one.result, one.fileOf);
    expect(await rig.take(one, store)).toEqual([Buffer.from(one.contents[0]!)]);
    expect(rig.troubles).toEqual([]);
  });

  it.skipIf(!isRoot)(`a folder of somebody else's (${isRoot ? 'root' : 'needs another user'})`, async () => {
    const rig = makeStore();
    const one = rig.sample('step0', [2000, 5000, 0]);
    await rig.store.keep(one.action, one.result, one.fileOf);
    const program = await bundleUser();
    for (const folder of [rig.folder, dirname(program)]) chmodSync(folder, 0o755);
    const folder = join(rig.folder, 'other');
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    const task = { root: rig.root, folder, limitBytes: 1 << 20, rounds: 6, seed: 3, steps: 2 };
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, JSON.stringify(task)], {
      encoding: 'utf8',
      uid: 65534,
      gid: 65534,
      timeout: 60_000,
    });
    expect(status, stderr).toBe(0);
    const report = JSON.parse(stdout) as UserReport;
    expect(report.wrong).toBe(0);
    for (const trouble of report.troubles) expect(trouble).toMatch(/: permission denied: results are not kept there$/);
    expect(report.hits + report.misses).toBe(6);
  });

  it.each([
    ['/proc/x', / \/proc\/x\/store: its folder cannot be made: results are not kept there$/],
    [
      '/dev/null',
      / \/dev\/null\/store: a file stands where a folder is needed: results are not (taken from it|kept there)$/,
    ],
  ])('%s', async (place, trouble) => {
    const rig = makeStore();
    const store = new LocalStore(join(place, 'store'), 1 << 30, (text) => void rig.troubles.push(text));
    for (const name of ['one', 'two']) {
      const sample = rig.sample(name);
      expect(await store.find(sample.action.digest)).toBeUndefined();
      await store.keep(sample.action, sample.result, sample.fileOf);
    }
    await store.close();
    expect(rig.troubles.length).toBeGreaterThan(0);
    expect(new Set(rig.troubles).size).toBe(rig.troubles.length);
    for (const text of rig.troubles) expect(text).toMatch(trouble);
  });
});

describe('a store in which there is', () => {
  it('a link instead of a file: it is not followed, and goes', async () => {
    const rig = makeStore();
    const one = rig.sample('one', [20]);
    await rig.store.keep(one.action, one.result, one.fileOf);
    const path = rig.layout.pathOf('cas', one.result.outputs[0]!.digest.hash);
    const elsewhere = join(rig.folder, 'elsewhere');
    writeFileSync(elsewhere, one.contents[0]!);
    for (const target of [elsewhere, '/dev/zero', '/nowhere', path]) {
      rmSync(path, { force: true });
      symlinkSync(target, path);
      expect(await rig.store.fetch(one.result.outputs[0]!.digest, join(rig.folder, 'out'))).toBe(false);
      expect(await rig.take(one)).toBeUndefined();
      await rig.store.keep(one.action, one.result, one.fileOf);
      expect(await rig.take(one)).toHaveLength(1);
    }
    expect(readFileSync(elsewhere)).toEqual(Buffer.from(one.contents[0]!));
  });

  it('a pipe instead of a file: nobody waits for it', async () => {
    const rig = makeStore();
    const one = rig.sample('one', [20]);
    await rig.store.keep(one.action, one.result, one.fileOf);
    for (const path of [
      rig.layout.pathOf('ac', one.action.digest.hash),
      rig.layout.pathOf('cas', one.result.outputs[0]!.digest.hash),
    ]) {
      rmSync(path);
      expect(spawnSync('mkfifo', [path]).status).toBe(0);
      expect(await rig.store.fetch(one.result.outputs[0]!.digest, join(rig.folder, 'out'))).toBe(path.includes('/ac/'));
      rmSync(join(rig.folder, 'out'), { force: true });
      expect(await rig.take(one)).toBeUndefined();
      await rig.store.keep(one.action, one.result, one.fileOf);
      expect(await rig.take(one)).toHaveLength(1);
    }
  });

  it('a folder instead of a file: the build goes on, and it is said once', async () => {
    const rig = makeStore();
    const one = rig.sample('one', [20]);
    for (const path of [
      rig.layout.pathOf('ac', one.action.digest.hash),
      rig.layout.pathOf('cas', one.result.outputs[0]!.digest.hash),
    ]) {
      const store = rig.open();
      rig.troubles.length = 0;
      rmSync(path, { force: true });
      mkdirSync(join(path, 'something'), { recursive: true });
      for (let turn = 0; turn < 3; turn += 1) {
        expect(await rig.take(one, store)).toBeUndefined();
        await store.keep(one.action, one.result, one.fileOf);
      }
      expect(rig.troubles.length).toBeGreaterThan(0);
      expect(new Set(rig.troubles).size).toBe(rig.troubles.length);
      expect(rig.troubles[0]).toMatch(/ is damaged \(.*\) and cannot be removed; /);
      expect((await verifyStore(rig.layout, { repair: false })).strays).toContainEqual({
        path,
        reason: 'a folder that is not a file of the store',
      });
      rmSync(path, { recursive: true });
      await rig.store.keep(one.action, one.result, one.fileOf);
      expect(await rig.take(one)).toHaveLength(1);
    }
  });

  it.each(['tmp', 'ac', 'cas', 'usage'])('something else in the place of %s', async (name) => {
    const rig = makeStore();
    mkdirSync(rig.root, { recursive: true });
    if (name === 'usage') mkdirSync(rig.layout.usage);
    else writeFileSync(join(rig.root, name), 'a file');
    const one = rig.sample('one');
    for (let turn = 0; turn < 2; turn += 1) {
      await rig.take(one);
      await rig.store.keep(one.action, one.result, one.fileOf);
    }
    await rig.store.close();
    expect(rig.troubles.length).toBeGreaterThan(0);
    expect(new Set(rig.troubles).size).toBe(rig.troubles.length);
    expect(existsSync(rig.root)).toBe(true);
  });
});

it.runIf(process.env['CI'] !== undefined)('CI can mount', () => {
  expect(NO_MOUNT).toBeUndefined();
});
