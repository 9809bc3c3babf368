/**
 * What is on the disk after `bljh-conf` failed or was killed: the old configuration as a whole or the new one as a whole,
 * for every single call that changes files, and the next run works.
 */
import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRig, packageFolder, type Rig } from '../rig.js';

type Writer = { write(text: string): void };
type RunConf = (run: {
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  stdin: string;
  stdout: Writer;
  stderr: Writer;
}) => number;
type FailFiles = (fault: { at: number; code: string }) => {
  state: { calls: number; failed: boolean };
  restore: () => void;
};

const load = createRequire(import.meta.url);
const { runConf } = load(join(packageFolder, 'dist/conf.cjs')) as { runConf: RunConf };
const fakeFile = join(packageFolder, 'test/fakes/failing-files.cjs');
const { failFiles } = load(fakeFile) as { failFiles: FailFiles };
const confFile = join(packageFolder, 'bin/bljh-conf.js');

const symbols = Array.from(
  { length: 40 },
  (_, index) => `config OPTION_${index}\n\tbool "option ${index}"\n\tdefault y\n`,
);
const kconfig = `mainmenu "Sample"\n${symbols.join('')}`;
const oldConfig = '# CONFIG_OPTION_3 is not set\n';

function makeTree(): Rig {
  const rig = makeRig();
  rig.write('Kconfig', kconfig);
  rig.write('.config', oldConfig);
  rig.write('saved', 'the old one\n');
  return rig;
}

