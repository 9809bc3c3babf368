import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockFolder } from '../../src/process/folder-lock.js';
import { bundleModule, startModule } from './run-module.js';
import { temporaryFolder } from './temporary-folder.js';

const NO_NOTICE = { waitMs: 5_000, onWait: () => undefined };

/** A process that has ended: its number belongs to nobody. */
function deadPid(): number {
  return spawnSync('true').pid;
}

async function take(file: string, options = NO_NOTICE) {
  const lock = await lockFolder(file, options);
  if ('heldBy' in lock) throw new Error(`held by ${lock.heldBy}`);
  return lock.release;
}

/** Takes the lock, says so, and keeps it until its input... is killed or the file in argv[3] is there. */
const HOLDER = `
  import { existsSync } from 'node:fs';
  import { lockFolder } from './src/process/folder-lock.ts';
  const [file, until, waitMs] = process.argv.slice(2);
  const lock = await lockFolder(file, { waitMs: Number(waitMs ?? 5000), onWait: (holder) => console.log('waiting for ' + holder) });
  if ('heldBy' in lock) console.log('held by ' + lock.heldBy);
  else {
    console.log('taken');
    const poll = setInterval(() => {
      if (!existsSync(until)) return;
      clearInterval(poll);
      lock.release();
      console.log('released');
    }, 10);
  }
`;

describe('lockFolder', () => {
  it('takes a free lock, names its holder in it, and leaves nothing behind', async () => {
    const file = join(temporaryFolder(), 'build/x/.bljh-lock');
    const release = await take(file);
    expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
    release();
    expect(existsSync(file)).toBe(false);
    (await take(file))();
  });

  it('gives up at its time and says who holds it; the notice comes once', async () => {
    const file = join(temporaryFolder(), 'lock');
    const release = await take(file);
    const notices: string[] = [];
    const lock = await lockFolder(file, { waitMs: 250, onWait: (holder) => notices.push(holder) });
    const holder = `process ${process.pid}`;
    expect(lock).toEqual({ heldBy: holder });
    expect(notices).toEqual([holder]);
    release();
  });

  it.each([
    ['a process that is gone', () => String(deadPid())],
    ['rubbish', () => 'rubbish'],
    ['a number that is no process', () => '-1'],
    ['everybody', () => '0'],
  ])('takes over the lock of %s', async (_name, content) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'lock'), content());
    (await take(join(folder, 'lock')))();
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  it.each([
    ['a living process', String(process.pid), 6 * 60_000, `process ${process.pid}`],
    ['a process that is about to write its number', '', 3_000, 'another process'],
  ])('takes the lock of %s over only when nobody touched it for long', async (_name, content, ageMs, heldBy) => {
    const file = join(temporaryFolder(), 'lock');
    writeFileSync(file, content);
    expect(await lockFolder(file, { waitMs: 0, onWait: () => undefined })).toEqual({ heldBy });
    const longAgo = new Date(Date.now() - ageMs);
    utimesSync(file, longAgo, longAgo);
    (await take(file))();
  });

  it('makes a second process wait until the first is done', async () => {
    const folder = temporaryFolder();
    const [file, until] = [join(folder, 'lock'), join(folder, 'until')];
    const module = await bundleModule(HOLDER);
    const first = startModule(module, [file, until]);
    await first.printed('taken');
    const second = startModule(module, [file, until]);
    await second.printed(`waiting for process ${first.child.pid}`);
    expect(existsSync(file)).toBe(true);
    writeFileSync(until, '');
    expect((await first.ended).stdout).toBe('taken\nreleased\n');
    expect((await second.ended).stdout).toMatch(/^waiting for .*\ntaken\nreleased\n$/);
    expect(existsSync(file)).toBe(false);
  });

  it('follows a process that was killed', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'lock');
    const first = startModule(await bundleModule(HOLDER), [file, join(folder, 'never')]);
    await first.printed('taken');
    first.child.kill('SIGKILL');
    await first.ended;
    expect(existsSync(file)).toBe(true);
    (await take(file))();
  });

  // In a process of its own: the loop has no end and cannot be interrupted.
  it('gives up on a lock that cannot be read', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'lock'));
    const running = startModule(
      await bundleModule(HOLDER),
      [join(folder, 'lock'), join(folder, 'never'), '200'],
      5_000,
    );
    expect(await running.ended).toMatchObject({ signal: null });
  });

  it('is held by one of several processes at a time', async () => {
    const folder = temporaryFolder();
    const code = `
      import { mkdirSync, rmdirSync } from 'node:fs';
      import { lockFolder } from './src/process/folder-lock.ts';
      const [file, critical] = process.argv.slice(2);
      for (let round = 0; round < 150; round += 1) {
        const lock = await lockFolder(file, { waitMs: 20_000, onWait: () => undefined });
        if ('heldBy' in lock) throw new Error('held by ' + lock.heldBy);
        mkdirSync(critical);
        rmdirSync(critical);
        lock.release();
      }
      console.log('done');
    `;
    const module = await bundleModule(code);
    const ends = await Promise.all(
      [1, 2, 3].map(() => startModule(module, [join(folder, 'lock'), join(folder, 'critical')], 30_000).ended),
    );
    expect(ends.map(({ stdout, stderr }) => stdout + stderr)).toEqual(['done\n', 'done\n', 'done\n']);
  }, 40_000);
});
