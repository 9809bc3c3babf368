import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findExecutable } from '../../src/process/find-executable.js';
import { temporaryFolder } from './temporary-folder.js';

it('finds the first executable file on PATH', () => {
  const folder = temporaryFolder({ 'plain/tool': '', 'one/tool': '', 'two/tool': '' });
  for (const name of ['one', 'two']) chmodSync(join(folder, name, 'tool'), 0o755);
  chmodSync(join(folder, 'plain/tool'), 0o644);
  mkdirSync(join(folder, 'folder/tool'), { recursive: true });
  mkdirSync(join(folder, 'link'));
  symlinkSync(join(folder, 'two/tool'), join(folder, 'link/tool'));
  const find = (...names: string[]) =>
    findExecutable('tool', names.map((name) => (name === '' ? '' : join(folder, name))).join(':'));
  expect(find('plain', 'folder', '', 'gone', 'one', 'two')).toBe(join(folder, 'one/tool'));
  expect(find('link', 'one')).toBe(join(folder, 'link/tool'));
  expect(find('plain', 'folder')).toBeUndefined();
  expect(findExecutable('tool', undefined)).toBeUndefined();
});
