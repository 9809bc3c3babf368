/**
 * F1 of the reliability promises: of the operations on files that a call makes, each fails in turn, with each of the errors that disks and systems give. Every
 * file is the old one or the new one, a call that did not do what was asked for says so, and the next one makes what a clean one makes.
 */
import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from 'vitest';
import { buildSubject, configureSubject, type Subject, savedSizesSubject } from './subjects.js';
import { expectClean, expectWhole, seemDead } from './what-must-hold.js';

interface Faults {
  readonly state: { readonly calls: number; readonly failed: string | undefined };
  readonly restore: () => void;
}

const { breakFiles } = createRequire(import.meta.url)('../../fakes/faulty-files.cjs') as {
  breakFiles: (options: { root: string; at: number; code: string; reads?: boolean }) => Faults;
};

const CODES = ['ENOSPC', 'EIO', 'EACCES', 'EMFILE'] as const;
const TIMEOUT_MS = 600_000;

let restore = () => {};
afterEach(() => restore());

describe('each operation that fails in turn', { timeout: TIMEOUT_MS }, () => {
  const counts = { failed: 0, refused: 0, done: 0 };

  it.each([
    { name: 'a build of virt64', make: () => buildSubject('virt64'), codes: CODES.slice(0, 3) },
    // The same files and more: the images and what they are made of.
    { name: 'a build of bl602', make: () => buildSubject('bl602'), codes: CODES.slice(2) },
    { name: 'configure', make: configureSubject, codes: CODES },
    { name: 'size --save', make: savedSizesSubject, codes: CODES },
  ])('$name', async ({ name, make, codes }) => {
    const subject = await make();
    const before = counts.failed;
    for (const code of codes) await exhaust(subject, code, false);
    process.stdout.write(`${name}: ${counts.failed - before} operations that write failed\n`);
  });

  async function exhaust(subject: Subject, code: string, reads: boolean): Promise<void> {
    let variant: 0 | 1 = 0;
    for (let at = 1; ; at += 1) {
      await subject.select(variant);
      const faults = breakFiles({ root: subject.rig.folder, at, code, reads });
      restore = faults.restore;
      const outcome = await subject.call(variant);
      faults.restore();
      seemDead(subject);
      const what = `${subject.name}: ${code} at operation ${at}, ${faults.state.failed}, then ${outcome.code}: ${outcome.stderr}`;
      expectWhole(subject, variant, outcome, what);
      if (faults.state.failed === undefined) {
        expect(outcome.code, what).toBe(0);
        return;
      }
      counts.failed += 1;
      if (outcome.code === 0) counts.done += 1;
      else counts.refused += 1;
      await expectClean(subject, variant, what);
      variant = variant === 0 ? 1 : 0;
    }
  }

  it('and their count', () => {
    process.stdout.write(
      `operations on files that failed: ${counts.failed}, of which ${counts.refused} were told and ${counts.done} made no difference\n`,
    );
    expect(counts.failed).toBeGreaterThanOrEqual(400);
  });
});
