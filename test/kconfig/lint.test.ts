// Every rule of lint fires where it should, at the right place, and keeps quiet at the near miss.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  diagnosticCodes,
  lintModel,
  lintRules,
  memoryFileSystem,
  nodeFileSystem,
  parseKconfig,
} from '../../src/kconfig/index.js';
import { findingsOf, lintText } from './lint-text.js';

const bool = (name: string, ...lines: string[]): string =>
  [`config ${name}`, `\tbool "${name.toLowerCase()}"`, ...lines.map((line) => `\t${line}`), ''].join('\n');
const hidden = (name: string, ...lines: string[]): string =>
  [`config ${name}`, '\tbool', ...lines.map((line) => `\t${line}`), ''].join('\n');
const int = (name: string, ...lines: string[]): string =>
  [`config ${name}`, `\tint "${name.toLowerCase()}"`, ...lines.map((line) => `\t${line}`), ''].join('\n');

describe('KC0601, undefined names', () => {
  it.each([
    ['depends on', bool('A', 'depends on GONE'), '3:13'],
    ['a condition of a prompt', 'config A\n\tbool "a" if GONE\n', '2:14'],
    ['a default', bool('A', 'default GONE'), '3:10'],
    ['select', bool('A', 'select GONE'), '3:9'],
    ['imply', bool('A', 'imply GONE'), '3:8'],
    ['a bound of a range', int('A', 'range 1 GONE'), '3:10'],
    ['the condition of a select', `${bool('A', 'select B if GONE')}${hidden('B')}`, '3:14'],
    ['the left of a comparison', bool('A', 'depends on GONE = "x"'), '3:13'],
    ['a line that goes on', bool('A', 'depends on B || \\\n\t\tGONE') + bool('B'), '4:3'],
  ])('%s', (_where, text, place) => {
    expect(lintText(text, { rules: ['KC0601'] })).toEqual([`KC0601 ${place}`]);
  });

  it('is told once a name, at the block that says it, with the other places', () => {
    const text = `if GONE\n${bool('A')}${bool('B')}endif\n${bool('C', 'depends on !GONE')}`;
    const [finding, ...others] = findingsOf(text, { rules: ['KC0601'] });
    expect(others).toEqual([]);
    expect(finding?.at).toEqual({ file: 'Kconfig', line: 1, col: 4 });
    expect(finding?.related?.map(({ at }) => at.line)).toEqual([9]);
  });

  it.each([
    ['near names', bool('A', 'depends on NETWROK') + bool('NETWORK'), 'did you mean NETWORK?'],
    ['Y', bool('A', 'default Y'), 'write y: the constants are in lower case'],
    ['CONFIG_', bool('A', 'depends on CONFIG_B') + bool('B'), 'write B, without CONFIG_'],
  ])('the hint knows %s', (_what, text, hint) => {
    expect(findingsOf(text, { rules: ['KC0601'] })[0]?.hint?.text).toBe(hint);
  });

  it.each([
    ['numbers', int('A', 'range 0 0x10', 'default 5')],
    ['y, m and n', bool('A', 'default y', 'depends on m || n || y')],
    ['quoted texts', 'config A\n\tstring "a"\n\tdefault "GONE"\n'],
    ['a bare word of a string', 'config A\n\tstring "a"\n\tdefault word\n'],
    ['a name in a prompt or help', 'config A\n\tbool "if GONE"\n\thelp\n\t  depends on GONE\n'],
    ['the text at the right of a comparison', `config S\n\tstring "s"\n${bool('A', 'depends on S = word')}`],
  ])('not %s', (_what, text) => {
    expect(lintText(text, { rules: ['KC0601'] })).toEqual([]);
  });

  it('not what a file defines that was not read', () => {
    const text = bool('A', 'depends on OTHER_ARCH');
    expect(lintText(text, { rules: ['KC0601'], elsewhere: { defined: new Set(['OTHER_ARCH']) } })).toEqual([]);
  });
});

