/** bljh new, clean, and the places where projects lie: names that shells and make would trip over (F24, C26, C11). */
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFakeRig } from '../fakes/fake-tools.js';
import { bljhFile, packageFolder, treeOf } from '../rig.js';

describe('bljh new', () => {
  it.each(['led_blink', 'driver', 'options'])(
    'template %s: whole, named after its folder, no placeholder left',
    async (template) => {
      const rig = makeFakeRig();
      const { code, stdout, stderr } = await rig.bljh(['new', 'My-App', '-t', template]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^made .*\/My-App from template \w+ \(\d+ files\)\n$/);
      expect(stderr).toMatch(/^next: cd .*My-App && bljh build\n$/);
      expect(rig.read('My-App/bljh.ini')).toMatch(/^name = my-app$/m);
      expect(rig.read('My-App/.gitignore')).toContain('/build/');
      for (const name of ['.bljh/go/machine/go.mod', '.bljh/go/config/config.go', 'go.mod'])
        expect(existsSync(rig.path('My-App', name)), name).toBe(true);
      for (const file of Object.keys(treeOf(rig.path('My-App'))))
        if (existsSync(rig.path('My-App', file, '.')) === false)
          expect(rig.read(`My-App/${file}`)).not.toContain('@NAME@');
      expect(readdirSync(rig.folder).filter((name) => name.includes('.tmp'))).toEqual([]);
      expect(rig.calls()).toEqual([]);
    },
  );

  it("says so when the folder's name is none for the project", async () => {
    const { stdout } = await makeFakeRig().bljh(['new', 'größe']);
    expect(stdout).toContain('the project is called gr_e (bljh.ini), not größe\n');
  });

  it('into an empty folder works; into one with files, or twice, changes nothing', async () => {
    const rig = makeFakeRig();
    mkdirSync(rig.path('empty'));
    expect((await rig.bljh(['new', 'empty'])).code).toBe(0);
    const before = treeOf(rig.path('empty'));
    const twice = await rig.bljh(['new', 'empty']);
    expect(twice).toMatchObject({ code: 2, stdout: '' });
    expect(twice.stderr).toContain(`error[CL0007]: ${rig.path('empty')} is not empty`);
    expect(treeOf(rig.path('empty'))).toEqual(before);
    rig.write('mine/notes.txt', 'mine');
    expect((await rig.bljh(['new', 'mine'])).code).toBe(2);
    expect(readdirSync(rig.path('mine'))).toEqual(['notes.txt']);
  });

  it('where a file of that name is: a message, not a bug', async () => {
    const rig = makeFakeRig();
    rig.write('taken', 'a file');
    const { code, stderr } = await rig.bljh(['new', 'taken']);
    expect([2, 3], stderr).toContain(code);
    expect(stderr).not.toContain('bug in bljh');
    expect(rig.read('taken')).toBe('a file');
  });

  it('below a folder that is not there yet makes it', async () => {
    const rig = makeFakeRig();
    expect((await rig.bljh(['new', 'a/b/c'])).code).toBe(0);
    expect(rig.read('a/b/c/bljh.ini')).toMatch(/^name = c$/m);
  });

  it.each([
    ['123', 'app'],
    ['9lives', 'lives'],
    ['über', 'ber'],
    ['漢字', 'app'],
    ['a b', 'a_b'],
  ])('a folder called %s gives the name %s, which Go and make accept', async (folder, name) => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink', folder);
    expect(rig.read(`${folder}/bljh.ini`)).toMatch(new RegExp(`^name = ${name}$`, 'm'));
    const { code, stderr } = await rig.bljh(['build'], { cwd: project });
    expect(code, stderr).toBe(0);
  });

  it('the command that it suggests works, also for a folder with a space', async () => {
    const rig = makeFakeRig();
    const { stderr } = await rig.bljh(['new', 'two words']);
    const suggestion = /^next: (.*)$/m.exec(stderr)?.[1] ?? '';
    rig.write('bin/bljh', `#!/bin/sh\nexec '${process.execPath}' '${bljhFile}' "$@"\n`, 0o755);
    const { code } = await rig.run('/bin/sh', ['-c', suggestion]);
    expect(code).toBe(0);
    expect(existsSync(rig.path('two words/build/virt64/two_words'))).toBe(true);
  });
});

