/**
 * F3 of the reliability promises: every file that bljh keeps in a project and beside it is cut, flipped, swapped, emptied. Whatever a call then
 * says, it is no crash, and no program that a clean build would not make is called up to date. (Of the store: test/cache/local/damage.test.ts.)
 */
import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isProcessAlive } from '../../../src/process/process-alive.js';
import { openHashMemory } from '../../../src/toolchains/hash-memory.js';
import { openProbeMemory } from '../../../src/toolchains/probe-memory.js';
import { bljhFile, makeRig, treeOf } from '../../rig.js';
import type { Called } from './built-bljh.js';
import { damagesOf } from './damage.js';
import { buildSubject, configureSubject, filesOf, type Subject, savedSizesSubject, type Variant } from './subjects.js';
import { expectClean } from './what-must-hold.js';

const TIMEOUT_MS = 600_000;

const counts = { all: 0, detected: 0, harmless: 0 };

function count(isDetected: boolean): void {
  counts.all += 1;
  if (isDetected) counts.detected += 1;
  else counts.harmless += 1;
}

function expectNoCrash({ code, stderr }: Called, what: string): void {
  expect(stderr, what).not.toMatch(/^\s+at |XX0001|bug in bljh|SyntaxError|TypeError/m);
  if (code !== 0) expect(stderr, what).toMatch(/error\[[A-Z]{2}\d{4}\]/);
}

describe('what bljh keeps for itself', { timeout: TIMEOUT_MS }, () => {
  // `changed`: the inputs are others than those of the last build, so that more is read than whether there is anything to do.
  it.each([
    { path: 'app/build/bl602/.bljh-state.json', times: 70, changed: 20 },
    { path: 'app/build/bl602/manifest.json', times: 70, changed: 30 },
    { path: 'app/build/bl602/.bljh-steps.json', times: 60, changed: 40 },
    { path: 'app/build/bl602/.bljh-handlers.json', times: 40, changed: 30 },
    { path: 'cache/bljh/hashes.json', times: 20, changed: 20 },
  ])('$path: found or harmless', async ({ path, times, changed }) => {
    const subject = await buildSubject('bl602', { withHandlers: true });
    const file = subject.rig.path(path);
    let variant: Variant = 1;
    const damageAndCall = async (next: Variant, bytes: Buffer, what: string) => {
      await subject.select(next);
      writeFileSync(file, bytes);
      const outcome = await subject.call(next);
      expectNoCrash(outcome, what);
      expect(outcome.code, `${what}: ${outcome.stderr}`).toBe(0);
      await expectClean(subject, next, what);
      count(!readFileSync(file).equals(bytes));
    };
    const other = readFileSync(join(subject.project, 'go.mod'));
    for (const { what, bytes } of damagesOf(readFileSync(file), other, times))
      await damageAndCall(variant, bytes, `${path}, ${what}`);
    for (let turn = 0; turn < changed; turn += 1) {
      variant = variant === 0 ? 1 : 0;
      const { what, bytes } = damagesOf(readFileSync(file), other, changed)[turn]!;
      await damageAndCall(variant, bytes, `${path}, ${what}, with other inputs`);
    }
  });

  it('what tools answered, and their hashes: the right answer, or none', async () => {
    const folder = makeRig().folder;
    const answer = { version: '1.26.0', facts: { goroot: '/usr/lib/go', gomodcache: '/home/you/go/pkg/mod' } };
    const probes = openProbeMemory(folder);
    for (const name of ['go', 'tinygo']) probes.remember(name, `state of ${name}`, answer);
    probes.save();
    const hashes = openHashMemory(folder);
    const wanted = hashes.hash(bljhFile);
    hashes.save();
    for (const name of ['probes.json', 'hashes.json']) {
      const whole = readFileSync(join(folder, name));
      for (const { what, bytes } of damagesOf(whole, readFileSync(bljhFile), 150)) {
        writeFileSync(join(folder, name), bytes);
        const recalled = openProbeMemory(folder).recall('go', 'state of go');
        if (recalled !== undefined) expect(recalled, what).toMatchObject(answer);
        expect(openHashMemory(folder).hash(bljhFile), what).toBe(wanted);
        count(recalled === undefined || name === 'hashes.json');
      }
      writeFileSync(join(folder, name), whole);
    }
  });

  it.each([
    { name: '.bljh-lock', make: () => buildSubject('virt64') },
    { name: '.bljh-config-lock', make: configureSubject },
  ])('a lock file of nobody: $name', async ({ name, make }) => {
    const subject = await make();
    const lock = join(subject.project, 'build/virt64', name);
    for (const { what, bytes } of damagesOf(Buffer.from('4194304'), Buffer.from('module app\n'), 30)) {
      // A number that a process has may be right.
      if (isProcessAlive(Number(bytes.toString()))) continue;
      writeFileSync(lock, bytes);
      utimesSync(lock, 1, 1);
      const outcome = await subject.call(1);
      expectNoCrash(outcome, what);
      expect(outcome.code, `${name}, ${what}: ${outcome.stderr}`).toBe(0);
      expect(existsSync(lock), what).toBe(false);
      await expectClean(subject, 1, what);
      count(true);
    }
  });
});

