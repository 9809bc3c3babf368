// What a tree sees of the world: files, environment.

import { describe, expect, it } from 'vitest';
import { memoryFileSystem, parseKconfig } from '../../src/kconfig/index.js';

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
