// Which dialect a tree is read in when nobody names one, and words that give a tree away as a mixture.

import { describe, expect, it } from 'vitest';
import { memoryFileSystem, parseKconfig, sniffDialect } from '../../src/kconfig/index.js';

function sniff(files: Readonly<Record<string, string>>, file = 'Kconfig', srctree?: string) {
  return sniffDialect({ file, fileSystem: memoryFileSystem(files), srctree, environment: { DIR: 'sub' } });
}

const config = (option: string): string => `config A\n\tbool "a"\n\t${option}\n`;

describe('the words of a tree', () => {
  it.each([
    ['nothing special', config('default y'), 'linux-6.1'],
    ['modules', config('modules'), 'linux-6.1'],
    ['a macro', config('default $(shell,echo y)'), 'linux-6.1'],
    ['a variable', 'X := 1\n', 'linux-6.1'],
    ['transitional', config('transitional'), 'linux-7.0'],
    ['a condition of a dependency', config('depends on B if C'), 'linux-7.0'],
    ['option env', config('option env="HOME"'), 'old'],
    ['a bound variable', 'config DIR\n\tstring\n\toption env="DIR"\n\nsource "$DIR/Kconfig"\n', 'old'],
    ['boolean', 'config A\n\tboolean "a"\n', 'old'],
    ['depends without on', config('depends B'), 'old'],
    ['a path without quotes', 'source sub/Kconfig\n', 'old'],
    ['---help---', config('---help---\n\t  text'), 'old'],
    ['option modules', config('option modules'), 'old'],
    ['option modules and a macro', `X := 1\n${config('option modules')}`, 'linux-5.10'],
    ['---help--- and a macro', `X := 1\n${config('---help---\n\t  text')}`, 'linux-5.10'],
    ['rsource', 'rsource "sub/Kconfig"\n', 'kconfiglib'],
    ['osource', 'osource "sub/Kconfig"\n', 'kconfiglib'],
    ['configdefault', 'configdefault A\n\tdefault y\n', 'kconfiglib'],
    ['def_int', 'config A\n\tdef_int 5\n', 'kconfiglib'],
    ['option env and a macro', `${config('option env="HOME"')}\nsource "$(DIR)/Kconfig"\n`, 'kconfiglib'],
    ['a variable that nobody binds', 'source "$DIR/Kconfig"\n', 'kconfiglib'],
    ['a pattern', 'source "boards/*/Kconfig"\n', 'coreboot'],
    ['a pattern and an option', `${config('option modules')}\nsource "boards/*/Kconfig"\n`, 'unikraft'],
    ['words in a help text', config('help\n\t  rsource "x"\n\t  option env="HOME"'), 'linux-6.1'],
    ['words in a comment', config('# option env="HOME"'), 'linux-6.1'],
    ['an if in a text', config('depends on B = " if "'), 'linux-6.1'],
  ])('%s', (_what, text, expected) => {
    expect(sniff({ Kconfig: text }).name).toBe(expected);
  });

  it('are told with their place', () => {
    expect(sniff({ Kconfig: config('option env="HOME"') }).reason).toBe("for 'option env' at Kconfig:3");
    expect(sniff({ Kconfig: config('default y') }).reason).toBeUndefined();
  });

  it('are looked for in sourced files, below srctree as well', () => {
    const files = { '/tree/Kconfig': 'source "$(DIR)/Kconfig"\n', '/tree/sub/Kconfig': config('option modules') };
    expect(sniff(files, 'Kconfig', '/tree')).toEqual({
      name: 'linux-5.10',
      reason: "for 'option modules' at /tree/sub/Kconfig:3",
    });
  });

  it('are looked for in few files, and not in all of a long one', () => {
    const filler = 'config A\n\tbool "a"\n'.repeat(10_000);
    const names = Array.from({ length: 200 }, (_, index) => `${index}`);
    const top = names.map((name) => `source "${name}"\n`).join('');
    const texts = memoryFileSystem({ Kconfig: top, ...Object.fromEntries(names.map((name) => [name, filler])) });
    const read = new Set<string>();
    const fileSystem = {
      readText: (path: string) => {
        if (names.includes(path)) read.add(path);
        return texts.readText(path);
      },
    };
    expect(sniffDialect({ file: 'Kconfig', fileSystem, environment: {} }).name).toBe('linux-6.1');
    expect([...read]).toEqual(['0', '1', '2']);
    expect(sniff({ Kconfig: `${filler}${config('option modules')}` }).name).toBe('linux-6.1');
    expect(sniff({ Kconfig: `${config('option modules')}${filler}` }).name).toBe('old');
  });

  it('are not looked for any more once they decide', () => {
    const texts = memoryFileSystem({ Kconfig: 'source "a"\nsource "b"\nX := 1\nconfig A\n\toption env="A"\n' });
    const read: string[] = [];
    const fileSystem = {
      readText: (path: string) => {
        read.push(path);
        return texts.readText(path);
      },
    };
    expect(sniffDialect({ file: 'Kconfig', fileSystem, environment: {} }).name).toBe('kconfiglib');
    expect(read).not.toContain('a');
  });

  it('end with a tree that sources itself', () => {
    expect(sniff({ Kconfig: 'source "Kconfig"\n' }).name).toBe('linux-6.1');
  });
});

