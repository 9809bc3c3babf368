import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFreshness } from '../../src/cache/build-state.js';
import { prepareBuild } from '../../src/pipelines/prepare-build.js';
import { stampInputs } from '../../src/pipelines/record-build.js';
import { listSourceInputs } from '../../src/pipelines/source-inputs.js';
import { loadProject } from '../../src/project/project.js';
import { NO_GO, readGoMods } from '../plan/go-oracle.js';
import { PACKAGE, unwrap } from '../plan/plan-input.js';
import { placeFiles, temporaryFolder } from '../process/temporary-folder.js';

const MOD = 'module app\n\ngo 1.23\n';
const filesOf = (files: Readonly<Record<string, string>>, goMod = MOD) =>
  listSourceInputs(temporaryFolder({ 'go.mod': MOD, ...files }), goMod, '.');

const cgo = (flags: string, line: string) => `package p\n\n// #cgo ${flags}\n// ${line}\nimport "C"\n`;

describe('listSourceInputs', () => {
  it('lists sources and their folders, not tests and hidden ones', () => {
    const inputs = filesOf({
      'main.go': '',
      'a_test.go': '',
      '_x.go': '',
      'lib/lib.go': '',
      'lib/start.s': '',
      'docs/readme.md': '',
      '.git/x.go': '',
      'testdata/x.go': '',
    });
    expect(inputs).toEqual({
      files: ['lib/lib.go', 'lib/start.s', 'main.go'],
      folders: ['.', 'lib'],
      embedding: [],
      isrMarks: [],
      odd: [],
    });
  });

  it('lists what C sources take in by name, and libraries that cgo links', () => {
    const lines = ['#include "table.inc"', `#cgo CFLAGS: -I\${SRCDIR}/inc`, `#cgo LDFLAGS: -L\${SRCDIR}/lib -lsensor`];
    const cgo = `${lines.map((line) => `// ${line}\n`).join('')}import "C"\n`;
    const { files } = filesOf({
      'main.go': `package main\n\n${cgo}`,
      'table.inc': '#include "deep.def"\n#include <stdio.h>\n',
      'inc/deep.def': '',
      'inc/other.def': '',
      'lib/libsensor.a': '',
      'start.S': '.incbin "font.bin"\n',
      'font.bin': '',
    });
    expect(files).toEqual(['font.bin', 'inc/deep.def', 'lib/libsensor.a', 'main.go', 'start.S', 'table.inc']);
  });

  it.each([
    ['behind a label', { 'start.S': 'font: .incbin "font.bin"\n' }, 'font.bin'],
    ['behind another directive', { 'start.S': '.section .rodata; .incbin "font.bin", 4\n' }, 'font.bin'],
    ['in assembler of C', { 'x.c': '__asm__(".incbin \\"font.bin\\"\\n");\n' }, 'font.bin'],
    ['beside the package', { 'p/p.go': cgo(`CFLAGS: -I\${SRCDIR}/../inc`, '#include "far.def"') }, 'inc/far.def'],
    ['-I as a word of its own', { 'p/p.go': cgo('CFLAGS: -I ../inc', '#include "far.def"') }, 'inc/far.def'],
    ['by -isystem', { 'p/p.go': cgo('CFLAGS: -isystem ../inc', '#include <far.def>') }, 'inc/far.def'],
    ['by -include', { 'p/p.go': cgo('CFLAGS: -include ../inc/far.def', '') }, 'inc/far.def'],
    ['-L and -l:', { 'p/p.go': cgo(`LDFLAGS: -L "\${SRCDIR}/../lib" -l:libx.a`, '') }, 'lib/libx.a'],
    ['-l as a word of its own', { 'p/p.go': cgo('LDFLAGS: -L../lib -l x', '') }, 'lib/libx.a'],
  ])('what is taken in %s is an input', (_, files, taken) => {
    const others = { 'font.bin': '', 'inc/far.def': '', 'lib/libx.a': '' };
    expect(filesOf({ 'main.go': 'package main\n', ...others, ...files }).files).toContain(taken);
    expect(filesOf({ 'main.go': 'package main\n', ...others }).files).toEqual(['main.go']);
  });

  it('follows a link to a folder where an import goes through it, and no other', () => {
    const folder = temporaryFolder({
      'app/go.mod': MOD,
      'app/main.go': 'package main\n\nimport _ "app/shared/deep"\n',
      'common/deep/deep.go': 'package deep\n\nimport _ "app/inner/second"\n',
      'more/second.go': 'package second\n',
    });
    placeFiles(folder, { 'app/inner/inner.go': 'package inner\n' });
    symlinkSync('../common', join(folder, 'app/shared'));
    symlinkSync('../../more', join(folder, 'app/inner/second'));
    symlinkSync('/', join(folder, 'app/everything'));
    symlinkSync('..', join(folder, 'app/inner/up'));
    symlinkSync('circle', join(folder, 'app/circle'));
    expect(listSourceInputs(join(folder, 'app'), MOD, '.')).toMatchObject({
      files: ['inner/inner.go', 'inner/second/second.go', 'main.go', 'shared/deep/deep.go'],
      folders: ['.', 'inner', 'inner/second', 'shared/deep'],
    });
  });

  it.each(['./cmd', './cmd/tool'])('follows a link to the main package %s', (mainPackage) => {
    const folder = temporaryFolder({ 'app/go.mod': MOD, 'elsewhere/main.go': '', 'elsewhere/tool/main.go': '' });
    symlinkSync('../elsewhere', join(folder, 'app/cmd'));
    expect(listSourceInputs(join(folder, 'app'), MOD, mainPackage).files).toContain(`${mainPackage.slice(2)}/main.go`);
    expect(listSourceInputs(join(folder, 'app'), MOD, '.').files).toEqual([]);
  });

  it("leaves out what bljh makes, in the project's own build folder", () => {
    expect(filesOf({ 'main.go': '', 'build/virt64/gen/config/config.go': '' }).files).toEqual(['main.go']);
  });

  it.each(['internal/build/x.go', 'node_modules/x/x.go', 'internal/vendored/x.go'])(
    'lists %s: Go compiles it like any package',
    (file) => {
      expect(filesOf({ 'main.go': '', [file]: 'package x\n' }).files).toContain(file);
    },
  );

  it('leaves out a module within the module, but follows replaced ones', () => {
    const files = { 'main.go': '', 'other/go.mod': MOD, 'other/other.go': '' };
    expect(filesOf(files).files).toEqual(['main.go']);
    expect(filesOf(files, `${MOD}replace example.org/other => ./other\n`)).toEqual({
      files: ['main.go', 'other/go.mod', 'other/other.go'],
      folders: ['.', 'other'],
      embedding: [],
      isrMarks: [],
      odd: [],
    });
    expect(filesOf(files, `${MOD}replace bljh/config => ./other\n`).files).toEqual(['main.go']);
    expect(filesOf(files, `${MOD}replace example.org/gone => ./gone\n`).files).toEqual(['main.go']);
  });

  it.each([
    ['a line', 'replace a/b => ./other\n', true],
    ['a quoted folder', 'replace a/b => "./other"\n', true],
    ['a raw-quoted folder', 'replace a/b => `./other`\n', true],
    ['a quoted folder with a space', 'replace a/b => "./other side"\n', true],
    ['a version', 'replace a/b v1.0.0 => ./other\n', true],
    ['a block', 'replace (\n\ta/b => ./other // why\n)\n', true],
    ['a block with CRLF', 'replace (\r\n\ta/b => ./other\r\n)\r\n', true],
    ['a comment', '// replace a/b => ./other\n', false],
    ['a tab', 'replace a/b\t=>\t./other\n', true],
  ])('finds the folder of a replacement in %s, as go does', (_name, line, expected) => {
    const inputs = filesOf(
      { 'other/go.mod': MOD, 'other/x.go': '', 'other side/go.mod': MOD, 'other side/x.go': '' },
      MOD + line,
    );
    expect(inputs.files.some((file) => file.startsWith('other'))).toBe(expected);
  });

  it.skipIf(NO_GO !== undefined)(
    `takes the parent folder for a replacement, as go does (${NO_GO ?? 'go is here'})`,
    () => {
      const folder = temporaryFolder({ 'go.mod': MOD, 'x.go': '', 'app/go.mod': `${MOD}replace a/b => ..\n` });
      expect(readGoMods([join(folder, 'app/go.mod')])[0]?.Replace).toMatchObject([{ New: { Path: '..' } }]);
      expect(listSourceInputs(join(folder, 'app'), `${MOD}replace a/b => ..\n`, '.').files).toContain('../x.go');
    },
  );
});

