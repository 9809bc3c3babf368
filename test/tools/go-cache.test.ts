/** The program for Go's cache with the real go command and a real bazel-remote: right bytes whatever happens, and nothing compiled twice. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { quoteForGo } from '../../src/pipelines/go-cache-program.js';
import { bytesOf, makeRealRig, packageFolder, type Rig, until } from '../rig.js';
import { type BazelRemote, freePort, startBazelRemote } from '../servers/bazel-remote.js';
import { BUILD_TIMEOUT_MS } from './real-tools.js';

const PROGRAM = quoteForGo([process.execPath, join(packageFolder, 'bin', 'bljh-gocache.js')]) ?? '';

interface Built {
  readonly hash: string;
  readonly compiled: number;
  readonly stderr: string;
  readonly seconds: string;
}

function makeModule(rig: Rig): void {
  rig.write('m/go.mod', 'module m\n\ngo 1.24\n');
  rig.write('m/p/p.go', 'package p\n\nfunc Answer() int { return 42 }\n');
  rig.write('m/main.go', 'package main\n\nimport "m/p"\n\nfunc main() { println(p.Answer()) }\n');
}

/** `machine`: a cache folder of its own. */
function startBuild(rig: Rig, machine: string, env: Record<string, string>, out = machine) {
  return rig.start('go', ['build', '-x', '-trimpath', '-o', rig.path(`${out}.out`), '.'], {
    cwd: rig.path('m'),
    env: {
      ...{ GOOS: 'linux', GOARCH: 'riscv64', CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOPROXY: 'off', GOFLAGS: '' },
      ...{ XDG_CACHE_HOME: rig.path(machine), GOCACHEPROG: PROGRAM },
      ...env,
    },
    timeoutMs: BUILD_TIMEOUT_MS,
  });
}

