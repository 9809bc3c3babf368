/** Plain make around a Go driver: the template's C program and examples/c-driver (F27). */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findExecutable } from '../../src/process/find-executable.js';
import { writesPid } from '../fakes/fake-tools.js';
import { bljhFile, bytesOf, makeRealRig, packageFolder, treeOf, until } from '../rig.js';
import {
  BLJH,
  BUILD_TIMEOUT_MS,
  makeRealProject,
  type RealProject,
  readelf,
  realProjectIn,
  valuesOf,
} from './real-tools.js';

interface CProgram {
  readonly title: string;
  /** Folder of the Makefile below the rig, of the driver project, and what make makes. */
  readonly makeFolder: string;
  readonly driver: string;
  readonly program: string;
  readonly lines: RegExp;
  readonly prepare: () => Promise<RealProject>;
}

const programs: readonly CProgram[] = [
  {
    title: 'the C program of template driver',
    makeFolder: 'app/c',
    driver: 'app',
    program: 'app/build/virt64/c/demo',
    lines: /driver: board=virt64 channels=4 window=5 filter=median unit=mV\n[\s\S]*done=ok\n/,
    prepare: () => makeRealProject('driver'),
  },
  {
    title: 'examples/c-driver',
    makeFolder: 'example',
    driver: 'example/driver',
    program: 'example/build/virt64/logger',
    lines: /board=virt64/,
    prepare: async () => {
      const rig = makeRealRig();
      const keep = (path: string) => !/\/(build|driver)$/.test(path);
      cpSync(join(packageFolder, 'examples', 'c-driver'), rig.path('example'), { recursive: true, filter: keep });
      return realProjectIn(rig, rig.path('example'));
    },
  },
];

/** A bljh that notes each call that builds, so that a test can say how often make called it. */
function countingBljh({ rig }: RealProject): { readonly variable: string; readonly builds: () => number } {
  const log = rig.path('bljh-calls');
  const text = `#!/bin/sh\necho "$1" >> '${log}'\nexec '${process.execPath}' '${bljhFile}' "$@"\n`;
  const file = rig.write('counting bljh/bljh', text, 0o755);
  rig.env['PATH'] = `${join(file, '..')}:${rig.env['PATH']}`;
  return {
    variable: 'BLJH=bljh',
    builds: () =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .split('\n')
            .filter((word) => word === 'build').length
        : 0,
  };
}

