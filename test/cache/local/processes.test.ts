/** Many processes at once on one store, some of which make room all the time, and processes that are killed wherever they are. */
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeRoom } from '../../../src/cache/local/make-room.js';
import { verifyStore } from '../../../src/cache/local/verify-store.js';
import { packageFolder } from '../../rig.js';
import { bundleUser } from './bundled-user.js';
import { makeStore, type SampleStore } from './sample-store.js';
import type { UserReport, UserTask } from './store-user.js';

const TIMEOUT_MS = 300_000;
const failing = join(packageFolder, 'test', 'fakes', 'failing-store-files.cjs');

let program = '';
beforeAll(async () => {
  program = await bundleUser();
});

interface Ended {
  readonly report: UserReport | undefined;
  readonly signal: string | undefined;
  readonly stderr: string;
}

function startUser(task: UserTask, options: { killAt?: number } = {}): { done: Promise<Ended>; kill: () => void } {
  const kill = options.killAt === undefined ? [] : ['--require', failing];
  const child = spawn(process.execPath, [...kill, program, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { FAIL_STORE_FILES: options.killAt === undefined ? '' : `${options.killAt}:KILL` },
    timeout: TIMEOUT_MS,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const done = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_code, signal) => {
      const report = signal === null ? (JSON.parse(stdout) as UserReport) : undefined;
      resolve({ report, signal: signal ?? undefined, stderr });
    });
  });
  return { done, kill: () => void child.kill('SIGKILL') };
}

function taskFor({ root, folder }: SampleStore, task: Partial<UserTask> = {}): UserTask {
  return { root, folder: join(folder, 'user'), limitBytes: 60_000, rounds: 3, seed: 1, steps: 12, ...task };
}

/** What must hold after anything: nothing damaged, nothing left over, and a store that serves. */
async function expectWhole(rig: SampleStore): Promise<void> {
  expect((await verifyStore(rig.layout, { repair: false })).damaged).toEqual([]);
  await makeRoom(rig.layout, { maxBytes: 1 << 30 });
  expect(rig.files().filter((file) => file.startsWith('tmp/'))).toEqual([]);
  const sample = rig.sample(`after-${Math.random()}`);
  await rig.store.keep(sample.action, sample.result, sample.fileOf);
  expect(await rig.take(sample)).toEqual(sample.contents.map((content) => Buffer.from(content)));
}

describe('many processes at once', { timeout: TIMEOUT_MS }, () => {
  it('8 of them, 100 rounds each, in a store with room for half of it', async () => {
    const rig = makeStore();
    const tasks = Array.from({ length: 8 }, (_, index) =>
      taskFor(rig, { folder: join(rig.folder, `user${index}`), rounds: 100, seed: 7919 * (index + 1) }),
    );
    const reports = await Promise.all(tasks.map(async (task) => (await startUser(task).done).report));
    const sum = (of: (report: UserReport) => number) => reports.reduce((total, each) => total + of(each!), 0);
    const counts = {
      hits: sum(({ hits }) => hits),
      misses: sum(({ misses }) => misses),
      vanished: sum(({ vanished }) => vanished),
      rooms: sum(({ rooms }) => rooms),
    };
    process.stdout.write(`8 processes on one store: ${JSON.stringify(counts)}\n`);
    expect(sum(({ wrong }) => wrong)).toBe(0);
    expect(reports.flatMap((report) => report?.troubles)).toEqual([]);
    expect(counts.hits).toBeGreaterThan(50);
    expect(counts.misses).toBeGreaterThan(50);
    expect(counts.rooms).toBeGreaterThan(20);
    await expectWhole(rig);
    const left = rig.files().filter((file) => /^(ac|cas)/.test(file));
    const bytes = left.reduce((total, file) => total + statSync(join(rig.root, file)).size, 0);
    // One more process can have kept its results after the last one that made room.
    expect(bytes).toBeLessThan(60_000 + 8 * 20_000);
  });
});

describe('a process that is killed', { timeout: TIMEOUT_MS }, () => {
  it('at every operation on files in turn', async () => {
    const rig = makeStore();
    const whole = await startUser(taskFor(makeStore()), { killAt: 1_000_000 }).done;
    const operations = Number(/^operations: (\d+)$/m.exec(whole.stderr)?.[1]);
    expect(operations).toBeGreaterThan(60);
    let kills = 0;
    for (let at = 1; at <= operations; at += 1) {
      const { signal, report } = await startUser(taskFor(rig, { seed: at }), { killAt: at }).done;
      if (signal === 'SIGKILL') kills += 1;
      // What comes from the store after all those before it is right.
      expect(report?.wrong ?? 0).toBe(0);
      if (at % 10 === 0) await expectWhole(rig);
    }
    await expectWhole(rig);
    process.stdout.write(`killed at ${kills} of ${operations} operations\n`);
    expect(kills).toBeGreaterThan(operations / 2);
  });

  it('at any time, 60 times, beside one that goes on', async () => {
    const rig = makeStore();
    const other = startUser(taskFor(rig, { folder: join(rig.folder, 'other'), rounds: 300, seed: 5 }));
    let kills = 0;
    for (let turn = 0; turn < 60; turn += 1) {
      const user = startUser(taskFor(rig, { rounds: 10_000, seed: turn }));
      // No assertion depends on where it is then.
      await delay(60 + ((turn * 37) % 90));
      user.kill();
      if ((await user.done).signal === 'SIGKILL') kills += 1;
    }
    const { report } = await other.done;
    expect(report).toMatchObject({ wrong: 0, troubles: [] });
    await expectWhole(rig);
    process.stdout.write(`killed at any time: ${kills} times\n`);
    expect(kills).toBe(60);
  });
});
