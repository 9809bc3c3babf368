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
});