describe('KC0602 and KC0603, dependencies of what is selected', () => {
  const target = hidden('T', 'depends on D') + bool('D');
  it('a select without the dependency', () => {
    const [finding] = findingsOf(bool('A', 'select T') + target, { rules: ['KC0602'] });
    expect(finding?.at?.line).toBe(3);
    expect(finding?.message).toBe('A selects T, which depends on D and is forced on without it');
    expect(finding?.hint?.text).toBe('add "depends on D" to A, or "if D" to the select');
    expect(finding?.related).toEqual([{ message: 'T is defined here', at: { file: 'Kconfig', line: 4, col: 1 } }]);
  });

  it.each([
    ['another condition', bool('A', 'select T if E') + bool('E') + target],
    ['one of two ways', bool('A', 'depends on D || E', 'select T') + bool('E') + target],
    [
      'only m, where y is needed',
      `config D2\n\ttristate "d2"\n${hidden('T', 'depends on D2 = y')}${bool('A', 'depends on D2', 'select T')}config MODULES\n\tbool "m"\n\tmodules\n`,
    ],
    ['two selects that need the same', bool('A', 'select T', 'select U') + hidden('U', 'depends on D') + target],
  ])('%s is not enough', (_what, text) => {
    expect(lintText(text, { rules: ['KC0602'] })[0]).toMatch(/^KC0602/);
  });

  it.each([
    ['the same dependency', bool('A', 'depends on D', 'select T') + target],
    ['the dependency as the condition', bool('A', 'select T if D') + target],
    ['a dependency that brings it', bool('A', 'depends on E', 'select T') + bool('E', 'depends on D') + target],
    ['a block around it', `if D\n${bool('A', 'select T')}endif\n${target}`],
    ['it is selected as well', bool('A', 'select D', 'select T') + target],
    ['what is selected selects it', bool('A', 'select S', 'select T') + hidden('S', 'select D') + target],
    ['all ways bring it', bool('A', 'depends on (E && D) || (F && D)', 'select T') + bool('E') + bool('F') + target],
    ['it is always on', bool('A', 'select T') + hidden('T', 'depends on D') + hidden('D', 'default y')],
    [
      'it is on by default and hidden',
      `${bool('A', 'select T if !X')}${hidden('T', 'depends on D')}${bool('X')}config D\n\tbool "d" if X\n\tdefault y\n`,
    ],
    [
      'the choice brings it',
      `choice\n\tprompt "c"\n\tdepends on D\n${bool('A', 'select T')}${bool('B')}endchoice\n${target}`,
    ],
    ['the other is n', bool('A', 'depends on !N', 'select T') + hidden('T', 'depends on !N') + bool('N')],
    [
      'a tristate that equals it',
      `config A\n\ttristate "a"\n\tdepends on P\n\tdepends on D = y || D = P\n\tselect T\nconfig P\n\ttristate "p"\nconfig D\n\ttristate "d"\nconfig T\n\ttristate\n\tdepends on D\n`,
    ],
    [
      'a tristate at least as high',
      `config A\n\ttristate "a"\n\tdepends on P\n\tdepends on D >= P\n\tselect T\nconfig P\n\ttristate "p"\nconfig D\n\ttristate "d"\nconfig T\n\ttristate\n\tdepends on D\n`,
    ],
    ['a name that is not defined', bool('A', 'select T') + hidden('T', 'depends on GONE')],
    ['nobody can have the selector', bool('A', 'depends on OTHER_ARCH', 'select T') + target],
    ['numbers, which are not understood', bool('A', 'select T') + hidden('T', 'depends on V > 3') + int('V')],
  ])('%s is enough', (_what, text) => {
    expect(lintText(text, { rules: ['KC0602'] })).toEqual([]);
  });

  it('a bool makes what it selects y, which a test for y needs', () => {
    const text = `${bool('A', 'select T', 'select U if B')}${bool('B')}config T\n\ttristate\n${hidden('U', 'depends on T = y')}`;
    expect(lintText(text, { rules: ['KC0602'] })).toEqual([]);
    const tristate = text.replace('bool "a"', 'tristate "a"');
    expect(lintText(`${tristate}config MODULES\n\tbool "m"\n\tmodules\n`, { rules: ['KC0602'] })).toEqual([
      'KC0602 4:2',
    ]);
  });

  it.each([
    ['before it', bool('A', 'select GONE', 'select T')],
    ['behind it', bool('A', 'select T', 'select GONE if B') + bool('B')],
    ['in what selects it', `${hidden('A', 'default y', 'select GONE', 'select T')}`],
    ['as a dependency of it', `${hidden('S', 'default y', 'select GONE')}${bool('A', 'depends on !GONE', 'select T')}`],
  ])('a select of a name that is not defined hides nothing: %s', (_where, text) => {
    expect(lintText(text + target, { rules: ['KC0602'] })[0]).toMatch(/^KC0602/);
  });

  it('an imply is told on request only', () => {
    const text = bool('A', 'imply T') + target;
    expect(lintText(text)).not.toContain('KC0603 3:2');
    expect(lintText(text, { rules: ['KC0603'] })).toEqual(['KC0603 3:2']);
    expect(lintText(bool('A', 'depends on D', 'imply T') + target, { rules: ['KC0603'] })).toEqual([]);
  });
});

