/** Help, and calls that bljh does not understand: a suggestion and exit code 2 (conventions C12, C13, C14). */
import { describe, expect, it } from 'vitest';
import { makeFakeRig } from '../fakes/fake-tools.js';
import { ESC, makeRig } from '../rig.js';

const commands = [
  'boards',
  'build',
  'clean',
  'completion',
  'configure',
  'doctor',
  'init',
  'kconfig check',
  'kconfig diff',
  'kconfig lint',
  'kconfig print',
  'mk',
  'new',
  'ports',
  'run',
  'toolchain install',
] as const;

describe.concurrent.each(commands)('help of %s', (command) => {
  it('is the same by -h, --help and help, with the examples before the flags', async () => {
    const rig = makeRig();
    const words = command.split(' ');
    const [short, long, byCommand] = await Promise.all([
      rig.bljh([...words, '-h']),
      rig.bljh([...words, '--help']),
      rig.bljh(['help', ...words]),
    ]);
    expect(long).toEqual({ code: 0, signal: undefined, stdout: long?.stdout, stderr: '' });
    expect(short).toEqual(long);
    expect(byCommand).toEqual(long);
    expect(long?.stdout).not.toContain(ESC);
    expect(long?.stdout).not.toContain('<value>');
    expect(long?.stdout).not.toContain('| ]');
    const usage = long?.stdout.indexOf('USAGE') ?? -1;
    const examples = long?.stdout.indexOf('EXAMPLES') ?? -1;
    const flags = long?.stdout.indexOf('FLAGS') ?? -1;
    expect(usage).toBeGreaterThanOrEqual(0);
    expect(examples).toBeGreaterThan(usage);
    expect(flags).toBeGreaterThan(examples);
  });

  it('works in a folder with a broken bljh.ini and without any tool', async () => {
    const rig = makeRig({ PATH: '' });
    rig.write('bljh.ini', '=== broken\n');
    expect(await rig.bljh([...command.split(' '), '--help'])).toMatchObject({ code: 0, stderr: '' });
  });

  it('names an unknown flag and exits with 2', async () => {
    const rig = makeRig();
    const outcome = await rig.bljh([...command.split(' '), '--no-such-flag']);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toMatch(/^error\[CL0002\]: unknown flag --no-such-flag$/m);
  });
});

it('paragraphs of the help are wrapped to the width, and not where their source was', async () => {
  const { stdout } = await makeRig().bljh(['configure', '--help'], { env: { COLUMNS: '80' } });
  const [, text = ''] = stdout.split('  In a terminal');
  const lines = text.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(2);
  // The beginning of the first one is cut off.
  for (const line of lines.slice(1, -1)) expect(line.length, line).toBeGreaterThan(60);
});

it('the usage shows that a flag can be turned off', async () => {
  const { stdout } = await makeRig().bljh(['configure', '--help']);
  expect(stdout).toContain('[--[no-]menu]');
  expect(stdout).not.toContain('[--menu]');
});

it('bljh alone, help and --help list every command and the first steps', async () => {
  const rig = makeRig();
  const outcomes = await Promise.all([rig.bljh([]), rig.bljh(['help']), rig.bljh(['--help']), rig.bljh(['-h'])]);
  for (const { code, stdout, stderr } of outcomes) {
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const word of ['boards', 'build', 'configure', 'doctor', 'new', 'run', 'toolchain', 'bljh new blinky'])
      expect(stdout).toContain(word);
  }
});

it('--version is one line with the version and the Node.js it runs on', async () => {
  const rig = makeRig({ PATH: '' });
  const { code, stdout, stderr } = await rig.bljh(['--version']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^bljh\/\d+\.\d+\.\d+ \S+ node-v\d+\.\d+\.\d+\n$/);
});

