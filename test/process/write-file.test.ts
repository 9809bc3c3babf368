import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { stageFile, writeFileAtomically } from '../../src/process/write-file.js';
import { temporaryFolder } from './temporary-folder.js';

/** The k-th call of one of these functions fails while `plan` says so. */
const plan = vi.hoisted(() => ({ failAt: 0, code: '', calls: [] as string[], shortWrites: false }));

vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs')>();
  const failing = <Name extends 'mkdirSync' | 'openSync' | 'writeSync' | 'fsyncSync' | 'closeSync' | 'renameSync'>(
    name: Name,
  ) =>
    ((...args: unknown[]) => {
      plan.calls.push(name);
      const fails = plan.calls.length === plan.failAt;
      const call = real[name] as (...args: unknown[]) => unknown;
      // A close that reports an error has closed the file all the same.
      if (fails && name === 'closeSync') call(...args);
      if (fails) throw Object.assign(new Error(`${plan.code}: ${name}`), { code: plan.code });
      if (name === 'writeSync' && plan.shortWrites)
        return real.writeSync(args[0] as number, args[1] as Uint8Array, args[2] as number, 1);
      return call(...args);
    }) as (typeof real)[Name];
  const replaced = {
    mkdirSync: failing('mkdirSync'),
    openSync: failing('openSync'),
    writeSync: failing('writeSync'),
    fsyncSync: failing('fsyncSync'),
    closeSync: failing('closeSync'),
    renameSync: failing('renameSync'),
  };
  return { ...real, ...replaced, default: { ...real, ...replaced } };
});

function arm(failAt: number, code = ''): void {
  Object.assign(plan, { failAt, code, calls: [], shortWrites: false });
}

afterEach(() => arm(0));

describe('writeFileAtomically', () => {
  it('makes the folders and the file', () => {
    const file = join(temporaryFolder(), 'a/b/c.txt');
    expect(writeFileAtomically(file, 'é\n')).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('é\n');
  });

  it('leaves a file with the same bytes alone, its time too', () => {
    const folder = temporaryFolder({ 'a.txt': 'same' });
    const file = join(folder, 'a.txt');
    utimesSync(file, 1, 1);
    expect(writeFileAtomically(file, Buffer.from('same'))).toBe(false);
    expect(statSync(file).mtimeMs).toBe(1000);
    expect(writeFileAtomically(file, 'sane')).toBe(true);
    expect(statSync(file).mtimeMs).not.toBe(1000);
  });

  it('writes through a link, which stays one', () => {
    const folder = temporaryFolder({ 'a.txt': 'old' });
    symlinkSync('a.txt', join(folder, 'link'));
    expect(writeFileAtomically(join(folder, 'link'), 'new')).toBe(true);
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('new');
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
  });

  it('writes to a device, and does not replace it', () => {
    // A link to the one of the system, in case it would be replaced.
    const link = join(temporaryFolder(), 'null');
    symlinkSync('/dev/null', link);
    expect(writeFileAtomically(link, 'nothing')).toBe(true);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(statSync(link).isCharacterDevice()).toBe(true);
  });

  it('keeps the mode of a file that is there', () => {
    const file = join(temporaryFolder({ 'a.txt': 'old' }), 'a.txt');
    const mode = () => (statSync(file).mode & 0o777).toString(8);
    chmodSync(file, 0o600);
    writeFileAtomically(file, 'new');
    expect(mode()).toBe('600');
  });

  it('stages a file that nobody sees until it is committed, and leaves nothing when it is not', () => {
    const folder = temporaryFolder({ 'a.txt': 'old' });
    const file = join(folder, 'a.txt');
    stageFile(file, 'new').discard();
    expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['old', ['a.txt']]);
    const staged = stageFile(file, 'new');
    expect([staged.changes, readFileSync(file, 'utf8')]).toEqual([true, 'old']);
    staged.commit();
    expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['new', ['a.txt']]);
    expect(stageFile(file, 'new').changes).toBe(false);
  });

  it('writes all of it when the system takes one byte at a time', () => {
    const folder = temporaryFolder();
    arm(0);
    plan.shortWrites = true;
    writeFileAtomically(join(folder, 'a.txt'), 'äöü and more');
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('äöü and more');
  });

  it('flushes before it renames', () => {
    arm(0);
    writeFileAtomically(join(temporaryFolder(), 'a.txt'), 'x');
    expect(plan.calls.slice(-4)).toEqual(['writeSync', 'fsyncSync', 'closeSync', 'renameSync']);
  });

  const codes = ['ENOSPC', 'EIO', 'EACCES', 'EMFILE'];
  const contents = { empty: '', small: 'new', large: 'n'.repeat(1_000_000) };
  const cases = codes.flatMap((code) =>
    Object.keys(contents).flatMap((size) => [true, false].map((existed) => [code, size, existed] as const)),
  );

  it.each(cases)(
    '%s at every call, %s content, old file %s: whole or old, nothing beside it',
    (code, size, existed) => {
      const content = contents[size as keyof typeof contents];
      for (let failAt = 1; ; failAt += 1) {
        const folder = temporaryFolder();
        const file = join(folder, 'a.txt');
        if (existed) writeFileSync(file, 'old');
        arm(failAt, code);
        let thrown: unknown;
        try {
          writeFileAtomically(file, content);
        } catch (error) {
          thrown = error;
        }
        const calls = plan.calls.length;
        arm(0);
        if (calls < failAt) {
          // Every call had its turn.
          expect(failAt).toBeGreaterThan(4);
          expect(readFileSync(file, 'utf8')).toBe(content);
          return;
        }
        expect(thrown).toMatchObject({ code });
        expect(existsSync(file) ? readFileSync(file, 'utf8') : undefined).toBe(existed ? 'old' : undefined);
        expect(readdirSync(folder)).toEqual(existed ? ['a.txt'] : []);
      }
    },
  );

  it('does not take a folder for a file', () => {
    const folder = temporaryFolder({ 'a/b': '' });
    expect(() => writeFileAtomically(join(folder, 'a'), 'x')).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(readdirSync(folder)).toEqual(['a']);
  });
});
