import { existsSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stageSources } from '../../src/pipelines/stage-sources.js';
import { placeFiles, temporaryFolder } from '../process/temporary-folder.js';

const MAIN = '//go:build baremetal\n\npackage main\n';

function stage(
  files: Readonly<Record<string, string>>,
  options: {
    embedded?: readonly string[];
    packageFolders?: readonly string[];
    added?: Readonly<Record<string, string>>;
    folder?: string;
  } = {},
) {
  const folder = options.folder ?? temporaryFolder(files);
  const stageFolder = join(folder, 'build/virt32/stage');
  placeFiles(folder, { 'build/virt32/stage/go.mod': 'module app\n' });
  stageSources({
    projectFolder: folder,
    stageFolder,
    kept: ['go.mod'],
    embedded: options.embedded ?? [],
    packageFolders: options.packageFolders ?? [],
    added: new Map(Object.entries(options.added ?? {})),
  });
  return {
    folder,
    names: readdirSync(stageFolder, { recursive: true }).map(String).sort(),
    at: (path: string) => join(stageFolder, path),
    read: (path: string) => readFileSync(join(stageFolder, path), 'utf8'),
  };
}

describe('stageSources', () => {
  it('copies Go and C sources with a line that names the original', () => {
    const { read } = stage({ 'main.go': MAIN, 'lib/lib.go': 'package lib\n', 'lib/a b.c': 'int x;\n' });
    expect(read('main.go')).toBe(`//line ../../../main.go:1:1\n${MAIN}`);
    expect(read('lib/lib.go')).toBe('//line ../../../../lib/lib.go:1:1\npackage lib\n');
    expect(read('lib/a b.c')).toBe(`#line 1 "../../../lib/a b.c"\nint x;\n`);
  });

  it('copies a package behind a link, and passes by a link in a circle', () => {
    const folder = temporaryFolder({ 'app/main.go': MAIN, 'common/common.go': 'package common\n' });
    symlinkSync('../common', join(folder, 'app/shared'));
    symlinkSync('../common', join(folder, 'app/unused'));
    placeFiles(folder, { 'far/inner/inner.go': 'package inner\n' });
    symlinkSync('../far', join(folder, 'app/deep'));
    symlinkSync('loop.go', join(folder, 'app/loop.go'));
    symlinkSync('.', join(folder, 'app/here'));
    const { names, read } = stage({}, { folder: join(folder, 'app'), packageFolders: ['.', 'shared', 'deep/inner'] });
    const staged = ['deep', 'deep/inner', 'deep/inner/inner.go', 'go.mod', 'main.go', 'shared', 'shared/common.go'];
    expect(names).toEqual(staged);
    expect(read('shared/common.go')).toBe('//line ../../../../shared/common.go:1:1\npackage common\n');
  });

  it('leaves out tests, go.mod, other modules, what is hidden and what bljh makes', () => {
    const { names } = stage({
      'main.go': MAIN,
      'go.mod': 'module mine\n',
      'main_test.go': MAIN,
      'sub/go.mod': 'module other\n',
      'sub/x.go': MAIN,
      '.git/config': '',
      '.vscode/settings.json': '',
      '.bljh/go/config/config.go': '',
      'build/virt64/app': '',
    });
    expect(names).toEqual(['go.mod', 'main.go']);
  });

  it('an embedded file has the same bytes, also if it is a source or hidden', () => {
    const embedded = ['main.go', '.well/known.txt', 'web/x.html'];
    const { read, at } = stage({ 'main.go': MAIN, '.well/known.txt': 'a', 'web/x.html': 'b' }, { embedded });
    expect(read('main.go')).toBe(MAIN);
    expect(read('.well/known.txt')).toBe('a');
    expect(lstatSync(at('web/x.html')).isFile()).toBe(true);
  });

  it('what is no source is linked', () => {
    const { at, read } = stage({ 'main.go': MAIN, 'lib/libx.a': '!<arch>', 'testdata/include/x.h': 'int x;' });
    expect(lstatSync(at('lib/libx.a')).isSymbolicLink()).toBe(true);
    expect(read('lib/libx.a')).toBe('!<arch>');
    expect(lstatSync(at('testdata')).isSymbolicLink()).toBe(true);
  });

  it('a source that is a link is copied, and a link to nowhere is left out', () => {
    const folder = temporaryFolder({ 'main.go': MAIN, 'shared/x.txt': 'package main\n' });
    symlinkSync('shared/x.txt', join(folder, 'x.go'));
    symlinkSync('nowhere', join(folder, 'y.go'));
    const { read, names } = stage({}, { folder });
    expect(read('x.go')).toBe('//line ../../../x.go:1:1\npackage main\n');
    expect(names).not.toContain('y.go');
  });

  it('drops the byte order mark, which Go takes at the beginning of a file only', () => {
    expect(stage({ 'main.go': `\uFEFF${MAIN}` }).read('main.go')).toMatch(/:1:1\n\/\/go:build/);
  });

  it('a second time: what is gone in the tree is gone in the copy, what is the same is not written', () => {
    const { folder, at } = stage(
      { 'main.go': MAIN, 'old.go': MAIN, 'lib/lib.go': 'package lib\n' },
      { added: { 'lib/zz.go': '' } },
    );
    const before = statSync(at('main.go')).mtimeMs;
    writeFileSync(join(folder, 'old.go'), 'package main\n');
    const again = stage({}, { folder });
    expect(existsSync(at('lib/zz.go'))).toBe(false);
    expect(again.read('old.go')).toContain('\npackage main\n');
    expect(statSync(at('main.go')).mtimeMs).toBe(before);
  });

  it("writes nothing into the user's tree", () => {
    const files = { 'main.go': MAIN, 'lib/x.c': 'int x;\n' };
    const { folder } = stage(files, { added: { 'zz.go': 'package main\n' } });
    expect(readFileSync(join(folder, 'main.go'), 'utf8')).toBe(MAIN);
    expect(readdirSync(folder).sort()).toEqual(['build', 'lib', 'main.go']);
    expect(readdirSync(join(folder, 'lib'))).toEqual(['x.c']);
  });

  it('a link where a copy belongs does not lead into the tree', () => {
    const { folder, at } = stage({ 'main.go': MAIN, 'data.bin': 'x' });
    expect(lstatSync(at('data.bin')).isSymbolicLink()).toBe(true);
    const { read } = stage({}, { folder, embedded: ['data.bin'] });
    expect(lstatSync(at('data.bin')).isSymbolicLink()).toBe(false);
    expect(read('data.bin')).toBe('x');
    expect(lstatSync(join(folder, 'data.bin')).isFile()).toBe(true);
  });
});
