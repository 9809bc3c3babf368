/** Where a configuration of `bljh configure` comes from and goes to: fragments, presets, old files, defconfigs, and the report on it all. */
import { existsSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeFakeRig } from '../fakes/fake-tools.js';
import { jsonOf, treeOf } from '../rig.js';

const KCONFIG = `config ON
	bool "A switch"

config NEEDS_ON
	bool "Needs the switch"
	depends on ON

config NUMBER
	int "A number"
	range 1 10
	default 5

config NAME
	string "A string"
	default "none"
`;

const config = 'app/build/virt64/.config';

async function makeProject() {
  const rig = makeFakeRig();
  const project = await rig.project('led_blink');
  rig.write('app/Kconfig', KCONFIG);
  rig.write('app/configs/virt64_defconfig', 'CONFIG_NUMBER=7\n');
  const configure = (...args: string[]) => rig.bljh(['configure', '--board', 'virt64', ...args], { cwd: project });
  return { rig, project, configure };
}

interface Entry {
  readonly name: string;
  readonly asked: string;
  readonly state: string;
}

describe('--merge', () => {
  it('puts fragments on top in their order, tells each overridden value, and --set wins', async () => {
    const { rig, configure } = await makeProject();
    rig.write('app/a.config', '# mine\n\nCONFIG_NUMBER=1\nCONFIG_NAME="a"\n');
    rig.write('app/b.config', 'CONFIG_ON=y\nCONFIG_NUMBER=2\n');
    const outcome = await configure('--merge', 'a.config', '-m', 'b.config', '--set', 'NAME=set');
    expect(outcome.code, outcome.stderr).toBe(0);
    for (const line of ['CONFIG_NUMBER=2', 'CONFIG_NAME="set"', 'CONFIG_ON=y'])
      expect(rig.read(config)).toContain(`${line}\n`);
    expect(outcome.stderr).toContain('NUMBER=7 of configs/virt64_defconfig:1 is overridden by a.config:3 with 1');
    expect(outcome.stderr).toContain(
      'b.config:2:1: info[KC0511]: NUMBER=1 of a.config:3 is overridden by b.config:2 with 2',
    );
    expect(outcome.stderr).toContain('NAME=a of a.config:4 is overridden by --set with set');
  });

  it('of a value that does not stick: its line, and a command that mends it', async () => {
    const { rig, project, configure } = await makeProject();
    rig.write('app/a.config', 'CONFIG_NEEDS_ON=y\n');
    const before = treeOf(project);
    const outcome = await configure('--merge', 'a.config');
    expect(outcome).toMatchObject({ code: 3, stdout: '' });
    expect(outcome.stderr).toMatch(
      /^a\.config:1:1: error\[KC0503\]: NEEDS_ON=y is lost: NEEDS_ON is n: it depends on ON/m,
    );
    expect(treeOf(project)).toEqual(before);
    const command = /^ {2}(bljh .*)$/m.exec(outcome.stderr)?.[1];
    expect(command).toBe('bljh configure --board virt64 --merge a.config --set ON=y');
    expect((await configure('--merge', 'a.config', '--set', 'ON=y')).code).toBe(0);
    expect(rig.read(config)).toContain('CONFIG_NEEDS_ON=y\n');
  });

  it('of a choice: the later fragment decides, and is told', async () => {
    const { rig, configure } = await makeProject();
    rig.write('app/a.config', 'CONFIG_HEAP_LIMIT_CGROUP=y\n');
    rig.write('app/b.config', 'CONFIG_HEAP_LIMIT_RLIMIT_DATA=y\nCONFIG_HEAP_LIMIT=65536\n');
    const outcome = await configure('--merge', 'a.config', '--merge', 'b.config');
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr).toContain(
      'HEAP_LIMIT_CGROUP=y of a.config:1 is overridden by HEAP_LIMIT_RLIMIT_DATA=y of b.config:1',
    );
  });

  it('of a file that is not there', async () => {
    const { configure } = await makeProject();
    const outcome = await configure('--merge', 'none', '--merge', 'configs');
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('error[CL0003]: there is no file none');
    expect(outcome.stderr).toContain('error[CL0003]: configs is a folder, and a configuration is a file');
  });
});

