/** //go:isr with the real TinyGo: handlers that run in QEMU, what they must not spoil, and what the finished program proves. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCallGraph } from '../../src/image/call-graph.js';
import { readElf } from '../../src/image/elf.js';
import { bljhFile, bytesOf, treeOf, until } from '../rig.js';
import { BUILD_TIMEOUT_MS, makeRealProject } from './real-tools.js';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '..', 'fixtures', 'interrupts', name), 'utf8');

/** A project for virt32 with these files and nothing else in Go. */
async function makeProject(files: Readonly<Record<string, string>>) {
  const project = await makeRealProject('led_blink');
  for (const name of ['main.go', 'verbose_on.go', 'verbose_off.go']) rmSync(project.rig.path('app', name));
  for (const [name, text] of Object.entries(files)) project.rig.write(`app/${name}`, text);
  return project;
}

const withFloat = (value: string) => ['configure', '--board', 'virt32', '--set', `HARD_FLOAT=${value}`] as const;
/** What a handler may do by the calling convention, and no Go program could be made to do for certain: it overwrites
 * everything that a called function need not preserve, and with F the rounding mode, too. */
function spoilerOf(float: 'n' | 'y'): string {
  const integer = ['t0', 't1', 't2', 't3', 't4', 't5', 't6', ...Array.from({ length: 8 }, (_unused, n) => `a${n}`)];
  const lines = [
    ...integer.map((register) => `li ${register}, -77`),
    ...(float === 'y' ? Array.from({ length: 32 }, (_unused, n) => `fmv.w.x f${n}, t0`) : []),
    ...(float === 'y' ? ['csrwi frm, 1'] : []),
  ];
  const rounds = `const rounds = ${float === 'y' ? 50_000 : 500}`;
  const body = lines.map((line) => `\triscv.Asm("${line}")\n`).join('');
  return `package main\n\nimport "device/riscv"\n\n${rounds}\n\n//go:noinline\nfunc spoil() {\n${body}}\n`;
}

describe.each(['n', 'y'] as const)('HARD_FLOAT=%s', (float) => {
  it('a handler echoes what is typed, while the program sleeps', async () => {
    const { rig, folder, ok } = await makeProject({ 'main.go': fixture('echo.go') });
    await ok(...withFloat(float));
    await ok('build', '--board', 'virt32');
    const running = rig.startBljh(['run', '--board', 'virt32', '--timeout', '60'], {
      cwd: folder,
      keepInput: true,
      timeoutMs: BUILD_TIMEOUT_MS,
    });
    await until('the program is ready', () => running.stdout().includes('ready'), 60_000);
    running.type('go');
    await until('two bytes are back', () => running.stdout().includes('GO'), 30_000);
    running.type('isr 602');
    const { code, stdout } = await running.done;
    expect(code).toBe(0);
    expect(stdout.replaceAll('\r', '')).toContain('ready\nGOISR 602\ngot 9 true\n');
  });

  it('sums of floats and integers are the same while interrupts come in between', async () => {
    const { ok } = await makeProject({ 'main.go': fixture('sums.go'), 'spoil.go': spoilerOf(float) });
    await ok(...withFloat(float));
    await ok('build', '--board', 'virt32');
    const text = await ok('run', '--board', 'virt32', '--timeout', '100');
    expect(text).toMatch(/passes= \d+ integers= 0 floats= 0 /);
    expect(text).toContain('done');
  });
});

it('input that is there before a program sets up its interrupt is not lost, on either board', async () => {
  const { rig, folder, ok } = await makeProject({ 'main.go': fixture('silent-echo.go') });
  for (const [board, rounds] of [
    ['virt32', 20],
    ['bl602', 4],
  ] as const) {
    await ok('build', '--board', board);
    for (let done = 0; done < rounds; done += 4) {
      const call = () =>
        rig.bljh(['run', '--board', board, '--timeout', '10'], { cwd: folder, input: 'hello', timeoutMs: 60_000 });
      for (const ran of await Promise.all([call(), call(), call(), call()]))
        expect(ran, ran.stderr).toMatchObject({ code: 0, stdout: 'HELLO' });
    }
  }
});

