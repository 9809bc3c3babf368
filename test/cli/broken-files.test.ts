/** Files that people write and break: the place, the key, and what was expected. */
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeFakeRig } from '../fakes/fake-tools.js';
import { jsonOf } from '../rig.js';

describe('a broken bljh.ini', () => {
  it.each([
    {
      what: 'an unknown key',
      text: 'name = app\npakage = .\n',
      line: 2,
      says: /pakage: unknown key[\s\S]*did you mean package\?/,
    },
    { what: 'an unknown section', text: 'name = app\n\n[tagz]\nA = b\n', line: 3, says: 'tagz: unknown key' },
    { what: 'a wrong name', text: 'package = .\nname = 1st\n', line: 2, says: 'name: expected letters, digits' },
    {
      what: 'no name',
      text: '; nothing\npackage = .\n',
      line: 1,
      says: /name: the key is missing[\s\S]*name = blinky/,
    },
    { what: 'nothing', text: '', line: 1, says: 'name: the key is missing' },
    {
      what: 'a wrong artifact',
      text: 'name = app\nartifact = dll\n',
      line: 2,
      says: /artifact: .*executable.*c-archive/,
    },
    { what: 'a line that is nothing', text: 'name = app\nwhat is this\n', line: 2, says: 'expected "key = value"' },
    {
      what: 'a wrong tag symbol',
      text: 'name = app\n[tags]\nNOT-A-SYMBOL = x\n',
      line: 3,
      says: /tags.NOT-A-SYMBOL: .*Kconfig symbol/,
    },
    {
      what: 'a wrong variable',
      text: 'name = app\n[ldflags]\nversion = GREETING\n',
      line: 3,
      says: /ldflags.version: .*main\.version/,
    },
    {
      what: 'CRLF lines',
      text: 'name = app\r\n\r\npakage = .\r\n',
      line: 3,
      says: 'pakage: unknown key',
    },
  ])('$what', async ({ text, line, says }) => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    rig.write('app/bljh.ini', text);
    const outcome = await rig.bljh(['build'], { cwd: project });
    expect(outcome).toMatchObject({ code: 3, stdout: '' });
    expect(outcome.stderr).toMatch(new RegExp(`^bljh\\.ini:${line}:\\d+: error\\[PJ0002\\]: `, 'm'));
    expect(outcome.stderr).toMatch(says);
    expect(rig.calls()).toEqual([]);
  });

  it('a symbol that [ldflags] or [tags] names and no Kconfig file defines', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    rig.write('app/bljh.ini', 'name = app\n\n[ldflags]\nmain.version = NO_SUCH\n');
    const outcome = await rig.bljh(['build', '--board', 'virt64'], { cwd: project });
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toMatch(/bljh\.ini:4:\d+: error\[PL0006\].*NO_SUCH/);
  });
});

describe('a broken board.ini', () => {
  const whole = `title = Mine
[cpu]
xlen = 64
march = rv64gc
abi = lp64d
[go]
goos = linux
goarch = riscv64
cc = riscv64-linux-gnu-gcc
sysroot = /
[emulator]
kind = none
models = nothing
`;

  it.each([
    { what: 'an unknown key', from: 'xlen = 64', to: 'xlan = 64', line: 3, says: 'xlan: unknown key' },
    { what: 'a wrong march', from: 'march = rv64gc', to: 'march = x86', line: 4, says: /cpu\.march: .*ISA string/ },
    { what: 'a wrong abi', from: 'abi = lp64d', to: 'abi = lp128', line: 5, says: 'cpu.abi: ' },
    { what: 'a missing key', from: 'sysroot = /\n', to: '', line: 6, says: 'go.sysroot: ' },
    { what: 'a parent that is not there', from: '[cpu]', to: 'inherits = nobody\n[cpu]', line: 2, says: 'nobody' },
    { what: 'a line that is nothing', from: 'kind = none', to: 'kind none', line: 12, says: 'expected "key = value"' },
  ])('$what', async ({ from, to, line, says }) => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    rig.write('app/boards/mine/board.ini', whole.replace(from, to));
    rig.write('app/boards/mine/Kconfig', '');
    rig.write('app/boards/mine/defconfig', '');
    const outcome = await rig.bljh(['build', '--board', 'mine'], { cwd: project });
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toMatch(new RegExp(`^boards/mine/board\\.ini:${line}:\\d+: error\\[BD0001\\]`, 'm'));
    expect(outcome.stderr).toMatch(says);
  });

  it("a board of the project's own is built for, and listed", async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    rig.write('app/boards/mine/board.ini', whole);
    rig.write(
      'app/boards/mine/Kconfig',
      'config BOARD_MINE\n\tdef_bool y\n\tselect LINUX_OS\n\tselect HAS_STANDARD_GO\n',
    );
    rig.write('app/boards/mine/defconfig', '');
    expect((await rig.bljh(['boards'], { cwd: project })).stdout).toContain('mine');
    const built = await rig.bljh(['build', '--board', 'mine'], { cwd: project });
    expect(built.code, built.stderr).toBe(0);
  });
});