const hostileNames = [
  'with space',
  'ünïcödé-漢字-🙂',
  "it's",
  'double"quote',
  '$(touch canary)',
  '`touch canary`',
  'a;touch canary',
  'a&b|c',
  '-leading-dash',
  '#sharp',
  '100%s',
  'star*[x]?',
  'back\\slash',
  'new\nline',
  'x'.repeat(200),
];

describe('a project whose folder is called', () => {
  it.each(hostileNames)('%j is made, configured, built, found up to date, run and cleaned', async (name) => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink', name);
    const bljh = (...args: string[]) => rig.bljh(args, { cwd: project });
    for (const args of [
      ['configure', '--board', 'virt64', '--set', 'BLINK_COUNT=1'],
      ['build', '--board', 'virt64'],
      ['run', '--board', 'virt64'],
    ]) {
      const outcome = await bljh(...args);
      expect(outcome.code, outcome.stderr).toBe(0);
    }
    rig.forgetCalls();
    expect((await bljh('build', '--board', 'virt64')).stdout).toMatch(/^virt64: up to date/);
    const fromOutside = await rig.bljh(['build', '--board', 'virt64', `--project=${name}`]);
    expect(fromOutside.stdout).toMatch(/^virt64: up to date/);
    expect(rig.calls()).toEqual([]);
    expect((await bljh('clean')).code).toBe(0);
    expect(readdirSync(join(project, 'build/virt64'))).toEqual(['.bljh-defaults.json', '.config']);
    const canaries = Object.keys(treeOf(rig.folder)).filter((path) => basename(path) === 'canary');
    expect(canaries).toEqual([]);
  });

  it.each(hostileNames.slice(0, 7))('%j: the driver template builds, too', async (name) => {
    const rig = makeFakeRig();
    const project = await rig.project('driver', name);
    const built = await rig.bljh(['build', '--board', 'virt64'], { cwd: project });
    expect(built.code, built.stderr).toBe(0);
    expect((await rig.bljh(['build'], { cwd: project })).stdout).toMatch(/^virt64: up to date/);
  });

  it('reached through a symbolic link is the same project', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    symlinkSync(project, rig.path('link'));
    expect((await rig.bljh(['build', '-C', 'link', '--board', 'virt64'])).code).toBe(0);
    expect((await rig.bljh(['build', '--board', 'virt64'], { cwd: project })).stdout).toMatch(/^virt64: up to date/);
    expect((await rig.bljh(['build', '--board', 'virt64'], { cwd: rig.path('link') })).stdout).toMatch(/up to date/);
  });
});

