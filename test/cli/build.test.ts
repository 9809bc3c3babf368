/** bljh build with fake tools: what is started and what is not, what a failure says, and that old artifacts survive it. */
import { existsSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type FakeRig, makeFakeRig, waitsForTest } from '../fakes/fake-tools.js';
import { bytesOf, jsonOf, treeOf, until } from '../rig.js';

async function makeProject(template = 'led_blink') {
  const rig = makeFakeRig();
  const project = await rig.project(template);
  const build = (...args: string[]) => rig.bljh(['build', '--board', 'virt64', ...args], { cwd: project });
  return { rig, project, build };
}

const goBuilds = (rig: FakeRig) => rig.callsOf('go').filter((call) => call.startsWith('go build'));

describe('a first build', () => {
  it('makes .config, the artifact, a manifest and a log, and says what it did', async () => {
    const { rig, build } = await makeProject();
    const { code, stdout, stderr } = await build();
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(
      /^virt64: built in \d+\.\d s \(not built before\)\n {2}build\/virt64\/app {2}64 B {2}executable/,
    );
    expect(stderr).toContain('virt64: configured from configs/virt64_defconfig');
    expect(readdirSync(rig.path('app/build/virt64')).sort()).toEqual(
      [
        '.bljh-defaults.json',
        '.bljh-state.json',
        '.bljh-steps.json',
        '.config',
        '.work',
        'app',
        'build.log',
        'gen',
        'manifest.json',
      ].sort(),
    );
    expect(rig.read('app/build/virt64/build.log')).toMatch(/^\$ .*\/go build .*-trimpath/);
  });

  it('a C archive comes with its header, and with what make needs', async () => {
    const { rig, build } = await makeProject('driver');
    const { code, stderr } = await build();
    expect(code, stderr).toBe(0);
    for (const name of ['libapp.a', 'app.h', 'bljh.d', 'bljh.vars.mk'])
      expect(existsSync(rig.path('app/build/virt64', name)), name).toBe(true);
    expect(goBuilds(rig)[0]).toContain('-buildmode=c-archive');
  });

  it('--json is the manifest of each board', async () => {
    const { build } = await makeProject();
    const outcome = await build('--json', '--board', 'jh7110');
    const { ok, result } = jsonOf(outcome);
    expect(ok).toBe(true);
    expect(result?.['builds']).toMatchObject([
      { board: 'virt64', upToDate: false, manifest: { outputs: [{ path: 'build/virt64/app', sizeBytes: 64 }] } },
      { board: 'jh7110', upToDate: false, manifest: { outputs: [{ path: 'build/jh7110/app', sizeBytes: 64 }] } },
    ]);
  });

  it('the tool gets neither secrets nor flags of the environment', async () => {
    const { rig, project } = await makeProject();
    rig.steer('go-build', `/usr/bin/env > '${rig.path('environment')}'`);
    const env = { GOFLAGS: '-race', GOPROXY: 'http://127.0.0.1:1', API_TOKEN: 'secret', CGO_CFLAGS: '-DX' };
    await rig.bljh(['build', '--board', 'virt64'], { cwd: project, env });
    const seen = rig.read('environment');
    expect(seen).not.toMatch(/secret|-race|127\.0\.0\.1|-DX/);
    expect(seen).toMatch(/^GOPROXY=off$/m);
    expect(seen).toMatch(/^GOARCH=riscv64$/m);
  });

  it('no tool gets credentials of the remote store, whatever it is asked, nor does a macro', async () => {
    const { rig, project } = await makeProject();
    rig.steer('go', `/usr/bin/env >> '${rig.path('environments')}'`);
    const env: Record<string, string> = { BLJH_REMOTE_CACHE: 'grpc://localhost:9', BLJH_REMOTE_CACHE_MODE: 'off' };
    for (const name of ['TOKEN', 'USER', 'PASSWORD', 'HEADER']) env[`BLJH_REMOTE_CACHE_${name}`] = 'x-key: secret';
    await rig.bljh(['build', '--board', 'virt64'], { cwd: project, env });
    await rig.bljh(['doctor'], { cwd: project, env });
    expect(rig.read('environments')).toContain('PATH=');
    expect(rig.read('environments')).not.toContain('secret');
    rig.write('Kconfig', 'config A\n\tstring "a"\n\tdefault "$(shell,echo [$BLJH_REMOTE_CACHE_TOKEN])"\n');
    const { stdout } = await rig.bljh(['kconfig', 'print', rig.path('Kconfig')], { env });
    expect(stdout).toContain('[]');
  });

  it('--plan names an origin for each argument, starts no tool and builds nothing', async () => {
    const { rig, build } = await makeProject();
    const { code, stdout } = await build('--plan');
    expect(code).toBe(0);
    const argument = stdout.split('\n').findIndex((line) => line.includes('-trimpath'));
    expect(stdout.split('\n')[argument + 1]).toMatch(/^ {6}\S/);
    expect(stdout).toMatch(/GOARCH=riscv64\n {6}.*boards\/virt64\/board\.ini/);
    expect(rig.calls()).toEqual([]);
    expect(existsSync(rig.path('app/build/virt64/app'))).toBe(false);
  });
});

