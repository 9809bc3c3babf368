/** What every command owes to whoever reads its output: a person, a pipe, a program (conventions C1, C2, C4, C5, C18). */
import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addRemainingTools, type FakeRig, makeFakeRig } from '../fakes/fake-tools.js';
import { ESC, jsonOf } from '../rig.js';

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly code: number;
  /** Code of the first diagnostic of a failure; undefined for success. */
  readonly diagnostic?: string;
  /** The failure concerns a part: the rest is listed, and the document has it. */
  readonly hasResult?: true;
  /** The document of the failure has the report on what was asked for; nothing is printed. */
  readonly hasReport?: true;
  readonly cwd?: string;
  readonly prepare?: (rig: FakeRig) => void;
}

const brokenBoard = (rig: FakeRig) => void rig.write('app/boards/mine/board.ini', 'title = mine\nnonsense = 1\n');
const brokenProject = (rig: FakeRig) => void rig.write('app/bljh.ini', 'name = 1x\n');

const cases: readonly Case[] = [
  { name: 'boards', args: ['boards'], code: 0 },
  {
    name: 'boards, a broken board.ini',
    args: ['boards'],
    code: 3,
    diagnostic: 'BD0001',
    hasResult: true,
    prepare: brokenBoard,
  },
  { name: 'build', args: ['build', '--board', 'virt64'], code: 0 },
  { name: 'build --plan', args: ['build', '--board', 'virt64', '--plan'], code: 0 },
  {
    name: 'build, a compiler that fails',
    args: ['build', '--board', 'virt64'],
    code: 5,
    diagnostic: 'PR0001',
    prepare: (rig) => rig.steer('go-build', "echo './main.go:3:1: syntax error' >&2; exit 1"),
  },
  { name: 'build, no such board', args: ['build', '--board', 'nowhere'], code: 2, diagnostic: 'CL0004' },
  { name: 'cache info', args: ['cache', 'info'], code: 0 },
  { name: 'cache gc', args: ['cache', 'gc', '--dry-run'], code: 0 },
  { name: 'cache gc, no size', args: ['cache', 'gc', '--max-size', 'big'], code: 2, diagnostic: 'CL0003' },
  { name: 'cache verify', args: ['cache', 'verify'], code: 0 },
  {
    name: 'cache verify, a damaged result',
    args: ['cache', 'verify'],
    code: 6,
    diagnostic: 'CA0002',
    hasResult: true,
    prepare: (rig) => void rig.write(`cache/bljh/store/cas/ab/${'ab'.padEnd(64, '0')}`, 'nonsense'),
  },
  { name: 'cache key', args: ['cache', 'key'], code: 0 },
  { name: 'cache key, no project', args: ['cache', 'key'], cwd: 'elsewhere', code: 3, diagnostic: 'PJ0001' },
  { name: 'clean', args: ['clean'], code: 0 },
  { name: 'clean, no project', args: ['clean'], cwd: 'elsewhere', code: 3, diagnostic: 'PJ0001' },
  { name: 'completion', args: ['completion', 'bash'], code: 0 },
  { name: 'completion, no such shell', args: ['completion', 'tcsh'], code: 2, diagnostic: 'CL0003' },
  { name: 'configure', args: ['configure', '--board', 'virt64', '--set', 'BLINK_COUNT=3'], code: 0 },
  {
    name: 'configure, a value that does not stick',
    args: ['configure', '--board', 'virt64', '--set', 'BLINK_CONT=1'],
    code: 3,
    diagnostic: 'KC0501',
    hasReport: true,
  },
  { name: 'doctor', args: ['doctor'], code: 0, prepare: addRemainingTools },
  { name: 'explain', args: ['explain', 'GORISCV64'], code: 0 },
  { name: 'explain, a value that cannot be', args: ['explain', 'LED_PIN=99'], code: 0 },
  { name: 'explain, no such name', args: ['explain', 'NOWHERE'], code: 2, diagnostic: 'CL0010' },
  {
    name: 'flash --device',
    args: ['flash', 'image', '--device', 'card', '--yes'],
    code: 0,
    prepare: (rig) => {
      rig.write('app/image', 'an image');
      rig.write('app/card', 'what was on the card');
    },
  },
  { name: 'flash --device, no such one', args: ['flash', 'go.mod', '--device', 'card'], code: 7, diagnostic: 'BK0001' },
  { name: 'init', args: ['init'], code: 0 },
  { name: 'init, no Go module', args: ['init'], cwd: 'elsewhere', code: 3, diagnostic: 'PJ0006' },
  { name: 'mk', args: ['mk', '--vars', '--board', 'virt64'], code: 0 },
  { name: 'mk, no such board', args: ['mk', '--vars', '--board', 'virt65'], code: 2, diagnostic: 'CL0004' },
  { name: 'monitor, no such port', args: ['monitor', '--port', '/dev/nowhere'], code: 7, diagnostic: 'DV0001' },
  {
    name: 'monitor, a port that does not come',
    args: ['monitor', '--port', '/dev/nowhere', '--wait', '--timeout', '1'],
    code: 9,
    diagnostic: 'MN0002',
    hasReport: true,
  },
  { name: 'new, no such template', args: ['new', 'other', '--template', 'bink'], code: 2, diagnostic: 'CL0006' },
  { name: 'new, folder in use', args: ['new', '.'], code: 2, diagnostic: 'CL0007' },
  { name: 'ports --forget', args: ['ports', '--forget'], code: 0 },
  { name: 'ports, a file', args: ['ports', '--port', 'bljh.ini'], code: 7, diagnostic: 'DV0005' },
  { name: 'run', args: ['run', '--board', 'virt64'], code: 0 },
  { name: 'run, a broken bljh.ini', args: ['run'], code: 3, diagnostic: 'PJ0002', prepare: brokenProject },
  { name: 'size', args: ['size', '--board', 'virt64'], code: 0 },
  {
    name: 'size, nothing to compare with',
    args: ['size', '--board', 'virt64', '--base', 'nowhere.json'],
    code: 2,
    diagnostic: 'SZ0005',
  },
  { name: 'toolchain install', args: ['toolchain', 'install', 'go'], code: 0 },
  {
    name: 'toolchain install, no such tool',
    args: ['toolchain', 'install', 'gcx'],
    code: 2,
    diagnostic: 'CL0003',
  },
  { name: 'an unknown command', args: ['biuld'], code: 2, diagnostic: 'CL0001' },
  { name: 'an unknown flag', args: ['build', '--bord', 'virt64'], code: 2, diagnostic: 'CL0002' },
  { name: 'a missing argument', args: ['new'], code: 2, diagnostic: 'CL0003' },
];

