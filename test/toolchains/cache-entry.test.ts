import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { failure, success } from '../../src/diagnostics/diagnostic.js';
import { makeCacheEntry } from '../../src/toolchains/cache-entry.js';
import { fakeMachine } from './fake-tools.js';

const fill = (text: string) => async (folder: string) => {
  writeFileSync(join(folder, 'file'), text);
  return success(undefined);
};

it('makes an entry once', async () => {
  const { context } = fakeMachine();
  const made = await makeCacheEntry(context.cacheFolder, 'a', fill('one'));
  expect(made.ok && readFileSync(join(made.value, 'file'), 'utf8')).toBe('one');
  const again = await makeCacheEntry(context.cacheFolder, 'a', fill('two'));
  expect(again.ok && readFileSync(join(again.value, 'file'), 'utf8')).toBe('one');
  const replaced = await makeCacheEntry(context.cacheFolder, 'a', fill('three'), { replace: true });
  expect(replaced.ok && readFileSync(join(replaced.value, 'file'), 'utf8')).toBe('three');
});

it('leaves nothing of an entry that failed', async () => {
  const { context } = fakeMachine();
  const broken = { severity: 'error', code: 'TC0003', message: 'no' } as const;
  const failed = await makeCacheEntry(context.cacheFolder, 'a', async (folder) => {
    writeFileSync(join(folder, 'half'), '');
    return failure(broken);
  });
  expect(failed.diagnostics).toEqual([broken]);
  await expect(makeCacheEntry(context.cacheFolder, 'a', () => Promise.reject(new Error('bug')))).rejects.toThrow('bug');
  expect(existsSync(join(context.cacheFolder, 'tools'))).toBe(false);
  expect(readdirSync(join(context.cacheFolder, 'tmp'))).toEqual([]);
});

it('two at once in one process make it once', async () => {
  const { context } = fakeMachine();
  const made = await Promise.all(['one', 'two'].map((text) => makeCacheEntry(context.cacheFolder, 'a', fill(text))));
  expect(made[1]).toBe(made[0]);
  expect(made[0]?.ok && readFileSync(join(made[0].value, 'file'), 'utf8')).toBe('one');
});

it('two at once that know nothing of each other do no harm', async () => {
  const { context } = fakeMachine();
  // By another name, as another process would.
  mkdirSync(context.cacheFolder, { recursive: true });
  symlinkSync(context.cacheFolder, `${context.cacheFolder}-link`);
  const folders = [context.cacheFolder, `${context.cacheFolder}-link`];
  const made = await Promise.all(folders.map((folder) => makeCacheEntry(folder, 'a', fill(folder))));
  expect(made.map(({ ok }) => ok)).toEqual([true, true]);
  expect(readdirSync(join(context.cacheFolder, 'tmp'))).toEqual([]);
});

it('sweeps up what killed processes have left, and nothing of living ones', async () => {
  const { context } = fakeMachine();
  const nursery = join(context.cacheFolder, 'tmp');
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const names = [
    `${dead}@${hostname()}@a`,
    `${process.pid}@${hostname()}@b`,
    `${dead}@elsewhere@c`,
    `${dead}@elsewhere@d`,
  ];
  for (const name of names) mkdirSync(join(nursery, name), { recursive: true });
  utimesSync(join(nursery, names[3] ?? ''), new Date(1e9), new Date(1e9));
  await makeCacheEntry(context.cacheFolder, 'a', fill('one'));
  expect(readdirSync(nursery).sort()).toEqual([names[1], names[2]].sort());
});