describe('nothing to do', () => {
  it('starts no tool and writes nothing, by the quick path and by the full one, and both say the same', async () => {
    const { rig, project, build } = await makeProject();
    await build();
    rig.forgetCalls();
    const before = treeOf(project);
    const quick = await build();
    const full = await build('--no-color');
    const json = await build('--json');
    expect(quick).toMatchObject({ code: 0, stderr: '' });
    expect(quick.stdout).toMatch(/^virt64: up to date\n/);
    expect(full).toEqual(quick);
    expect(jsonOf(json).result?.['builds']).toMatchObject([{ board: 'virt64', upToDate: true, reason: '' }]);
    expect(await rig.bljh(['build'], { cwd: project })).toEqual(quick);
    expect(await rig.bljh(['build', '-b', 'virt64', '-C', project])).toEqual(quick);
    expect(await build('--quiet')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(rig.calls()).toEqual([]);
    expect(treeOf(project)).toEqual(before);
  });

  it.each<[string, (rig: FakeRig) => void, RegExp]>([
    ['a source file changed', (rig) => rig.write('app/main.go', 'package main\n'), /main\.go changed/],
    ['a source file appeared', (rig) => rig.write('app/more.go', 'package main\n'), /came or went/],
    ['a source file went', (rig) => rmSync(rig.path('app/verbose_on.go')), /came or went|verbose_on\.go/],
    ['an option changed', (rig) => edit(rig, '.config', 'BLINK_COUNT=5', 'BLINK_COUNT=6'), /\.config changed/],
    [
      'Kconfig changed',
      (rig) => rig.write('app/Kconfig', rig.read('app/Kconfig').replace('default 44', 'default 45')),
      /Kconfig changed/,
    ],
    [
      'bljh.ini changed',
      (rig) => rig.write('app/bljh.ini', rig.read('app/bljh.ini').replace('name = app', 'name = apple')),
      /bljh\.ini changed/,
    ],
    ['go.mod changed', (rig) => rig.write('app/go.mod', `${rig.read('app/go.mod')}// more\n`), /go\.mod changed/],
    ['the artifact is gone', (rig) => rmSync(rig.path('app/build/virt64/app')), /build\/virt64\/app is gone/],
    ['the artifact was changed', (rig) => rig.write('app/build/virt64/app', 'x'), /is not what was built/],
    ['the compiler changed', (rig) => rig.write('bin/go', `${rig.read('bin/go')}# newer\n`), /go changed/],
  ])('builds again and says why: %s', async (_what, change, reason) => {
    const { rig, build } = await makeProject();
    await build();
    rig.forgetCalls();
    change(rig);
    const { code, stdout, stderr } = await build();
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(reason);
    expect(goBuilds(rig)).toHaveLength(1);
    expect((await build()).stdout).toContain('up to date');
  });

  it.each<[string, (rig: FakeRig) => void]>([
    ['a test file appeared', (rig) => void rig.write('app/main_test.go', 'package main\n')],
    ['a README changed', (rig) => void rig.write('app/README.md', 'other')],
    ['a file was touched', (rig) => utimesSync(rig.path('app/main.go'), new Date(), new Date())],
    ['a time in the future', (rig) => utimesSync(rig.path('app/main.go'), 4e9, 4e9)],
    ['another board was configured', (rig) => void rig.write('app/build/jh7110/.config', '')],
  ])('builds nothing: %s', async (_what, change) => {
    const { rig, build } = await makeProject();
    await build();
    rig.forgetCalls();
    change(rig);
    const { code, stdout } = await build();
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).toContain('virt64: up to date');
    expect(rig.calls()).toEqual([]);
  });

  it("a changed copy of bljh's own Go module is mended, and nothing is built", async () => {
    const { rig, build } = await makeProject();
    await build();
    rig.forgetCalls();
    const file = 'app/.bljh/go/machine/machine.go';
    const whole = rig.read(file);
    rig.write(file, `${whole}\n// damaged\n`);
    expect((await build()).stdout).toContain('up to date');
    expect(rig.read(file)).toBe(whole);
    expect(rig.calls()).toEqual([]);
  });

  it('--force builds all the same', async () => {
    const { rig, build } = await makeProject();
    await build();
    expect((await build('--force')).stdout).toContain('(asked for by --force)');
    expect(goBuilds(rig)).toHaveLength(2);
  });

  it('of two boards only the one that changed is built', async () => {
    const { rig, project, build } = await makeProject();
    await build('--board', 'jh7110');
    rig.forgetCalls();
    await rig.bljh(['configure', '--board', 'jh7110', '--set', 'BLINK_COUNT=2'], { cwd: project });
    const { stdout } = await build('--board', 'jh7110');
    expect(stdout).toMatch(/virt64: up to date[\s\S]*jh7110: built in/);
    expect(goBuilds(rig)).toHaveLength(1);
  });
});

