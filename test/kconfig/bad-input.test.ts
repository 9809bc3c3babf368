// Everything that can be wrong in Kconfig text: the exact code and place of each, and that nothing else is said.

import { describe, expect, it } from 'vitest';
import { codesAt, parseText } from './inline-model.js';

const cases: readonly (readonly [
  name: string,
  text: string,
  expected: readonly string[],
  more?: Record<string, string>,
])[] = [
  ['an unsupported character', 'config A\n\tbool @ "x"\n', ['KC0101 2:7']],
  ['a string without an end', 'config A\n\tbool "x\n', ['KC0102 2:7']],
  ['no new line at the end', 'config A\n\tbool "x"', ['KC0103 2:10']],
  ['NUL bytes', 'config A\n\tbool\0 "x"\n', ['KC0104 2:6']],
  ['a macro without an end', 'config A\n\tstring "$(x"\n', ['KC0105 2:10', 'KC0102 2:9']],
  ['too few arguments', 'X := $(shell)\n', ['KC0106 1:1']],
  ['too many arguments', 'X := $(lineno,1)\n', ['KC0106 1:1']],
  ['more than 16 words', `X := $(f${',1'.repeat(16)})\n`, ['KC0106 1:1']],
  ['a variable of itself', 'A = $(B)\nB = $(A)\nC := $(A)\n', ['KC0107 3:1']],
  ['endless recursion', 'f = $(f,$(1))\nC := $(f,1)\n', ['KC0108 2:1']],
  ['an expansion that explodes', `A0 = ${'x'.repeat(999)}\n${doubling(30)}X := $(A30)\n`, ['KC0108 32:1']],
  ['a shell where none is allowed', 'X := $(shell,echo)\n', ['KC0109 1:1']],
  ['$(info)', '$(info,hello)\n', ['KC0111 1:1']],
  ['$(warning-if)', '$(warning-if,y,careful)\n$(warning-if,n,no)\n', ['KC0112 1:1']],
  ['$(error-if)', '$(error-if,y,stop)\n', ['KC0113 1:1']],
  ['CRLF', 'config A\r\n\tbool "x"\r\n', ['KC0114 1:9']],
  ['a byte order mark', '\uFEFFconfig A\n\tbool "x"\n', ['KC0114 1:1']],
  ['a byte that is not UTF-8', 'config A\n\tbool "x\uDCFF"\n', ['KC0115 2:9']],
  ['an unknown statement', 'cofnig A\nconfig B\n\tbool "x"\n', ['KC0201 1:1']],
  ['a string as a statement', '"x"\n', ['KC0202 1:1']],
  ['config without a name', 'config\n\tbool "x"\n', ['KC0202 1:7']],
  ['a keyword as a name', 'config range\n\tbool "x"\n', ['KC0202 1:8']],
  ['depends without on', 'config A\n\tbool "x"\n\tdepends B\n', ['KC0202 3:10']],
  ['a prompt without quotes', 'config A\n\tbool x\n', ['KC0210 2:7']],
  ['a type whose default is missing', 'config A\n\tdef_bool\n', ['KC0209 2:10']],
  ['a function that nobody defined', 'config A\n\tdef_bool $(f,x)\n', ['KC0116 2:11', 'KC0209 2:17']],
  ['menu without a title', 'menu\nendmenu\n', ['KC0202 1:5']],
  ['an option without an entry', 'default y\n', ['KC0203 1:1']],
  ['an option of another entry', 'comment "x"\n\tdefault y\n', ['KC0203 2:2']],
  ['if without endif', 'if y\nconfig A\n\tbool "x"\n', ['KC0204 1:1']],
  ['menu without endmenu', 'menu "m"\n', ['KC0204 1:1']],
  ['choice without endchoice', 'choice\n\tprompt "c"\nconfig A\n\tbool "x"\n', ['KC0204 1:1']],
  ['blocks that overlap', 'menu "m"\nif y\nendmenu\n', ['KC0204 2:1']],
  ['endif without if', 'endif\n', ['KC0205 1:1']],
  ['endmenu of another file', 'menu "m"\nsource "b"\nendmenu\n', ['KC0205 1:1'], { b: 'endmenu\n' }],
  ['a missing file', 'source "none"\n', ['KC0206 1:8']],
  ['a file that sources itself', 'source "Kconfig"\n', ['KC0207 1:8']],
  ['files that source each other', 'source "b"\n', ['KC0207 1:8'], { b: 'source "Kconfig"\n' }],
  ['a source that leaves the tree', 'source "../b"\n', ['KC0219 1:1'], { '../b': 'config B\n\tbool "b"\n' }],
  ['a folder and back', 'source "a/../b"\n', [], { 'a/../b': 'config B\n\tbool "b"\n' }],
  ['nested macros', `X := ${'$(f,'.repeat(2000)}${')'.repeat(2000)}\n`, ['KC0108 1:1']],
  ['a late mainmenu', 'config A\n\tbool "x"\nmainmenu "m"\n', ['KC0208 3:1']],
  ['a mainmenu of a sourced file', 'source "b"\n', ['KC0208 1:1'], { b: 'mainmenu "m"\n' }],
  ['an expression without an end', 'config A\n\tbool "x"\n\tdepends on B &&\n', ['KC0209 3:17']],
  ['a parenthesis without an end', 'config A\n\tbool "x"\n\tdepends on (B\n', ['KC0209 3:15']],
  ['a chained comparison', 'config A\n\tbool "x"\n\tdepends on B = C = D\n', ['KC0210 3:19']],
  ['text after a statement', 'config A B\n\tbool "x"\n', ['KC0210 1:10']],
  ['boolean', 'config A\n\tboolean "x"\n', ['KC0211 2:2', 'KC0301 1:1']],
  ['rsource', 'rsource "x"\n', ['KC0211 1:1']],
  ['too many parentheses', `config A\n\tbool "x"\n\tdepends on ${'('.repeat(500)}y\n`, ['KC0212 3:313']],
  ['a menu in a choice', 'choice\n\tprompt "c"\nmenu "m"\nendmenu\nendchoice\n', ['KC0213 3:1', 'KC0301 1:1']],
  ['blank help', 'config A\n\tbool "x"\n\thelp\n\nconfig B\n\tbool "y"\n', ['KC0214 3:2']],
  ['help without indentation', 'config A\n\tbool "x"\n\thelp\nconfig B\n', ['KC0217 4:1']],
  ['two helps', 'config A\n\tbool "x"\n\thelp\n\t  a\n\thelp\n\t  b\n', ['KC0215 5:2']],
  ['menuconfig without a prompt', 'menuconfig A\n\tbool\n', ['KC0216 1:1']],
  ['no type', 'config A\n\tprompt "x"\n', ['KC0301 1:1']],
  ['two types', 'config A\n\tbool "x"\n\tint\n', ['KC0302 3:2']],
  ['two modules symbols', 'config A\n\tbool\n\tmodules\nconfig B\n\tbool\n\tmodules\n', ['KC0319 6:2']],
  ['two prompts', 'config A\n\tbool "x"\n\tprompt "y"\n', ['KC0303 3:2']],
  ['select of an int', 'config A\n\tbool "x"\n\tselect B\nconfig B\n\tint "y"\n', ['KC0304 3:2']],
  ['select by an int', 'config A\n\tint "x"\n\tselect B\nconfig B\n\tbool "y"\n', ['KC0304 3:2']],
  ['a default that is an expression', 'config A\n\tint "x"\n\tdefault 1 || 2\n', ['KC0305 3:2']],
  ['a default that is no number', 'config A\n\tint "x"\n\tdefault 0x1\n', ['KC0305 3:2']],
  ['a range of a string', 'config A\n\tstring "x"\n\trange 1 2\n', ['KC0306 3:2']],
  ['a range of words', 'config A\n\tint "x"\n\trange low high\n', ['KC0306 3:2']],
  ['a dependency on itself', 'config A\n\tbool "x"\n\tdepends on A\n', ['KC0307 1:1']],
  ['a circle', 'config A\n\tbool "x"\n\tdepends on B\nconfig B\n\tbool "y"\n\tselect A\n', []],
  [
    'a circle of depends',
    'config A\n\tbool "x"\n\tdepends on B\nconfig B\n\tbool "y"\n\tdepends on A\n',
    ['KC0307 4:1'],
  ],
  ['a circle of defaults', 'config A\n\tint\n\tdefault B\nconfig B\n\tint\n\tdefault A\n', ['KC0307 4:1']],
  ['a member without a prompt', 'choice\n\tprompt "c"\nconfig A\n\tbool\nendchoice\n', ['KC0308 3:1']],
  ['a choice without a prompt', 'choice\nconfig A\n\tbool "x"\nendchoice\n', ['KC0308 1:1']],
  ['a default of a member', 'choice\n\tprompt "c"\nconfig A\n\tbool "x"\n\tdefault y\nendchoice\n', ['KC0309 5:2']],
  [
    'a member outside its choice',
    'choice\n\tprompt "c"\nconfig A\n\tbool "x"\nendchoice\nconfig A\n\tbool "y"\n',
    ['KC0310 7:2'],
  ],
  [
    'a default that is no member',
    'choice\n\tprompt "c"\n\tdefault B\nconfig A\n\tbool "x"\nendchoice\n',
    ['KC0311 3:2'],
  ],
  ['a bool compared with m', 'config A\n\tbool "x"\nconfig B\n\tbool "y"\n\tdepends on A = m\n', ['KC0312 3:1']],
  ['blanks before a prompt', 'config A\n\tbool " x"\n', ['KC0317 2:2']],
  ['a constant as a name', 'config y\n\tbool "x"\n', ['KC0313 1:8']],
];

