/** Ctrl-C and its relatives: within 2 s everything is gone, the exit code says why, and the next build just works (C20, C21, P8). */
import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { hangs, leftOver, makeFakeRig, waitsLong } from '../fakes/fake-tools.js';
import { bytesOf, isRunning, jsonOf, treeOf, until } from '../rig.js';

const LIMIT_MS = 2_000;
const signals = [
  { signal: 'SIGINT', code: 130 },
  { signal: 'SIGTERM', code: 143 },
  { signal: 'SIGHUP', code: 129 },
] as const;

async function makeBuiltProject() {
  const rig = makeFakeRig();
  const project = await rig.project('led_blink');
  const build = (...args: string[]) => rig.bljh(['build', '--board', 'virt64', ...args], { cwd: project });
  const first = await build();
  if (first.code !== 0) throw new Error(first.stderr);
  rig.write('app/main.go', `${rig.read('app/main.go')}\n// changed\n`);
  return { rig, project, build };
}

it.each(signals)(
  '$signal while a compiler hangs: exit $code within 2 s, no process left, old artifacts whole',
  async ({ signal, code }) => {
    const { rig, project, build } = await makeBuiltProject();
    const artifact = rig.path('app/build/virt64/app');
    const before = bytesOf(artifact);
    rig.steer('go-build', hangs(rig));
    const running = rig.startBljh(['build', '--board', 'virt64'], { cwd: project });
    await until(
      'compiler and its child run',
      () => existsSync(rig.path('grandchild')) && existsSync(rig.path('hanging')),
    );
    const sent = performance.now();
    running.signal(signal);
    const outcome = await running.done;
    expect(performance.now() - sent).toBeLessThan(LIMIT_MS);
    expect(outcome).toMatchObject({ code, signal: undefined, stdout: '' });
    expect(leftOver(rig)).toEqual([]);
    expect(bytesOf(artifact)).toBe(before);
    expect(Object.keys(treeOf(rig.path('app'))).filter((path) => /lock|\.tmp$/.test(path))).toEqual([]);

    rig.steer('go-build', '');
    const again = await build();
    expect(again.code, again.stderr).toBe(0);
    expect(again.stdout).toContain('virt64: built in');
  },
);

it('a compiler that ends politely at SIGTERM: bljh ends at once and says that the old artifacts are unchanged', async () => {
  const { rig, project } = await makeBuiltProject();
  rig.steer('go-build', waitsLong(rig));
  const running = rig.startBljh(['build', '--board', 'virt64'], { cwd: project });
  await until('the compiler runs', () => existsSync(rig.path('hanging')));
  const sent = performance.now();
  running.signal('SIGINT');
  const outcome = await running.done;
  expect(performance.now() - sent).toBeLessThan(1_000);
  expect(outcome.code).toBe(130);
  expect(outcome.stderr).toContain(
    'error[PR0003]: virt64: interrupted in go build .; what was built before is unchanged',
  );
  expect(leftOver(rig, ['hanging'])).toEqual([]);
});

it('a second Ctrl-C ends everything at once', async () => {
  const { rig, project } = await makeBuiltProject();
  rig.steer('go-build', hangs(rig));
  const running = rig.startBljh(['build', '--board', 'virt64'], { cwd: project });
  await until(
    'compiler and its child run',
    () => existsSync(rig.path('grandchild')) && existsSync(rig.path('hanging')),
  );
  running.signal('SIGINT');
  const sent = performance.now();
  // Again and again until it counts as a second one: two signals at one time are one.
  while (!running.isOver() && performance.now() - sent < LIMIT_MS) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    running.signal('SIGINT');
  }
  expect((await running.done).code).toBe(130);
  expect(performance.now() - sent).toBeLessThan(800);
  expect(leftOver(rig)).toEqual([]);
  expect(existsSync(rig.path('app/build/virt64/.bljh-lock'))).toBe(false);
});

