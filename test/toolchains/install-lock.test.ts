import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { success } from '../../src/diagnostics/diagnostic.js';
import { withInstallLock } from '../../src/toolchains/install-lock.js';
import { fakeMachine } from './fake-tools.js';

it('lets one work at a time and tells the other whom it waits for', async () => {
  const { context } = fakeMachine();
  const order: string[] = [];
  let finish: () => void = () => undefined;
  const mayFinish = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let first: Promise<unknown> = Promise.resolve();
  await new Promise<void>((started) => {
    first = lock(context.cacheFolder, async () => {
      order.push('first starts');
      started();
      await mayFinish;
      order.push('first ends');
    });
  });
  const second = lock(
    context.cacheFolder,
    async () => void order.push('second'),
    (text) => {
      order.push(text);
      finish();
    },
  );
  await Promise.all([first, second]);
  const waiting = `waiting for another bljh (process ${process.pid}) that is installing`;
  expect(order).toEqual(['first starts', waiting, 'first ends', 'second']);
  expect(existsSync(join(context.cacheFolder, 'install.lock'))).toBe(false);
});

it('takes over from a dead process, and from one that has not stirred for long', async () => {
  const { context } = fakeMachine();
  const file = join(context.cacheFolder, 'install.lock');
  mkdirSync(context.cacheFolder);
  writeFileSync(file, String(spawnSync(process.execPath, ['-e', '']).pid));
  expect((await lock(context.cacheFolder, async () => undefined)).ok).toBe(true);
  writeFileSync(file, String(process.pid));
  utimesSync(file, new Date(1e9), new Date(1e9));
  expect((await lock(context.cacheFolder, async () => undefined)).ok).toBe(true);
});

it('gives up after its time and names the lock', async () => {
  const { context } = fakeMachine();
  mkdirSync(context.cacheFolder);
  const file = join(context.cacheFolder, 'install.lock');
  writeFileSync(file, String(process.pid));
  const result = await withInstallLock(context.cacheFolder, { onWait: () => undefined, waitMs: 1 }, async () =>
    success(1),
  );
  expect(result.diagnostics).toMatchObject([{ code: 'TC0003', hint: { text: expect.stringContaining(file) } }]);
});

it('is released when the work throws', async () => {
  const { context } = fakeMachine();
  const fail = () => lock(context.cacheFolder, () => Promise.reject(new Error('bug')));
  await expect(fail()).rejects.toThrow('bug');
  expect(existsSync(join(context.cacheFolder, 'install.lock'))).toBe(false);
});

function lock(folder: string, work: () => Promise<void>, onWait: (text: string) => void = () => undefined) {
  return withInstallLock(folder, { onWait, waitMs: 20_000 }, async () => success(await work()));
}
