/** What must hold after a fault, and after the next call that has none. */
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readBuildState } from '../../../src/cache/build-state.js';
import { readStepRecords } from '../../../src/cache/step-record.js';
import type { Called } from './built-bljh.js';
import { type Files, filesOf, type Subject, TEMPORARY, type Variant } from './subjects.js';

/** No process has it: Linux gives at most 2^22. */
const DEAD = '4194304';

/** A call in this process whose process would have ended: what it left bears the number of one that is gone. */
export function seemDead({ rig }: Subject): void {
  for (const path of readdirSync(rig.folder, { recursive: true, encoding: 'utf8' })) {
    const file = rig.path(path);
    if (path.endsWith(`.${process.pid}.tmp`)) renameSync(file, file.replace(`.${process.pid}.tmp`, `.${DEAD}.tmp`));
    if (path.endsWith('-lock') && readFileSync(file, 'utf8') === String(process.pid)) writeFileSync(file, DEAD);
  }
}

/** Old or new, never mixed; and an error that says what happened where not all is new. */
export function expectWhole(subject: Subject, variant: Variant, { code, stderr }: Called, what: string): void {
  const files = filesOf(subject.project);
  for (const [path, bytes] of files) {
    if (TEMPORARY.test(path)) continue;
    // Between two texts of a .config it is that of both.
    if (path.endsWith('/.bljh-defaults.json')) {
      expect(() => JSON.parse(bytes.toString()), what).not.toThrow();
      continue;
    }
    const whole = subject.clean.map((clean) => clean.get(path)).filter((each) => each !== undefined);
    expect(
      whole.some((each) => each.equals(bytes)),
      `${path} is neither old nor new; ${what}`,
    ).toBe(true);
  }
  for (const board of boardsOf(subject)) {
    const [state, steps] = ['.bljh-state.json', '.bljh-steps.json'].map((name) => join(board, name));
    if (existsSync(state!)) expect(readBuildState(state!), what).toBeDefined();
    if (existsSync(steps!)) expect(readStepRecords(steps!), what).not.toEqual([]);
  }
  expect(stderr, what).not.toMatch(/^\s+at |XX0001|bug in bljh/m);
  if (code === 0) expectSame(files, subject.clean[variant], what);
  else expect(stderr, what).toMatch(/error\[[A-Z]{2}\d{4}\]/);
}

/** The next call: all is as if nothing had been, nothing is left over, and then there is nothing to do. */
export async function expectClean(subject: Subject, variant: Variant, what: string): Promise<void> {
  const again = await subject.call(variant);
  expect(again.code, `${what}\nthe next call: ${again.stderr}`).toBe(0);
  expectSame(filesOf(subject.project), subject.clean[variant], `after the next call; ${what}`);
  if (subject.args(variant)[0] !== 'build') return;
  const third = await subject.call(variant);
  expect(third, what).toMatchObject({ code: 0, stdout: expect.stringContaining('up to date') });
}

function expectSame(files: Files, clean: Files, what: string): void {
  const left = [...files.keys()].filter((path) => TEMPORARY.test(path));
  expect(left, `left over; ${what}`).toEqual([]);
  expect([...files.keys()], what).toEqual([...clean.keys()]);
  const other = [...files].filter(([path, bytes]) => clean.get(path)?.equals(bytes) !== true).map(([path]) => path);
  expect(other, `other bytes; ${what}`).toEqual([]);
}

function boardsOf({ project }: Subject): readonly string[] {
  const builds = join(project, 'build');
  return existsSync(builds) ? readdirSync(builds).map((name) => join(builds, name)) : [];
}