describe('--defconfig', () => {
  it('takes the name of a preset: of the project, of the board, or the board itself', async () => {
    const { rig, configure } = await makeProject();
    rig.write('app/configs/small_defconfig', 'CONFIG_NUMBER=1\n');
    expect((await configure('--defconfig', 'small')).stdout).toBe(
      'virt64: wrote build/virt64/.config from configs/small_defconfig\n',
    );
    expect(rig.read(config)).toContain('CONFIG_NUMBER=1\n');
    expect((await configure('--defconfig', 'virt64')).stdout).toContain('from configs/virt64_defconfig');
    rmSync(rig.path('app/configs/virt32_defconfig'));
    expect((await configure('--defconfig', 'virt32')).stdout).toContain('from <bljh>/boards/virt32/defconfig');
    rig.write('app/boards/mine/board.ini', 'title = Mine\ninherits = virt64\n');
    rig.write(
      'app/boards/mine/Kconfig',
      'config BOARD_MINE\n\tdef_bool y\n\tselect LINUX_OS\n\tselect HAS_STANDARD_GO\n',
    );
    rig.write('app/boards/mine/defconfig', '');
    rig.write('app/boards/mine/fast_defconfig', 'CONFIG_NUMBER=9\n');
    const mine = await rig.bljh(['configure', '-b', 'mine', '--defconfig', 'fast'], { cwd: rig.path('app') });
    expect(mine.stdout).toBe('mine: wrote build/mine/.config from boards/mine/fast_defconfig\n');
  });

  it('every board of bljh has a preset', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('options');
    for (const board of ['bl602', 'jh7110', 'virt32', 'virt32-xip', 'virt64']) {
      const outcome = await rig.bljh(['configure', '-b', board, '--defconfig', board, '--dry-run'], { cwd: project });
      expect(outcome.stdout, outcome.stderr).toContain(`${board}: would write build/${board}/.config from`);
    }
  });

  it('a name that is none: those there are, or the one that was meant', async () => {
    const { rig, configure } = await makeProject();
    rig.write('app/configs/small_defconfig', '');
    expect((await configure('--defconfig', 'smal')).stderr).toContain('hint: did you mean small?');
    const far = await configure('--defconfig', 'zzzzzzzz');
    expect(far.code).toBe(2);
    expect(far.stderr).toMatch(/hint: the project has: bl602, jh7110, small, virt32, virt32-xip, virt64, /);
  });
});

describe('--save-defconfig', () => {
  it('saves what differs from the defaults, with what --set asks for, and is read back', async () => {
    const { rig, configure } = await makeProject();
    const outcome = await configure('--save-defconfig', '--set', 'ON=y', '--set', 'NAME=a "b"');
    expect(outcome).toMatchObject({
      code: 0,
      stdout:
        'virt64: wrote build/virt64/.config from configs/virt64_defconfig\nvirt64: wrote configs/virt64_defconfig\n',
    });
    expect(rig.read('app/configs/virt64_defconfig')).toBe('CONFIG_ON=y\nCONFIG_NUMBER=7\nCONFIG_NAME="a \\"b\\""\n');
    const before = rig.read(config);
    expect((await configure('--defconfig', 'virt64', '--save-defconfig')).stdout).toBe(
      'virt64: no change to build/virt64/.config from configs/virt64_defconfig\nvirt64: no change to configs/virt64_defconfig\n',
    );
    expect(rig.read(config)).toBe(before);
  });

  it('into a file that is named, and nothing in a dry run', async () => {
    const { rig, project, configure } = await makeProject();
    await configure();
    const before = treeOf(project);
    expect((await configure('--dry-run', '--save-defconfig', 'saved/here')).stdout).toContain(
      'virt64: would write saved/here',
    );
    expect(treeOf(project)).toEqual(before);
    expect((await configure('--save-defconfig=saved/here')).code).toBe(0);
    expect(rig.read('app/saved/here')).toBe('CONFIG_NUMBER=7\n');
  });

  it('for every board its own file, and never two boards in one', async () => {
    const { rig, project } = await makeProject();
    rig.write('app/configs/jh7110_defconfig', '');
    const all = ['configure', '-b', 'virt64', '-b', 'jh7110', '--save-defconfig'];
    expect((await rig.bljh(all, { cwd: project })).code).toBe(0);
    expect(rig.read('app/configs/virt64_defconfig')).toBe('CONFIG_NUMBER=7\n');
    expect(rig.read('app/configs/jh7110_defconfig')).toBe('');
    const one = await rig.bljh([...all, 'file'], { cwd: project });
    expect(one.code).toBe(2);
    expect(one.stderr).toContain('--save-defconfig file is one file, and there are 2 boards');
  });

  it('says that comments of the old file are gone', async () => {
    const { rig, configure } = await makeProject();
    rig.write('app/configs/virt64_defconfig', '# why 7\nCONFIG_NUMBER=7\n# CONFIG_ON is not set\n');
    expect((await configure('--save-defconfig')).stderr).toMatch(
      /warning\[CF0007\]: .*virt64_defconfig had 1 line of comment/,
    );
  });

  it('of what does not stick writes nothing', async () => {
    const { project, configure } = await makeProject();
    const before = treeOf(project);
    expect((await configure('--save-defconfig', '--set', 'NUMBER=99')).code).toBe(3);
    expect(treeOf(project)).toEqual(before);
  });
});

