/** Bad input for `bljh configure`: files of other boards, merges and editors, disks that fill, two at once. Old files stay whole. */
import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFakeRig } from '../fakes/fake-tools.js';
import { bljhFile, jsonOf, packageFolder, treeOf, until } from '../rig.js';

const config = 'app/build/virt64/.config';
const record = 'app/build/virt64/.bljh-defaults.json';
const failingFiles = join(packageFolder, 'test/fakes/failing-files.cjs');

async function makeProject() {
  const rig = makeFakeRig();
  const project = await rig.project('options');
  const configure = (...args: string[]) => rig.bljh(['configure', '--board', 'virt64', ...args], { cwd: project });
  const build = () => rig.bljh(['build', '--board', 'virt64'], { cwd: project });
  return { rig, project, configure, build };
}

describe('a configuration of another board', () => {
  it('is named as such, in a .config, a defconfig, a fragment and an old file, and by a build', async () => {
    const { rig, project, configure, build } = await makeProject();
    expect((await rig.bljh(['configure', '--board', 'jh7110'], { cwd: project })).code).toBe(0);
    const other = 'build/jh7110/.config';
    const says =
      /^build\/jh7110\/\.config:\d+:1: error\[CF0005\]: build\/jh7110\/\.config is a configuration of board jh7110 \(CONFIG_BOARD_JH7110=y\), not of virt64$/m;
    for (const flag of ['--defconfig', '--merge', '--from-old']) {
      const outcome = await configure(flag, other);
      expect(outcome).toMatchObject({ code: 3, stdout: '' });
      expect(outcome.stderr).toMatch(says);
      expect(outcome.stderr).toContain(`bljh configure --board virt64 ${flag} ${other} --drop-lost`);
      // One reason, not one for each of its lines.
      expect(outcome.stderr.match(/error\[/g)).toHaveLength(1);
    }
    expect(existsSync(rig.path(config))).toBe(false);
    rig.write(config, rig.read(`app/${other}`));
    rmSync(rig.path('app/build/jh7110/.bljh-defaults.json'));
    for (const outcome of [await configure(), await build()]) {
      expect(outcome.code).toBe(3);
      expect(outcome.stderr).toContain('build/virt64/.config is a configuration of board jh7110');
      expect(outcome.stderr.match(/error\[/g)).toHaveLength(1);
    }
    const taken = await configure('--drop-lost');
    expect(taken).toMatchObject({ code: 0, stdout: 'virt64: wrote build/virt64/.config\n' });
    expect(taken.stderr).toContain('warning[CF0005]');
    expect(rig.read(config)).toContain('CONFIG_APP_VERSION="1.2.3 (jh7110)"\n');
    expect(rig.read(config)).toContain('CONFIG_BOARD_VIRT64=y\n');
  });
});

describe('conflict markers', () => {
  it('are one error that names their lines; the file stays', async () => {
    const { rig, configure, build } = await makeProject();
    const text =
      'CONFIG_FEATURE=y\n<<<<<<< HEAD\nCONFIG_BUFFER_SIZE=1\n||||||| base\n=======\nCONFIG_BUFFER_SIZE=2\n>>>>>>> theirs\n';
    rig.write(config, text);
    rig.write('app/fragment', text);
    for (const outcome of [await configure(), await build(), await configure('--drop-lost')]) {
      expect(outcome).toMatchObject({ code: 3, stdout: '' });
      expect(outcome.stderr).toMatch(
        /^build\/virt64\/\.config:2:1: error\[KC0402\]: merge conflict markers on lines 2, 4, 5, 7/m,
      );
      expect(outcome.stderr.match(/(error|warning)\[/g)).toHaveLength(1);
    }
    expect(rig.read(config)).toBe(text);
    rmSync(rig.path(config));
    expect((await configure('--merge', 'fragment')).stderr).toContain('fragment:2:1: error[KC0402]');
  });
});

describe('files of other editors', () => {
  it.each([
    ['Windows line ends', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['both', (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`],
    ['no line end at the end', (text: string) => text.trimEnd()],
  ])('%s: the same values, and written plainly', async (what, mangle) => {
    const { rig, configure } = await makeProject();
    const lines = '# CONFIG_FEATURE is not set\nCONFIG_GREETING="a b"\nCONFIG_BUFFER_SIZE=7\n';
    rig.write('app/mangled', mangle(lines));
    rig.write('app/Kconfig.renames', mangle('# none\nCONFIG_OLD_SIZE CONFIG_BUFFER_SIZE\n'));
    for (const flag of ['--defconfig', '--merge', '--from-old']) {
      rmSync(rig.path('app/build'), { recursive: true, force: true });
      const outcome = await configure(flag, 'mangled');
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(outcome.stderr.includes('info[KC0403]')).toBe(!what.startsWith('no '));
      for (const line of lines.trim().split('\n')) expect(rig.read(config)).toContain(`${line}\n`);
      expect(rig.read(config)).not.toMatch(/[\r\uFEFF]/);
    }
  });

  it('a line of 10 MB is told in a few words, and a value of 10 MB is kept', async () => {
    const { rig, configure } = await makeProject();
    const long = 'x'.repeat(10_000_000);
    for (const line of [
      long,
      `CONFIG_${long}=y`,
      `CONFIG_BUFFER_SIZE=${long}`,
      `CONFIG_GREETING=${long}`,
      `# CONFIG_${long} is not set`,
    ]) {
      rig.write('app/long', `${line}\n`);
      for (const args of [
        ['--from-old', 'long'],
        ['--from-old', 'long', '--json', '--drop-lost'],
      ]) {
        const outcome = await configure(...args, '--dry-run');
        expect(outcome.stderr.length, line.slice(0, 30)).toBeLessThan(20_000);
        expect(outcome.stderr + outcome.stdout).toMatch(/KC0[45]0\d/);
      }
    }
    rig.write('app/Kconfig.renames', `${long}\n`);
    expect((await configure()).stderr.length).toBeLessThan(20_000);
    rmSync(rig.path('app/Kconfig.renames'));
    rig.write('app/long', `CONFIG_GREETING="${long}"\n`);
    expect((await configure('--from-old', 'long', '--report')).stdout.length).toBeLessThan(20_000);
    expect(rig.read(config)).toContain(`CONFIG_GREETING="${long}"\n`);
  });

  it('thousands of lines of another project end soon, each of them told', async () => {
    const { rig, configure } = await makeProject();
    rig.write('app/linux', Array.from({ length: 3000 }, (_, index) => `CONFIG_OPTION_${index}=y\n`).join(''));
    const outcome = await configure('--from-old', 'linux');
    expect(outcome.code).toBe(3);
    expect(outcome.stderr.match(/error\[KC0501\]/g)).toHaveLength(3000);
  });

  it('a folder, a device and a pipe in place of a file', async () => {
    const { rig, project, configure } = await makeProject();
    expect((await configure('--defconfig', '/dev/null')).code).toBe(0);
    const shell = `"${process.execPath}" "${bljhFile}" configure -b virt64 --merge <(echo CONFIG_BUFFER_SIZE=11)`;
    const outcome = await rig.run('/bin/bash', ['-c', shell], { cwd: project });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(rig.read(config)).toContain('CONFIG_BUFFER_SIZE=11\n');
    rmSync(rig.path(config));
    rig.write(`${config}/file`, '');
    expect(await configure()).toMatchObject({ code: 3, stdout: '' });
  });
});

const isRoot = process.getuid?.() === 0;

describe.runIf(isRoot)('a folder that may only be read', () => {
  it('is told with exit 3 when there is something to write, and is no reason to fail when there is not', async () => {
    const { rig, project, configure } = await makeProject();
    await configure();
    const before = treeOf(project);
    const nobody = 65_534;
    const readOnly = (...args: string[]) =>
      rig.bljh(['configure', '--board', 'virt64', ...args], { cwd: project, uid: nobody });
    chmodSync(rig.folder, 0o755);
    expect(await readOnly()).toMatchObject({ code: 0, stdout: 'virt64: no change to build/virt64/.config\n' });
    const outcome = await readOnly('--set', 'BUFFER_SIZE=12');
    expect(outcome).toMatchObject({ code: 3, stdout: '' });
    expect(outcome.stderr).toMatch(/error\[PJ0005\]: cannot write .*build\/virt64\/.*: EACCES/);
    const saved = await readOnly('--save-defconfig', 'saved');
    expect(saved.stderr).toMatch(/error\[PJ0005\]: cannot write .*saved: EACCES/);
    expect(treeOf(project)).toEqual(before);
  });
});

describe('a disk that fills', () => {
  it.each(['ENOSPC', 'KILL'])('%s at every call that writes: the old .config or the new one, whole', async (code) => {
    const { rig, project, configure } = await makeProject();
    await configure();
    const files = [config, record, 'app/saved'] as const;
    rig.write('app/saved', 'CONFIG_FEATURE=y\n');
    const old = files.map((file) => rig.read(file));
    const args = [
      'configure',
      '-b',
      'virt64',
      '--set',
      'BUFFER_SIZE=33',
      '--set',
      'GREETING=new',
      '--save-defconfig',
      'saved',
    ];
    await rig.bljh(args, { cwd: project });
    const wanted = files.map((file) => rig.read(file));
    let failures = 0;
    for (let at = 1; ; at += 1) {
      files.forEach((file, index) => void writeFileSync(rig.path(file), old[index] ?? ''));
      const outcome = await rig.run(process.execPath, ['--require', failingFiles, bljhFile, ...args], {
        cwd: project,
        env: { FAIL_FILES: `${at}:${code}` },
      });
      expect([old[0], wanted[0]]).toContain(rig.read(config));
      expect([old[2], wanted[2]]).toContain(rig.read('app/saved'));
      expect(() => JSON.parse(rig.read(record))).not.toThrow();
      if (code !== 'KILL') {
        const left = readdirSync(rig.path('app/build/virt64'));
        expect(left.filter((name) => name.endsWith('.tmp') || name.endsWith('-lock'))).toEqual([]);
        if (rig.read(config) !== wanted[0] || rig.read('app/saved') !== wanted[2])
          expect(outcome).toMatchObject({ code: 3, stderr: expect.stringMatching(/error\[PJ0005\].*(ENOSPC|EIO)/) });
      }
      if (outcome.code !== 0) failures += 1;
      // Whatever was left, the same call brings it to its end.
      if (outcome.code === 0 && outcome.stderr === '' && at > 12) break;
      expect((await rig.bljh(args, { cwd: project })).code).toBe(0);
      expect(files.map((file) => rig.read(file))).toEqual(wanted);
    }
    expect(failures).toBeGreaterThan(2);
  });
});

describe('two at once', () => {
  it('both settings count, and the second one is told that it waits', async () => {
    const { rig, project } = await makeProject();
    await rig.bljh(['configure', '-b', 'virt64'], { cwd: project });
    const many = Array.from(
      { length: 6 },
      (_, index) =>
        ['BUFFER_SIZE', 'HEAP_TEST_KIB', 'HEAP_GARBAGE_KIB', 'HEAP_LIMIT', 'GREETING', 'APP_VERSION'][index] ?? '',
    );
    const outcomes = await Promise.all(
      many.map((name) =>
        rig.bljh(
          ['configure', '-b', 'virt64', '--set', `${name}=9999`.replace('BUFFER_SIZE=9999', 'BUFFER_SIZE=999')],
          { cwd: project },
        ),
      ),
    );
    expect(outcomes.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual(many.map(() => 0));
    for (const line of [
      'BUFFER_SIZE=999',
      'HEAP_TEST_KIB=9999',
      'HEAP_GARBAGE_KIB=9999',
      'HEAP_LIMIT=9999',
      'GREETING="9999"',
      'APP_VERSION="9999"',
    ])
      expect(rig.read(config)).toContain(`CONFIG_${line}\n`);
  });

  it('one that stands still is named after a while, and nothing is written', async () => {
    const { rig, project } = await makeProject();
    await rig.bljh(['configure', '-b', 'virt64'], { cwd: project });
    // This test is a process that lives.
    rig.write('app/build/virt64/.bljh-config-lock', String(process.pid));
    const before = treeOf(project);
    const second = rig.startBljh(['configure', '-b', 'virt64', '--set', 'BUFFER_SIZE=3'], { cwd: project });
    await until('the notice', () => second.stderr().includes('waiting for process'));
    const outcome = await second.done;
    expect(outcome).toMatchObject({ code: 3, stdout: '' });
    expect(outcome.stderr).toMatch(/error\[PJ0004\]: process \d+ is at work on build\/virt64\/\.config/);
    expect(treeOf(project)).toEqual(before);
    // A dry run writes nothing and waits for nobody.
    expect((await rig.bljh(['configure', '-b', 'virt64', '--dry-run'], { cwd: project })).code).toBe(0);
  });

  it('the lock of one that died is taken over', async () => {
    const { rig, project, configure } = await makeProject();
    await configure();
    rig.write('app/build/virt64/.bljh-config-lock', '999999999');
    expect((await configure('--set', 'BUFFER_SIZE=3')).code).toBe(0);
    expect(existsSync(join(project, 'build/virt64/.bljh-config-lock'))).toBe(false);
  });
});

it('standard streams that are closed', async () => {
  const { rig, project } = await makeProject();
  const call = `"${process.execPath}" "${bljhFile}" configure -b virt64 --set BUFFER_SIZE=21`;
  for (const [closed, code] of [
    ['<&-', 0],
    ['2>&-', 0],
    ['<&- 2>&-', 0],
  ] as const) {
    rmSync(rig.path('app/build'), { recursive: true, force: true });
    const outcome = await rig.run('/bin/sh', ['-c', `${call} ${closed}`], { cwd: project });
    expect(outcome.code, `${closed}: ${outcome.stderr}`).toBe(code);
    expect(rig.read(config)).toContain('CONFIG_BUFFER_SIZE=21\n');
  }
  const json = await rig.run('/bin/sh', ['-c', `${call} --json <&-`], { cwd: project });
  expect(jsonOf(json).ok).toBe(true);
});