describe('what a user may have edited', { timeout: TIMEOUT_MS }, () => {
  it('.config: a build with it is what a clean one makes of it, or an error', async () => {
    const subject = await buildSubject('virt64');
    await buildDamaged(subject, 'build/virt64/.config', 90);
  });

  it('board.ini of a board of its own', async () => {
    const subject = await buildSubject('virt64');
    const { rig } = subject;
    rig.write(
      'app/boards/virt64/board.ini',
      'title = Mine\n\ninherits = jh7110\n\n[cpu]\nmarch = rv64gc\ntune = rocket\n',
    );
    for (const name of ['Kconfig', 'defconfig'])
      rig.write(`app/boards/virt64/${name}`, readFileSync(join(import.meta.dirname, '../../../boards/virt64', name)));
    await buildDamaged(subject, 'boards/virt64/board.ini', 90);
  });

  async function buildDamaged(subject: Subject, path: string, times: number): Promise<void> {
    const file = join(subject.project, path);
    const whole = readFileSync(file);
    const other = readFileSync(join(subject.project, 'go.mod'));
    for (const { what, bytes } of damagesOf(whole, other, times)) {
      writeFileSync(file, bytes);
      const outcome = await subject.call(1);
      expectNoCrash(outcome, `${path}, ${what}`);
      expect(readFileSync(file).equals(bytes), `${path} was written, ${what}`).toBe(true);
      count(outcome.code !== 0 || outcome.stderr.includes('warning['));
      if (outcome.code === 0) {
        const made = filesOf(subject.project);
        rmSync(join(subject.project, 'build/virt64/gen'), { recursive: true });
        for (const name of ['app', 'manifest.json', '.bljh-state.json', '.bljh-steps.json'])
          rmSync(join(subject.project, 'build/virt64', name));
        const anew = await subject.call(1);
        expect(anew.code, `${path}, ${what}: ${anew.stderr}`).toBe(0);
        expect([...filesOf(subject.project)], `${path}, ${what}`).toEqual([...made]);
      }
      writeFileSync(file, whole);
    }
    const mended = await subject.call(1);
    expect(mended.code, mended.stderr).toBe(0);
  }

  it('the record of what was asked for in a .config', async () => {
    const subject = await configureSubject();
    await subject.call(0);
    const file = join(subject.project, 'build/virt64/.bljh-defaults.json');
    const config = join(subject.project, 'build/virt64/.config');
    const [whole, text] = [readFileSync(file), readFileSync(config, 'utf8')];
    for (const { what, bytes } of damagesOf(whole, readFileSync(join(subject.project, 'go.mod')), 120)) {
      writeFileSync(file, bytes);
      const outcome = await subject.other(['configure', '--board', 'virt64']);
      expectNoCrash(outcome, what);
      // No value that somebody asked for is lost without a word.
      if (outcome.code === 0 && outcome.stderr === '') expect(readFileSync(config, 'utf8'), what).toBe(text);
      count(outcome.stderr !== '');
      writeFileSync(file, whole);
      writeFileSync(config, text);
    }
  });

  it('saved sizes', async () => {
    const subject = await savedSizesSubject();
    const file = join(subject.project, 'sizes/bl602.json');
    const whole = readFileSync(file);
    const compare = () => subject.other(['size', '--board', 'bl602', '--base', file, '--format', 'json']);
    const right = (await compare()).stdout;
    for (const { what, bytes } of damagesOf(whole, readFileSync(join(subject.project, 'go.mod')), 100)) {
      writeFileSync(file, bytes);
      const before = treeOf(dirname(file));
      const outcome = await compare();
      expectNoCrash(outcome, what);
      expect(treeOf(dirname(file)), what).toEqual(before);
      count(outcome.code !== 0 || outcome.stdout !== right);
    }
  });

  it('and the count of all', () => {
    process.stdout.write(
      `damaged files: ${counts.all}, of which ${counts.detected} were found, ${counts.harmless} harmless\n`,
    );
    expect(counts.all).toBeGreaterThanOrEqual(1_000);
    expect(counts.detected + counts.harmless).toBe(counts.all);
  });
});