describe.each(programs)('$title', ({ makeFolder, driver, program, lines, prepare }) => {
  async function start() {
    const project = await prepare();
    const { variable, builds } = countingBljh(project);
    const { rig } = project;
    const run = (args: readonly string[]) =>
      rig.run('make', [variable, ...args], { cwd: rig.path(makeFolder), timeoutMs: BUILD_TIMEOUT_MS });
    const make = async (...args: string[]) => {
      const { code, stdout, stderr } = await run(args);
      expect(code, `${stdout}\n${stderr}`).toBe(0);
      return stdout;
    };
    return { project, rig, builds, run, make, driverFile: (name: string) => `${driver}/${name}` };
  }

  it('make run builds, links and runs it; make again does nothing and starts no bljh build', async () => {
    const { rig, builds, make } = await start();
    expect(await make('run')).toMatch(lines);
    expect(builds()).toBe(1);
    const before = treeOf(rig.folder);
    for (const args of [[], ['-j16']]) {
      const text = await make(...args);
      expect(text).toMatch(/Nothing to be done|is up to date/);
      expect(text).not.toMatch(/gcc|bljh build/);
    }
    expect(builds()).toBe(1);
    const changed = Object.entries(treeOf(rig.folder)).filter(([path, what]) => before[path] !== what);
    expect(changed.map(([path]) => path).filter((path) => path !== 'bljh-calls')).toEqual([]);
  });

  it('make -n on a fresh tree makes nothing and ends well', async () => {
    const { rig, builds, run } = await start();
    const outcome = await run(['-n']);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(builds()).toBe(0);
    expect(existsSync(rig.path(program))).toBe(false);
  });

  it('make -j16 on a fresh tree calls bljh build once', async () => {
    const { builds, make } = await start();
    expect(await make('-j16')).not.toContain('jobserver unavailable');
    expect(builds()).toBe(1);
    expect(await make('run')).toMatch(lines);
  });

  it('what changed is built anew, and only then: sources, options, Kconfig, files that come and go', async () => {
    const { rig, builds, make, driverFile } = await start();
    await make();
    const archive = rig.path(driverFile('build/virt64/libapp.a'));
    const steps: [string, () => void, boolean][] = [
      ['a .go file that changed', () => append(rig.path(driverFile('window.go')), '\nvar _ = "changed"\n'), true],
      [
        'an option in .config',
        () => replaceIn(rig.path(driverFile('build/virt64/.config')), 'CONFIG_WINDOW=5', 'CONFIG_WINDOW=6'),
        true,
      ],
      ['a default in Kconfig', () => replaceIn(rig.path(driverFile('Kconfig')), 'default "mV"', 'default "V"'), true],
      ['a new .go file', () => rig.write(driverFile('more.go'), 'package main\n\nconst more = 1\n'), true],
      ['a .go file that went', () => rmSync(rig.path(driverFile('more.go'))), true],
      ['bljh.ini', () => append(rig.path(driverFile('bljh.ini')), '; a comment\n'), true],
      ['a README', () => append(rig.path(driverFile('README.md')), 'more\n'), false],
      ['a test file', () => rig.write(driverFile('window_test.go'), 'package main\n'), false],
    ];
    for (const [what, change, builds_] of steps) {
      const count = builds();
      change();
      await make();
      expect({ what, built: builds() > count }).toEqual({ what, built: builds_ });
      const after = builds();
      await make();
      expect({ what, builtAgain: builds() > after }).toEqual({ what, builtAgain: false });
    }
    expect(
      existsSync(archive) || readdirSync(rig.path(driverFile('build/virt64'))).some((name) => name.endsWith('.a')),
    ).toBe(true);
    expect(await make('run')).toContain('window=6');
  });

  it('a file that was only touched: bljh looks, nothing is linked again, and make settles', async () => {
    const { rig, builds, make, driverFile } = await start();
    await make();
    const later = new Date(Date.now() + 5_000);
    for (const name of ['driver.go', 'build/virt64/.config', 'Kconfig']) {
      utimesSync(rig.path(driverFile(name)), later, later);
      await make();
      const count = builds();
      await make();
      expect({ name, builds: builds() }).toEqual({ name, builds: count });
    }
  });

  it('a driver that does not compile fails make with the compiler message and leaves the old archive', async () => {
    const { rig, run, make, driverFile } = await start();
    await make();
    const folder = rig.path(driverFile('build/virt64'));
    const archive = join(folder, readdirSync(folder).find((name) => name.endsWith('.a')) ?? '');
    const before = bytesOf(archive);
    rig.write(driverFile('broken.go'), 'package main\n\nvar x int = "text"\n');
    const { code, stderr } = await run([]);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/broken\.go:3/);
    expect(bytesOf(archive)).toBe(before);
    rmSync(rig.path(driverFile('broken.go')));
    expect(await make('run')).toMatch(lines);
  });

  it('an archive or header that was deleted alone comes back', async () => {
    const { rig, make, driverFile } = await start();
    await make();
    const folder = rig.path(driverFile('build/virt64'));
    for (const ending of ['.a', '.h']) {
      const name = readdirSync(folder).find((entry) => entry.endsWith(ending)) ?? '';
      rmSync(join(folder, name));
      await make();
      expect(existsSync(join(folder, name)), name).toBe(true);
    }
  });

  it('make clean removes what make made; make builds it again', async () => {
    const { rig, make } = await start();
    await make();
    await make('clean');
    expect(existsSync(rig.path(program))).toBe(false);
    expect(await make('run')).toMatch(lines);
  });

  it('jh7110: its own folder and flags', async () => {
    const { rig, make } = await start();
    const text = await make('run', 'BLJH_BOARD=jh7110');
    expect(text).toContain('board=jh7110');
    const file = rig.path(program.replace('virt64', 'jh7110'));
    expect(await readelf(rig, '-A', file)).toMatch(/Tag_RISCV_arch: "rv64i[^"]*_zba[^"]*_zbb/);
    expect(await readelf(rig, '-h', file)).toMatch(/double-float ABI/);
  });

  it('interrupted with Ctrl-C while bljh builds: nothing half made, make again works', async () => {
    const { rig, make, builds, driverFile } = await start();
    // A go that waits holds the build where it is to be interrupted.
    const go = findExecutable('go', rig.env['PATH']) ?? 'go';
    const path = rig.env['PATH'] ?? '';
    rig.write(
      'slow/go',
      `#!/bin/sh\nif [ "$1" = build ]; then ${writesPid(rig, 'compiling')}; exec sleep 60; fi\nexec '${go}' "$@"\n`,
      0o755,
    );
    rig.env['PATH'] = `${rig.path('slow')}:${path}`;
    const running = rig.start('make', ['BLJH=bljh', '-j4'], { cwd: rig.path(makeFolder) });
    await until('it compiles', () => existsSync(rig.path('compiling')), 30_000);
    const sent = performance.now();
    // As a terminal does it: to the whole foreground group.
    process.kill(-running.pid, 'SIGINT');
    expect((await running.done).code).not.toBe(0);
    expect(performance.now() - sent).toBeLessThan(3_000);
    expect(() => process.kill(Number(rig.read('compiling')), 0)).toThrow();
    expect(Object.keys(treeOf(rig.path(driverFile('build')))).filter((name) => /lock|\.tmp$|\.a$/.test(name))).toEqual(
      [],
    );
    rig.env['PATH'] = path;
    const count = builds();
    expect(await make('run')).toMatch(lines);
    expect(builds()).toBe(count + 1);
  });
});