describe('a program whose goroutines all wait', () => {
  const source = 'package main\n\nfunc main() {\n\tprintln("waiting")\n\tselect {}\n}\n';

  it('sleeps, in QEMU', async () => {
    const { rig, folder, ok } = await makeProject({ 'main.go': source });
    await ok('build', '--board', 'virt32');
    // The shell's own time and that of what it has waited for, each as user and system.
    const script = `'${process.execPath}' '${bljhFile}' run --board virt32 --timeout 4; times`;
    const { stdout } = await rig.run('sh', ['-c', script], { cwd: folder });
    const [user = 0, system = 0] = (stdout.trim().split('\n').at(-1) ?? '')
      .split(' ')
      .map((time) => Number(/m([\d.]+)s/.exec(time)?.[1]));
    expect(stdout).toContain('waiting');
    expect(user + system).toBeGreaterThan(0);
    expect(user + system).toBeLessThan(2);
  });

  it('sleeps, in the model of the BL602, which sees that nothing can wake it', async () => {
    const { bljh } = await makeProject({ 'main.go': source });
    const { stderr } = await bljh('run', '--board', 'bl602', '--timeout', '5');
    expect(stderr).toMatch(/error\[RN0005\]: build\/bl602\/app\.elf waits for ever/);
  });

  it('is woken by an interrupt', async () => {
    const woken = fixture('silent-echo.go')
      .replace('var got', 'var woken = make(chan byte, 1)\n\nvar got')
      .replace('got.Set(', 'select {\n\t\tcase woken <- c:\n\t\tdefault:\n\t\t}\n\t\tgot.Set(')
      .replace('time.Sleep(10 * time.Millisecond)', '<-woken')
      .replace('\t"time"\n', '');
    const { rig, folder } = await makeProject({ 'main.go': woken });
    for (const board of ['virt32', 'bl602']) {
      const ran = await rig.bljh(['run', '--board', board, '--timeout', '10'], {
        cwd: folder,
        input: 'hello',
        timeoutMs: BUILD_TIMEOUT_MS,
      });
      expect(ran, ran.stderr).toMatchObject({ code: 0, stdout: 'HELLO' });
    }
  });
});

it.each([
  ['of the goroutine that it interrupts', 'false', 'goroutine stack overflow'],
  ['of the system, while all goroutines wait', 'true', 'stack overflow'],
])('a handler that needs more than the stack %s ends the program, which says so', async (_stack, sleeps, message) => {
  const { rig, folder } = await makeProject({
    'main.go': fixture('burst.go'),
    'sleeps.go': `package main\n\nconst sleeps = ${sleeps}\n`,
  });
  for (const board of ['virt32', 'bl602']) {
    const ran = await rig.bljh(['run', '--board', board, '--timeout', '10'], {
      cwd: folder,
      input: 'x',
      timeoutMs: BUILD_TIMEOUT_MS,
    });
    expect(ran.code, ran.stderr).toBe(2);
    expect(ran.stdout).toMatch(new RegExp(`^panic: .*${message}`));
  }
});

it('a mark that comes and goes: the program follows, and the tree is not written', async () => {
  const source = fixture('echo.go');
  const unmarked = source.replace('//go:isr CONSOLE UART0\n', '// onByte is called by nobody.\n');
  const { rig, folder, ok } = await makeProject({ 'main.go': unmarked });
  const usersOwn = () => Object.entries(treeOf(folder)).filter(([path]) => !/^(build|\.bljh)(\/|$)/.test(path));
  await ok('build', '--board', 'virt32');
  const plain = bytesOf(join(folder, 'build/virt32/app.bin'));
  rig.write('app/main.go', source);
  const before = usersOwn();
  expect(await ok('build', '--board', 'virt32')).toContain('(main.go changed)');
  expect(bytesOf(join(folder, 'build/virt32/app.bin'))).not.toBe(plain);
  expect(await ok('build', '--board', 'virt32')).toContain('up to date');
  expect(usersOwn()).toEqual(before);
  // The copy is a module of its own: plain go commands do not see it.
  const list = await rig.run('go', ['list', './...'], { cwd: folder, env: { GOPROXY: 'off', GOFLAGS: '-e' } });
  expect(list.stdout).toBe('app\n');
  rig.write('app/main.go', unmarked);
  await ok('build', '--board', 'virt32');
  expect(bytesOf(join(folder, 'build/virt32/app.bin'))).toBe(plain);
});