describe('--list-new', () => {
  it('lists what the .config does not mention, with default, prompt and place, and writes nothing', async () => {
    const { rig, project, configure } = await makeProject();
    await configure();
    expect((await configure('--list-new')).stdout).toBe(
      'virt64: build/virt64/.config mentions every symbol that can be set\n',
    );
    rig.write('app/Kconfig', `${KCONFIG}\nconfig FRESH\n\tstring "A fresh one"\n\tdefault "x"\n\nconfig SHY\n\tbool\n`);
    const before = treeOf(project);
    expect(await configure('--list-new')).toMatchObject({ code: 0, stdout: 'FRESH="x"  "A fresh one"  Kconfig:17\n' });
    expect(jsonOf(await configure('--list-new', '--json')).result).toMatchObject({
      boards: [{ new: [{ name: 'FRESH', type: 'string', value: 'x', prompt: 'A fresh one', at: { line: 17 } }] }],
    });
    expect(treeOf(project)).toEqual(before);
    rig.write('app/old', rig.read(config).replace('CONFIG_NUMBER=7\n', ''));
    expect((await configure('--list-new', '--from-old', 'old')).stdout).toMatch(/^NUMBER=5 .*\nFRESH="x" /);
  });

  it('without a .config: how to make one', async () => {
    const { configure } = await makeProject();
    const outcome = await configure('--list-new');
    expect(outcome).toMatchObject({ code: 3, stdout: '' });
    expect(outcome.stderr).toMatch(/error\[PJ0003\][\s\S]*\n {2}bljh configure --board virt64$/m);
  });
});