describe('a missing tool', () => {
  it('names it, why it is needed and the command that gets it, exit 4; nothing is lost', async () => {
    const { rig, project, build } = await makeProject();
    await build();
    const before = bytesOf(rig.path('app/build/virt64/app'));
    rmSync(rig.path('bin/go'));
    rig.addTool('apt-get', '');
    for (const args of [['build'], ['run']]) {
      const outcome = await rig.bljh([...args, '--board', 'virt64'], { cwd: project });
      expect(outcome).toMatchObject({ code: 4, stdout: '' });
      expect(outcome.stderr).toMatch(/error\[TC0001\]: go is missing; it is needed to compile Go$/m);
      expect(outcome.stderr).toContain('bljh toolchain install go');
    }
    expect(bytesOf(rig.path('app/build/virt64/app'))).toBe(before);
    expect(readdirSync(rig.path('app/build/virt64')).filter((name) => /lock|tmp/.test(name))).toEqual([]);
  });

  it('several missing tools are named at once', async () => {
    const { rig, project } = await makeProject('driver');
    rmSync(rig.path('bin/go'));
    rmSync(rig.path('bin/riscv64-linux-gnu-gcc'));
    const { code, stderr } = await rig.bljh(['build', '--board', 'virt64'], { cwd: project });
    expect(code).toBe(4);
    expect(stderr).toContain('go is missing');
    expect(stderr).toContain('riscv64-linux-gnu-gcc is missing');
  });

  it('an emulator that is missing: run says so, exit 4', async () => {
    const { rig, project } = await makeProject();
    rmSync(rig.path('bin/qemu-riscv64'));
    const { code, stderr } = await rig.bljh(['run', '--board', 'virt64'], { cwd: project });
    expect(code).toBe(4);
    expect(stderr).toContain('qemu-riscv64 is missing; it is needed to run programs for RISC-V Linux');
  });

  it.each([
    ['too old', `echo 'go version go1.19.8 linux/amd64'`, 'TC0002', /1\.19\.8.*>=1\.24/],
    ['crashing', 'kill -SEGV $$', 'TC0004', /crashed \(SIGSEGV\)/],
    ['failing', `echo 'no libc' >&2; exit 127`, 'TC0004', /exit code 127: no libc/],
    ['babbling', `echo hello`, 'TC0004', /answers version with "hello"/],
  ])('a go that is %s: exit 4 with its path and the reason', async (_what, body, code, says) => {
    const { rig, build } = await makeProject();
    rig.write('bin/go', `#!/bin/sh\n${body}\n`, 0o755);
    const outcome = await build();
    expect(outcome.code).toBe(4);
    expect(outcome.stderr).toContain(`error[${code}]`);
    expect(outcome.stderr).toContain(rig.path('bin/go'));
    expect(outcome.stderr).toMatch(says);
  });

  it('a go for another machine: exit 4 and says so', async () => {
    const { rig, build } = await makeProject();
    const foreign = Buffer.alloc(4096);
    foreign.write('\x7fELF\x02\x01\x01', 'latin1');
    foreign.writeUInt16LE(0x9026, 18);
    rig.write('bin/go', foreign, 0o755);
    const { code, stderr } = await build();
    expect(code).toBe(4);
    expect(stderr).toContain('is a program for another kind of machine');
  });

  it('Go modules that are not in the module cache: named, with the command that fetches them', async () => {
    const { rig, build } = await makeProject();
    rmSync(rig.path('modules'), { recursive: true });
    const { code, stderr } = await build();
    expect(code).toBe(4);
    expect(stderr).toMatch(/go-gpiocdev@v0\.9\.1/);
    expect(stderr).toContain('bljh toolchain install go-modules');
  });
});