describe.concurrent('what was probably meant', () => {
  it.each([
    { args: ['biuld'], code: 'CL0001', says: 'bljh build' },
    { args: ['toolchain', 'instal'], code: 'CL0001', says: 'bljh toolchain install' },
    { args: ['conf'], code: 'CL0001', says: 'bljh' },
    { args: ['build', '--bord', 'virt64'], code: 'CL0002', says: 'did you mean --board?' },
    { args: ['configure', '--board', 'virt64', '--sett', 'A=1'], code: 'CL0002', says: 'did you mean --set?' },
    { args: ['new', 'x', '--template', 'driverr'], code: 'CL0006', says: 'did you mean driver?' },
    { args: ['toolchain', 'install', 'tinygoo'], code: 'CL0003', says: 'did you mean tinygo?' },
    { args: ['toolchain', 'install', '--board', 'virt6'], code: 'CL0004', says: 'did you mean virt64?' },
    { args: ['mk', '--vars', '--board', 'jh7101'], code: 'CL0004', says: 'did you mean jh7110?' },
    { args: ['completion', 'bsh'], code: 'CL0003', says: 'did you mean bash?' },
    { args: ['completion'], code: 'CL0003', says: 'bljh completion --help' },
    { args: ['boards', 'extra'], code: 'CL0003', says: 'bljh boards takes no argument "extra"' },
    { args: ['build', 'extra'], code: 'CL0003', says: 'bljh build --board extra' },
    { args: ['toolchain', 'instal', 'go'], code: 'CL0001', says: 'unknown command "toolchain instal go"' },
    { args: ['help', 'biuld'], code: 'CL0001', says: 'bljh build' },
    { args: ['biuld', '--help'], code: 'CL0001', says: 'bljh build' },
    { args: ['-v'], code: 'CL0003', says: 'bljh --version' },
    { args: ['-C', '.', '--verbose'], code: 'CL0003', says: 'bljh --version' },
    { args: ['--versoin'], code: 'CL0002', says: 'did you mean --version?' },
    { args: ['new', '-dash'], code: 'CL0002', says: 'bljh new -- -dash' },
    { args: ['build', '--json=1'], code: 'CL0003', says: '--json=1: this flag takes no value' },
    { args: ['new', 'a', 'b'], code: 'CL0003', says: 'unexpected argument "b"' },
    { args: ['new'], code: 'CL0003', says: 'an argument is missing: DIR: folder to make' },
    { args: ['toolchain', 'install', '--board', 'VIRT64'], code: 'CL0004', says: 'did you mean virt64?' },
    { args: ['kconfig', 'print', '--dialect', 'linux6.1'], code: 'CL0003', says: 'did you mean linux-6.1?' },
    { args: ['mk', '--vars'], code: 'CL0003', says: '--vars needs --board, too' },
    { args: ['run', '--timeout', 'soon'], code: 'CL0003', says: '--timeout soon: expected a whole number from 1 to' },
    { args: ['run', '--timeout', '0'], code: 'CL0003', says: 'bljh run --help' },
    { args: ['build', '--all', '--board', 'virt64'], code: 'CL0003', says: '--board and --all exclude each other' },
    { args: ['build', '--quiet', '--verbose'], code: 'CL0003', says: 'exclude each other' },
    { args: ['build', '--board'], code: 'CL0003', says: '--board needs a value: BOARD' },
  ])('$args', async ({ args, code, says }) => {
    const outcome = await makeRig().bljh(args);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(`error[${code}]`);
    expect(outcome.stderr).toContain(says);
    expect(outcome.stderr).not.toMatch(/\n\s+at /);
    // What is wrong, in one line; nothing of the framework's own wording.
    expect(outcome.stderr.split('\n')[0]).toMatch(/^error\[/);
    expect(outcome.stderr).not.toMatch(/following error|Parsing|Nonexistent|not found/);
    expect(outcome.stderr.split('\n')[1]).toMatch(/^hint: /);
  });
});

describe.concurrent('in a project', () => {
  it.each([
    { args: ['build', '--board', 'virt65'], code: 'CL0004', says: 'did you mean virt64?' },
    { args: ['configure', '--board', 'bl60'], code: 'CL0004', says: 'did you mean bl602?' },
    { args: ['run', '--board', 'x'], code: 'CL0004', says: 'boards: bl602, jh7110, virt32, virt32-xip, virt64' },
    { args: ['clean', '--board', '../..'], code: 'CL0004', says: 'unknown board "../.."' },
    { args: ['build', '--board', ''], code: 'CL0004', says: 'unknown board ""' },
    { args: ['run', 'stray'], code: 'CL0003', says: 'bljh run -- stray' },
    { args: ['configure', '--set', 'no-equals-sign'], code: 'CL0008', says: 'expected SYMBOL=VALUE' },
    { args: ['configure', '--set', '=1'], code: 'CL0008', says: 'expected SYMBOL=VALUE' },
  ])('$args', async ({ args, code, says }) => {
    const rig = makeFakeRig();
    const outcome = await rig.bljh(args, { cwd: await rig.project('led_blink') });
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(`error[${code}]`);
    expect(outcome.stderr).toContain(says);
    expect(rig.calls()).toEqual([]);
  });

  it('a default_board that is not there: an error where it counts, a warning elsewhere', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    rig.write('app/bljh.ini', 'name = app\ndefault_board = virt65\n');
    const used = await rig.bljh(['build'], { cwd: project });
    expect(used.code).toBe(3);
    expect(used.stderr).toMatch(/^bljh\.ini:2:1: error\[PJ0008\]: default_board: there is no board "virt65"$/m);
    expect(used.stderr).toContain('did you mean virt64?');
    for (const args of [
      ['configure', '-b', 'virt64'],
      ['build', '-b', 'virt64'],
    ]) {
      const { code, stderr } = await rig.bljh(args, { cwd: project });
      expect({ code, args }, stderr).toEqual({ code: 0, args });
      expect(stderr).toMatch(/^bljh\.ini:2:1: warning\[PJ0008\]: default_board/m);
    }
  });

  it('a package that is not there is found before the compiler runs', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('led_blink');
    rig.write('app/bljh.ini', 'name = app\npackage = ./cmd/app\n');
    const outcome = await rig.bljh(['build', '-b', 'virt64'], { cwd: project });
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toMatch(/^bljh\.ini:2:1: error\[PJ0008\]: package: there is no folder .*\/app\/cmd\/app$/m);
    expect(rig.calls()).toEqual([]);
  });

  it('no board named and no default_board: the boards of the project', async () => {
    const rig = makeFakeRig();
    const project = await rig.project('driver');
    rig.write('app/bljh.ini', rig.read('app/bljh.ini').replace(/default_board.*\n/, ''));
    const outcome = await rig.bljh(['build'], { cwd: project });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(/error\[CL0005\][\s\S]*boards: jh7110, virt64/);
  });
});