const environments: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a pipe': {},
  NO_COLOR: { NO_COLOR: '1' },
  'an empty NO_COLOR': { NO_COLOR: '' },
  'TERM=dumb': { TERM: 'dumb' },
  CI: { CI: 'true', TERM: 'xterm-256color' },
};

async function makeProject(prepare?: (rig: FakeRig) => void): Promise<FakeRig> {
  const rig = makeFakeRig();
  await rig.project('led_blink');
  mkdirSync(rig.path('elsewhere'));
  prepare?.(rig);
  return rig;
}

describe.concurrent.each(cases)(
  '$name',
  ({ args, code, diagnostic, hasResult = diagnostic === undefined, hasReport = false, cwd = 'app', prepare }) => {
    it('writes no ESC byte off a terminal and ends with its exit code, in every environment', async () => {
      const rig = await makeProject(prepare);
      for (const [name, env] of Object.entries(environments)) {
        const outcome = await rig.bljh(args, { cwd: rig.path(cwd), env });
        expect({ name, code: outcome.code }, outcome.stderr).toEqual({ name, code });
        expect(outcome.stdout + outcome.stderr, name).not.toContain(ESC);
        if (diagnostic === undefined) expect(outcome.stderr, name).not.toContain('error[');
        else expect(outcome.stderr, name).toContain(`error[${diagnostic}]`);
        // Whoever throws the messages away is left with results only.
        if (!hasResult) expect(outcome.stdout, name).toBe('');
      }
    });

    it('gives exactly one JSON document with --json, whatever colour is forced', async () => {
      const rig = await makeProject(prepare);
      for (const env of [{}, { FORCE_COLOR: '1' }, { CI: 'true' }]) {
        const outcome = await rig.bljh([...args, '--json'], { cwd: rig.path(cwd), env });
        expect(outcome.stdout).not.toContain(ESC);
        const document = jsonOf(outcome);
        expect(document).toMatchObject({ schemaVersion: 1, ok: code === 0, exitCode: code });
        expect(outcome.code).toBe(code);
        expect(Array.isArray(document.diagnostics)).toBe(true);
        if (diagnostic === undefined) {
          expect(document.result).toBeDefined();
          continue;
        }
        if (hasResult || hasReport) expect(document.result).toBeDefined();
        else expect(document.result).toBeUndefined();
        expect(document.diagnostics[0]).toMatchObject({ severity: 'error', code: diagnostic });
        expect(document.diagnostics[0]?.message).not.toBe('');
        // Every error says the one thing that mends it, or where to look.
        expect(document.diagnostics[0]?.hint ?? document.diagnostics[0]?.at).toBeDefined();
      }
    });

    it('colours with FORCE_COLOR and moves no cursor; --no-color wins', async () => {
      const rig = await makeProject(prepare);
      const forced = await rig.bljh(args, { cwd: rig.path(cwd), env: { FORCE_COLOR: '1' } });
      const text = forced.stdout + forced.stderr;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with ESC
      expect(text.replaceAll(/\u001B\[\d+(;\d+)*m/g, '')).not.toContain(ESC);
      if (diagnostic !== undefined) expect(forced.stderr).toContain(ESC);
      expect(forced.code).toBe(code);

      const plain = await rig.bljh([...args, '--no-color'], { cwd: rig.path(cwd), env: { FORCE_COLOR: '1' } });
      expect(plain.stdout + plain.stderr).not.toContain(ESC);
      expect(plain.code).toBe(code);
    });

    it('says nothing but errors with --quiet', async () => {
      const rig = await makeProject(prepare);
      const { stderr } = await rig.bljh([...args, '--quiet'], { cwd: rig.path(cwd) });
      if (diagnostic === undefined) expect(stderr).toBe('');
      else expect(stderr).toContain(`error[${diagnostic}]`);
    });
  },
);

it('a document of --json names the command and has the same diagnostics as standard error', async () => {
  const rig = await makeProject();
  const args = ['configure', '--board', 'virt64', '--set', 'BLINK_COUNT=-1'];
  const document = jsonOf(await rig.bljh([...args, '--json'], { cwd: rig.path('app') }));
  const { stderr } = await rig.bljh(args, { cwd: rig.path('app') });
  expect(document.command).toBe('configure');
  for (const { code, message } of document.diagnostics) expect(stderr).toContain(`[${code}]: ${message}`);
});

it('doctor with missing tools ends with 4 and still is one JSON document', async () => {
  const rig = makeFakeRig();
  const outcome = await rig.bljh(['doctor', '--json']);
  expect(outcome.code).toBe(4);
  expect(jsonOf(outcome)).toMatchObject({ schemaVersion: 1, exitCode: 4 });
});

it.each([
  { args: ['--json'], command: 'help', says: 'FIRST STEPS' },
  { args: ['help', '--json'], command: 'help', says: 'FIRST STEPS' },
  { args: ['--help', '--json'], command: 'help', says: 'FIRST STEPS' },
  { args: ['help', 'build', '--json'], command: 'help build', says: '--plan' },
  { args: ['build', '--help', '--json'], command: 'help build', says: '--plan' },
  { args: ['--json', 'build', '-h'], command: 'help build', says: '--plan' },
  { args: ['toolchain', '--json'], command: 'help toolchain', says: 'toolchain install' },
  { args: ['kconfig', '--json'], command: 'help kconfig', says: 'kconfig check' },
])('$args is one document with the help', async ({ args, command, says }) => {
  const outcome = await makeFakeRig().bljh(args);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  const document = jsonOf(outcome);
  expect(document).toMatchObject({ schemaVersion: 1, command, ok: true, exitCode: 0, diagnostics: [] });
  expect(document.result?.['text']).toContain(says);
});

it.each([
  ['--version', '--json'],
  ['--json', '--version'],
  ['version', '--json', '-v'],
])('%s %s is one document', async (...args) => {
  const outcome = await makeFakeRig().bljh(args);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  expect(jsonOf(outcome)).toMatchObject({
    schemaVersion: 1,
    command: 'version',
    ok: true,
    result: { version: expect.stringMatching(/^\d+\.\d+\.\d+/), node: process.versions.node },
  });
});

it.each([
  { args: ['help', 'nosuch', '--json'], code: 'CL0001' },
  { args: ['nosuch', '--help', '--json'], code: 'CL0001' },
  { args: ['build', 'extra', '--json'], code: 'CL0003' },
  { args: ['-v', '--json'], code: 'CL0003' },
  { args: ['--nonsense', '--json'], code: 'CL0002' },
])('$args is one document with the error', async ({ args, code }) => {
  const outcome = await makeFakeRig().bljh(args);
  expect(outcome).toMatchObject({ code: 2, stderr: '' });
  expect(jsonOf(outcome)).toMatchObject({ ok: false, exitCode: 2, diagnostics: [{ code }] });
});

it.each([
  ['configure', '--board', 'virt64'],
  ['clean', '--board', 'virt64'],
  ['new', 'another'],
])('%s with --quiet says nothing at all', async (...args) => {
  const rig = await makeProject();
  await rig.bljh(['configure', '--board', 'virt64'], { cwd: rig.path('app') });
  expect(await rig.bljh([...args, '-q'], { cwd: rig.path('app') })).toMatchObject({ code: 0, stdout: '', stderr: '' });
});

it('what was asked for is printed with --quiet, too', async () => {
  const rig = await makeProject();
  for (const args of [['boards'], ['build', '--plan', '-b', 'virt64'], ['configure', '-n', '-b', 'virt64']]) {
    expect((await rig.bljh([...args, '-q'], { cwd: rig.path('app') })).stdout, args.join(' ')).not.toBe('');
  }
});

it('--json counts before the command, too', async () => {
  const rig = makeFakeRig();
  const outcome = await rig.bljh(['--json', 'boards']);
  expect(jsonOf(outcome)).toMatchObject({ schemaVersion: 1, exitCode: outcome.code });
});

it('--json counts beside a wrong flag', async () => {
  const rig = makeFakeRig();
  expect(jsonOf(await rig.bljh(['build', '--nonsense', '--json']))).toMatchObject({ ok: false, exitCode: 2 });
  expect(jsonOf(await rig.bljh(['build', '--json', '--nonsense']))).toMatchObject({ ok: false, exitCode: 2 });
});

it('--json after -- is an argument of the program and no wish for JSON', async () => {
  const rig = makeFakeRig();
  const { code, stdout, stderr } = await rig.bljh(['run', '--', '--json']);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toContain('error[PJ0001]');
});
