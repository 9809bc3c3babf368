// npm run bench: bljh beside its anchors, in one run, in turns, as ratios of medians. Nothing here is asserted: these
// numbers are for reading (docs/benchmarks.md holds the last ones). NODE_EXTRA_CA_CERTS slows every start of Node 20.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { root, setUp } from '../scripts/setup.mjs';

const bljhFile = join(root, 'bin', 'bljh.js');
const env = { ...process.env, NO_COLOR: '1' };
delete env.NODE_EXTRA_CA_CERTS;

setUp();
const work = mkdtempSync(join(tmpdir(), 'bljh-bench-'));
try {
  print(`node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model}, ${goVersion()}`);
  const project = makeProject();
  benchStart(project);
  benchBuild(project);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Start time: --version, and a build with nothing to do. */
function benchStart(project) {
  writeFileSync(join(work, 'Makefile'), 'out: in\n\tcp in out\n');
  writeFileSync(join(work, 'in'), '');
  time('make', ['-C', work]);
  time(process.execPath, [bljhFile, 'build', '--board', 'jh7110'], project);
  const rows = inTurns(25, {
    'node -e 0': () => time(process.execPath, ['-e', '0']),
    'go version': () => time('go', ['version']),
    'make, nothing to do': () => time('make', ['-C', work]),
    'bljh --version': () => time(process.execPath, [bljhFile, '--version']),
    'bljh build, nothing to do': () => time(process.execPath, [bljhFile, 'build', '--board', 'jh7110'], project),
    'bljh boards (through oclif)': () => time(process.execPath, [bljhFile, 'boards']),
  });
  table(rows, 'node -e 0');
}

/** bljh build against the same go build: the very command of the plan, in the same folder. */
function benchBuild(project) {
  const manifest = JSON.parse(readFileSync(join(project, 'build', 'jh7110', 'manifest.json'), 'utf8'));
  const [step] = manifest.plan.steps;
  const args = step.args.map(({ text }) => text);
  const planEnv = Object.fromEntries(step.env.map(({ name, text }) => [name, text]));
  const cache = join(work, 'gocache');
  const bljh = (extra) => time(process.execPath, [bljhFile, 'build', '--board', 'jh7110', '--force'], project, extra);
  const plain = (extra) => time('go', args, project, { ...planEnv, ...extra });
  const cold = (build) => () => {
    rmSync(cache, { recursive: true, force: true });
    return build({ GOCACHE: cache });
  };
  let edit = 0;
  const warm = (build) => () => {
    edit += 1;
    writeFileSync(join(project, 'edited.go'), `package main\n\nvar _ = ${edit}\n`);
    return build({});
  };
  table(inTurns(5, { 'go build, cold': cold(plain), 'bljh build, cold': cold(bljh) }), 'go build, cold');
  table(
    inTurns(15, { 'go build, one file changed': warm(plain), 'bljh build, one file changed': warm(bljh) }),
    'go build, one file changed',
  );
}

function makeProject() {
  const project = join(work, 'blinky');
  must(process.execPath, [bljhFile, 'new', project, '--template', 'led_blink']);
  must(process.execPath, [bljhFile, 'build', '--board', 'jh7110'], project);
  return project;
}

/** Runs each of the commands `rounds` times, A B C A B C, after one round that does not count. */
function inTurns(rounds, commands) {
  const names = Object.keys(commands);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const elapsed = commands[name]();
      if (round > 0) samples[name].push(elapsed);
    }
  }
  return samples;
}

function table(samples, anchor) {
  const base = median(samples[anchor]);
  print('');
  for (const [name, values] of Object.entries(samples)) {
    const sorted = values.toSorted((a, b) => a - b);
    const figures = `min ${sorted[0].toFixed(0)}  median ${median(values).toFixed(0)}  max ${sorted.at(-1).toFixed(0)} ms`;
    print(`${name.padEnd(30)} ${figures.padEnd(38)} ${(median(values) / base).toFixed(2)} x ${anchor}`);
  }
}

function time(file, args, cwd = work, extra = {}) {
  const started = performance.now();
  must(file, args, cwd, extra);
  return performance.now() - started;
}

function must(file, args, cwd = work, extra = {}) {
  const { status, error, stderr } = spawnSync(file, args, { cwd, env: { ...env, ...extra }, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${error?.message ?? stderr}`);
}

function goVersion() {
  return spawnSync('go', ['version'], { encoding: 'utf8' }).stdout.trim();
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