it('SIGKILL of bljh itself: the next build takes over without any cleaning', async () => {
  const { rig, project, build } = await makeBuiltProject();
  const before = bytesOf(rig.path('app/build/virt64/app'));
  rig.steer('go-build', waitsLong(rig));
  const running = rig.startBljh(['build', '--board', 'virt64'], { cwd: project });
  await until('the compiler runs', () => existsSync(rig.path('hanging')));
  running.signal('SIGKILL');
  process.kill(Number(rig.read('hanging')), 'SIGKILL');
  await running.done;
  expect(bytesOf(rig.path('app/build/virt64/app'))).toBe(before);
  rig.steer('go-build', '');
  const again = await build();
  expect(again.code, again.stderr).toBe(0);
  expect(again.stdout).toContain('virt64: built in');
  expect(readdirSync(rig.path('app/build/virt64')).filter((name) => /lock/.test(name))).toEqual([]);
});

it('of several boards the ones after the interrupted one are not started', async () => {
  const { rig, project } = await makeBuiltProject();
  rig.steer('go-build', hangs(rig));
  const args = ['build', '--board', 'virt64', '--board', 'jh7110', '-j1', '--json'];
  const running = rig.startBljh(args, { cwd: project });
  await until(
    'compiler and its child run',
    () => existsSync(rig.path('grandchild')) && existsSync(rig.path('hanging')),
  );
  running.signal('SIGINT');
  const outcome = await running.done;
  expect(outcome.code).toBe(130);
  expect(rig.callsOf('go').filter((call) => call.includes('jh7110'))).toEqual([]);
  expect(leftOver(rig)).toEqual([]);
});

it('with --json an interrupted build still is one JSON document with the exit code', async () => {
  const { rig, project } = await makeBuiltProject();
  rig.steer('go-build', hangs(rig));
  const running = rig.startBljh(['build', '--board', 'virt64', '--json'], { cwd: project });
  await until(
    'compiler and its child run',
    () => existsSync(rig.path('grandchild')) && existsSync(rig.path('hanging')),
  );
  running.signal('SIGTERM');
  expect(jsonOf(await running.done)).toMatchObject({
    ok: false,
    exitCode: 143,
    diagnostics: [{ code: 'PR0003', severity: 'error' }],
  });
});

it.each(signals)(
  '$signal while a build waits for another one: exit $code, the other one goes on',
  async ({ signal, code }) => {
    const { rig, project } = await makeBuiltProject();
    rig.steer('go-build', waitsLong(rig));
    const first = rig.startBljh(['build', '--board', 'virt64'], { cwd: project });
    await until('the first compiles', () => existsSync(rig.path('hanging')));
    const second = rig.startBljh(['build', '--board', 'virt64'], { cwd: project });
    await until('the second waits', () => second.stderr().includes('waiting for process'));
    const sent = performance.now();
    second.signal(signal);
    const outcome = await second.done;
    expect(outcome.code).toBe(code);
    expect(performance.now() - sent).toBeLessThan(LIMIT_MS);
    expect(first.isOver()).toBe(false);
    expect(isRunning(Number(rig.read('hanging')))).toBe(true);
    first.signal('SIGTERM');
    expect((await first.done).code).toBe(143);
    expect(existsSync(rig.path('app/build/virt64/.bljh-lock'))).toBe(false);
  },
);

it('SIGINT while a tool is asked for its version: exit 130 within 2 s, the tool is gone', async () => {
  const { rig, project } = await makeBuiltProject();
  rig.steer('go', hangs(rig));
  const running = rig.startBljh(['build', '--board', 'virt64'], { cwd: project });
  await until('go is asked', () => existsSync(rig.path('grandchild')) && existsSync(rig.path('hanging')));
  const sent = performance.now();
  running.signal('SIGINT');
  expect((await running.done).code).toBe(130);
  expect(performance.now() - sent).toBeLessThan(LIMIT_MS);
  expect(leftOver(rig)).toEqual([]);
});

it.each(signals)(
  '$signal while a program runs: the program and its children are gone, exit $code',
  async ({ signal, code }) => {
    const { rig, project } = await makeBuiltProject();
    rig.steer('qemu-riscv64', `[ "$1" = --version ] || {\n${hangs(rig)}\n}`);
    const running = rig.startBljh(['run', '--board', 'virt64'], { cwd: project });
    await until('the program runs', () => existsSync(rig.path('grandchild')) && existsSync(rig.path('hanging')));
    const sent = performance.now();
    running.signal(signal);
    expect((await running.done).code).toBe(code);
    expect(performance.now() - sent).toBeLessThan(LIMIT_MS);
    expect(leftOver(rig)).toEqual([]);
  },
);
