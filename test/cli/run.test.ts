/** bljh run with a fake emulator: output, input, arguments and exit code are the program's own; time is bounded. */
import { existsSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hangs, leftOver, makeFakeRig } from '../fakes/fake-tools.js';
import { jsonOf } from '../rig.js';

async function makeProject(program = '', template = 'led_blink') {
  const rig = makeFakeRig();
  const project = await rig.project(template);
  rig.steer('qemu-riscv64', `[ "$1" = --version ] || {\n${program}\n}`);
  const run = (...args: string[]) => rig.bljh(['run', '--board', 'virt64', ...args], { cwd: project });
  return { rig, project, run };
}

describe('bljh run', () => {
  it.each([0, 1, 2, 5, 42, 255])('ends with the exit code %i of the program', async (code) => {
    const { run } = await makeProject(`echo out; echo err >&2; exit ${code}`);
    const outcome = await run();
    expect(outcome.code).toBe(code);
    expect(outcome.stdout).toBe('out\n');
    expect(outcome.stderr).toMatch(/^err$/m);
    expect(outcome.stderr).not.toContain('error[');
  });

  it('--json holds output and exit code of the program, and nothing else is on standard output', async () => {
    const { run } = await makeProject('echo out; exit 42');
    const outcome = await run('--json');
    expect(outcome.code).toBe(42);
    expect(jsonOf(outcome)).toMatchObject({ exitCode: 42, result: { output: 'out\n', exitCode: 42, board: 'virt64' } });
  });

  it('builds first if needed and not again, and says what the emulator does not model', async () => {
    const { rig, run } = await makeProject('exit 0');
    const first = await run();
    expect(first.code).toBe(0);
    expect(first.stderr).toContain('virt64: in qemu-riscv64, which models RV64GC under Linux user emulation, but no');
    expect(existsSync(rig.path('app/build/virt64/app'))).toBe(true);
    rig.forgetCalls();
    await run();
    expect(rig.calls().filter((call) => call.startsWith('go build'))).toEqual([]);
  });

  it('gives the program its arguments as they are, and its input', async () => {
    const { rig, project } = await makeProject(
      `shift 4; shift; for word; do echo "<$word>"; done; while read line; do echo "in: $line"; done; exit 0`,
    );
    const args = ['run', '-b', 'virt64', '--', '--help', 'a b', '$(touch canary)', '', '-x'];
    const { code, stdout } = await rig.bljh(args, { cwd: project, input: 'one\ntwo\n' });
    expect(code).toBe(0);
    expect(stdout).toBe('<--help>\n<a b>\n<$(touch canary)>\n<>\n<-x>\nin: one\nin: two\n');
    expect(existsSync(rig.path('app/canary'))).toBe(false);
  });

  it('a program that does not end is ended after --timeout, with all its children: exit 9', async () => {
    const { rig, run } = await makeProject('');
    rig.steer('qemu-riscv64', `[ "$1" = --version ] || {\n${hangs(rig)}\n}`);
    const started = performance.now();
    const outcome = await run('--timeout', '1');
    expect(outcome.code).toBe(9);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(outcome.stderr).toMatch(/error\[PR0002\]: .*still running after 1 s[\s\S]*--timeout 5/);
    expect(leftOver(rig)).toEqual([]);
  });

  it('an emulator that is killed: a message of its own, exit 5', async () => {
    const { run } = await makeProject('kill -SEGV $$');
    const { code, stderr } = await run();
    expect(code).toBe(5);
    expect(stderr).toContain('error[RN0003]: qemu-riscv64 was killed by SIGSEGV');
  });

  it('a C archive: exit 2, and where the C program is', async () => {
    const { rig, run } = await makeProject('', 'driver');
    const { code, stderr } = await run();
    expect(code).toBe(2);
    expect(stderr).toMatch(/error\[RN0002\][\s\S]*make -C c run BLJH_BOARD=virt64/);
    expect(rig.callsOf('go').filter((call) => call.startsWith('build'))).toEqual([]);
  });

  it('without the emulator nothing is built: exit 4', async () => {
    const { rig, run } = await makeProject('');
    rmSync(rig.path('bin/qemu-riscv64'));
    const { code, stderr } = await run();
    expect(code).toBe(4);
    expect(stderr).toContain('qemu-riscv64');
    expect(stderr).not.toContain('which models');
    expect(rig.callsOf('go').filter((call) => call.startsWith('build'))).toEqual([]);
  });

  it('a reader that left is no failure: nothing is said', async () => {
    const { run } = await makeProject('kill -PIPE $$');
    const { code, stderr } = await run();
    expect(code).toBe(141);
    expect(stderr).not.toContain('error');
  });

  it('an error stands on a line of its own, wherever the program stopped', async () => {
    const { run } = await makeProject('printf unfinished >&2; kill -SEGV $$');
    expect((await run()).stderr).toMatch(/unfinished\nerror\[RN0003\]/);
  });

  it('a program whose build fails is not run', async () => {
    const { rig, run } = await makeProject('echo ran');
    rig.steer('go-build', 'exit 1');
    const { code, stdout } = await run();
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(rig.callsOf('qemu-riscv64').filter((call) => !call.includes('--version'))).toEqual([]);
  });
});

