/** //go:isr through the built bljh with fake tools: what is said before a compiler starts, and that none starts then. */
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { addRemainingTools, type FakeRig, makeFakeRig } from '../fakes/fake-tools.js';
import { addTinygoSources } from '../fakes/tinygo-sources.js';
import { jsonOf, treeOf } from '../rig.js';

const HANDLER = 'package main\n\n//go:isr CONSOLE UART0\nfunc onByte() {}\n';

async function makeProject(source: string) {
  const rig = makeFakeRig();
  addRemainingTools(rig);
  addTinygoSources(rig);
  const project = await rig.project('led_blink');
  rig.write('app/isr.go', source);
  const build = (...args: string[]) => rig.bljh(['build', ...args], { cwd: project });
  return { rig, project, build };
}

/** Lets the fake Go build a checker that gives this answer. */
function answerWith(rig: FakeRig, answer: object): void {
  const full = { listed: true, complete: true, handlers: [], findings: [], accepted: [], excuses: [], embedded: [] };
  rig.write('answer.json', JSON.stringify({ ...full, ...answer }));
  rig.write(
    'checker',
    `#!/bin/sh
echo "isr $*" >> '${rig.path('calls')}'
while [ $# -gt 0 ]; do if [ "$1" = -out ]; then /bin/cp '${rig.path('answer.json')}' "$2"; fi; shift; done\n`,
    0o755,
  );
  rig.steer('go-build', `case "$*" in *isr*) /bin/cp '${rig.path('checker')}' "$6"; exit 0 ;; esac`);
}

const compilerCalls = (rig: FakeRig) => rig.callsOf('tinygo').filter((call) => call.startsWith('tinygo build'));

it('findings are errors with their lines, and no compiler starts', async () => {
  const { rig, project, build } = await makeProject(HANDLER);
  const at = { file: 'isr.go', line: 3, col: 1 };
  const finding = { level: 'error', hint: '', at, related: null, word: '' };
  answerWith(rig, {
    findings: [
      { ...finding, code: 'IS0003', message: 'this board has no interrupt UART9', word: 'UART9' },
      {
        ...finding,
        code: 'IS0006',
        message: 'in the interrupt handler onByte: x',
        hint: 'do not',
        at: { ...at, line: 4 },
      },
    ],
  });
  const usersOwn = () => Object.entries(treeOf(project)).filter(([path]) => !/^(build|\.bljh)(\/|$)/.test(path));
  const before = usersOwn();
  const { code, stderr } = await build('--board', 'virt32');
  expect(code, stderr).toBe(5);
  expect(stderr).toContain(`isr.go:3:1: error[IS0003]: this board has no interrupt UART9
  //go:isr CONSOLE UART0
  ^
hint: did you mean UART0?
isr.go:4:1: error[IS0006]: in the interrupt handler onByte: x
  func onByte() {}
  ^
hint: do not
`);
  expect(compilerCalls(rig)).toEqual([]);
  expect(existsSync(rig.path('app/build/virt32/stage/isr.go'))).toBe(false);
  expect(usersOwn()).toEqual(before);
});

it('handlers are bound in the copy, in which TinyGo runs, and what it says is about the tree', async () => {
  const { rig, project, build } = await makeProject(HANDLER);
  const at = { file: 'isr.go', line: 3, col: 1 };
  const handler = {
    package: 'app',
    packageName: 'main',
    dir: '.',
    function: 'onByte',
    name: 'CONSOLE',
    number: 10,
    at,
  };
  answerWith(rig, { handlers: [handler] });
  rig.steer('tinygo', `case "$1" in build) /bin/pwd; echo "../../../main.go:7:2: no such thing"; exit 1 ;; esac`);
  const { code, stderr } = await build('--board', 'virt32', '--verbose');
  expect(code).toBe(5);
  expect(rig.read('app/build/virt32/stage/zz_bljh_isr.go')).toContain(
    'bljhInterrupt.New(10, bljhISR10CONSOLE).Enable()',
  );
  expect(rig.read('app/build/virt32/stage/isr.go')).toBe(`//line ../../../isr.go:1:1\n${HANDLER}`);
  expect(rig.read('app/build/virt32/build.log')).toContain(`${project}/build/virt32/stage\n`);
  expect(stderr).toContain('\nmain.go:7:2: no such thing\n');
  expect(stderr).toContain(`cd ${project}/build/virt32/stage && `);
  const [call = ''] = rig.callsOf('isr');
  expect(call).toContain('-first 1 -last 95 -marked isr.go -- ');
  expect(call).toMatch(/list -target=build\/virt32\/gen\/target\.json .* -json -deps \.$/);
});

