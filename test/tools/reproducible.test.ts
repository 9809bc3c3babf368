/**
 * The same sources and options make the same bytes: in another folder, for another user with another HOME, with another umask, in
 * another time zone and language, on one processor and with eight threads. Five things with two levels each: 16 builds of a
 * board are half of all combinations, chosen so that each two, three and four of the five meet in every way (the fifth is the parity of the others).
 * The user is changed in a user namespace: tools and Go's module cache stay within reach. Each build has a copy of the caches as they were before the
 * project was built, and the project has a constant of its own, so that it is compiled every time.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareArtifacts } from '../../src/image/compare/compare-artifacts.js';
import { readManifest } from '../../src/pipelines/manifest.js';
import { bljhFile, makeRealRig, type Rig } from '../rig.js';
import { BUILD_TIMEOUT_MS, type RealProject, realProjectIn } from './real-tools.js';

const another = ['--user', '--map-user=1', '--map-group=1'];
const mayBeAnother = spawnSync('unshare', [...another, 'true']).status === 0;
const whyNot = mayBeAnother ? '' : ': nobody can become another user here (unshare --user)';
const CACHE = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');

/** Sources with a handler are built in a staged copy of the project. */
const HANDLER = `//go:build tinygo

package main

import "runtime/volatile"

var received volatile.Register32

//go:isr CONSOLE UART0
func onByte() { received.Set(1) }
`;

/** The level of each thing that varies. */
interface Run {
  readonly path: boolean;
  readonly user: boolean;
  readonly zone: boolean;
  readonly umask: boolean;
  readonly parallel: boolean;
}

const RUNS: readonly Run[] = Array.from({ length: 16 }, (_unused, number) => {
  const bit = (index: number) => ((number >> index) & 1) === 1;
  const [path, user, zone, umask] = [bit(0), bit(1), bit(2), bit(3)];
  return { path, user, zone, umask, parallel: [path, user, zone, umask].filter(Boolean).length % 2 === 1 };
});

const BOARDS = [
  { board: 'bl602', project: 'app', runs: RUNS },
  { board: 'virt32', project: 'app', runs: RUNS },
  { board: 'virt32-xip', project: 'app', runs: [RUNS[0], RUNS[15]] },
  { board: 'jh7110', project: 'app', runs: RUNS },
  { board: 'virt64', project: 'drv', runs: RUNS },
] as const;