describe('embedded files', () => {
  const main = 'package main\n\n//go:embed all:assets\nvar assets string\n';
  const files = { 'bljh.ini': 'name = app\n', 'go.mod': MOD, 'main.go': main, 'assets/a.txt': 'a' };

  function freshAfter(
    change: Readonly<Record<string, string>>,
    initial: Readonly<Record<string, string>> = {},
  ): boolean {
    const folder = temporaryFolder({ ...files, ...initial });
    const project = unwrap(loadProject(folder));
    const inputs = stampInputs(unwrap(prepareBuild({ project, boardName: 'virt64', packageFolder: PACKAGE })));
    placeFiles(folder, change);
    const state = {
      schemaVersion: 1,
      buildId: '',
      inputs: inputs.files,
      folders: inputs.folders,
      absent: [],
      outputs: [],
      tools: [],
      environment: {},
      artifacts: [],
      summary: '',
    } as const;
    return checkFreshness(state, folder, '', {}).fresh;
  }

  it('nothing changed', () => expect(freshAfter({})).toBe(true));

  it.each([
    ['other content', { 'assets/a.txt': 'b' }, {}],
    ['a new file', { 'assets/b.txt': '' }, {}],
    ['a new file deeper', { 'assets/deep/b.txt': '' }, { 'assets/deep/a.txt': '' }],
    ['other content in a folder called build', { 'assets/build/a.txt': 'b' }, { 'assets/build/a.txt': 'a' }],
    ['other content in a folder called testdata', { 'assets/testdata/a.txt': 'b' }, { 'assets/testdata/a.txt': 'a' }],
    ['other content of a hidden file', { 'assets/.env': 'b' }, { 'assets/.env': 'a' }],
    ['other content of a Go file in a hidden folder', { 'assets/_x/a.go': 'b' }, { 'assets/_x/a.go': 'a' }],
  ])('%s is a reason to build', (_name, change, initial) => {
    expect(freshAfter(change as Readonly<Record<string, string>>, initial as Readonly<Record<string, string>>)).toBe(
      false,
    );
  });
});