it('without a mark there is neither copy nor checker, and a copy of before is removed', async () => {
  const { rig, build } = await makeProject('package main\n');
  rig.write('app/build/virt32/stage/main.go', 'package main\n');
  rig.steer('tinygo', 'case "$1" in build) exit 1 ;; esac');
  await build('--board', 'virt32');
  expect(compilerCalls(rig)).toHaveLength(1);
  expect(existsSync(rig.path('app/build/virt32/stage'))).toBe(false);
  expect(rig.callsOf('go').filter((call) => call.startsWith('go build'))).toEqual([]);
});

it('a mark on a Linux board is an error at its line, unless the file is for bare metal', async () => {
  const { rig, build } = await makeProject(HANDLER);
  const { code, stderr } = await build('--board', 'virt64');
  expect(code).toBe(5);
  expect(stderr).toContain('isr.go:3:1: error[IS0009]: //go:isr has no effect on board virt64: a Linux board handles');
  expect(rig.callsOf('go').filter((call) => call.startsWith('go build'))).toEqual([]);
  rig.write('app/isr.go', `//go:build baremetal\n\n${HANDLER}`);
  const again = await build('--board', 'virt64');
  expect(again.code, again.stderr).toBe(0);
});

it('a board without irqs has no interrupts', async () => {
  const { rig, build } = await makeProject(HANDLER);
  const ini = [
    'title = Mine\n[cpu]\nxlen = 32\nmarch = rv32imac\nabi = ilp32\n[tinygo]\ntags = virt32\ntrap_mode = direct',
    '[memory.flash]\norigin = 0x80000000\nlength = 1M\n[memory.ram]\norigin = 0x80100000\nlength = 128K',
    '[emulator]\nkind = none\nmodels = nothing\n',
  ];
  rig.write('app/boards/mine/board.ini', ini.join('\n'));
  rig.write('app/boards/mine/Kconfig', 'config BOARD_MINE\n\tdef_bool y\n\tselect BARE_METAL\n\tselect HAS_TINYGO\n');
  rig.write('app/boards/mine/defconfig', '');
  const { code, stderr } = await build('--board', 'mine');
  expect(code, stderr).toBe(5);
  expect(stderr).toContain('error[IS0009]: //go:isr has no effect on board mine: its board.ini has no irqs');
});

it('--plan shows the handlers with their places and origins, and starts no tool', async () => {
  const { rig, build } = await makeProject(HANDLER);
  const { code, stdout } = await build('--board', 'bl602', '--plan');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /interrupt handlers\n {2}onByte, called CONSOLE: interrupt 45\n {6}bljh: \/\/go:isr in isr\.go:3\n {6}interrupts\.UART0 \(.*boards\/bl602\/board\.ini:\d+\)/,
  );
  expect(stdout).toContain('tinygo runs in build/bl602/stage, a copy of the sources with their handlers bound');
  const json = jsonOf(await build('--board', 'bl602', '--plan', '--json'));
  expect(json.result?.['plans']).toMatchObject([{ interrupts: { handlers: [{ number: 45, at: { line: 3 } }] } }]);
  expect(rig.calls()).toEqual([]);
});

it('explain knows a handler by its function, its name and its mark', async () => {
  const { rig, project } = await makeProject(HANDLER);
  for (const word of ['onByte', 'CONSOLE', '//go:isr CONSOLE UART0']) {
    const { code, stdout } = await rig.bljh(['explain', '--board', 'virt32', word], { cwd: project });
    expect(code).toBe(0);
    expect(stdout).toContain('onByte for UART0 (interrupt 10): an interrupt handler in isr.go:3');
  }
});
