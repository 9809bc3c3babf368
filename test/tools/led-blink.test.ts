/** One source for every board: built with the real compilers, run in the real emulators. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesOf, jsonOf } from '../rig.js';
import { BUILD_TIMEOUT_MS, makeRealProject, readelf, realProjectIn, valuesOf } from './real-tools.js';

const settings = ['--set', 'BLINK_COUNT=2', '--set', 'BLINK_INTERVAL_MS=10', '--set', 'VERBOSE=y'];

it.each(['virt64', 'jh7110', 'virt32'])('led_blink runs on %s with the options that were set', async (board) => {
  const { ok } = await makeRealProject('led_blink');
  await ok('configure', '--board', board, ...settings, '--set', 'GREETING=Grüße, "Welt" $(x)', '--set', 'LED_PIN=7');
  const text = await ok('run', '--board', board);
  expect(valuesOf(text)).toMatchObject({
    board,
    greeting: 'Grüße, "Welt" $(x)',
    led_pin: '7',
    blink_interval_ms: '10',
    blink_count: '2',
    verbose: 'true',
    done: '2',
  });
  expect(text).toMatch(/blink=1 on\r?\nblink=1 off\r?\nblink=2 on\r?\nblink=2 off/);
});

it('where there is no GPIO device the program gets the named error and goes on', async () => {
  const { ok } = await makeRealProject('led_blink');
  const values = valuesOf(await ok('run', '--board', 'virt64'));
  expect(values['led']).toBe('console');
  expect(values['led_error']).toMatch(/^ErrNoDevice: /);
});

it('bl602: an ELF and a raw binary are made', async () => {
  const { ok, folder, rig } = await makeRealProject('led_blink');
  const text = await ok('build', '--board', 'bl602');
  expect(text).toMatch(/build\/bl602\/app\.elf.*\n.*build\/bl602\/app\.bin/);
  const header = await readelf(rig, '-h', join(folder, 'build/bl602/app.elf'));
  expect(header).toMatch(/Class:\s+ELF32/);
  expect(header).toMatch(/Machine:\s+RISC-V/);
  expect(header).toMatch(/Flags:\s+0x[0-9a-f]*1, RVC, soft-float ABI/);
  expect(header).toMatch(/Entry point address:\s+0x230/);
});

it('virt64 and jh7110: RISC-V ELF files with the double-float ABI, static without cgo', async () => {
  const { ok, folder, rig } = await makeRealProject('led_blink');
  await ok('build', '--board', 'virt64', '--board', 'jh7110');
  for (const board of ['virt64', 'jh7110']) {
    const file = join(folder, 'build', board, 'app');
    const header = await readelf(rig, '-h', file);
    expect(header).toMatch(/Class:\s+ELF64/);
    expect(header).toMatch(/Machine:\s+RISC-V/);
    expect(header).toMatch(/double-float ABI/);
    expect(await readelf(rig, '-l', file)).not.toContain('INTERP');
  }
});

it('CGO=y links C code: a dynamic program that runs', async () => {
  const { ok, folder, rig } = await makeRealProject('led_blink');
  rig.write(
    'app/c.go',
    `package main

// int answer(void) { return 42; }
import "C"

import "strconv"

func init() { show("from_c", strconv.Itoa(int(C.answer()))) }
`,
  );
  await ok('configure', '--board', 'virt64', '--set', 'CGO=y', ...settings);
  expect(valuesOf(await ok('run', '--board', 'virt64'))['from_c']).toBe('42');
  expect(await readelf(rig, '-l', join(folder, 'build/virt64/app'))).toContain('INTERP');
});

describe('from two folders', () => {
  // TinyGo writes the project's path into the ELF's debug information, and has no flag against it: docs/boards.md says so.
  it.each([
    ['virt64', /./],
    ['jh7110', /./],
    ['virt32', /\.bin$/],
    ['bl602', /\.(bin|img)$/],
  ])('%s: the same artifacts (%s), byte for byte, and the same manifest', async (board, compared) => {
    const one = await makeRealProject('led_blink', 'app');
    const other = realProjectIn(one.rig, await one.rig.project('led_blink', 'deeper/ünï code/app'));
    await one.ok('build', '--board', board);
    await other.ok('build', '--board', board);
    type Manifest = { outputs: { path: string }[] };
    const manifestOf = (folder: string) => {
      const manifest = JSON.parse(readFileSync(join(folder, 'build', board, 'manifest.json'), 'utf8')) as Manifest;
      return { ...manifest, outputs: manifest.outputs.filter(({ path }) => compared.test(path)) };
    };
    const { outputs } = manifestOf(one.folder);
    expect(outputs.length).toBeGreaterThan(0);
    const hashesOf = (folder: string) => outputs.map(({ path }) => [path, bytesOf(join(folder, path))]);
    expect(hashesOf(other.folder)).toEqual(hashesOf(one.folder));
    expect(manifestOf(other.folder)).toEqual(manifestOf(one.folder));
  });
});

it('a second build starts no process at all', async ({ skip }) => {
  const { rig, folder, ok } = await makeRealProject('led_blink');
  if (!existsSync('/usr/bin/strace')) skip('strace is not on this machine');
  const args = ['build', '--board', 'virt64', '--board', 'bl602'];
  await ok(...args);
  // Without SHELL the command framework asks the C library for the user's shell, and that a local name-service socket.
  delete rig.env['SHELL'];
  for (const more of [[], ['--json'], ['--verbose']]) {
    const log = rig.path('trace');
    const { code, stdout, stderr } = await rig.run(
      'strace',
      ['-f', '-qq', '-e', 'trace=execve,execveat,connect', '-o', log, process.execPath, ...bljhCall(args, more)],
      { cwd: folder, timeoutMs: BUILD_TIMEOUT_MS },
    );
    if (code !== 0 && /ptrace/.test(stderr)) skip('ptrace is not permitted here');
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/up to date|"upToDate": true/);
    const started = rig
      .read('trace')
      .split('\n')
      .filter((line) => /(execve|execveat|connect)\(/.test(line) && !line.includes('sa_family=AF_UNIX'));
    expect(started).toHaveLength(1);
    expect(started[0]).toContain(process.execPath);
  }
});

it("a user's own plain go commands find bljh's modules right after bljh new, without a network", async () => {
  for (const template of ['led_blink', 'options', 'driver']) {
    const { rig, folder } = await makeRealProject(template);
    const env = { GOPROXY: 'off', GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local', GOWORK: 'off' };
    for (const args of [
      ['list', '-deps', './...'],
      ['vet', './...'],
      ['build', '-o', '/dev/null', './...'],
    ]) {
      const { code, stderr } = await rig.run('go', args, { cwd: folder, env, timeoutMs: BUILD_TIMEOUT_MS });
      expect({ template, args, code }, stderr).toEqual({ template, args, code: 0 });
    }
  }
});

it('after bljh build plain go commands see the constants of that board', async () => {
  const { rig, folder, ok } = await makeRealProject('led_blink');
  await ok('build', '--board', 'virt64');
  const env = { GOPROXY: 'off', GOTOOLCHAIN: 'local', GOWORK: 'off' };
  for (const args of [
    ['vet', './...'],
    ['build', '-o', rig.path('plain'), '.'],
  ]) {
    const { code, stderr } = await rig.run('go', args, { cwd: folder, env, timeoutMs: BUILD_TIMEOUT_MS });
    expect(code, stderr).toBe(0);
  }
});

it('an endless program is ended after --timeout, in both emulators', async () => {
  const { ok, bljh } = await makeRealProject('led_blink');
  for (const board of ['virt64', 'virt32']) {
    await ok('configure', '--board', board, '--set', 'BLINK_COUNT=0');
    await ok('build', '--board', board);
    const { code, stdout, stderr } = await bljh('run', '--board', board, '--timeout', '2');
    expect(code, stderr).toBe(9);
    expect(stdout).toContain('greeting=');
    expect(stderr).toContain('error[PR0002]');
  }
});

it("a real compiler's error comes first, with its file and line; exit 5", async () => {
  const { ok, bljh, rig } = await makeRealProject('led_blink');
  await ok('build', '--board', 'virt64', '--board', 'virt32');
  rig.write('app/broken.go', 'package main\n\nvar x int = "text"\n');
  for (const board of ['virt64', 'virt32']) {
    const before = bytesOf(rig.path('app/build', board, board === 'virt64' ? 'app' : 'app.elf'));
    const { code, stderr } = await bljh('build', '--board', board);
    expect(code).toBe(5);
    expect(stderr).toMatch(/broken\.go:3:13: [\s\S]*error\[PR0001\][\s\S]*build\.log/);
    expect(bytesOf(rig.path('app/build', board, board === 'virt64' ? 'app' : 'app.elf'))).toBe(before);
  }
});

it('doctor finds every tool that the installer brought', async () => {
  const { bljh } = await makeRealProject('led_blink');
  const outcome = await bljh('doctor', '--json');
  const rows = jsonOf(outcome).result?.['tools'] as { id: string; status: string; problem?: string }[];
  expect(rows.filter(({ status }) => status !== 'ok')).toEqual([]);
  expect(outcome.code).toBe(0);
});

function bljhCall(args: readonly string[], more: readonly string[]): string[] {
  return [join(import.meta.dirname, '..', '..', 'bin', 'bljh.js'), ...args, ...more];
}