describe('KC0604, selecting a member of a choice', () => {
  const choice = (...lines: string[]): string =>
    `choice\n\tprompt "speed"\n${lines.map((line) => `\t${line}\n`).join('')}${bool('SLOW')}${bool('FAST')}endchoice\n`;
  it('has no effect', () => {
    expect(lintText(bool('A', 'select FAST') + choice(), { rules: ['KC0604'] })).toEqual(['KC0604 3:2']);
  });
  it('beside a select of a name that is not defined', () => {
    const text = bool('A', 'select GONE', 'select FAST') + choice();
    expect(lintText(text, { rules: ['KC0604'] })).toEqual(['KC0604 4:2']);
  });
  it('counts where the choice is not visible', () => {
    const text = bool('A', 'depends on !B', 'select FAST') + bool('B') + choice('depends on B');
    expect(lintText(text, { rules: ['KC0604'] })).toEqual([]);
  });
  it('is no matter where the choice has nothing else to offer', () => {
    const text = `${bool('A', 'select FAST')}choice\n\tprompt "speed"\n${bool('SLOW', 'depends on !A')}${bool('FAST')}endchoice\n`;
    expect(lintText(text, { rules: ['KC0604'] })).toEqual([]);
  });
});

describe('KC0605, prompts that nobody can see', () => {
  it.each([
    ['n', bool('A', 'depends on n')],
    ['an undefined name', bool('A', 'depends on GONE && B') + bool('B')],
    ['a contradiction', bool('A', 'depends on B && !B') + bool('B')],
    ['what its dependency excludes', bool('A', 'depends on B && C') + bool('B', 'depends on !C') + bool('C')],
    ['two values at once', `${bool('A', 'depends on T = y && T = n')}config T\n\ttristate "t"\n`],
  ])('%s', (_what, text) => {
    expect(lintText(text, { rules: ['KC0605'] })).toEqual(['KC0605 2:2']);
  });

  it('names the part that is enough, and a menu instead of its entries', () => {
    const [finding, ...others] = findingsOf(`menu "m"\n\tdepends on B && GONE\n${bool('A')}endmenu\n${bool('B')}`, {
      rules: ['KC0605'],
    });
    expect(others).toEqual([]);
    expect(finding?.message).toBe('nobody can ever see the prompt "m": GONE is always n');
  });

  it.each([
    ['tristates that are m', 'config A\n\ttristate "a"\n\tdepends on T && !T\nconfig T\n\ttristate "t"\n'],
    ['names of other architectures', bool('A', 'depends on OTHER_ARCH')],
    ['what a macro gave', 'flag := n\nconfig A\n\tbool "a"\n\tdepends on $(flag)\n'],
    ['what a macro gave to a dependency', `flag := n\n${bool('A', 'depends on B')}${bool('B', 'depends on $(flag)')}`],
    ['what the environment says', bool('A', 'depends on "$(ARCH)" = "arm"')],
  ])('not %s', (_what, text) => {
    const elsewhere = { defined: new Set(['OTHER_ARCH']) };
    const found = lintText(text, { rules: ['KC0605'], elsewhere, environment: { ARCH: 'x86' } });
    expect(found).toEqual([]);
  });
});

describe('KC0606, defaults that can never win', () => {
  it.each([
    ['after one without a condition', bool('A', 'default y', 'default n'), '4:2'],
    ['with the same condition', bool('A', 'default y if B', 'default n if B') + bool('B'), '4:2'],
    ['with a narrower condition', bool('A', 'default y if B', 'default n if B && C') + bool('B') + bool('C'), '4:2'],
    ['after all cases', bool('A', 'default y if B', 'default y if !B', 'default n') + bool('B'), '5:2'],
    ['with a condition that is n', bool('A', 'default y if n'), '3:2'],
    ['of a number', int('A', 'default 1', 'default 2'), '4:2'],
    ['of a choice', `choice\n\tprompt "c"\n\tdefault B\n\tdefault C\n${bool('B')}${bool('C')}endchoice\n`, '4:2'],
  ])('%s', (_what, text, place) => {
    expect(lintText(text, { rules: ['KC0606'] })).toEqual([`KC0606 ${place}`]);
  });

  it.each([
    ['a wider condition', bool('A', 'default y if B && C', 'default n if B') + bool('B') + bool('C')],
    [
      'a tristate that may be m',
      `config A\n\ttristate "a"\n\tdefault y if T = y\n\tdefault m if T\nconfig T\n\ttristate "t"\n`,
    ],
    ['another entry for the same symbol', `${int('A', 'default 1')}config A\n\tint\n\tdefault 2\n`],
    ['a macro', 'flag := y\nconfig A\n\tbool "a"\n\tdefault y if $(flag)\n\tdefault n\n'],
  ])('not %s', (_what, text) => {
    expect(lintText(text, { rules: ['KC0606'] })).toEqual([]);
  });
});

