/** Programs that fail, on every bare-metal board: what they say, and that bljh tells where in the sources it was. */
import { cpSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { jsonOf, until } from '../rig.js';
import { BUILD_TIMEOUT_MS, makeRealProject, type RealProject } from './real-tools.js';

const FIXTURE = join(import.meta.dirname, '..', 'fixtures', 'panics');

/** The line of a fixture's file that holds the text. */
function lineOf(file: string, text: string): number {
  const at =
    readFileSync(join(FIXTURE, file), 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1;
  expect(at, text).toBeGreaterThan(0);
  return at;
}

type Where = readonly [place: string, name: string];

const place = (file: string, text: string) => `${file}:${lineOf(file, text)}`;

let project: RealProject;
beforeAll(async () => {
  project = await makeRealProject('led_blink');
  for (const name of ['verbose_on.go', 'verbose_off.go']) rmSync(project.rig.path('app', name));
  cpSync(FIXTURE, project.folder, { recursive: true });
}, BUILD_TIMEOUT_MS);

/** How it fails, and where: m in main, g in a goroutine, d with a deferred function. */
const run = (board: string, letters: string, ...flags: string[]) =>
  project.rig.bljh(['run', '--board', board, '--timeout', '20', ...flags], {
    cwd: project.folder,
    input: letters,
    timeoutMs: BUILD_TIMEOUT_MS,
  });

describe.each(['virt32', 'virt32-xip', 'bl602'])('on %s', (board) => {
  beforeAll(async () => void (await project.ok('build', '--board', board)), BUILD_TIMEOUT_MS);

  it.each<[string, string, string, () => Where]>([
    ['panic in a goroutine', 'pg', 'panic: boom', () => [`${place('main.go', 'panic(message)')}:2`, 'main.fail']],
    [
      'panic, after deferred calls',
      'pd',
      'panic: boom',
      () => [`${place('main.go', 'panic(message)')}:2`, 'main.fail'],
    ],
    ['nil pointer', 'nm', 'nil pointer dereference', () => [place('main.go', 'none.next.value'), 'main.init$2']],
    [
      'index in a package',
      'ig',
      'index out of range',
      () => [place('lib/lib.go', 'return t.rows[n]'), '(*app/lib.Table).Row'],
    ],
    ['division by zero', 'dm', 'divide by zero', () => [place('main.go', '1 / sink.Get()'), 'main.init$5']],
    ['memory', 'om', 'out of memory', () => [place('main.go', 'append(kept'), 'main.exhaust']],
    ['bad read', 'rm', 'bad read', () => [place('main.go', '0x800)'), 'main.init$4']],
  ])('%s: the line and the function', async (_name, letters, what, expected) => {
    const { code, stdout, stderr } = await run(board, letters);
    const [at, name] = expected();
    expect(code, stderr).toBe(2);
    expect(stdout).toContain(what);
    expect(stderr).toMatch(
      new RegExp(`^${escape(at)}(:\\d+)?: error\\[RN0007\\]: .*${what}, in ${escape(name)}$`, 'm'),
    );
    if (letters === 'ig') {
      const caller = place('lib/lib.go', 'sum += t.Row(n)');
      expect(stderr).toMatch(new RegExp(`^  ${escape(caller)}:3: inlined into \\(\\*app/lib\\.Table\\)\\.Sum$`, 'm'));
    }
  });
});

function escape(text: string): string {
  return text.replaceAll(/[()*$.[\]]/g, '\\$&');
}

it('output that passes through is the same, byte for byte', async () => {
  const { stdout } = await run('virt32', 'ig', '-q');
  expect(stdout).toMatch(/^panic: runtime error at 0x800[0-9a-f]{5}: index out of range\r\n$/);
});

it("with interrupt handlers, the user's files are named; --json has the place as a diagnostic", async () => {
  const { rig, folder, bljh } = await makeRealProject('led_blink');
  for (const name of ['verbose_on.go', 'verbose_off.go']) rmSync(rig.path('app', name));
  rig.write(
    'app/main.go',
    `package main

//go:isr TICK RTC
func onTick() {}

var none []int

func main() {
	println("begin")
	println(none[len(none)])
}
`,
  );
  const json = jsonOf(await bljh('run', '--board', 'virt32', '--timeout', '20', '--json'));
  expect(json).toMatchObject({
    ok: false,
    exitCode: 2,
    result: { output: expect.stringMatching(/^begin\r\npanic: runtime error at 0x8[^\n]*\r\n$/), exitCode: 2 },
    diagnostics: [{ severity: 'error', code: 'RN0007', at: { file: join(folder, 'main.go'), line: 10, col: 2 } }],
  });
});

describe('bljh addr2line', () => {
  let address: string;
  let expected: string;
  beforeAll(async () => {
    await project.ok('build', '--board', 'virt32');
    address = /at (0x[0-9a-f]+)/.exec((await run('virt32', 'pm')).stdout)?.[1] ?? '';
    expected = `${address}: main.fail at ${place('main.go', 'panic(message)')}\n`;
  }, BUILD_TIMEOUT_MS);

  it('tells addresses', async () => {
    expect(await project.ok('addr2line', '--board', 'virt32', address)).toBe(expected);
    const elf = join(project.folder, 'build/virt32/app.elf');
    const elsewhere = await project.rig.bljh(['addr2line', '--elf', elf, address.slice(2), '0x1234'], { cwd: '/' });
    const absolute = expected.replace(' main.go', ` ${project.folder}/main.go`);
    expect(elsewhere).toMatchObject({ code: 0, stdout: `${absolute}0x00001234: no code of ${elf}\n` });
    const json = jsonOf(await project.bljh('addr2line', '--board', 'virt32', '--json', address));
    const line = lineOf('main.go', 'panic(message)');
    expect(json.result).toEqual({
      elf: 'build/virt32/app.elf',
      addresses: [{ address, frames: [{ function: 'main.fail', file: 'main.go', line }] }],
    });
  });

  it('lets text through as it comes, and adds lines after those with addresses', async () => {
    const running = project.rig.startBljh(['addr2line', '--board', 'virt32'], {
      cwd: project.folder,
      keepInput: true,
    });
    running.type('no line break yet');
    await until('half a line has passed', () => running.stdout() === 'no line break yet', 20_000);
    running.type(` ${address}, sp 0x80102060\r\n`);
    const first = `no line break yet ${address}, sp 0x80102060\r\n--- ${expected}`;
    await until('its place is told', () => running.stdout() === first, 20_000);
    running.signal('SIGTERM');
    expect(await running.done).toMatchObject({ code: 143, stdout: first });
    const input = `\xff\0one\n${address}`;
    const last = await project.rig.bljh(['addr2line', '--board', 'virt32'], { cwd: project.folder, input });
    expect(last).toMatchObject({ code: 0, stdout: `${input}\n--- ${expected}` });
  });

  it('says so when the sources are newer than the program, or the program knows no lines', async () => {
    const main = join(project.folder, 'main.go');
    const elf = join(project.folder, 'build/virt32/app.elf');
    const later = new Date(Date.now() + 3_600_000);
    utimesSync(main, later, later);
    const changed = await project.bljh('addr2line', '--board', 'virt32', address);
    expect(changed.stderr).toContain('main.go has changed since build/virt32/app.elf was built');
    cpSync(join(FIXTURE, 'main.go'), main);
    const bare = project.rig.path('bare.elf');
    await project.rig.run('riscv64-unknown-elf-objcopy', ['--strip-debug', elf, bare]);
    expect(await project.rig.bljh(['addr2line', '--elf', bare, address])).toMatchObject({
      code: 0,
      stdout: `${address}: main.fail\n`,
      stderr: expect.stringContaining('warning[RN0008]'),
    });
  });
});

describe.each([
  ['virt32', 1024],
  ['virt32', 4096],
  ['virt32-xip', 4096],
  ['bl602', 1024],
  ['bl602', 4096],
] as const)('a stack overflow on %s, with %i bytes', (board, size) => {
  beforeAll(async () => {
    await project.ok('configure', '--board', board, '--set', `GOROUTINE_STACK_SIZE=${size}`);
    await project.ok('build', '--board', board);
  }, BUILD_TIMEOUT_MS);

  it.each([
    ['endless recursion', 'R'],
    ['endless recursion that switches', 'S'],
    ['a recursion that ends', 'F'],
    ['a large frame', 'L'],
    ['frames that are cleared', 'Z'],
  ])('%s: is named, and what to raise', async (_name, letter) => {
    for (const { code, stdout, stderr } of await Promise.all([run(board, `${letter}m`), run(board, `${letter}g`)])) {
      expect(code, stderr).toBe(2);
      expect(stdout).toMatch(/panic: .*stack overflow/);
      expect(stderr).toContain('error[RN0007]: ');
      expect(stderr).toContain(`bljh configure --board ${board} --set GOROUTINE_STACK_SIZE=${size * 2}`);
    }
  });
});
