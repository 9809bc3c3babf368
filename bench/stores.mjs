// npm run bench:stores: what a store saves, and what nothing to do costs in a large module. A fresh checkout of a project for jh7110 and bl602,
// each time with empty caches of Go and TinyGo: built by the tools, and taken from this machine's store, from another checkout's results in
// it, and from a bazel-remote with nothing on this machine. Nothing is asserted: docs/benchmarks.md holds the last figures. BENCH_ROUNDS sets
// how many rounds count (default 3).
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { root, setUp } from '../scripts/setup.mjs';
import { emptyMachine, ownCache } from './machine.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const BOARDS = ['jh7110', 'bl602'];
const FILES = 10_000;
const bljhFile = join(root, 'bin', 'bljh.js');

setUp();
const work = mkdtempSync(join(tmpdir(), 'bljh-stores-'));
const base = { ...process.env, NO_COLOR: '1' };
for (const name of ['NODE_EXTRA_CA_CERTS', 'MAKEFLAGS', 'BLJH_CACHE', 'BLJH_REMOTE_CACHE']) delete base[name];

let server;
try {
  print(`node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model}`);
  server = await startServer();
  benchStores(server.port);
  benchLargeModule();
} finally {
  server?.child.kill('SIGKILL');
  rmSync(work, { recursive: true, force: true });
}

function benchStores(port) {
  const original = join(work, 'original');
  must(base, ['new', original, '--template', 'led_blink'], work);
  const remote = { BLJH_REMOTE_CACHE: `grpc://127.0.0.1:${port}` };
  const full = machine('full');
  build(checkout(original, 'first'), full, remote);
  const ways = {
    'cold build': () => [checkout(original, 'app'), machine('cold'), { BLJH_CACHE: 'off' }],
    // Its compilers have nothing to go by, its store has.
    'warm local store, another checkout': () => [checkout(original, 'other-place/app'), machine('second', full), {}],
    'warm remote store, fresh machine': () => [checkout(original, 'app'), machine('fresh'), remote],
  };
  const samples = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, prepare] of Object.entries(ways)) {
      const [project, env, extra] = prepare();
      samples[name].push(build(project, env, extra, name.split(' ')[1]));
    }
  }
  print(`\na fresh checkout, ${BOARDS.join(' and ')}, ${ROUNDS} rounds`);
  table(samples, 'cold build');
}

/** Nothing to do, in a module of many packages that the program imports none of but one. */
function benchLargeModule() {
  const project = join(work, 'large');
  must(base, ['new', project, '--template', 'led_blink'], work);
  for (let index = 0; index < FILES; index += 1) {
    const folder = join(project, `p${index % 100}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `f${index}.go`), `package p${index % 100}\n\nconst C${index} = ${index}\n`);
  }
  const args = ['build', '--board', 'jh7110'];
  must(base, args, project);
  const samples = { 'node -e 0': [], [`bljh build, nothing to do, ${FILES} files`]: [] };
  for (let round = 0; round < 10 * ROUNDS; round += 1) {
    samples['node -e 0'].push(time(process.execPath, ['-e', '0'], project, base));
    samples[`bljh build, nothing to do, ${FILES} files`].push(
      time(process.execPath, [bljhFile, ...args], project, base),
    );
  }
  print(`\na module with ${FILES} files`);
  table(samples, 'node -e 0');
  const preload = join(work, 'peak.cjs');
  writeFileSync(
    preload,
    "process.on('exit', () => console.log(Math.round(process.resourceUsage().maxRSS / 1024) + ' MiB'));\n",
  );
  const { stdout } = spawnSync(process.execPath, ['--require', preload, bljhFile, ...args], {
    cwd: project,
    env: base,
    encoding: 'utf8',
  });
  print(`memory with nothing to do, at most: ${stdout.trim().split('\n').at(-1)}`);
}

/** A copy of what a clone would have. */
function checkout(original, name) {
  const folder = join(work, name);
  rmSync(folder, { recursive: true, force: true });
  cpSync(original, folder, { recursive: true, filter: (path) => !/\/(build|\.bljh)$/.test(path) });
  return folder;
}

/** Empty caches but for bljh's tools; with `other`, the local store of that machine. */
function machine(name, other) {
  const own = emptyMachine(join(work, `machine-${name}`));
  const store = ({ XDG_CACHE_HOME }) => join(XDG_CACHE_HOME, 'bljh', 'store');
  if (other !== undefined) symlinkSync(store(other), store(own));
  return { ...base, ...own };
}

/** Seconds. `from`: the word that says where results came from, to be found in what bljh prints. */
function build(project, env, extra, from) {
  const args = ['build', '--json', ...BOARDS.flatMap((board) => ['--board', board])];
  const started = performance.now();
  const { stdout } = must({ ...env, ...extra }, args, project);
  const seconds = (performance.now() - started) / 1000;
  const outcomes = JSON.parse(stdout).result.builds.flatMap(({ steps }) => steps.map(({ outcome }) => outcome));
  const isExpected = ({ how, from: store }) => (how === 'ran' ? from === 'build' : store?.includes(from ?? ''));
  if (from !== undefined && !outcomes.every(isExpected))
    throw new Error(`not from ${from}: ${JSON.stringify(outcomes)}`);
  return seconds;
}

async function startServer() {
  const port = 20_000 + (process.pid % 20_000);
  const args = ['--dir', join(work, 'blobs'), '--max_size', '1', '--grpc_address', `127.0.0.1:${port}`];
  const child = spawn(serverFile(), [...args, '--http_address', `unix://${join(work, 'http.sock')}`], {
    stdio: 'ignore',
  });
  for (let attempt = 0; attempt < 300 && child.exitCode === null; attempt += 1) {
    if (await accepts(port)) return { child, port };
    await delay(100);
  }
  throw new Error('bazel-remote did not start');
}

/** The one that the tests have built, or one of its own. */
function serverFile() {
  const tools = join(ownCache, 'tools');
  const known = readdirSync(tools).find((name) => name.startsWith('test-bazel-remote-'));
  if (known !== undefined) return join(tools, known, 'bazel-remote');
  const file = join(work, 'bazel-remote');
  const ended = spawnSync('go', ['build', '-o', file, 'github.com/buchgr/bazel-remote/v2'], {
    cwd: join(root, 'test', 'servers', 'bazel-remote'),
    stdio: 'inherit',
  });
  if (ended.status !== 0) throw new Error('bazel-remote could not be built');
  return file;
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function must(env, args, cwd) {
  const ended = spawnSync(process.execPath, [bljhFile, ...args], { cwd, env, encoding: 'utf8' });
  if (ended.status !== 0) throw new Error(`bljh ${args.join(' ')}: ${ended.error?.message ?? ended.stderr}`);
  return ended;
}

function time(file, args, cwd, env) {
  const started = performance.now();
  const ended = spawnSync(file, args, { cwd, env, stdio: 'ignore' });
  if (ended.status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${ended.status}`);
  return (performance.now() - started) / 1000;
}

function table(samples, anchor) {
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  for (const [name, values] of Object.entries(samples)) {
    const sorted = values.toSorted((a, b) => a - b);
    const figures = [sorted[0], median(values), sorted.at(-1)].map((value) => value.toFixed(3)).join('  ');
    print(
      `${name.padEnd(42)} min/median/max ${figures} s   ${(median(values) / median(samples[anchor])).toFixed(2)} x ${anchor}`,
    );
  }
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