describe('--from-old', () => {
  const old =
    'CONFIG_NUMBR=3\nCONFIG_COUNT=4\nCONFIG_NEEDS_ON=y\nCONFIG_NAME="old"\n# CONFIG_GONE is not set\nCONFIG_WAS_HERE=y\n';

  it('tells everything that is unknown or lost, writes nothing, and renames', async () => {
    const { rig, project, configure } = await makeProject();
    rig.write('app/Kconfig.renames', 'CONFIG_COUNT CONFIG_NUMBER\n');
    rig.write('app/old.config', old);
    const before = treeOf(project);
    const outcome = await configure('--from-old', 'old.config');
    expect(outcome).toMatchObject({ code: 3, stdout: '' });
    for (const said of [
      /^old\.config:1:1: error\[KC0501\]: NUMBR=3 is lost[^\n]*\nhint: did you mean NUMBER\?/m,
      /^old\.config:2:1: info\[CF0002\]: COUNT is NUMBER now: NUMBER=4$/m,
      /^old\.config:3:1: error\[KC0503\]: NEEDS_ON=y is lost/m,
      /^old\.config:5:1: warning\[KC0501\]: GONE=n has no effect/m,
      /^old\.config:6:1: error\[KC0501\]: WAS_HERE=y is lost/m,
    ])
      expect(outcome.stderr).toMatch(said);
    expect(treeOf(project)).toEqual(before);
    const all = /all 3 values in one call\n {2}bljh (.*)$/m.exec(outcome.stderr)?.[1] ?? '';
    const mended = await rig.bljh(all.split(' '), { cwd: project });
    expect(mended.code, `${all}\n${mended.stderr}`).toBe(0);
    expect(rig.read(config)).toContain('CONFIG_NAME="old"\n');
    expect(rig.read(config)).toContain('CONFIG_NEEDS_ON=y\n');
  });

  it('--drop-lost takes what fits, with warnings', async () => {
    const { rig, configure } = await makeProject();
    rig.write('app/old.config', old);
    const outcome = await configure('--from-old', 'old.config', '--drop-lost');
    expect(outcome).toMatchObject({ code: 0, stdout: 'virt64: wrote build/virt64/.config from old.config\n' });
    expect(outcome.stderr).not.toContain('error[');
    expect(outcome.stderr.match(/warning\[KC050/g)).toHaveLength(5);
    expect(rig.read(config)).toContain('CONFIG_NAME="old"\n');
    expect(rig.read(config)).toContain('CONFIG_NUMBER=5\n');
    expect((await configure()).stderr).toBe('');
  });

  it('a value out of its range does not become the bound, but the default', async () => {
    const { rig, configure } = await makeProject();
    rig.write('app/old.config', 'CONFIG_NUMBER=99\n');
    const outcome = await configure('--from-old', 'old.config', '--drop-lost', '--report');
    expect(outcome.code).toBe(0);
    expect(rig.read(config)).toContain('CONFIG_NUMBER=5\n');
  });
});

describe('flags that exclude each other', () => {
  it.each([
    { args: ['--defconfig', 'virt64', '--from-old', 'x'], says: '--from-old' },
    { args: ['--list-new', '--set', 'ON=y'], says: '--list-new' },
    { args: ['--list-new', '--save-defconfig'], says: '--list-new' },
    { args: ['--all', '--board', 'virt64'], says: '--all' },
    { args: ['--set', 'ON=y', '--unset', 'ON'], says: '--set and --unset of ON contradict each other' },
    { args: ['--set', 'ON=y', '--unset', 'CONFIG_ON'], says: 'contradict' },
  ])('$args', async ({ args, says }) => {
    const { project, configure } = await makeProject();
    const before = treeOf(project);
    const outcome = await configure(...args);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(says);
    expect(treeOf(project)).toEqual(before);
  });
});

describe('the report', () => {
  it('has a line for each value that was asked for, with its state, place and fix', async () => {
    const { rig, configure } = await makeProject();
    rig.write('app/a.config', 'CONFIG_NUMBER=3\nCONFIG_NEEDS_ON=y\nCONFIG_NAM="x"\n# CONFIG_LINUX_OS is not set\n');
    const outcome = await configure('--merge', 'a.config', '--report');
    expect(outcome.code).toBe(3);
    expect(outcome.stdout).toMatch(
      /^virt64: 5 values were asked for: 1 kept, 1 impossible, 1 unknown, 1 promptless, 1 overridden$/m,
    );
    expect(outcome.stdout).toMatch(/^kept +NUMBER=3 +a\.config:1$/m);
    expect(outcome.stdout).toMatch(
      /^impossible +NEEDS_ON=y +a\.config:2\n {4}NEEDS_ON is n: it depends on ON \(=n\) \(Kconfig:6\)\n {4}fix: set ON=y$/m,
    );
    expect(outcome.stdout).toMatch(/^unknown +NAM=x +a\.config:3\n.*\n {4}fix: did you mean NAME\?$/m);
    expect(outcome.stdout).toMatch(
      /^promptless +LINUX_OS=n +a\.config:4\n.*BOARD_VIRT64 selects it \(.*boards\/virt64\/Kconfig:3\)\n {4}fix: bljh .*--set ON=y --set NAME=x --unset NAM --unset LINUX_OS$/m,
    );
    expect(outcome.stdout).toMatch(
      /^overridden +NUMBER=7 +configs\/virt64_defconfig:1\n {4}a\.config:1 overrides it with 3$/m,
    );
  });

  it('is in the JSON of every call, also of one that fails, and there is one state a value', async () => {
    const { configure } = await makeProject();
    const reportOf = (outcome: Parameters<typeof jsonOf>[0]) => {
      const boards = jsonOf(outcome).result?.['boards'] as readonly { ok: boolean; report: readonly Entry[] }[];
      return boards.map(({ ok, report }) => ({
        ok,
        report: report.map(({ name, asked, state }) => `${name}=${asked} ${state}`),
      }));
    };
    expect(reportOf(await configure('--json'))).toEqual([{ ok: true, report: ['NUMBER=7 kept'] }]);
    const failed = await configure('--json', '--set', 'NUMBER=11', '--set', 'ON=y');
    expect(failed.code).toBe(3);
    expect(reportOf(failed)).toEqual([
      { ok: false, report: ['NUMBER=11 impossible', 'ON=y kept', 'NUMBER=7 overridden'] },
    ]);
  });

  it('with nothing asked for says so, and --quiet keeps it', async () => {
    const { rig, configure } = await makeProject();
    rig.write('app/configs/virt64_defconfig', '');
    const outcome = await configure('--report', '--quiet');
    expect(outcome.stdout).toContain('virt64: nothing was asked for; every value is a default\n');
  });
});

it('kconfig check, print and diff know old names, too', async () => {
  const { rig, project } = await makeProject();
  rig.write('app/Kconfig.renames', 'CONFIG_COUNT CONFIG_NUMBER\n');
  rig.write('app/old', 'CONFIG_COUNT=9\n');
  const check = await rig.bljh(['kconfig', 'check', '-b', 'virt64', '--config', 'old'], { cwd: project });
  expect(check).toMatchObject({ code: 0 });
  expect(check.stderr).toContain('info[CF0002]: COUNT is NUMBER now: NUMBER=9');
  const print = await rig.bljh(['kconfig', 'print', '-b', 'virt64', '--config', 'old', '-s', 'NUMBER'], {
    cwd: project,
  });
  expect(print.stdout).toContain('9');
  const diff = await rig.bljh(['kconfig', 'diff', 'old', 'configs/virt64_defconfig', '-b', 'virt64'], { cwd: project });
  expect(diff.stderr).toContain('info[CF0002]: COUNT is NUMBER now');
  rig.write('app/Kconfig.renames', 'CONFIG_COUNT CONFIG_NOTHING\n');
  const broken = await rig.bljh(['kconfig', 'check', '-b', 'virt64'], { cwd: project });
  expect(broken).toMatchObject({ code: 3 });
  expect(broken.stderr).toMatch(/^Kconfig\.renames:1:1: error\[CF0001\]/m);
});

it('kconfig check says of the own .config what configure and build say', async () => {
  const { rig, project, configure } = await makeProject();
  await configure('--set', 'NAME=mine');
  rig.write(config, rig.read(config).replace('CONFIG_NAME="mine"\n', ''));
  const check = await rig.bljh(['kconfig', 'check', '-b', 'virt64'], { cwd: project });
  expect(check).toMatchObject({ code: 0, stdout: expect.stringContaining('1 configuration') });
  expect(check.stderr).toContain('warning[CF0004]: NAME=mine was asked for');
  rig.write('app/configs/virt64_defconfig', 'CONFIG_NUMBER=7\nCONFIG_ON=y\n');
  for (const call of [['kconfig', 'check'], ['build'], ['configure']])
    expect((await rig.bljh([...call, '-b', 'virt64'], { cwd: project })).stderr).toContain(
      'configs/virt64_defconfig:2:1: warning[CF0009]: ON=y came into configs/virt64_defconfig',
    );
});

it('of several boards each message names its own', async () => {
  const { rig, project } = await makeProject();
  const { code, stderr } = await rig.bljh(['configure', '--all', '--set', 'NEEDS_ON=y'], { cwd: project });
  expect(code).toBe(3);
  for (const board of ['bl602', 'virt64']) expect(stderr).toContain(`error[KC0503]: ${board}: NEEDS_ON=y is lost`);
});

it('build and run tell what happened to a value, and a changed record is built from anew', async () => {
  const { rig, project, configure } = await makeProject();
  await configure();
  const build = () => rig.bljh(['build', '--board', 'virt64'], { cwd: project });
  expect((await build()).code).toBe(0);
  expect((await build()).stdout).toContain('up to date');
  rig.write('app/Kconfig', KCONFIG.replace('"none"', '"some"'));
  const changed = await build();
  expect(changed.code).toBe(0);
  expect(changed.stderr).toMatch(
    /info\[CF0003\]: nobody had asked for NAME=none: it was so by itself; it is now some\n[\s\S]*\n {2}bljh configure --board virt64$/m,
  );
  const run = await rig.bljh(['run', '--board', 'virt64'], { cwd: project });
  expect(run.code, run.stderr).toBe(0);
  await configure();
  expect((await build()).stderr).not.toContain('CF0003');
  expect((await build()).stdout).toContain('up to date');
  // Looked at, and it reaches nothing.
  rig.write('app/Kconfig.renames', '# none yet\n');
  expect((await build()).stdout).toContain('up to date');
  expect((await build()).stdout).toContain('up to date');
});

it('clean keeps the record as long as it keeps the .config', async () => {
  const { rig, project, configure } = await makeProject();
  await configure();
  const record = rig.path('app/build/virt64/.bljh-defaults.json');
  await rig.bljh(['clean'], { cwd: project });
  expect(existsSync(record)).toBe(true);
  await rig.bljh(['clean', '--config'], { cwd: project });
  expect(existsSync(record)).toBe(false);
});