it("messages and debug information name the user's files; packages below it have handlers, too", async () => {
  const { rig, folder, bljh, ok } = await makeProject({
    'main.go': 'package main\n\nimport "app/lib"\n\nfunc main() { lib.Wait() }\n',
    'lib/lib.go': `package lib

import "runtime/volatile"

var ticks volatile.Register32

//go:isr TICK RTC
func onTick() { count() }

//go:noinline
func count() { ticks.Set(ticks.Get() + 1) }

func Wait() int { return int(ticks.Get()) }
`,
  });
  await ok('build', '--board', 'virt32');
  const elf = join(folder, 'build/virt32/app.elf');
  const bytes = readFileSync(elf);
  const parsed = readElf(bytes);
  const [site] =
    (parsed && readCallGraph(bytes, parsed).get('bljh_interrupt'))?.filter(
      ({ callee }) => callee === 'app/lib.count',
    ) ?? [];
  const place = await rig.run('riscv64-unknown-elf-addr2line', ['-e', elf, `0x${site?.at.toString(16)}`]);
  expect(place.stdout).toBe(`${folder}/lib/lib.go:8\n`);
  rig.write('app/lib/bad.go', 'package lib\n\nfunc bad() int { return "x" }\n');
  const { code, stderr } = await bljh('build', '--board', 'virt32');
  expect(code).toBe(5);
  expect(stderr).toMatch(/\n# app\/lib\nlib\/bad\.go:3:25: cannot use "x"/);
});

it('the finished program is looked through: what the sources did not show is an error at its line', async () => {
  const source = (line: string) => `package main

var kept []byte

//go:isr TICK RTC
func onTick() {
	var four [4]byte
	${line}
}

//go:noinline
func keep(bytes []byte) { kept = bytes }

func main() {
	for _, each := range kept {
		println(each)
	}
}
`;
  const { rig, bljh, ok } = await makeProject({ 'main.go': source('keep(four[:])') });
  const { code, stderr } = await bljh('build', '--board', 'virt32');
  expect(code, stderr).toBe(5);
  expect(stderr).toMatch(
    /main\.go:7:2: error\[IS0012\]: an interrupt handler can allocate memory: bljh_interrupt > runtime\.alloc/,
  );
  rig.write('app/main.go', source('_ = four'));
  await ok('build', '--board', 'virt32');
  rig.write('app/main.go', source('keep(four[:])').replace('[4]byte', '[4]byte //bljh:alloc-ok never in the field'));
  const accepted = await bljh('build', '--board', 'virt32');
  expect(accepted.code, accepted.stderr).toBe(0);
  expect(accepted.stderr).toContain('main.go:7:2: info[IS0010]: not held against the handler: never in the field');
});

it('a handler that is bound by hand for an interrupt with a mark is an error', async () => {
  const { rig, bljh } = await makeProject({ 'main.go': fixture('echo.go') });
  rig.write(
    'app/other.go',
    'package main\n\nimport "runtime/interrupt"\n\nfunc init() { interrupt.New(10, on).Enable() }\n\nfunc on(interrupt.Interrupt) {}\n',
  );
  const { code, stderr } = await bljh('build', '--board', 'virt32');
  expect(code, stderr).toBe(5);
  expect(stderr).toContain('other.go:5:15: error[IS0004]: interrupt 10 has two handlers: onByte and the one');
});

it("the program's call graph is that of objdump", async () => {
  const { rig, folder, ok } = await makeProject({ 'main.go': fixture('echo.go') });
  await ok('build', '--board', 'virt32');
  const elf = join(folder, 'build/virt32/app.elf');
  const bytes = readFileSync(elf);
  const parsed = readElf(bytes);
  expect(parsed).toBeDefined();
  if (parsed === undefined) return;
  const ours = [...readCallGraph(bytes, parsed)].flatMap(([name, sites]) =>
    sites.map(({ at, callee }) => `${at.toString(16)} ${name} ${callee}`),
  );
  const { stdout } = await rig.run('riscv64-unknown-elf-objdump', ['-d', '--no-show-raw-insn', elf]);
  let own = '';
  const theirs = stdout.split('\n').flatMap((line) => {
    own = /^[0-9a-f]+ <(.+)>:$/.exec(line)?.[1] ?? own;
    const [, at, target] = /^([0-9a-f]+):\t(?:j|jal|jalr|jr|b\w+)\t.*<(.+?)(?:\+0x[0-9a-f]+)?>$/.exec(line) ?? [];
    return at === undefined || target === undefined || target === own ? [] : [`${at} ${own} ${target}`];
  });
  // Assembly has labels inside of functions, which objdump shows as functions.
  const isGo = (edge: string) => !/ (\.L\w+|_start|bljh_\w+|exception|mem\w+|__\w+) /.test(edge);
  expect(ours.filter(isGo).length).toBeGreaterThan(50);
  expect(ours.filter(isGo).sort()).toEqual(theirs.filter(isGo).sort());
});
