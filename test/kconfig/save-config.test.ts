// Saving a configuration: one whole file at any time.

import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saveConfig } from '../../src/kconfig/index.js';
import { temporaryFolder } from '../process/temporary-folder.js';

describe('saveConfig', () => {
  it('makes the folder, keeps the former file and leaves nothing else', () => {
    const folder = join(temporaryFolder(), 'build');
    const file = join(folder, '.config');
    expect(saveConfig(file, 'A\n')).toBe(true);
    expect(saveConfig(file, 'B\n')).toBe(true);
    expect(saveConfig(file, 'C\n', { keepsOld: false })).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('C\n');
    expect(readFileSync(`${file}.old`, 'utf8')).toBe('A\n');
    expect(readdirSync(folder).toSorted()).toEqual(['.config', '.config.old']);
  });

  it('does not touch a file that holds the text', () => {
    const file = join(temporaryFolder(), '.config');
    writeFileSync(file, 'A\n');
    utimesSync(file, 1, 1);
    expect(saveConfig(file, 'A\n')).toBe(false);
    expect(statSync(file).mtimeMs).toBe(1000);
  });

  it('keeps bytes that are not UTF-8', () => {
    const file = join(temporaryFolder(), '.config');
    saveConfig(file, 'A="\uDCFF"\n');
    expect([...readFileSync(file)]).toEqual([0x41, 0x3d, 0x22, 0xff, 0x22, 0x0a]);
  });

  it('makes the folders on the way, and ends where none can be made', () => {
    const file = join(temporaryFolder(), 'build/virt64/.config');
    expect(saveConfig(file, 'A\n')).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('A\n');
    if (process.platform === 'linux') expect(() => saveConfig('/proc/none/below/.config', 'A\n')).toThrow('ENOENT');
  });

  it('throws when it cannot, and leaves nothing behind', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, '.config'));
    expect(() => saveConfig(join(folder, '.config'), 'A\n')).toThrow('EISDIR');
    writeFileSync(join(folder, 'file'), 'old');
    mkdirSync(join(folder, 'file.old'));
    expect(() => saveConfig(join(folder, 'file'), 'new')).toThrow();
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('old');
    expect(readdirSync(folder).toSorted()).toEqual(['.config', 'file', 'file.old']);
  });
});