describe('builds in other folders, by other users, with other umasks, time zones, languages and numbers of processors', () => {
  let rig: Rig;
  let gomodcache: string;
  const ownGreeting = `GREETING=own ${randomUUID()}`;
  const ownUnit = `UNIT=own ${randomUUID()}`;
  const total = { builds: 0, artifacts: 0 };

  beforeAll(async () => {
    rig = makeRealRig();
    gomodcache = execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim();
    const [app, drv] = [realProjectIn(rig, await rig.project('led_blink', 'app')), await driver('drv')];
    rig.write('app/handler.go', HANDLER);
    await app.ok('configure', '--board', 'bl602', '--set', 'IMAGE_LAYOUT_BOOT2=y', '--set', ownGreeting);
    for (const { board } of BOARDS.filter(({ project }) => project === 'app')) await configured(app, board);
    await configured(drv, 'virt64');
    const there = rig.path('elsewhere', 'a folder of another depth');
    for (const { folder } of [app, drv])
      cpSync(folder, join(there, folder === app.folder ? 'app' : 'drv'), { recursive: true });
    // What is in the user's caches already need not be compiled again. A copy: a link could be written through.
    for (const [from, name] of [
      [process.env['GOCACHE'] ?? join(CACHE, 'go-build'), 'go-build'],
      [join(CACHE, 'tinygo'), 'tinygo'],
    ] as const)
      if (existsSync(from))
        cpSync(from, rig.path('primed', 'cache', name), { recursive: true, verbatimSymlinks: true });
    // A project of another name and with other constants: what it leaves in the caches is what every project shares.
    const [other, otherDriver] = [realProjectIn(rig, await rig.project('led_blink', 'other')), await driver('odd')];
    mkdirSync(rig.path('primed', 'home'), { recursive: true });
    linkTools(rig.path('primed', 'cache'));
    for (const { board, project } of BOARDS) {
      const { folder } = project === 'app' ? other : otherDriver;
      if (project === 'app')
        await rig.bljh(['configure', '--board', board, '--set', 'GREETING=another'], { cwd: folder, env: primedEnv() });
      const { code, stderr } = await rig.bljh(['build', '--board', board], {
        cwd: folder,
        env: primedEnv(),
        timeoutMs: BUILD_TIMEOUT_MS,
      });
      expect(code, stderr).toBe(0);
    }
  }, BUILD_TIMEOUT_MS);

  afterAll(() => {
    process.stdout.write(`reproducible: ${total.builds} builds, ${total.artifacts} artifacts compared\n`);
  });

  async function driver(name: string): Promise<RealProject> {
    return realProjectIn(rig, await rig.project('driver', name));
  }

  async function configured(project: RealProject, board: string): Promise<void> {
    if (existsSync(join(project.folder, 'build', board, '.config'))) return;
    const own = project.folder.endsWith('app') ? ownGreeting : ownUnit;
    await project.ok('configure', '--board', board, '--set', own);
  }

  function linkTools(cache: string): void {
    mkdirSync(cache, { recursive: true });
    symlinkSync(join(CACHE, 'bljh'), join(cache, 'bljh'));
  }

  function primedEnv(): Record<string, string> {
    const cache = rig.path('primed', 'cache');
    return { XDG_CACHE_HOME: cache, GOCACHE: join(cache, 'go-build'), GOMODCACHE: gomodcache };
  }

  async function build(board: string, project: string, run: Run): Promise<string> {
    const folder = run.path ? rig.path('elsewhere', 'a folder of another depth', project) : rig.path(project);
    // A build leaves a file as it is where it made the same bytes: what is compared is to be what this build made.
    const before = readManifest(join(folder, 'build', board, 'manifest.json'));
    for (const { path } of before?.outputs ?? []) rmSync(join(folder, path));
    const own = run.path ? 'run-there' : 'run-here';
    const cache = rig.path(own, 'cache');
    rmSync(rig.path(own), { recursive: true, force: true });
    mkdirSync(cache, { recursive: true });
    for (const name of ['go-build', 'tinygo'])
      if (existsSync(rig.path('primed', 'cache', name)))
        execFileSync('cp', ['-al', rig.path('primed', 'cache', name), join(cache, name)]);
    symlinkSync(join(CACHE, 'bljh'), join(cache, 'bljh'));
    const bljh = `umask ${run.umask ? '077' : '022'}; exec "${process.execPath}" "${bljhFile}" build --force --board ${board}`;
    const user = run.user ? ['unshare', ...another] : [];
    const processors = run.parallel ? [] : ['taskset', '-c', processorFor(run.path)];
    const [file = '', ...args] = [...processors, ...user, 'sh', '-c', bljh];
    const { code, stderr } = await rig.run(file, args, {
      cwd: folder,
      env: {
        XDG_CACHE_HOME: cache,
        GOCACHE: join(cache, 'go-build'),
        GOMODCACHE: gomodcache,
        GOMAXPROCS: run.parallel ? '8' : '1',
        ...(run.user && { HOME: rig.path('primed', 'home'), USER: 'daemon', LOGNAME: 'daemon' }),
        ...(run.zone
          ? { TZ: 'Asia/Kolkata', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }
          : { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' }),
      },
      timeoutMs: BUILD_TIMEOUT_MS,
    });
    expect(code, stderr).toBe(0);
    total.builds += 1;
    return folder;
  }

  it.skipIf(!mayBeAnother).each(BOARDS)(
    `$board: every build has the same bytes${whyNot}`,
    async ({ board, project, runs }) => {
      const first = new Map<string, Buffer>();
      const manifests = new Set<string>();
      const buildOne = async (run: Run): Promise<void> => {
        const folder = await build(board, project, run);
        const manifest = readManifest(join(folder, 'build', board, 'manifest.json'));
        if (manifest === undefined) throw new Error('no manifest');
        const isElf = (kind: string) => kind === 'elf';
        for (const { kind, path } of manifest.outputs) {
          const bytes = readFileSync(join(folder, path));
          const known = first.get(path) ?? bytes;
          first.set(path, known);
          total.artifacts += 1;
          const difference = compareArtifacts(known, bytes);
          // TinyGo writes the folders of the sources into what a debugger reads; bljh itself sets the rights of these files.
          if (isElf(kind)) {
            expect(difference?.isDebugOnly ?? true, `${path} ${JSON.stringify(difference)}`).toBe(true);
            continue;
          }
          expect(difference, `${path} ${JSON.stringify(run)}`).toBeUndefined();
          // What was compared is what that build made: the umask shows.
          const mode = statSync(join(folder, path)).mode & 0o077;
          if (run.umask) expect(mode, path).toBe(0);
          else expect(mode, path).not.toBe(0);
        }
        const outputs = manifest.outputs.map((output) =>
          isElf(output.kind) ? { ...output, sha256: '', sizeBytes: 0 } : output,
        );
        const text = JSON.stringify({ ...manifest, outputs });
        manifests.add(createHash('sha256').update(text).digest('hex'));
      };
      const buildAll = async (isThere: boolean): Promise<void> => {
        for (const run of runs) if (run?.path === isThere) await buildOne(run);
      };
      await Promise.all([buildAll(false), buildAll(true)]);
      expect(manifests.size).toBe(1);
      expect(first.size).toBeGreaterThan(0);
    },
    BUILD_TIMEOUT_MS * 2,
  );

  it.skipIf(!mayBeAnother)(
    `a program that is not the same is noticed${whyNot}`,
    async () => {
      const [run] = RUNS;
      if (run === undefined) throw new Error('there are 16 runs');
      const folder = await build('jh7110', 'app', run);
      const before = readFileSync(join(folder, 'build', 'jh7110', 'app'));
      appendFileSync(
        join(folder, 'handler_linux.go'),
        'package main\n\nvar Changed = "changed"\n\nfunc init() { println(Changed) }\n',
      );
      await build('jh7110', 'app', run);
      const difference = compareArtifacts(before, readFileSync(join(folder, 'build', 'jh7110', 'app')));
      expect(difference?.isDebugOnly).toBe(false);
      expect(difference?.parts.map(({ name }) => name)).toContain('.text');
    },
    BUILD_TIMEOUT_MS,
  );
});

/** The first or the last of those that this process may use: the builds in both folders run side by side. */
function processorFor(isThere: boolean): string {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return list.split(/[-,]/).at(isThere ? -1 : 0) ?? '0';
}