describe('a compiler that fails', () => {
  it('its own message comes first, then what failed, then the path of the full log; exit 5', async () => {
    const { rig, build } = await makeProject();
    rig.steer('go-build', `echo '# app' >&2; echo './main.go:7:2: undefined: led' >&2; exit 1`);
    const { code, stdout, stderr } = await build();
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    const lines = stderr.split('\n');
    const own = lines.indexOf('./main.go:7:2: undefined: led');
    const error = lines.indexOf('error[PR0001]: virt64: go build . failed (exit code 1)');
    const log = lines.findIndex((line) => line.includes(rig.path('app/build/virt64/build.log')));
    expect(own).toBeGreaterThanOrEqual(0);
    expect(error).toBeGreaterThan(own);
    expect(log).toBeGreaterThan(error);
    expect(rig.read('app/build/virt64/build.log')).toContain('undefined: led');
  });

  it.each([
    ['with output already written', 'out=; for word; do out="$word"; done; exit 1'],
    ['by a signal', 'kill -KILL $$'],
    ['after writing half an artifact', `while [ "$1" != -o ]; do shift; done; echo half > "$2"; exit 2`],
    ['with an artifact for another machine', `while [ "$1" != -o ]; do shift; done; /bin/cp /bin/sh "$2"; exit 0`],
    ['with an artifact that is no program', `while [ "$1" != -o ]; do shift; done; echo text > "$2"; exit 0`],
  ])(
    '%s: the old artifact stays whole, no lock and no temporary file is left, the next build works',
    async (_what, how) => {
      const { rig, build } = await makeProject();
      await build();
      const artifact = rig.path('app/build/virt64/app');
      const before = { bytes: bytesOf(artifact), mode: statSync(artifact).mode };
      rig.steer('go-build', how);
      rig.write('app/main.go', `${rig.read('app/main.go')}\n// changed\n`);
      const failed = await build();
      expect([5, 6], failed.stderr).toContain(failed.code);
      expect(failed.stdout).toBe('');
      expect({ bytes: bytesOf(artifact), mode: statSync(artifact).mode }).toEqual(before);
      expect(Object.keys(treeOf(rig.path('app'))).filter((path) => /lock|\.tmp$/.test(path))).toEqual([]);

      rig.steer('go-build', '');
      const again = await build();
      expect(again.code, again.stderr).toBe(0);
      expect(again.stdout).toContain('virt64: built in');
    },
  );

  it('a compiler that succeeds without making anything is a failure that is named, not a bug of bljh', async () => {
    const { rig, build } = await makeProject();
    rig.steer('go-build', 'exit 0');
    const { code, stderr } = await build();
    expect(code, stderr).toBe(5);
    expect(stderr).not.toContain('bug in bljh');
  });

  it('that prints 200 MB and invalid UTF-8: bounded memory, its end shown', async () => {
    const { rig, build } = await makeProject();
    const much = `/usr/bin/head -c 200000000 /dev/zero | /usr/bin/tr '\\0' x; printf '\\n\\377\\376 the end\\n'; exit 1`;
    rig.steer('go-build', much);
    const { code, stderr } = await build();
    expect(code).toBe(5);
    expect(stderr).toContain('the end');
    expect(stderr.length).toBeLessThan(200_000);
  });

  it('one of several boards: the others are built and told, the exit code is 5', async () => {
    const { rig, build } = await makeProject();
    rig.steer('go-build', `case "$*" in *jh7110*) echo broken >&2; exit 1 ;; esac`);
    const outcome = await build('--board', 'jh7110');
    expect(outcome.code).toBe(5);
    expect(outcome.stderr).toContain('virt64: built in');
    expect(existsSync(rig.path('app/build/virt64/app'))).toBe(true);
    expect(existsSync(rig.path('app/build/jh7110/app'))).toBe(false);
    const json = await build('--board', 'jh7110', '--json');
    expect(jsonOf(json)).toMatchObject({ ok: false, exitCode: 5, diagnostics: [{ code: 'PR0001' }] });
  });

  it('with an artifact for another machine: exit 6', async () => {
    const { rig, build } = await makeProject();
    rig.steer('go-build', `while [ "$1" != -o ]; do shift; done; /bin/cp /bin/sh "$2"; exit 0`);
    const { code, stderr } = await build();
    expect(code).toBe(6);
    expect(stderr).toContain('error[IM0001]');
  });
});

