// What a tree sees of the world: files, environment.

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { memoryFileSystem, nodeFileSystem, parseKconfig } from '../../src/kconfig/index.js';

describe('parseKconfig', () => {
  it('takes process.env as it is, and no environment at all', () => {
    const fileSystem = memoryFileSystem({ Kconfig: 'config A\n\tstring\n\tdefault "$(SET)$(UNSET)"\n' });
    const environment: NodeJS.ProcessEnv = { SET: 'set', UNSET: undefined };
    const defaultOf = (options: { environment?: NodeJS.ProcessEnv }) =>
      parseKconfig({ file: 'Kconfig', fileSystem, ...options }).model.symbols.get('A')?.defaults[0]?.value;
    expect(defaultOf({ environment })).toMatchObject({ name: 'set' });
    expect(defaultOf({})).toMatchObject({ name: '' });
  });

  it('finds by wildcards what is in memory', () => {
    const fileSystem = memoryFileSystem({
      Kconfig: 'source "*/Kconfig.*"\nosource "none/*"\n',
      'a/Kconfig.1': 'config A1\n\tbool\n',
      'b/Kconfig.2': 'config B2\n\tbool\n',
      'b/c/Kconfig.3': 'config C3\n\tbool\n',
    });
    const { model, diagnostics } = parseKconfig({ file: 'Kconfig', fileSystem, dialect: 'kconfiglib' });
    expect(diagnostics).toEqual([]);
    expect([...model.symbols.keys()]).toEqual(['A1', 'B2']);
  });

  it('looks for files in the folder a tree is read from only where that has such a folder', () => {
    const files = {
      Kconfig: 'source "a/1"\nsource "a/2"\nsource "b/1"\nsource "b/2"\n',
      'tree/a/1': 'config A1\n\tbool\n',
      'tree/a/2': 'config A2\n\tbool\n',
      'tree/b/1': 'config B1\n\tbool\n',
      'tree/b/2': 'config B2\n\tbool\n',
      'b/2': 'config NEARER\n\tbool\n',
    };
    const asked: string[] = [];
    const { readText } = memoryFileSystem(files);
    const fileSystem = {
      readText: (path: string) => {
        asked.push(path);
        return readText(path);
      },
      exists: (path: string) => path === 'b' || path in files,
    };
    const { model, diagnostics } = parseKconfig({ file: 'Kconfig', fileSystem, srctree: 'tree' });
    expect(diagnostics).toEqual([]);
    expect([...model.symbols.keys()]).toEqual(['A1', 'A2', 'B1', 'NEARER']);
    expect(asked).toEqual(['Kconfig', 'tree/a/1', 'tree/a/2', 'tree/b/1', 'b/2']);
  });
});

describe('what cannot be read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bljh-unreadable-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'tree', 'sub'), { recursive: true });
  writeFileSync(join(folder, 'tree', 'Kconfig'), 'source "sub"\nsource "none"\nsource "other"\n');
  writeFileSync(join(folder, 'tree', 'other'), '');
  const at = (...names: string[]): string => join(folder, ...names);

  it('is told with the reason, to people alone', () => {
    const [first, second, third] = parseKconfig({ file: at('tree', 'Kconfig'), srctree: at('tree') }).diagnostics;
    expect(first).toMatchObject({ code: 'KC0206', message: `can't open file "sub": is a directory` });
    expect(first?.conf?.text).toBe(`${at('tree', 'Kconfig')}:1: can't open file "sub"\n`);
    expect(second).toMatchObject({ code: 'KC0206', message: `can't open file "none"` });
    expect(third).toBeUndefined();
    const [top] = parseKconfig({ file: folder }).diagnostics;
    expect(top).toMatchObject({ message: `can't find file "${folder}": is a directory` });
  });

  it('but is there below the folder of the tree comes with a hint', () => {
    const hints = parseKconfig({ file: at('tree', 'Kconfig') }).diagnostics.map(({ hint }) => hint?.text);
    expect(hints).toEqual([undefined, undefined, `there is one below ${at('tree')}: name that folder as srctree`]);
  });

  // Nobody may read it, root neither.
  const forbidden = '/proc/sys/vm/drop_caches';
  it.runIf(existsSync(forbidden))('without permission', () => {
    expect(nodeFileSystem.whyUnreadable?.(forbidden)).toBe('permission denied');
    expect(nodeFileSystem.whyUnreadable?.(at('none'))).toBeUndefined();
  });
});