describe('KC0607, prompts with one text', () => {
  const two = (a: string, b: string): string => `config A\n\tbool "same"${a}\nconfig B\n\tbool "Same"${b}\n`;
  it('in one menu', () => {
    expect(lintText(two('', ''), { rules: ['KC0607'] })).toEqual(['KC0607 4:2']);
  });
  it.each([
    ['in two menus', `menu "m"\n${bool('X')}${two('', '').replace('config B', 'endmenu\nconfig B')}`],
    [
      'below two options',
      `${bool('P')}config A\n\tbool "same"\n\tdepends on P\n${bool('Q')}config B\n\tbool "same"\n\tdepends on Q\n`,
    ],
    ['never at once', two(' if X', ' if !X') + bool('X')],
    ['of one symbol', 'config A\n\tbool "same"\nconfig A\n\tbool "same"\n'],
  ])('not %s', (_what, text) => {
    expect(lintText(text, { rules: ['KC0607'] })).toEqual([]);
  });
});

describe('KC0608, defaults of choices', () => {
  const choice = (condition: string): string =>
    `choice\n\tprompt "c"\n\tdefault B${condition}\n${bool('B', 'depends on X')}${bool('C')}endchoice\n${bool('X')}`;
  it('that are not visible when they count', () => {
    expect(lintText(choice(' if !X'), { rules: ['KC0608'] })).toEqual(['KC0608 3:2']);
  });
  it('not those that sometimes are', () => {
    expect(lintText(choice(''), { rules: ['KC0608'] })).toEqual([]);
  });
});

describe('KC0609 and KC0610, ranges', () => {
  it.each([
    ['inverted', int('A', 'range 10 1'), ['KC0609 3:2']],
    ['inverted, hex', 'config A\n\thex "a"\n\trange 0x20 0x1F\n', ['KC0609 3:2']],
    ['default above', int('A', 'range 1 10', 'default 11'), ['KC0610 4:2']],
    ['default below, sometimes', int('A', 'range 5 10 if B', 'default 1') + bool('B'), ['KC0610 4:2']],
    ['at the bounds', int('A', 'range 1 10', 'default 1 if B', 'default 10') + bool('B'), []],
    ['never together', int('A', 'range 5 10 if B', 'range 0 10', 'default 1 if !B', 'default 6') + bool('B'), []],
    ['a bound that is a symbol', int('A', 'range 1 B', 'default 50') + int('B'), []],
    ['negative numbers', int('A', 'range -5 5', 'default -5'), []],
  ])('%s', (_what, text, expected) => {
    expect(lintText(text, { rules: ['KC0609', 'KC0610'] })).toEqual(expected);
  });

  const fixed = (name: string, value: string): string => `config ${name}\n\tint\n\tdefault ${value}\n`;
  it.each([
    [
      'symbols that are always the same',
      int('A', 'range LOW HIGH') + fixed('LOW', '10') + fixed('HIGH', '5'),
      'no value of A is within the range LOW (=10) HIGH (=5): it begins above its end',
    ],
    [
      'a symbol that users set',
      int('A', 'range 5 HIGH', 'default 1') + int('HIGH', 'default 9'),
      'the default 1 of A is outside of its range 5 HIGH (=9)',
    ],
  ])('the bounds are told with their values: %s', (_what, text, message) => {
    expect(findingsOf(text, { rules: ['KC0609', 'KC0610'] }).map((finding) => finding.message)).toEqual([message]);
  });

  it('a symbol whose name could be a number is none', () => {
    const text = `config A\n\thex "a"\n\trange BAD ACE\n${['BAD', 'ACE'].map((name) => `config ${name}\n\thex "x"\n`).join('')}`;
    expect(lintText(text, { rules: ['KC0609'] })).toEqual([]);
  });
});

