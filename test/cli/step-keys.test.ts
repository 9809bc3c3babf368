/** Keys of the standard-Go track's step, with fake tools: each input that counts, those that do not, and nothing to do a hundred times. */
import { chmodSync, mkdirSync, rmSync, utimesSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FakeRig, makeFakeRig } from '../fakes/fake-tools.js';
import { appends, built, checkFlip, edits, type Flip, type FlipRig, foreseen, sets, told, writes } from '../flips.js';

const BOARD = 'own';
const STEPS = ['go-build'];
const FLIPS_TIMEOUT_MS = 300_000;

const BOARD_INI = `title = a board of the project's own
inherits = virt64

[cpu]
march = rv64gc
abi = lp64d
tune = sifive-7-series

[go]
goos = linux
goarch = riscv64
cc = riscv64-linux-gnu-gcc
`;

const EMBEDDING = `package inner

import _ "embed"

//go:embed data.txt
var Data string
`;

/** A project with everything that a step of standard Go can read, and a module beside it. */
async function makeProject(artifact: 'executable' | 'c-archive'): Promise<FlipRig & { readonly rig: FakeRig }> {
  const rig = makeFakeRig({ BLJH_CACHE: 'on' });
  const folder = await rig.project('led_blink');
  rig.write('app/main.go', 'package main\n\nfunc main() {}\n');
  rig.write('app/inner/data.txt', 'one');
  rig.write('app/inner/inner.go', EMBEDDING);
  rig.write('app/cmd/other/main.go', 'package main\n\nfunc main() {}\n');
  rig.write('app/hello.c', 'int hello(void) { return 1; }\n');
  rig.write('app/hello.h', 'int hello(void);\n');
  rig.write('lib/go.mod', 'module example.org/lib\n\ngo 1.23\n');
  rig.write('lib/lib.go', 'package lib\n');
  rig.write('app/go.mod', `${rig.read('app/go.mod')}\nreplace example.org/lib => ../lib\n`);
  rig.write('app/boards/own/board.ini', BOARD_INI);
  const selects = ['def_bool y', 'select LINUX_OS', 'select HAS_STANDARD_GO'].join('\n\t');
  rig.write(
    'app/boards/own/Kconfig',
    `config BOARD_OWN\n\t${selects}\n\nconfig GPIO_CHIP\n\tstring\n\tdefault "gpiochip0"\n`,
  );
  rig.write('app/boards/own/defconfig', '');
  for (const board of ['bl602', 'virt32', 'virt32-xip'])
    rmSync(rig.path(`app/configs/${board}_defconfig`), { force: true });
  rig.write('app/configs/own_defconfig', 'CONFIG_CHATTY=y\n');
  rig.write(
    'app/Kconfig',
    `${rig.read('app/Kconfig')}\nconfig NOWHERE\n\tint "Not used"\n\tdefault 1\n\nconfig CHATTY\n\tbool "Much"\n\nconfig VERSION\n\tstring "Version"\n\tdefault "1"\n`,
  );
  const ini = rig.read('app/bljh.ini').replace('artifact = executable', `artifact = ${artifact}`);
  rig.write('app/bljh.ini', `${ini}\n[tags]\nCHATTY = chatty\n`);
  const bljh = (...args: string[]) => rig.bljh(args, { cwd: folder });
  return { rig, folder, board: BOARD, bljh };
}

const IN_FILES: readonly Flip[] = [
  appends('main.go'),
  writes('inner/data.txt', 'two', ['file inner/data.txt'], 'an embedded file'),
  appends('inner/inner.go'),
  writes('added.go', 'package main\n', ['file added.go'], 'a file that is new'),
  writes('inner/asm.s', '', ['file inner/asm.s'], 'an assembly file that is new'),
  appends('../lib/lib.go'),
  appends('../lib/go.mod'),
  writes('../lib/more.go', 'package lib\n', ['file ../lib/more.go'], 'a new file of the module beside it'),
  appends('go.mod'),
  appends('go.sum', 'example.org/x v1.0.0 h1:AAAA\n'),
  {
    name: 'a file that is gone',
    causes: ['file hello.c'],
    apply: (folder) => {
      const flip = writes('hello.c', '', []);
      const back = flip.apply(folder);
      rmSync(`${folder}/hello.c`);
      return back;
    },
  },
];