async function build(rig: Rig, machine: string, env: Record<string, string> = {}, out = machine): Promise<Built> {
  const begin = performance.now();
  const { code, stderr } = await startBuild(rig, machine, env, out).done;
  expect(code, stderr).toBe(0);
  const compiled = stderr.match(/\/compile"? -o /g)?.length ?? 0;
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  return { hash: bytesOf(rig.path(`${out}.out`)), compiled, stderr, seconds };
}

const of = ({ port }: { port: number }, mode = 'read-write') => ({
  BLJH_REMOTE_CACHE: `grpc://127.0.0.1:${port}`,
  BLJH_REMOTE_CACHE_MODE: mode,
});
const told = ({ stderr }: { stderr: string }) => stderr.split('\n').filter((line) => line.startsWith('bljh-gocache:'));
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

describe.sequential('go build', () => {
  let rig: Rig;
  let server: BazelRemote;
  let cold: Built;

  beforeAll(async () => {
    rig = makeRealRig();
    makeModule(rig);
    server = await startBazelRemote(rig);
    cold = await build(rig, 'cold', of(server));
  });

  test('compiles on one machine what others then need not; the bytes are those without the program', async () => {
    expect(cold.compiled).toBeGreaterThan(10);
    expect(told(cold)).toEqual([]);
    const warm = await build(rig, 'warm', of(server));
    const again = await build(rig, 'warm', {}, 'again');
    const plain = await build(rig, 'plain', { GOCACHEPROG: '', GOCACHE: rig.path('go-build') });
    process.stdout.write(
      `cold ${cold.seconds} s (${cold.compiled} packages), warm server ${warm.seconds} s, here ${again.seconds} s, go alone ${plain.seconds} s\n`,
    );
    expect([warm.compiled, again.compiled]).toEqual([0, 0]);
    expect(plain.compiled).toBe(cold.compiled);
    expect(new Set([cold, warm, again, plain].map(({ hash }) => hash)).size).toBe(1);
  });

  test('read-only: takes from the server and sends nothing', async () => {
    const before = filesIn(server.folder).length;
    const other = makeRealRig();
    makeModule(other);
    other.write('m/p/p.go', 'package p\n\nfunc Answer() int { return 43 }\n');
    const built = await build(other, 'reader', of(server, 'read'));
    expect(built.compiled).toBe(2);
    expect(told(built)).toEqual([]);
    expect(filesIn(server.folder)).toHaveLength(before);
  });

  test('two at once in one folder', async () => {
    const both = await Promise.all([build(rig, 'both', of(server)), build(rig, 'both', of(server), 'two')]);
    expect(both.map(({ hash, compiled }) => [hash, compiled])).toEqual([
      [cold.hash, 0],
      [cold.hash, 0],
    ]);
    expect(readdirSync(join(rig.path('both'), 'bljh', 'go-cache', 'tmp'))).toEqual([]);
  });

  test('damaged objects of this machine are made again', async () => {
    await build(rig, 'damaged', of(server));
    const objects = filesIn(join(rig.path('damaged'), 'bljh', 'go-cache', 'cas'));
    for (const path of objects.filter((_, index) => index % 3 === 0)) damage(path);
    const built = await build(rig, 'damaged', {});
    expect(built.hash).toBe(cold.hash);
    expect(built.compiled).toBeGreaterThan(0);
    expect(readRight(rig, 'damaged')).toBe(true);
  });

  test('a server that is down: the build goes on, and says so once', async () => {
    const built = await build(rig, 'cold', of({ port: await freePort() }), 'down');
    expect([built.hash, built.compiled]).toEqual([cold.hash, 0]);
    rig.write('m/p/q.go', 'package p\n\nfunc Other() int { return 1 }\n');
    const changed = await build(rig, 'cold', of({ port: await freePort() }), 'changed');
    expect(changed.compiled).toBeGreaterThan(0);
    expect(told(changed)).toEqual([expect.stringContaining('It cannot be reached')]);
    rig.write('m/p/q.go', 'package p\n');
  });

  test('interrupted: the go command ends, nothing half is found later', async () => {
    makeModule(rig);
    const running = startBuild(rig, 'killed', of(server));
    await until('the first objects', () => running.isOver() || hasObjects(rig, 'killed'), 60_000);
    process.kill(-running.pid, 'SIGINT');
    await running.done;
    const built = await build(rig, 'killed', of(server));
    expect(readRight(rig, 'killed')).toBe(true);
    expect(built.stderr).not.toContain('GOCACHEPROG exited');
  });

  test('a server that is killed in the middle, and one that lies', async () => {
    const dying = await startBazelRemote(rig, { folder: server.folder });
    server.process.signal('SIGKILL');
    await server.process.done;
    const running = startBuild(rig, 'dying', of(dying));
    await until('the first objects', () => running.isOver() || hasObjects(rig, 'dying'), 60_000);
    dying.process.signal('SIGKILL');
    await dying.process.done;
    const { code, stderr } = await running.done;
    expect(code, stderr).toBe(0);

    for (const path of filesIn(join(server.folder, 'cas.v2'))) damage(path);
    const lying = await startBazelRemote(rig, { folder: server.folder });
    const built = await build(rig, 'lied-to', of(lying));
    expect(built.compiled).toBeGreaterThan(10);
    expect(told(built).join('\n')).toContain('other bytes than those that were asked for');
    const honest = await build(rig, 'cold', {}, 'honest');
    expect([built.hash, bytesOf(rig.path('dying.out'))]).toEqual([honest.hash, honest.hash]);
    lying.process.signal('SIGKILL');
    await lying.process.done;
  });
});

/** Flips a bit in the middle. */
function damage(path: string): void {
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes.set(
    bytes.subarray(middle, middle + 1).map((byte) => byte ^ 1),
    middle,
  );
  writeFileSync(path, bytes);
}

function hasObjects(rig: Rig, machine: string): boolean {
  try {
    return filesIn(join(rig.path(machine), 'bljh', 'go-cache', 'cas')).length > 3;
  } catch {
    return false; // the folder, or a file that was being renamed
  }
}

/** Whether every object has the name of its bytes. */
function readRight(rig: Rig, machine: string): boolean {
  return filesIn(join(rig.path(machine), 'bljh', 'go-cache', 'cas')).every((path) => path.endsWith(bytesOf(path)));
}

test('bljh build: another checkout on another machine compiles what is its own, and the bytes are the same', async () => {
  const rig = makeRealRig();
  const server = await startBazelRemote(rig);
  const gomodcache = (await rig.run('go', ['env', 'GOMODCACHE'])).stdout.trim();
  const make = async (name: string, more: string, env: Record<string, string>) => {
    const folder = await rig.project('led_blink', 'app');
    rig.write('app/more.go', `package main\n\n// ${more}\nvar more = "${more}"\n\nfunc init() { println(more) }\n`);
    const begin = performance.now();
    const { code, stderr } = await rig.bljh(['build', '--board', 'virt64', '--force'], {
      cwd: folder,
      env: {
        ...{ XDG_CACHE_HOME: rig.path(name), GOCACHE: rig.path(name, 'go-build'), GOMODCACHE: gomodcache },
        ...env,
      },
      timeoutMs: BUILD_TIMEOUT_MS,
    });
    expect(code, stderr).toBe(0);
    const log = readFileSync(join(folder, 'build', 'virt64', 'build.log'), 'utf8');
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    return { hash: bytesOf(join(folder, 'build', 'virt64', 'app')), log, seconds };
  };
  const shared = { ...of(server), BLJH_REMOTE_GOCACHE: '1', BLJH_CACHE: 'off' };
  const first = await make('one', 'first', shared);
  const hits = () => server.log().match(/GRPC AC GET \S+ OK/g)?.length ?? 0;
  const before = hits();
  const second = await make('two', 'second', shared);
  expect(hits() - before).toBeGreaterThan(30);
  const alone = await make('one', 'second', { BLJH_CACHE: 'off' });
  process.stdout.write(
    `bljh build: cold ${first.seconds} s, warm server ${second.seconds} s, cold without ${alone.seconds} s\n`,
  );
  expect(second.hash).toBe(alone.hash);
  expect(second.hash).not.toBe(first.hash);
  expect(second.log).not.toContain('bljh-gocache');
});