function run(
  rig: Rig,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { code: number; stderr: string } {
  const texts: string[] = [];
  const quiet = { write: (): void => {} };
  const told = { write: (text: string): void => void texts.push(text) };
  const code = runConf({ args: [...args, 'Kconfig'], cwd: rig.folder, env, stdin: '', stdout: quiet, stderr: told });
  return { code, stderr: texts.join('') };
}

/** What the file becomes without a fault. */
function wholeText(name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const rig = makeTree();
  expect(run(rig, args, env).code).toBe(0);
  return rig.read(name);
}

const ways = [
  { name: '.config', args: ['--olddefconfig'], env: {} },
  { name: '.config', args: ['--olddefconfig'], env: { KCONFIG_OVERWRITECONFIG: '1' } },
  { name: '.config', args: ['--syncconfig'], env: {} },
  { name: 'saved', args: ['--savedefconfig=saved'], env: {} },
];

describe.each(ways)('$args with $env', ({ name, args, env }) => {
  const wanted = wholeText(name, args, env);

  it.each(['ENOSPC', 'EIO', 'EACCES', 'EMFILE'])('leaves a whole file after %s, at whatever call', (code) => {
    for (let at = 1; ; at += 1) {
      const rig = makeTree();
      const before = rig.read(name);
      const { state, restore } = failFiles({ at, code });
      const outcome = run(rig, args, env);
      restore();
      if (!state.failed) {
        expect(at).toBeGreaterThan(2);
        break;
      }
      expect([before, wanted]).toContain(rig.read(name));
      // Nothing is lost in silence.
      if (rig.read(name) === before)
        expect(outcome).toMatchObject({ code: 1, stderr: expect.stringMatching(/\*\*\* Error/) });
      expect(readdirSync(rig.folder).filter((file) => file.includes('.tmp'))).toEqual([]);
      expect(run(rig, args, env).code).toBe(0);
      expect(rig.read(name)).toBe(wanted);
    }
  });
});

describe('killed', () => {
  it('leaves a whole configuration and the former one, at whatever call', () => {
    const wanted = wholeText('.config', ['--olddefconfig']);
    for (let at = 1; ; at += 1) {
      const rig = makeTree();
      rig.write('include/config/auto.conf', '');
      const env = { PATH: process.env['PATH'], HOME: rig.folder, BLJH_KCONFIG_CACHE: 'off', FAIL_FILES: `${at}:KILL` };
      const child = spawnSync(process.execPath, ['--require', fakeFile, confFile, '--olddefconfig', 'Kconfig'], {
        cwd: rig.folder,
        env,
        timeout: 30_000,
      });
      expect([oldConfig, wanted]).toContain(rig.read('.config'));
      if (rig.read('.config') === wanted) expect(rig.read('.config.old')).toBe(oldConfig);
      if (child.signal === null) {
        expect(child.status).toBe(0);
        break;
      }
      expect(run(rig, ['--olddefconfig']).code).toBe(0);
      expect(rig.read('.config')).toBe(wanted);
    }
  });
});

describe('full', () => {
  it('a device that is full', () => {
    const { code, stderr } = run(makeTree(), ['--savedefconfig=/dev/full']);
    expect(code).toBe(1);
    expect(stderr).toContain('Error while saving defconfig to: /dev/full');
  });

  it('files that may not grow', () => {
    const rig = makeTree();
    const script = 'ulimit -f 0; trap "" XFSZ; exec "$0" "$1" --olddefconfig Kconfig';
    const child = spawnSync('sh', ['-c', script, process.execPath, confFile], {
      cwd: rig.folder,
      env: { PATH: process.env['PATH'], HOME: rig.folder, BLJH_KCONFIG_CACHE: 'off' },
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(child.status).not.toBe(0);
    expect(rig.read('.config')).toBe(oldConfig);
  });
});

describe('KCONFIG_OVERWRITECONFIG', () => {
  it('writes through a link, which stays one', () => {
    const rig = makeTree();
    rig.write('elsewhere/config', oldConfig);
    symlinkSync('elsewhere/config', join(rig.folder, 'linked'));
    const env = { KCONFIG_OVERWRITECONFIG: '1', KCONFIG_CONFIG: 'linked' };
    expect(run(rig, ['--olddefconfig'], env).code).toBe(0);
    expect(readlinkSync(join(rig.folder, 'linked'))).toBe('elsewhere/config');
    expect(lstatSync(join(rig.folder, 'elsewhere/config')).isFile()).toBe(true);
    expect(readFileSync(join(rig.folder, 'elsewhere/config'), 'utf8')).toContain('# CONFIG_OPTION_3 is not set');
    expect(readFileSync(join(rig.folder, 'elsewhere/config'), 'utf8')).toContain('CONFIG_OPTION_4=y');
  });
});

describe('odd surroundings', () => {
  const conf = (rig: Rig, env: Readonly<Record<string, string>>) =>
    rig.run(process.execPath, [confFile, '--alldefconfig', 'Kconfig'], { env, timeoutMs: 20_000 });

  it('a file in PATH keeps no command from running', async () => {
    const rig = makeTree();
    rig.write('Kconfig', 'config A\n\tstring "a"\n\tdefault "$(shell,echo abc | tr a-z A-Z)"\n');
    const { code, stderr } = await conf(rig, { PATH: `${rig.path('Kconfig')}:/usr/bin:/bin` });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(rig.read('.config')).toContain('CONFIG_A="ABC"');
  });

  it.each(['Kconfig/x', '/proc/none/below'])('a configuration cannot be at %s: said, and the end', async (path) => {
    const { code, stderr } = await conf(makeTree(), { KCONFIG_CONFIG: path });
    expect(code).toBe(1);
    expect(stderr).toContain('Error during writing of the configuration');
    expect(stderr).not.toContain('    at ');
  });

  it('what is no file is written to, and stays what it is', async () => {
    const rig = makeTree();
    spawnSync('mkfifo', [rig.path('pipe')]);
    const reader = rig.run('cat', ['pipe']);
    const args = [confFile, '--alldefconfig', 'Kconfig'];
    expect((await rig.run(process.execPath, args, { env: { KCONFIG_CONFIG: 'pipe' } })).code).toBe(0);
    expect((await reader).stdout).toContain('CONFIG_OPTION_39=y\n');
    expect(lstatSync(rig.path('pipe')).isFIFO()).toBe(true);
    expect(readdirSync(rig.folder).filter((name) => name.startsWith('pipe'))).toEqual(['pipe']);
  });

  it('a device that does not end is no Kconfig file, and a pipe is one', async () => {
    const rig = makeTree();
    rig.write('endless', 'source "/dev/zero"\n');
    const bljh = join(packageFolder, 'bin/bljh.js');
    const checked = await rig.run(process.execPath, [bljh, 'kconfig', 'check', 'endless']);
    expect(checked.code).toBe(3);
    expect(checked.stderr).toContain(
      `endless:1:8: error[KC0206]: can't open file "/dev/zero": a device or pipe that does not end\n`,
    );
    const conf = await rig.run(process.execPath, [confFile, '--alldefconfig', 'endless']);
    expect(conf).toMatchObject({ code: 1, stderr: `endless:1: can't open file "/dev/zero"\n` });
    const piped = `cat Kconfig | '${process.execPath}' '${bljh}' kconfig check /dev/stdin`;
    expect((await rig.run('/bin/sh', ['-c', piped])).stdout).toBe(
      '1 Kconfig file, 40 symbols: nothing to complain about\n',
    );
  });

  it('a full standard output is told in one line, by bljh and by bljh-conf', async () => {
    const rig = makeTree();
    const bljh = join(packageFolder, 'bin/bljh.js');
    for (const [file, args, expected] of [
      [confFile, '--listnewconfig Kconfig', 1],
      [bljh, 'kconfig check', 3],
      [bljh, 'boards', 3],
    ] as const) {
      const script = `'${process.execPath}' '${file}' ${args} > /dev/full`;
      const { code, stderr } = await rig.run('/bin/sh', ['-c', script]);
      expect(code).toBe(expected);
      expect(stderr).toMatch(/^bljh(-conf\.js)?: cannot write to standard output: ENOSPC\n$/);
    }
  });
});
