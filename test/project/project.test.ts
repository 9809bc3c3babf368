import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildPathsOf, loadProject } from '../../src/project/project.js';
import { codesOf, errorsOf, unwrap } from '../plan/plan-input.js';
import { temporaryFolder } from '../process/temporary-folder.js';

const load = (text: string) => loadProject(temporaryFolder({ 'bljh.ini': text }));

describe('loadProject', () => {
  it('has defaults for all but the name', () => {
    expect(unwrap(load('name = app\n'))).toMatchObject({
      name: 'app',
      package: '.',
      artifact: 'executable',
      tags: {},
      ldflags: {},
    });
  });

  it('keeps the dots of variables and the case of symbols', () => {
    const text = 'name = app\n[tags]\nFoo_1 = bar\n[ldflags]\nexample.org/a.b.Version = V\n';
    expect(unwrap(load(text))).toMatchObject({ tags: { Foo_1: 'bar' }, ldflags: { 'example.org/a.b.Version': 'V' } });
  });

  it.each([
    ['no name', 'package = .\n', 1, 'name: '],
    [
      'a name that begins with a digit',
      'name = 1app\n',
      1,
      'name: expected letters, digits, - and _, beginning with a letter',
    ],
    ['a name with a path', '\nname = ../app\n', 2, 'name: expected letters'],
    ['an absolute package', 'name = a\npackage = /cmd\n', 2, 'package: expected a folder below the project'],
    ['a package above the project', 'name = a\npackage = ./../x\n', 2, 'package: expected a folder below the project'],
    ['a package with a space', 'name = a\npackage = ./my cmd\n', 2, 'package: expected a folder'],
    [
      'another artifact',
      'name = a\nartifact = shared\n',
      2,
      'artifact: expected one of executable, c-archive, not "shared"',
    ],
    ['an unknown key', 'name = a\n\ndefault-board = x\n', 3, 'default-board: unknown key'],
    ['an unknown section', 'name = a\n[tag]\nA = b\n', 2, 'tag: unknown key'],
    ['no symbol', 'name = a\n[tags]\nA-B = b\n', 3, 'tags.A-B: '],
    ['an empty tag', 'name = a\n[tags]\nA =\n', 3, 'tags.A: '],
    ['a tag that ini reads as yes or no', 'name = a\n[tags]\nA = true\n', 3, 'tags.A: '],
    ['no variable', 'name = a\n[ldflags]\nversion = V\n', 3, 'ldflags.version: '],
    [
      'no symbol for a variable',
      'name = a\n[ldflags]\nmain.v = A B\n',
      3,
      'ldflags.main.v: expected the name of a Kconfig symbol',
    ],
    ['a malformed line', 'name = a\nhello\n', 2, 'expected "key = value"'],
    ['a bad value after CRLF and a byte order mark', '\ufeffname = a\r\nartifact = x\r\n', 2, 'artifact: '],
  ])('%s: code, line, key and what was expected', (_name, text, line, message) => {
    const result = load(text);
    const error = errorsOf(result).find((each) => each.message.startsWith(message));
    expect(error, JSON.stringify(errorsOf(result))).toMatchObject({
      code: 'PJ0002',
      at: { line, file: expect.stringMatching(/bljh\.ini$/) },
    });
  });

  it.each([
    ['A-B = b', 'the name of a Kconfig symbol'],
    ['A = true', 'expected'],
  ])('[tags] %s: says what was expected', (line, expected) => {
    expect(errorsOf(load(`name = a\n[tags]\n${line}\n`))[0]?.message).toContain(expected);
  });

  it('finds the project from a folder below, and the nearest one', () => {
    const folder = temporaryFolder({ 'bljh.ini': 'name = outer\n', 'inner/bljh.ini': 'name = inner\n' });
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    mkdirSync(join(folder, 'inner/c'));
    expect(unwrap(loadProject(join(folder, 'a/b')))).toMatchObject({ name: 'outer', folder });
    expect(unwrap(loadProject(join(folder, 'inner/c'))).name).toBe('inner');
  });

  it('says where it looked, and how to make a project', () => {
    const folder = temporaryFolder();
    expect(errorsOf(loadProject(folder))).toMatchObject([
      {
        code: 'PJ0001',
        message: expect.stringContaining(folder),
        hint: { command: expect.stringContaining('bljh new') },
      },
    ]);
  });

  it('does not throw when bljh.ini is a folder', () => {
    const folder = temporaryFolder({ 'bljh.ini/x': '' });
    expect(codesOf(loadProject(folder))).toHaveLength(1);
  });
});

it('no two boards share a path', () => {
  const paths = [...Object.values(buildPathsOf('a')), ...Object.values(buildPathsOf('b'))];
  expect(new Set(paths).size).toBe(paths.length);
});