describe('own boards', () => {
  const mine = 'title = Mine\ninherits = virt64\n';
  const kconfig = 'config BOARD_MINE\n\tdef_bool y\n\tselect LINUX_OS\n\tselect HAS_STANDARD_GO\n';

  it('boards lists the good ones, names what is wrong with the others, and exits with 3', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    rig.write('app/boards/mine/board.ini', mine);
    rig.write('app/boards/mine/Kconfig', kconfig);
    rig.write('app/boards/half/readme', '');
    rig.write('app/boards/my board/board.ini', mine);
    const odd = await rig.bljh(['boards'], { cwd: project });
    expect(odd.code).toBe(0);
    expect(odd.stdout).toMatch(/^mine +Mine$/m);
    expect(odd.stderr).toMatch(/warning\[BD0002\]: .*boards\/half is no board: it has no board\.ini/);
    expect(odd.stderr).toMatch(/warning\[BD0003\]: .*"my board" cannot be the name of one/);
    rig.write('app/boards/broken/board.ini', 'title = x\n');
    const broken = await rig.bljh(['boards', '--json'], { cwd: project });
    expect(broken.code).toBe(3);
    const { ok, result, diagnostics } = jsonOf(broken);
    expect({ ok, complete: result?.['complete'] }).toEqual({ ok: false, complete: false });
    expect(result?.['boards']).toContainEqual(expect.objectContaining({ name: 'mine' }));
    expect(diagnostics.find(({ message }) => message.startsWith('cpu: '))).toMatchObject({
      code: 'BD0001',
      message: 'cpu: the section [cpu] is missing',
      hint: { text: '[cpu] needs xlen, march, abi' },
    });
  });

  it.each([
    { gone: 'Kconfig', says: 'board mine has no Kconfig' },
    { gone: 'defconfig', says: 'board mine has no defconfig' },
  ])('a board without $gone', async ({ gone, says }) => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    rig.write('app/boards/mine/board.ini', mine);
    rig.write('app/boards/mine/Kconfig', kconfig);
    rig.write('app/boards/mine/defconfig', '');
    rmSync(rig.path('app/boards/mine', gone));
    for (const args of [
      ['build', '-b', 'mine'],
      ['configure', '-b', 'mine'],
    ]) {
      const outcome = await rig.bljh(args, { cwd: project });
      expect(outcome.code).toBe(3);
      expect(outcome.stderr).toContain(`error[BD0002]: ${says}`);
      expect(outcome.stderr).not.toContain('ENOENT');
    }
  });

  it("a project's configs/BOARD_defconfig is enough", async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    rig.write('app/boards/mine/board.ini', mine);
    rig.write('app/boards/mine/Kconfig', kconfig);
    rig.write('app/configs/mine_defconfig', '');
    const outcome = await rig.bljh(['configure', '-b', 'mine'], { cwd: project });
    expect(outcome.code, outcome.stderr).toBe(0);
  });

  it('an unknown board that is a folder without board.ini', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    rig.write('app/boards/half/Kconfig', '');
    const outcome = await rig.bljh(['build', '-b', 'half'], { cwd: project });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(/error\[CL0004\]: unknown board "half": .*half is no board: it has no board\.ini/);
  });
});