const IN_SETTINGS: readonly Flip[] = [
  sets(BOARD, { LED_PIN: '7' }),
  sets(BOARD, { GREETING: '"Good day"' }),
  sets(BOARD, { VERBOSE: 'y' }),
  sets(BOARD, { VERSION: '"2"' }),
  sets(BOARD, { STRIP: 'y' }),
  sets(BOARD, { HEAP_LIMIT: '65536' }),
  sets(BOARD, { GORISCV64_RVA20U64: 'n', GORISCV64_RVA22U64: 'y' }),
  edits('bljh.ini', /^name = .*$/m, 'name = another', ['setting bljh.ini name'], 'the name of the project'),
  edits('bljh.ini', /^package = .*$/m, 'package = ./cmd/other', ['setting bljh.ini package'], 'the package'),
  edits('bljh.ini', 'CHATTY = chatty', 'CHATTY = talkative', ['setting bljh.ini tags.CHATTY'], '[tags]'),
];

/** What counts where C is compiled. */
const OF_C: readonly Flip[] = [
  appends('hello.c'),
  appends('hello.h'),
  edits('boards/own/board.ini', 'march = rv64gc', 'march = rv64gc_zba', ['setting board.ini cpu.march']),
  edits('boards/own/board.ini', /^tune = .*\n/m, '', ['setting board.ini cpu.tune'], 'board.ini without cpu.tune'),
];

function otherTool(rig: FakeRig, name: string, cause: string): Flip {
  return {
    name: `other bytes of ${name}`,
    causes: [cause],
    apply: () => {
      const old = rig.read(name);
      rig.write(name, `${old}# other\n`);
      chmodSync(rig.path(name), 0o755);
      return () => void rig.write(name, old);
    },
  };
}

const NOTHING: readonly Flip[] = [
  sets(BOARD, { FILE_BUDGET: '999999' }, []),
  appends('build/own/.config', '\n# a comment\n', []),
  {
    ...edits('build/own/.config', /^.*$/s, '', []),
    name: 'the lines of .config in another order',
    apply: (folder) =>
      edits('build/own/.config', /^.*$/s, (whole) => whole.split('\n').reverse().join('\n'), []).apply(folder),
  },
  appends('Kconfig', '\n# a comment\n', []),
  appends('bljh.ini', '\n; a comment\n', []),
  edits('bljh.ini', 'default_board = virt64', 'default_board = own', [], 'default_board'),
  appends('boards/own/board.ini', '\n; a comment\n', []),
  edits('boards/own/board.ini', "project's own", 'project', [], 'the title of the board'),
  writes('main_test.go', 'package main\n', []),
  writes('README.md', 'other', []),
  writes('testdata/x.go', 'package x\n', []),
  writes('_draft.go', 'package x\n', []),
];