describe('KC0611 and KC0612, symbols without use', () => {
  it.each([
    ['no default', hidden('A'), ['KC0611 1:1']],
    ['def_bool n', 'config A\n\tdef_bool n\n', ['KC0611 1:1']],
    ['a default', hidden('A', 'default y if B') + bool('B'), []],
    ['a select', hidden('A') + bool('B', 'select A'), []],
    ['an imply', hidden('A') + bool('B', 'imply A'), []],
    ['a number', 'config A\n\tint\n', []],
    ['a macro', 'flag := n\nconfig A\n\tdef_bool $(flag)\n', []],
  ])('%s', (_what, text, expected) => {
    expect(lintText(text, { rules: ['KC0611'] })).toEqual(expected);
  });

  it('not what stands for a variable, whether that is set or not', () => {
    const text = 'config A\n\tbool\n\toption env="FLAG"\n\tdefault n\n\tdefault y\n';
    for (const environment of [{}, { FLAG: 'y' }, { FLAG: 'n' }]) {
      expect(lintText(text, { dialect: 'old', environment, rules: ['KC0606', 'KC0611'] })).toEqual([]);
    }
    const file = 'config A\n\tbool\n\toption defconfig_list\n';
    expect(lintText(file, { dialect: 'old', rules: ['KC0611'] })).toEqual(['KC0611 1:1']);
  });

  it('a select in a file that was not read counts', () => {
    expect(lintText(hidden('A'), { rules: ['KC0611'], elsewhere: { selected: new Set(['A']) } })).toEqual([]);
  });

  it('what nothing refers to is told on request only', () => {
    const text = bool('A') + bool('B', 'depends on C') + bool('C') + bool('D') + int('E', 'range 0 F') + int('F');
    expect(lintText(text)).toEqual([]);
    expect(lintText(text, { rules: ['KC0612'], elsewhere: { mentioned: new Set(['D']) } })).toEqual([
      'KC0612 1:1',
      'KC0612 3:1',
      'KC0612 10:1',
    ]);
  });
});

describe('KC0613 and KC0614, menus and help', () => {
  it('an empty menu, and one of empty menus once', () => {
    const text = `menu "a"\nmenu "b"\nendmenu\nendmenu\nmenu "c"\n${bool('X')}endmenu\nmenu "d"\ncomment "only words"\nendmenu\n`;
    expect(lintText(text, { rules: ['KC0613'] })).toEqual(['KC0613 1:1']);
  });
  it('not one that is filled by other files', () => {
    const files = { Kconfig: 'menu "a"\nsource "empty"\nendmenu\nsource "empty"\n', empty: '' };
    const fileSystem = memoryFileSystem(files);
    const { model } = parseKconfig({ file: 'Kconfig', environment: {}, fileSystem });
    expect(lintModel(model, { readText: (path) => fileSystem.readText(path) })).toEqual([]);
  });
  it('a prompt without help, on request only', () => {
    const text = `${bool('A')}${hidden('B', 'default y')}config C\n\tbool "c"\n\thelp\n\t  What it does.\n`;
    expect(lintText(text)).toEqual([]);
    expect(lintText(text, { rules: ['KC0614'] })).toEqual(['KC0614 1:1']);
  });
});

describe('KC0312, a bool compared with m', () => {
  it('is told with its place', () => {
    expect(lintText(bool('A', 'depends on B=m || B != m') + bool('B'))).toContain('KC0312 3:13');
  });
  it('not a tristate', () => {
    expect(lintText(`${bool('A', 'depends on B = m')}config B\n\ttristate "b"\n`, { rules: ['KC0312'] })).toEqual([]);
  });
});

describe('all rules', () => {
  it('are listed, with those that are off', () => {
    expect(lintRules.filter(({ byDefault }) => !byDefault).map(({ code }) => code)).toEqual([
      'KC0603',
      'KC0612',
      'KC0614',
    ]);
    const own = Object.keys(diagnosticCodes).filter((code) => code.startsWith('KC06'));
    expect(lintRules.map(({ code }) => code)).toEqual(['KC0312', ...own]);
  });

  it('every finding has a place and a hint', () => {
    const text = `${bool('A', 'select T', 'default y', 'default GONE')}${hidden('T', 'depends on D')}${bool('D')}menu "m"\nendmenu\n`;
    const found = findingsOf(text, { all: true });
    expect(found.length).toBeGreaterThan(5);
    for (const { at, hint } of found) expect({ at, hint }).toEqual({ at: expect.anything(), hint: expect.anything() });
  });
});

describe('the trees of the fixtures', () => {
  const folder = join(import.meta.dirname, '../fixtures/kconfig');
  const cases = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('/Kconfig'));
  it.each(cases)('%s: lint ends, and a tree with nothing wrong stays so', (path) => {
    const file = join(folder, path);
    const { model } = parseKconfig({ file, environment: {}, srctree: join(file, '..') });
    for (const { at } of lintModel(model, { readText: (name) => nodeFileSystem.readText(name), all: true })) {
      expect(at?.line).toBeGreaterThan(0);
    }
  });
});
