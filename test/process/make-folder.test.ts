import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder } from '../../src/process/make-folder.js';

it('makes folders, and those above them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bljh-folder-'));
  for (let turn = 0; turn < 2; turn += 1) makeFolder(join(folder, 'a', 'b', 'c'));
  expect(statSync(join(folder, 'a', 'b', 'c')).isDirectory()).toBe(true);
  rmSync(folder, { recursive: true });
});

it('ends where there can be none', () => {
  expect(() => makeFolder('/proc/x/y')).toThrow('ENOENT');
  expect(() => makeFolder('/dev/null/x')).toThrow('ENOTDIR');
});