describe.each(['executable', 'c-archive'] as const)('%s', (artifact) => {
  let project: Awaited<ReturnType<typeof makeProject>>;
  let flips: readonly Flip[];

  beforeAll(async () => {
    project = await makeProject(artifact);
    mkdirSync(project.rig.path('app/testdata'));
    await built(project);
    const { rig } = project;
    flips =
      artifact === 'executable'
        ? [...IN_FILES, ...IN_SETTINGS, sets(BOARD, { CGO: 'y' }), otherTool(rig, 'bin/go', 'tool go')]
        : [...OF_C, otherTool(rig, 'bin/riscv64-linux-gnu-gcc', 'tool riscv64-linux-gnu-gcc')];
  });

  it(
    'each input that is flipped runs the step, is the one cause that is named before and after, and the way back is fetched',
    async () => {
      for (const flip of flips) await checkFlip(project, flip, STEPS);
      process.stdout.write(`${artifact}: ${flips.length} inputs flipped there and back\n`);
    },
    FLIPS_TIMEOUT_MS,
  );

  it(
    'of what does not reach the step nothing is run, and the board is up to date',
    async () => {
      const { rig, folder } = project;
      await built(project);
      rig.forgetCalls();
      for (const flip of NOTHING) {
        const back = flip.apply(folder);
        expect((await foreseen(project)).runs, flip.name).toEqual([]);
        expect(await built(project), flip.name).toMatchObject({ upToDate: true });
        back();
      }
      await built(project);
      // The fake Go is a script: such tools are asked for their version each time.
      expect(rig.callsOf('go').filter((call) => call.startsWith('go build'))).toEqual([]);
    },
    FLIPS_TIMEOUT_MS,
  );

  it('what the environment says of Go and C is nothing to the step', async () => {
    const { rig, folder } = project;
    rig.forgetCalls();
    const env = {
      GOFLAGS: '-race',
      GOPROXY: 'x',
      CC: 'x',
      CGO_CFLAGS: '-DX',
      CGO_ENABLED: '0',
      GOARCH: 'arm',
      GOENV: 'x',
    };
    const outcome = await rig.bljh(['build', '--board', BOARD], { cwd: folder, env });
    expect(outcome.stdout).toMatch(/^own: up to date/);
    const { stdout } = await rig.bljh(['build', '--board', BOARD, '--dry-run', '--force'], { cwd: folder, env });
    expect(stdout).toBe('own: asked for by --force\n  go-build: would run go build .\n');
    expect(rig.callsOf('go').filter((call) => call.startsWith('go build'))).toEqual([]);
  });
});

it('without a store the way back runs the step again, and nothing else does', async () => {
  const { rig, ...project } = await makeProject('executable');
  rig.env['BLJH_CACHE'] = 'off';
  await built(project);
  rig.forgetCalls();
  const back = appends('main.go').apply(project.folder);
  expect((await built(project)).how).toEqual({ 'go-build': 'ran' });
  back();
  expect((await foreseen(project)).outcomes).toEqual({ 'go-build': 'ran' });
  expect((await built(project)).how).toEqual({ 'go-build': 'ran' });
  expect((await told(project)).causes).toEqual({ 'go-build': ['file main.go'] });
  expect(rig.callsOf('go').filter((call) => call.startsWith('go build'))).toHaveLength(2);
});

it(
  'a hundred builds with nothing to do, of one board and of all, start no tool',
  async () => {
    const { rig, folder } = await makeProject('executable');
    await rig.bljh(['build', '--all'], { cwd: folder });
    rig.forgetCalls();
    const calls = [
      ['build', '--board', BOARD],
      ['build', '--all'],
    ] as const;
    for (let run = 0; run < 50; run += 1)
      for (const args of calls) {
        const { code, stdout, stderr } = await rig.bljh(args, { cwd: folder });
        expect({ code, stderr, isIdle: !/built in/.test(stdout) }).toEqual({ code: 0, stderr: '', isIdle: true });
      }
    expect(rig.calls()).toEqual([]);
    process.stdout.write('100 builds with nothing to do: 0 tools started\n');
  },
  FLIPS_TIMEOUT_MS,
);

it('clocks that jump decide nothing: times of a year ago, of next year, all the same, and going back', async () => {
  const { rig, ...project } = await makeProject('executable');
  const files = ['main.go', 'inner/data.txt', 'go.mod', 'build/own/app', 'build/own/.config', '../lib/lib.go'];
  const year = 365 * 24 * 3600;
  const now = Date.now() / 1000;
  const back = await builtTwice();
  for (const time of [now - year, now + year, 1e9, now - 1]) {
    for (const file of files) utimesSync(rig.path('app', file), time, time);
    rig.forgetCalls();
    expect(await built(project)).toMatchObject({ upToDate: true });
    expect(rig.calls()).toEqual([]);
    // Another content with the time of the old one.
    const flip = appends('main.go').apply(project.folder);
    utimesSync(rig.path('app/main.go'), time, time);
    expect((await built(project)).how).toEqual({ 'go-build': back });
    flip();
    utimesSync(rig.path('app/main.go'), time, time);
    expect((await built(project)).how).toEqual({ 'go-build': 'fetched' });
  }

  /** Both contents are kept from here on. */
  async function builtTwice() {
    await built(project);
    const undo = appends('main.go').apply(project.folder);
    await built(project);
    undo();
    await built(project);
    return 'fetched';
  }
});