describe('the tool of a tree', () => {
  const lexer = (...words: string[]): string => words.map((word) => `"${word}"\treturn T;\n`).join('');
  it.each([
    ['scripts/kconfig/lexer.l', lexer('optional', 'modules'), 'linux-6.1'],
    ['scripts/kconfig/lexer.l', lexer('modules'), 'linux-6.12'],
    ['scripts/kconfig/lexer.l', lexer('modules', 'transitional'), 'linux-7.0'],
    ['tools/kconfig/lexer.l', lexer('optional', 'option'), 'linux-5.10'],
    ['util/kconfig/lexer.l', `${lexer('optional')}glob(name)`, 'coreboot'],
    ['scripts/config/lexer.l', `${lexer('optional', 'reset')}glob(name)`, 'openwrt'],
    ['support/kconfig/lexer.l', `${lexer('optional', 'option')}glob(name)`, 'unikraft'],
    ['lib/kconfiglib/kconfiglib.py', '', 'kconfiglib'],
  ])('%s: %s', (path, text, expected) => {
    // Whatever the words of the tree say.
    expect(sniff({ Kconfig: config('option env="HOME"'), [path]: text }).name).toBe(expected);
  });

  it.each([
    ['linux-4.18', { 'preprocess.c': '', 'confdata.c': 'str = sym_escape_string_value(str);' }],
    ['u-boot', { 'preprocess.c': '', 'confdata.c': '' }],
    ['linux-4.17', { 'confdata.c': '', 'symbol.c': 'if (newval.tri != no)\n\tsym->flags |= SYMBOL_WRITE;' }],
    ['old', { 'confdata.c': "make config: don't edit", 'symbol.c': '' }],
    ['linux-2.6', { 'confdata.c': "make config: don't edit", 'symbol.c': 'choice_sym->flags |= flags;' }],
    ['esp8266', { 'confdata.c': 'if (*value == \'n\') {\n\tvalue = "";\n}', 'symbol.c': '' }],
    ['busybox', { 'confdata.c': "make config: don't edit\n/* if (!(sym->flags & SYMBOL_WRITE))\n\tgoto next;\n*/" }],
  ])('%s', (expected, sources) => {
    const named = Object.entries(sources).map(([name, text]) => [`top/scripts/kconfig/${name}`, text] as const);
    const files = { 'top/src/Kconfig': '', ...Object.fromEntries(named) };
    expect(sniff(files, 'top/src/Kconfig').name).toBe(expected);
  });
});

it('the tool of a tree may be in config', () => {
  const files = { Kconfig: '', 'config/confdata.c': '', 'config/symbol.c': 'choice_sym->flags |= flags;' };
  expect(sniff(files)).toEqual({ name: 'linux-2.6', reason: 'as config/symbol.c reads it' });
  expect(sniff({ Kconfig: '', 'config/Makefile': '' }).name).toBe('linux-6.1');
});

describe('the version of a kernel', () => {
  const makefile = (version: number, level: number): string =>
    `VERSION = ${version}\nPATCHLEVEL = ${level}\nSUBLEVEL = 0\n`;
  it.each([
    [7, 0, 'linux-7.0'],
    [6, 18, 'linux-7.0'],
    [6, 12, 'linux-6.12'],
    [6, 8, 'linux-6.1'],
    [5, 15, 'linux-5.15'],
    [5, 10, 'linux-5.10'],
    [5, 4, 'linux-5.4'],
    [5, 0, 'linux-4.18'],
    [4, 17, 'linux-4.17'],
    [3, 18, 'old'],
    [2026, 10, 'linux-6.1'],
  ])('%i.%i', (version, level, expected) => {
    expect(sniff({ '/t/Kconfig': '', '/t/Makefile': makefile(version, level) }, '/t/Kconfig').name).toBe(expected);
  });
});

describe('words of two dialects', () => {
  const text = `${config('modules')}\nconfig B\n\tstring\n\toption env="HOME"\n`;
  const parse = (dialect: 'auto' | 'linux-6.1') =>
    parseKconfig({ file: 'Kconfig', environment: {}, fileSystem: memoryFileSystem({ Kconfig: text }), dialect });

  it('are a warning that names both places', () => {
    const [first] = parse('auto').diagnostics;
    expect(first).toMatchObject({
      code: 'KC0218',
      severity: 'warning',
      at: { line: 3 },
      related: [{ at: { line: 7 } }],
    });
    expect(first?.message).toBe(
      "'modules' and 'option env' are of different Kconfig dialects; the tree is read as old",
    );
  });

  it('are an error alone in a dialect that was named', () => {
    expect(parse('linux-6.1').diagnostics.map(({ code }) => code)).toEqual(['KC0211']);
  });
});