it('no Kconfig beside bljh.ini: one error instead of one for each symbol', async () => {
  const rig = makeFakeRig();
  const project = await rig.project('options');
  rmSync(rig.path('app/Kconfig'));
  rig.write('app/configs/virt64_defconfig', 'CONFIG_ONE=1\nCONFIG_TWO=2\n');
  const outcome = await rig.bljh(['build', '-b', 'virt64'], { cwd: project });
  expect(outcome.code).toBe(3);
  expect(outcome.stderr).toMatch(/configs\/virt64_defconfig:1:1: error\[PJ0007\]: there is no file .*app\/Kconfig/);
  expect(outcome.stderr).toMatch(/configs\/virt64_defconfig:2:1: and here/);
  expect(outcome.stderr).not.toContain('is lost');
});

it('no project: says where it looked and how to make one', async () => {
  const rig = makeFakeRig();
  for (const command of ['build', 'configure', 'run', 'clean']) {
    const outcome = await rig.bljh([command]);
    expect(outcome).toMatchObject({ code: 3, stdout: '' });
    expect(outcome.stderr).toContain(`error[PJ0001]: no bljh.ini in ${rig.folder} or above it`);
    expect(outcome.stderr).toContain('bljh new ');
  }
  const elsewhere = await rig.bljh(['build', '-C', 'no/such/folder']);
  // Looking above a folder that is not there would find another project.
  expect(elsewhere.code).toBe(2);
  expect(elsewhere.stderr).toContain('no/such/folder');
});

it('the project is found from a folder below it and by -C', async () => {
  const rig = makeFakeRig();
  const project = await rig.project('led_blink');
  rig.write('app/deep/er/file', '');
  const below = await rig.bljh(['configure', '--board', 'virt64'], { cwd: rig.path('app/deep/er') });
  expect(below.stdout).toBe('virt64: wrote build/virt64/.config from configs/virt64_defconfig\n');
  const named = await rig.bljh(['configure', '--board', 'virt64', '-C', project]);
  expect(named.stdout).toBe('virt64: no change to build/virt64/.config\n');
});

it('no go.mod: the command that makes one', async () => {
  const rig = makeFakeRig();
  const project = await rig.project('led_blink');
  rmSync(rig.path('app/go.mod'));
  const outcome = await rig.bljh(['build', '--board', 'virt64'], { cwd: project });
  expect(outcome.code).toBe(3);
  expect(outcome.stderr).toContain('error[PJ0006]');
  expect(outcome.stderr).toContain('go mod init app');
});

it('a broken Kconfig file: its line, and no tool is started', async () => {
  const rig = makeFakeRig();
  const project = await rig.project('led_blink');
  rig.write('app/Kconfig', 'config GOOD\n\tbool "good"\n\nconfig BAD\n\tnonsense\n');
  const outcome = await rig.bljh(['build', '--board', 'virt64', '--json'], { cwd: project });
  expect(outcome.code).toBe(3);
  const [first] = jsonOf(outcome).diagnostics;
  expect(first?.code).toMatch(/^KC/);
  expect(first?.at).toMatchObject({ file: rig.path('app/Kconfig'), line: 5 });
  expect(rig.calls()).toEqual([]);
});

it.each([
  ['cut short', (text: string) => text.slice(0, text.length / 2)],
  ['emptied', () => ''],
  ['of another version', (text: string) => text.replace('"schemaVersion":1', '"schemaVersion":99')],
  ['of the wrong shape', () => '{"schemaVersion":1,"inputs":[null],"outputs":[7]}'],
])('a build state that was %s is written anew, and what stands in place still counts', async (_what, damage) => {
  const rig = makeFakeRig();
  const project = await rig.project('led_blink');
  const build = () => rig.bljh(['build', '--board', 'virt64'], { cwd: project });
  expect((await build()).code).toBe(0);
  const state = 'app/build/virt64/.bljh-state.json';
  rig.write(state, damage(rig.read(state)));
  const again = await build();
  expect(again.code, again.stderr).toBe(0);
  expect(again.stdout).toContain('virt64: up to date');
  expect(rig.callsOf('go').filter((call) => call.startsWith('go build'))).toHaveLength(1);
  expect((await build()).stdout).toContain('virt64: up to date');
});