describe('the trace of pins', () => {
  it.each([
    { why: 'an emulator without pins', args: ['--trace', 'pins'], code: 'RN0004', says: 'has no pins to trace' },
    { why: 'into the output of --json', args: ['--trace', '-', '--json'], code: 'CL0003', says: 'name a file' },
  ])('$why: refused before anything is built', async ({ args, code, says }) => {
    const { rig, run } = await makeProject();
    const outcome = await run(...args);
    expect(outcome.code).toBe(2);
    expect(`${outcome.stdout}${outcome.stderr}`).toContain(code);
    expect(`${outcome.stdout}${outcome.stderr}`).toContain(says);
    expect(rig.callsOf('go').filter((call) => call.startsWith('build'))).toEqual([]);
  });

  it('into a file that cannot be written: an error before anything is built', async () => {
    const { rig, project } = await makeProject();
    const args = ['run', '--board', 'bl602', '--trace', rig.path('no/such/folder')];
    const { code, stderr } = await rig.bljh(args, { cwd: project });
    expect(code).toBe(2);
    expect(stderr).toMatch(/error\[RN0004\]: the trace cannot be written: .*no\/such\/folder/);
  });
});

it("without unicorn the BL602's program is not built, and the command that gets it is named", async () => {
  const { rig, project } = await makeProject();
  rig.addTool('apt-get', '');
  const { code, stderr } = await rig.bljh(['run', '--board', 'bl602'], { cwd: project });
  expect(code).toBe(4);
  expect(stderr).toMatch(/error\[TC0001\]: unicorn is missing[\s\S]*bljh toolchain install unicorn/);
});

it('doctor names for every tool what it is for, where it is or what gets it', async () => {
  const rig = makeFakeRig();
  rig.addTool('apt-get', '');
  const { code, stdout } = await rig.bljh(['doctor']);
  expect(code).toBe(4);
  expect(stdout).toContain(`go 1.26.0  ${rig.path('bin/go')}`);
  expect(stdout).toMatch(/^missing +make\n +needed to build C programs/m);
  expect(stdout).toContain('get it: bljh toolchain install qemu-system-riscv32');
  const { result } = jsonOf(await rig.bljh(['doctor', '--json']));
  const rows = result?.['tools'] as Record<string, string>[];
  expect(rows.length).toBeGreaterThan(5);
  for (const row of rows) {
    expect(row['purpose']).not.toBe('');
    expect(row['install']).not.toBe('');
    if (row['status'] === 'ok') expect(row['version']).toBeDefined();
    else expect(row['problem']).toBeDefined();
  }
});

it('toolchain install --dry-run names what it would do and does nothing', async () => {
  const rig = makeFakeRig();
  rig.addTool('apt-get', '');
  const { code, stderr } = await rig.bljh(['toolchain', 'install', '--dry-run', 'qemu-system-riscv32']);
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/qemu-system-/);
  expect(
    rig.callsOf('apt-get').filter((call) => / install/.test(call) && !/-s|--dry-run|--simulate/.test(call)),
  ).toEqual([]);
  expect(existsSync(rig.path('cache/bljh/tools'))).toBe(false);
});

it('toolchain install with everything here starts no package manager', async () => {
  const rig = makeFakeRig();
  rig.addTool('apt-get', '');
  const { code, stdout, stderr } = await rig.bljh(['toolchain', 'install', '--board', 'jh7110']);
  expect(code).toBe(0);
  for (const tool of ['go', 'riscv64-linux-gnu-gcc', 'qemu-riscv64']) expect(stdout).toContain(tool);
  // Each tool once, on standard output: a terminal shows both streams.
  expect(stderr).toBe('');
  expect(rig.callsOf('apt-get')).toEqual([]);
});

it('without apt-get the missing tools are named with their versions, exit 4', async () => {
  const rig = makeFakeRig();
  const { code, stderr } = await rig.bljh(['toolchain', 'install', '--yes', 'qemu-system-riscv32', 'clang']);
  expect(code).toBe(4);
  expect(stderr).toMatch(/QEMU/);
  expect(stderr).toMatch(/Clang.*>=19/s);
});