describe('two builds at once', () => {
  it('of one board: the second waits and says for whom, then finds everything up to date', async () => {
    const { rig, project, build } = await makeProject();
    rig.steer('go-build', waitsForTest(rig));
    const args = ['build', '--board', 'virt64'];
    const first = rig.startBljh(args, { cwd: project });
    await until('the first is compiling', () => existsSync(rig.path('waiting')));
    const second = rig.startBljh(args, { cwd: project });
    await until('the second waits', () => /virt64: waiting for process \d+/.test(second.stderr()));
    expect(second.stderr()).toContain(`waiting for process ${first.pid}`);
    rig.write('go-on', '');
    const outcomes = await Promise.all([first.done, second.done]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
    expect(outcomes[0].stdout).toContain('virt64: built in');
    expect(outcomes[1].stdout).toContain('virt64: up to date');
    expect(goBuilds(rig)).toHaveLength(1);
    expect((await build()).stdout).toContain('up to date');
    expect(existsSync(rig.path('app/build/virt64/.bljh-lock'))).toBe(false);
  });

  it('of two boards: neither waits', async () => {
    const { rig, project } = await makeProject();
    rig.steer('go-build', waitsForTest(rig));
    const first = rig.startBljh(['build', '--board', 'virt64'], { cwd: project });
    const second = rig.startBljh(['build', '--board', 'jh7110'], { cwd: project });
    await until('both are compiling', () => goBuilds(rig).length === 2);
    rig.write('go-on', '');
    const outcomes = await Promise.all([first.done, second.done]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
    expect(outcomes.map(({ stderr }) => stderr).join()).not.toContain('waiting');
  });

  it('eight at once: one builds, all succeed', async () => {
    const { rig, build } = await makeProject();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => build()));
    expect(outcomes.map(({ code }) => code)).toEqual(Array(8).fill(0));
    expect(goBuilds(rig)).toHaveLength(1);
  });

  it('the lock of a process that is gone is taken over', async () => {
    const { rig, build } = await makeProject();
    await build();
    const { stdout } = await rig.run('/bin/sh', ['-c', 'echo $$; /bin/hostname']);
    rig.write('app/build/virt64/.bljh-lock', stdout.trim().replace('\n', ' '));
    const outcome = await build();
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.stdout).toContain('up to date');
    expect(existsSync(rig.path('app/build/virt64/.bljh-lock'))).toBe(false);
  });

  it('configure while a build runs: the next build sees the new options', async () => {
    const { rig, project, build } = await makeProject();
    rig.steer('go-build', waitsForTest(rig));
    const running = rig.startBljh(['build', '--board', 'virt64'], { cwd: project });
    await until('it is compiling', () => existsSync(rig.path('waiting')));
    const configured = await rig.bljh(['configure', '--board', 'virt64', '--set', 'BLINK_COUNT=9'], { cwd: project });
    expect(configured.code).toBe(0);
    rig.write('go-on', '');
    expect((await running.done).code).toBe(0);
    expect((await build()).stdout).toMatch(/built in .*\.config changed/);
  });

  it('a source that changes while the compiler reads it makes the next build build', async () => {
    const { rig, project, build } = await makeProject();
    rig.steer('go-build', waitsForTest(rig));
    const running = rig.startBljh(['build', '--board', 'virt64'], { cwd: project });
    await until('it is compiling', () => existsSync(rig.path('waiting')));
    rig.write('app/main.go', 'package main // changed\n');
    rig.write('go-on', '');
    expect((await running.done).code).toBe(0);
    expect((await build()).stdout).toMatch(/built in .*main\.go changed/);
  });
});

function edit(rig: FakeRig, name: string, from: string, to: string): void {
  const file = `app/build/virt64/${name}`;
  rig.write(file, rig.read(file).replace(from, to));
}
