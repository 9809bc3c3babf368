// Reading .config texts: what is a setting, what is not, and where.

import { describe, expect, it } from 'vitest';
import {
  formatAutoConf,
  formatAutoHeader,
  formatConfig,
  formatDefconfig,
  formatRustFlags,
  readConfigFile,
  resolveConfig,
} from '../../src/kconfig/index.js';
import { codesAt, parseText, resolveText } from './inline-model.js';

const { model } = parseText(
  'config B\n\tbool "b"\nconfig I\n\tint "i"\nconfig H\n\thex "h"\nconfig S\n\tstring "s"\nconfig T\n\ttristate "t"\n',
);

function read(text: string) {
  const { settings, diagnostics } = readConfigFile('f', text, model);
  return [settings.map(({ name, value }) => `${name}=${value}`), codesAt(diagnostics)];
}

describe('readConfigFile', () => {
  it.each([
    ['a bool', 'CONFIG_B=y\n', ['B=y'], []],
    ['not set', '# CONFIG_B is not set\n', ['B=n'], []],
    ['not set, with more text', '# CONFIG_B is not set # why\n', ['B=n'], []],
    ['no new line at the end', 'CONFIG_B=y', ['B=y'], []],
    ['comments and blank lines', '#\n# text\n#CONFIG_B=y\n\n# CONFIG_B\n', [], []],
    ['numbers keep their spelling', 'CONFIG_I=-5\nCONFIG_H=1F\n', ['I=-5', 'H=1F'], []],
    ['an empty number', 'CONFIG_I=\n', ['I='], []],
    ['strings are unescaped', 'CONFIG_S="a\\"b\\\\c\\d"\n', ['S=a"b\\cd'], []],
    ['an empty string', 'CONFIG_S=""\n', ['S='], []],
    ['unknown symbols are kept', 'CONFIG_NOBODY=1\nCONFIG_NOONE="x"\n', ['NOBODY=1', 'NOONE=x'], []],
    ['CRLF', 'CONFIG_S="a"\r\n# CONFIG_B is not set\r\n', ['S=a', 'B=n'], ['KC0403 1:13']],
    ['a byte order mark', '\uFEFFCONFIG_B=y\n', ['B=y'], ['KC0403 1:1']],
    ['garbage', 'CONFIG_B=y\n  CONFIG_I=1\nfoo\n', ['B=y'], ['KC0401 2:1', 'KC0401 3:1']],
    ['no equals sign', 'CONFIG_B\n', [], ['KC0401 1:1']],
    ['conflict markers', '<<<<<<< ours\nCONFIG_B=y\n=======\n>>>>>>> theirs\n', ['B=y'], ['KC0402 1:1']],
    [
      'both sides of a conflict',
      '<<<<<<< a\nCONFIG_I=1\n=======\nCONFIG_I=2\n>>>>>>> b\n',
      ['I=1', 'I=2'],
      ['KC0402 1:1'],
    ],
    ['set twice', 'CONFIG_I=1\nCONFIG_I=2\n', ['I=1', 'I=2'], ['KC0404 2:1']],
    ['a number in quotes', 'CONFIG_I="5"\n', [], ['KC0405 1:10']],
    ['a word for a bool', 'CONFIG_B=yes\n', [], ['KC0405 1:10']],
    ['m for a bool', 'CONFIG_B=m\n', [], ['KC0405 1:10']],
    ['a string without quotes', 'CONFIG_S=abc\n', [], ['KC0405 1:10']],
    ['a string without an end', 'CONFIG_S="abc\n', [], ['KC0406 1:10']],
    ['not set, of a number', '# CONFIG_I is not set\n', [], ['KC0407 1:1']],
    ['NUL bytes', 'CONFIG_B=y\0\n', [], ['KC0405 1:10']],
  ])('%s', (_name, text, settings, codes) => {
    expect(read(text)).toEqual([settings, codes]);
  });

  it('names the lines of all conflict markers in one error', () => {
    const text = 'CONFIG_B=y\n<<<<<<< ours\n||||||| base\n=======\n>>>>>>> theirs\n';
    expect(readConfigFile('f', text).diagnostics).toMatchObject([
      {
        message: 'merge conflict markers on lines 2, 3, 4, 5: a merge was not finished',
        related: [{ at: { line: 3 } }, { at: { line: 4 } }, { at: { line: 5 } }],
      },
    ]);
  });

  it('shows the part around the place of a line that is as long as a file', () => {
    const [long, deep] = readConfigFile('f', `${'x'.repeat(5000)}\n`).diagnostics.concat(
      readConfigFile('f', `CONFIG_${'Y'.repeat(5000)}="open\n`).diagnostics,
    );
    expect(long?.source).toHaveLength(1000);
    expect(deep).toMatchObject({ code: 'KC0406', at: { line: 1, col: 5009 } });
    expect(deep?.source).toMatch(/^Y+="open$/);
    expect(deep?.source?.length).toBeLessThanOrEqual(1000);
  });

  it('gives each setting its place and source', () => {
    expect(readConfigFile('f', '\nCONFIG_B=y\n').settings).toEqual([
      { name: 'B', value: 'y', at: { file: 'f', line: 2, col: 1 }, by: 'f' },
    ]);
  });

  it('reads names with another prefix', () => {
    const text = 'B=y\n# BR2.I is not set\nBR2.I=5\nBR2XI=6\n';
    const { settings, diagnostics } = readConfigFile('f', text, undefined, { prefix: 'BR2.' });
    expect(settings.map(({ name, value }) => `${name}=${value}`)).toEqual(['I=n', 'I=5']);
    expect(codesAt(diagnostics)).toEqual(['KC0401 1:1', 'KC0404 3:1', 'KC0401 4:1']);
    expect(readConfigFile('f', 'B=y\n# I is not set\n', undefined, { prefix: '' }).settings).toHaveLength(2);
  });

  it('unquotes without a model too', () => {
    expect(readConfigFile('f', 'CONFIG_X="a b"\nCONFIG_Y=0x1\n').settings.map(({ value }) => value)).toEqual([
      'a b',
      '0x1',
    ]);
  });
});

describe('writing', () => {
  it('gives builds their files', () => {
    const text =
      'config MODULES\n\tdef_bool y\n\tmodules\nconfig T\n\ttristate "t"\nconfig S\n\tstring "s"\nconfig H\n\thex "h"\nconfig N\n\tbool "n"\n';
    const own = resolveText(text, 'CONFIG_T=m\nCONFIG_S="a\\"b"\nCONFIG_H=1f\n');
    const sorted = (lines: string) => lines.split('\n').toSorted();
    expect(sorted(formatAutoConf(own.model, own.resolution, { prefix: 'X_' }))).toEqual(
      sorted('#\n# Automatically generated file; DO NOT EDIT.\n# Main menu\n#\nX_MODULES=y\nX_T=m\nX_S=a"b\nX_H=1f\n'),
    );
    expect(formatAutoHeader(own.model, own.resolution)).toContain('#define CONFIG_T_MODULE 1\n');
    expect(formatAutoHeader(own.model, own.resolution)).toContain('#define CONFIG_H 0x1f\n');
    expect(formatRustFlags(own.model, own.resolution)).toContain('--cfg=CONFIG_S="a\\"b"\n');
  });

  it('throws for a resolution of another model', () => {
    const own = resolveText('config B\n\tdef_bool y\n');
    expect(() => formatAutoConf(model, own.resolution)).toThrow(TypeError);
  });

  it('takes another header', () => {
    const own = resolveText('config B\n\tdef_bool y\n');
    expect(formatConfig(own.model, own.resolution, { header: 'one\n\ntwo' })).toBe(
      '#\n# one\n#\n# two\n#\nCONFIG_B=y\n',
    );
  });

  it('writes an empty defconfig for defaults', () => {
    expect(formatDefconfig(model, resolveConfig(model, []))).toBe('');
  });

  it('leaves out of a defconfig what follows by itself', () => {
    const text =
      'config A\n\tbool "a"\n\tselect B\nconfig B\n\tbool "b"\nconfig C\n\tbool "c"\n\tdefault A\nconfig D\n\tint "d"\n\tdefault 1\n';
    const result = resolveText(text, 'CONFIG_A=y\nCONFIG_B=y\nCONFIG_C=y\nCONFIG_D=2\n');
    expect(formatDefconfig(result.model, result.resolution)).toBe('CONFIG_A=y\nCONFIG_D=2\n');
  });
});
