/**
 * F2 of the reliability promises: the built bljh is ended by SIGKILL at each operation on files that writes, and at any time. What it leaves is whole, and the
 * next call makes what a clean one makes, without cleaning up.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { bljhFile, packageFolder } from '../../rig.js';
import { buildSubject, configureSubject, type Subject, savedSizesSubject, type Variant } from './subjects.js';
import { expectClean, expectWhole } from './what-must-hold.js';

const faultyFiles = join(packageFolder, 'test', 'fakes', 'faulty-files.cjs');
const TIMEOUT_MS = 600_000;

const counts = { atOperations: 0, atAnyTime: 0 };

const otherOf = (variant: Variant): Variant => (variant === 0 ? 1 : 0);

/** In a process of its own, with the kill at an operation, or when `after` has passed. */
async function callAndKill(subject: Subject, variant: Variant, kill: { at?: number; afterMs?: number }) {
  const { rig } = subject;
  const shim = kill.at === undefined ? [] : ['--require', faultyFiles];
  const env = kill.at === undefined ? {} : { FAULTY_FILES: `${kill.at}:KILL:${rig.folder}` };
  const running = rig.start(process.execPath, [...shim, bljhFile, ...subject.args(variant)], { env });
  if (kill.afterMs !== undefined) {
    await Promise.race([running.done, delay(kill.afterMs)]);
    running.signal('SIGKILL');
  }
  return running.done;
}

async function expectUnharmed(subject: Subject, variant: Variant, what: string): Promise<void> {
  expectWhole(subject, variant, { code: 137, stdout: '', stderr: 'error[XX9999]: killed' }, what);
  await expectClean(subject, variant, what);
  const left = readdirSync(subject.rig.path('cache'), { recursive: true, encoding: 'utf8' });
  expect(
    left.filter((path) => path.endsWith('.tmp')),
    what,
  ).toEqual([]);
}

describe('killed at each operation that writes', { timeout: TIMEOUT_MS }, () => {
  it.each([
    { name: 'a build of virt64', make: () => buildSubject('virt64') },
    { name: 'a build of bl602 with handlers', make: () => buildSubject('bl602', { withHandlers: true }) },
    { name: 'configure', make: configureSubject },
    { name: 'size --save', make: savedSizesSubject },
  ])('$name', async ({ name, make }) => {
    const subject = await make();
    let kills = 0;
    for (let variant: Variant = 0, at = 1; ; at += 1, variant = otherOf(variant)) {
      await subject.select(variant);
      const { signal, code, stderr } = await callAndKill(subject, variant, { at });
      if (signal !== 'SIGKILL') {
        expect({ code }, stderr).toEqual({ code: 0 });
        expect(stderr).toContain(`operations: ${at - 1}\n`);
        break;
      }
      kills += 1;
      await expectUnharmed(subject, variant, `${name}, killed at operation ${at}`);
    }
    process.stdout.write(`${name}: killed at each of ${kills} operations that write\n`);
    counts.atOperations += kills;
  });
});

describe('killed at any time', { timeout: TIMEOUT_MS }, () => {
  it.each([
    { name: 'a build of virt64', times: 70, make: () => buildSubject('virt64') },
    { name: 'a build of bl602', times: 70, make: () => buildSubject('bl602') },
    { name: 'configure', times: 60, make: configureSubject },
  ])('$name, $times times', async ({ name, times, make }) => {
    const subject = await make();
    let kills = 0;
    let variant: Variant = 0;
    const started = performance.now();
    await subject.select(variant);
    expect((await callAndKill(subject, variant, {})).code).toBe(0);
    // No assertion depends on where it is then.
    const wholeMs = performance.now() - started;
    for (let turn = 0; kills < times; turn += 1) {
      variant = otherOf(variant);
      await subject.select(variant);
      const afterMs = wholeMs * (0.15 + 0.8 * ((turn * 0.618034) % 1));
      const { signal } = await callAndKill(subject, variant, { afterMs });
      if (signal === 'SIGKILL') kills += 1;
      await expectUnharmed(subject, variant, `${name}, killed after ${Math.round(afterMs)} ms`);
    }
    counts.atAnyTime += kills;
  });
});

it('and their count (more in test/cache/local/processes.test.ts)', () => {
  const all = counts.atOperations + counts.atAnyTime;
  process.stdout.write(
    `killed: ${all} times, at ${counts.atOperations} operations and ${counts.atAnyTime} times anywhere\n`,
  );
  expect(all).toBeGreaterThanOrEqual(350);
});