function doubling(count: number): string {
  return Array.from({ length: count }, (_, index) => `A${index + 1} = $(A${index})$(A${index})\n`).join('');
}

describe('bad input', () => {
  it.each(cases.map(([name, text, expected, more = {}]) => ({ name, text, expected, more })))(
    '$name',
    ({ text, expected, more }) => {
      expect(codesAt(parseText(text, more).diagnostics)).toEqual(expected);
    },
  );

  it('a top file that does not exist', () => {
    expect(codesAt(parseText('', {}, { file: 'other' }).diagnostics)).toEqual(['KC0206 -']);
  });

  it('does not tell more than anybody reads', () => {
    const { diagnostics } = parseText(`config A\n\tbool "a"\n\tdepends on ${'@'.repeat(100_000)}y\n)\n`);
    expect(diagnostics).toHaveLength(20_001);
    expect(diagnostics.at(-1)).toMatchObject({ severity: 'error', at: { line: 4 } });
  });

  it('gives up on a tree that expands without end, line by line', () => {
    const { diagnostics } = parseText(`A0 = ${'x'.repeat(99)}\n${doubling(14)}${'X := $(A14)\n'.repeat(40)}`);
    expect(codesAt(diagnostics).slice(-1)).toEqual(['KC0108 55:1']);
    expect(diagnostics.at(-1)?.message).toBe('the tree expands too many references');
  });

  it('reads a line of many texts in time', () => {
    const { diagnostics } = parseText(`config A\n\tbool "a"\n\tdefault ${'"" '.repeat(200_000)}\n`);
    expect(codesAt(diagnostics)).toEqual(['KC0210 3:13']);
  });

  it('survives a choice inside itself', () => {
    const choice = 'choice C\n\tprompt "c"\nconfig A\n\tbool "a"\n';
    const { diagnostics } = parseText(`${choice}${choice}config B\n\tbool "b"\nendchoice\nendchoice\n`);
    expect(codesAt(diagnostics)).toContain('KC0213 5:1');
  });

  it('says everything in one line', () => {
    const { diagnostics } = parseText(`config A\n\tbool "a"\n\tdepends on $(A\0\x1b[31m${'x'.repeat(5000)}\n`);
    for (const { message } of diagnostics) expect(message).toMatch(/^[^\p{Cc}]{1,1100}$/u);
  });

  it('keeps what it understood', () => {
    const { model } = parseText('cofnig A\nif (\nconfig B\n\tbool "b"\nendif\nconfig C\n\tbool "c"\n\tfoo\n');
    expect([...model.symbols.keys()]).toEqual(['B', 'C']);
  });

  it('carries the source line and says who included whom', () => {
    const { diagnostics } = parseText('source "b"\n', { b: '\nsource "Kconfig"\n' });
    expect(diagnostics[0]).toMatchObject({
      source: 'source "Kconfig"',
      at: { file: 'b', line: 2, col: 8 },
      related: [{ at: { file: 'Kconfig', line: 1, col: 8 } }, { at: { file: 'b', line: 2, col: 8 } }],
    });
  });
});