describe('a project that cannot be written', () => {
  it('configure, build and clean say which file, exit 3, and report no bug', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    // A file where a folder has to be: even root cannot write there.
    writeFileSync(join(project, 'build'), 'in the way');
    for (const command of ['configure', 'build']) {
      const { code, stdout, stderr } = await rig.bljh([command, '--board', 'virt64'], { cwd: project });
      expect({ command, code, stdout }, stderr).toEqual({ command, code: 3, stdout: '' });
      expect(stderr).toMatch(/error\[PJ0005\]: cannot write .*build\/virt64/);
    }
    const cleaned = await rig.bljh(['clean'], { cwd: project });
    expect(cleaned.stderr).not.toContain('bug in bljh');
  });

  it('by this user: exit 3 and the file that could not be written; up to date it still is fine', async ({ skip }) => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    await rig.bljh(['build', '--board', 'virt64'], { cwd: project });
    const other = process.getuid?.() === 0 ? { uid: 65534 } : {};
    chmodSync(rig.folder, 0o755);
    const folders = ['build/virt64/gen', 'build/virt64', 'build', '.'].map((name) => join(project, name));
    for (const folder of folders) chmodSync(folder, 0o555);
    const bljh = (...args: string[]) => rig.bljh(args, { cwd: project, ...other });
    try {
      const usable = await bljh('boards').catch(() => undefined);
      if (usable?.code !== 0) skip('another user cannot run this bljh');
      const fresh = await bljh('build', '--board', 'virt64');
      expect(fresh.code, fresh.stderr).toBe(0);
      expect(fresh.stdout).toContain('up to date');
      for (const args of [
        ['configure', '--board', 'virt64', '--set', 'BLINK_COUNT=1'],
        ['build', '--board', 'virt64', '--force'],
        ['build', '--board', 'jh7110'],
        ['clean', '--board', 'virt64'],
      ]) {
        const { code, stderr } = await bljh(...args);
        expect({ args, code }, stderr).toEqual({ args, code: 3 });
        expect(stderr).toContain('error[PJ0005]');
      }
    } finally {
      for (const folder of folders) chmodSync(folder, 0o755);
    }
  });

  it('a home and a cache that cannot be written do not matter to a build', async () => {
    const rig = makeFakeRig({ HOME: '/proc/none', XDG_CACHE_HOME: '/proc/none/cache' });
    const project = await rig.project('led_blink');
    const { code, stderr } = await rig.bljh(['build', '--board', 'virt64'], { cwd: project });
    expect(code, stderr).toBe(0);
  });
});

describe('where bljh writes', () => {
  it('a build leaves nothing in HOME, and only its cache folder in the cache', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    await rig.bljh(['build', '--board', 'virt64'], { cwd: project });
    await rig.bljh(['doctor']);
    expect(existsSync(rig.path('home'))).toBe(false);
    expect(
      existsSync(rig.path('cache')) ? readdirSync(rig.path('cache')).filter((name) => name !== 'bljh') : [],
    ).toEqual([]);
    expect(readdirSync(rig.path('tmp'))).toEqual([]);
  });

  it('clean removes what was built, keeps .config and what is not its own, and says so', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    await rig.bljh(['build', '--board', 'virt64', '--board', 'jh7110'], { cwd: project });
    const config = rig.read('app/build/virt64/.config');
    const outcome = await rig.bljh(['clean', '--board', 'virt64'], { cwd: project });
    expect(outcome.stdout).toMatch(/^virt64: removed \d+ files from build\/virt64\n$/);
    expect(readdirSync(rig.path('app/build/virt64'))).toEqual(['.bljh-defaults.json', '.config']);
    expect(rig.read('app/build/virt64/.config')).toBe(config);
    expect(existsSync(rig.path('app/build/jh7110/app'))).toBe(true);
    expect((await rig.bljh(['clean', '--board', 'virt64'], { cwd: project })).stdout).toBe('nothing to remove\n');
    const rest = await rig.bljh(['clean', '--config', '-b', 'virt64'], { cwd: project });
    expect(rest.stdout).toBe('virt64: removed 2 files from build/virt64\n');
    expect((await rig.bljh(['clean', '--config'], { cwd: project })).code).toBe(0);
    expect(existsSync(rig.path('app/build/virt64'))).toBe(false);
    const built = await rig.bljh(['build', '--board', 'virt64'], { cwd: project });
    expect(built.code, built.stderr).toBe(0);
  });

  it('clean cleans every board that was built, also one without a defconfig in the project', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('driver');
    rig.write('app/build/virt32/stale.elf', 'old');
    await rig.bljh(['clean'], { cwd: project });
    expect(existsSync(rig.path('app/build/virt32'))).toBe(false);
  });

  it("bljh's own folder is not written to by any command", async () => {
    const rig = makeFakeRig();
    const own = ['boards', 'go', 'templates'].map((folder) => join(packageFolder, folder));
    const before = own.map(treeOf);
    const project = await rig.project('driver');
    await rig.bljh(['build', '--board', 'virt64'], { cwd: project });
    await rig.bljh(['clean', '--config'], { cwd: project });
    expect(own.map(treeOf)).toEqual(before);
    expect(dirname(bljhFile)).toBe(join(packageFolder, 'bin'));
  });
});
