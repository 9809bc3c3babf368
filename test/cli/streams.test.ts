/** Pipes that close early, and terminals: live progress, and a cursor that is there again afterwards (C5, C20, C21, F14). */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findExecutable } from '../../src/process/find-executable.js';
import { type FakeRig, hangs, leftOver, makeFakeRig, waitsForTest, withSystemPath } from '../fakes/fake-tools.js';
import { bljhFile, ESC, type Running, until } from '../rig.js';

describe('a reader that closes early', () => {
  it.each([
    ['boards', 'head -n 1'],
    ['boards --json', 'head -c 1'],
    ['help', 'head -n 1'],
    ['build --board virt64 --plan', 'head -n 1'],
    ['build --board virt64 --plan --json', 'true'],
    ['completion bash', 'true'],
    ['--version', 'true'],
    ['mk', 'true'],
    ['configure --board virt64', 'true'],
  ])('bljh %s | %s is silent', async (args, reader) => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    await rig.bljh(['configure', '--board', 'virt64'], { cwd: project });
    withSystemPath(rig);
    const script = `'${process.execPath}' '${bljhFile}' ${args} | ${reader} > /dev/null`;
    const { code, stderr } = await rig.run('/bin/sh', ['-c', script], { cwd: project });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('the messages of a build: the build goes on to its end', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    withSystemPath(rig);
    const script = `'${process.execPath}' '${bljhFile}' build --board virt64 2>&1 | true`;
    await rig.run('/bin/sh', ['-c', script], { cwd: project });
    expect((await rig.bljh(['build', '--board', 'virt64'], { cwd: project })).code).toBe(0);
  });
});

// script(1) gives a command a terminal of its own; it belongs to every Debian (bsdutils).
const script = findExecutable('script', '/usr/bin:/bin');
const HIDE = `${ESC}[?25l`;
const SHOW = `${ESC}[?25h`;

function onTerminal(rig: FakeRig, cwd: string, args: string, env: Readonly<Record<string, string>> = {}): Running {
  withSystemPath(rig);
  const command = `stty cols 80 rows 24; exec '${process.execPath}' '${bljhFile}' ${args}`;
  return rig.start(script ?? '', ['-qefc', command, '/dev/null'], {
    cwd,
    keepInput: true,
    env: { TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
  });
}

function expectCursorShown(text: string): void {
  expect(text.lastIndexOf(SHOW)).toBeGreaterThan(text.lastIndexOf(HIDE));
}

describe.runIf(script !== undefined)('on a terminal', () => {
  it('shows what is being done while it is being done, then the result, and the cursor again', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    rig.steer('go-build', waitsForTest(rig));
    const running = onTerminal(rig, project, 'build --board virt64');
    await until('the live list names the step', () => running.stdout().includes('virt64: go build .'));
    await until('the compiler runs', () => existsSync(rig.path('waiting')));
    expect(running.stdout()).toContain(HIDE);
    rig.write('go-on', '');
    const { code, stdout } = await running.done;
    expect(code).toBe(0);
    expect(stdout).toContain('virt64: built in');
    expect(stdout).toContain('build/virt64/app');
    expectCursorShown(stdout);
  });

  it('a failure: the compiler message, the error in red, and the cursor again', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    rig.steer('go-build', `echo './main.go:3: undefined: x' >&2; exit 1`);
    const { code, stdout } = await onTerminal(rig, project, 'build --board virt64').done;
    expect(code).toBe(5);
    expect(stdout).toContain('./main.go:3: undefined: x');
    expect(stdout).toContain(`${ESC}[31merror[PR0001]`);
    expectCursorShown(stdout);
  });

  it('Ctrl-C: says so at once, 130 within 2 s, no process left, and the cursor again', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    rig.steer('go-build', hangs(rig));
    const running = onTerminal(rig, project, 'build --board virt64');
    await until('the compiler runs', () => existsSync(rig.path('grandchild')) && existsSync(rig.path('hanging')));
    await until('the cursor is hidden', () => running.stdout().includes(HIDE));
    const sent = performance.now();
    running.type('\u0003');
    await until('it says that it ends', () => running.stdout().includes('interrupted: ending what runs'), 500);
    const { code, stdout } = await running.done;
    expect(performance.now() - sent).toBeLessThan(2_000);
    expect(code).toBe(130);
    expectCursorShown(stdout);
    expect(leftOver(rig)).toEqual([]);
  });

  it('Ctrl-C while a program runs ends the program', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    rig.steer('qemu-riscv64', `[ "$1" = --version ] || {\n${hangs(rig)}\n}`);
    const running = onTerminal(rig, project, 'run --board virt64');
    await until('the program runs', () => existsSync(rig.path('grandchild')) && existsSync(rig.path('hanging')));
    running.type('\u0003');
    const { code } = await running.done;
    expect(code).toBe(130);
    expect(leftOver(rig)).toEqual([]);
  });

  it('a program gets the terminal as its input', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    rig.steer(
      'qemu-riscv64',
      `[ "$1" = --version ] || { [ ! -t 0 ] || echo terminal; read line; echo "got $line"; exit 3; }`,
    );
    const running = onTerminal(rig, project, 'run --board virt64');
    await until('the program sees a terminal', () => running.stdout().includes('terminal'));
    running.type('hello\n');
    const { code, stdout } = await running.done;
    expect(stdout).toContain('got hello');
    expect(code).toBe(3);
  });

  it.each([
    ['CI', { CI: 'true' }],
    ['TERM=dumb', { TERM: 'dumb' }],
  ])('with %s nothing is redrawn', async (_what, env) => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    const { code, stdout } = await onTerminal(rig, project, 'build --board virt64', env).done;
    expect(code).toBe(0);
    expect(stdout).toContain('virt64: go build .');
    // The last resort may show the cursor; it is what hides it and moves it that has no place in a log.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: cursor movements begin with ESC
    expect(stdout).not.toMatch(/\u001B\[(\?25l|\d*[A-KST])/);
  });

  it('NO_COLOR: no colour; --json: no ESC byte at all', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    const plain = await onTerminal(rig, project, 'build --board nowhere', { NO_COLOR: '1' }).done;
    expect(plain.code).toBe(2);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with ESC
    expect(plain.stdout).not.toMatch(/\u001B\[\d+(;\d+)*m/);
    const json = await onTerminal(rig, project, 'build --board virt64 --json 2> /dev/null').done;
    expect(json.stdout).not.toContain(ESC);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, exitCode: 0 });
  });

  it('a narrow terminal: the result is whole', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    const running = onTerminal(rig, project, 'build --board virt64', { COLUMNS: '20' });
    const { code, stdout } = await running.done;
    expect(code).toBe(0);
    expect(stdout).toContain('build/virt64/app');
  });
});

it.runIf(script === undefined)('terminal tests need script(1) of Debian package bsdutils', ({ skip }) => {
  skip('script is not on this machine');
});