it('the same archive and header, byte for byte, from two folders', async () => {
  const one = await makeRealProject('driver');
  const other = realProjectIn(one.rig, await one.rig.project('driver', 'elsewhere/app'));
  await one.ok('build', '--board', 'virt64');
  await other.ok('build', '--board', 'virt64');
  for (const name of ['libapp.a', 'app.h'])
    expect(bytesOf(join(other.folder, 'build/virt64', name)), name).toBe(
      bytesOf(join(one.folder, 'build/virt64', name)),
    );
});

it('the archive: RISC-V, double-float ABI, the C part built for the chip', async () => {
  const { ok, rig, folder } = await makeRealProject('driver');
  await ok('build', '--board', 'jh7110', '--board', 'virt64');
  const jh7110 = await readelf(rig, '-h', '-A', join(folder, 'build/jh7110/libapp.a'));
  expect(jh7110).toMatch(/Machine:\s+RISC-V/);
  expect(jh7110).not.toMatch(/soft-float/);
  expect(jh7110).toMatch(/Tag_RISCV_arch: "rv64i[^"]*_zba[^"]*_zbb/);
  const virt64 = await readelf(rig, '-A', join(folder, 'build/virt64/libapp.a'));
  expect(virt64).toMatch(/Tag_RISCV_arch: "rv64i/);
  expect(virt64).not.toMatch(/_zba|_zbb/);
});

it('a header that C and C++ take without a warning', async () => {
  const { ok, rig, folder } = await makeRealProject('driver');
  await ok('build', '--board', 'virt64');
  rig.write('twice.c', '#include "app.h"\n#include "app.h"\nint main(void) { return DRIVER_OK; }\n');
  const args = [
    '-Wall',
    '-Wextra',
    '-Werror',
    '-I',
    join(folder, 'build/virt64'),
    '-fsyntax-only',
    rig.path('twice.c'),
  ];
  const { code, stderr } = await rig.run('riscv64-linux-gnu-gcc', args);
  expect(code, stderr).toBe(0);
});

it('below a folder with spaces, reached by a relative path', async () => {
  const rig = makeRealRig();
  await rig.project('driver', 'with space/app');
  const { code, stdout, stderr } = await rig.run('make', [BLJH, 'run'], {
    cwd: rig.path('with space/app/c'),
    timeoutMs: BUILD_TIMEOUT_MS,
  });
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('done=ok');
});

it('without bljh on PATH make says what to set', async () => {
  const { rig } = await makeRealProject('driver');
  const { code, stderr } = await rig.run('make', ['BLJH=no-such-bljh'], { cwd: rig.path('app/c') });
  expect(code).not.toBe(0);
  expect(stderr).toContain('cannot find bljh: set BLJH to its path');
});

it("the templates' own Makefiles: all, run and clean are calls of bljh", async () => {
  const { rig, makeOk } = await makeRealProject('led_blink');
  await makeOk();
  expect(valuesOf(await makeOk('run'))['done']).toBe('5');
  await makeOk('clean');
  expect(readdirSync(rig.path('app/build/virt64'))).toEqual(['.bljh-defaults.json', '.config']);
  expect(statSync(rig.path('app/Makefile')).isFile()).toBe(true);
});

function append(file: string, text: string): void {
  writeFileSync(file, readFileSync(file, 'utf8') + text);
}

function replaceIn(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  writeFileSync(file, text.replace(from, to));
}
