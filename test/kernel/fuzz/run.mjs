// Compares a conf with C's on random trees and inputs. node test/kernel/fuzz/run.mjs --help shows the options.
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fuzzModes } from './generate.mjs';
import { driverHelp, driverOptions, driverSettings, foundFolder } from './options.mjs';

const help = `node test/kernel/fuzz/run.mjs [options]
  --pairs N         how many pairs (a tree and an input), default 1000
  --seed S          default 1; pair I of a seed and a version is always the same
  --only I          only pair I
  --first I         start with pair I
  --version V       6.1 (default) or 6.12
  --modes LIST      default all: ${fuzzModes.join(' ')}
  --jobs N          processes at once, default ${availableParallelism()}
  --stop N          stop after N differences, default 50
${driverHelp}`;

const { values: options } = parseArgs({
  options: {
    help: { type: 'boolean' },
    pairs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    first: { type: 'string', default: '0' },
    version: { type: 'string', default: '6.1' },
    modes: { type: 'string' },
    jobs: { type: 'string', default: `${availableParallelism()}` },
    stop: { type: 'string', default: '50' },
    ...driverOptions,
  },
});
if (options.help) {
  process.stdout.write(help);
  process.exit(0);
}

// A pair that takes longer than this hangs in the conf under test: C was ended long before.
const patience = 30_000;
const modes = options.modes?.split(',') ?? fuzzModes;
const unknown = modes.filter((mode) => !fuzzModes.includes(mode));
if (unknown.length > 0) throw new Error(`no such mode: ${unknown.join(', ')}`);

const settings = {
  ...driverSettings(options, options.version),
  seed: Number(options.seed),
  version: options.version,
  modes,
};
const first = Number(options.only ?? options.first);
const last = options.only ? first : first + Number(options.pairs) - 1;
const work = mkdtempSync(join(tmpdir(), 'bljh-fuzz-'));
const began = performance.now();
const counts = new Map();
const kinds = new Map();
let given = first;
let done = 0;
let firstFound;

print(`Linux ${options.version}, seed ${options.seed}, pairs ${first} to ${last}`);
mkdirSync(foundFolder, { recursive: true });
const foundPrefix = `${options.version}-${options.seed}-`;
for (const name of readdirSync(foundFolder)) if (name.startsWith(foundPrefix)) rmSync(join(foundFolder, name));
try {
  await Promise.all(Array.from({ length: Math.min(Number(options.jobs), last - first + 1) }, (_, at) => work1(at)));
} finally {
  rmSync(work, { recursive: true, force: true });
}
summary();
process.exitCode = (counts.get('different') ?? 0) + (counts.get('hangs') ?? 0) === 0 ? 0 : 1;

/** One worker process after the other, until no pair is left. */
async function work1(at) {
  while (more()) await oneProcess(at);
}

function oneProcess(at) {
  return new Promise((resolve, reject) => {
    const child = fork(join(dirname(fileURLToPath(import.meta.url)), 'worker.mjs'));
    let index;
    let timer;
    const give = () => {
      clearTimeout(timer);
      if (!more()) return child.disconnect();
      index = given++;
      timer = setTimeout(() => {
        count('hangs');
        print(`pair ${index}: the conf under test hangs (${reproduce(index)})`);
        child.kill('SIGKILL');
      }, patience);
      child.send({ index });
    };
    child.on('message', (message) => {
      if (message.index !== undefined) take(message);
      give();
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (code) {
        count('different');
        print(`pair ${index}: the worker ended with ${code}`);
      }
      if (signal && signal !== 'SIGKILL') reject(new Error(`a worker was ended by ${signal}`));
      resolve();
    });
    child.send({ settings: { ...settings, work: join(work, `${at}`) } });
  });
}

function more() {
  return given <= last && (counts.get('different') ?? 0) + (counts.get('hangs') ?? 0) < Number(options.stop);
}

function take({ index, mode, verdict, exit, shape, details }) {
  count(verdict);
  count(exit === 0 ? 'C ends with 0' : 'C ends otherwise');
  done++;
  if (done % 1000 === 0) print(`${done} pairs, ${counts.get('different') ?? 0} different`);
  if (!details) return;
  kinds.set(shape, [...(kinds.get(shape) ?? []), `${index} ${mode}`]);
  const file = join(foundFolder, `${foundPrefix}${index}.json`);
  writeFileSync(file, `${JSON.stringify(details.pair, null, 1)}\n`);
  if (!firstFound || index < firstFound.index) firstFound = { index, file, ...details };
}

function count(name) {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function summary() {
  const seconds = (performance.now() - began) / 1000;
  print(`\n${done} pairs in ${seconds.toFixed(0)} s`);
  for (const [name, number] of [...counts].sort()) print(`  ${name}: ${number}`);
  if (!firstFound) return;
  print('\nkinds of differences (- C, + ours; some of their pairs):');
  const often = [...kinds].sort(([, a], [, b]) => b.length - a.length);
  for (const [kind, list] of often) print(`${list.length} x ${kind}\n      ${list.slice(0, 5).join(', ')}`);
  print(`\nthe first difference: pair ${firstFound.index}, ${firstFound.pair.args.join(' ')}`);
  for (const { what, lines } of firstFound.found) print(`${what}\n    ${lines.join('\n    ')}`);
  print(`\nagain:  ${reproduce(firstFound.index)}`);
  const flags = options.process ? ' --process' : options.conf ? ` --conf ${options.conf}` : '';
  print(`shrink: node test/kernel/fuzz/shrink.mjs ${relative(process.cwd(), firstFound.file)}${flags}`);
}

function reproduce(index) {
  const modeFlag = options.modes ? ` --modes ${options.modes}` : '';
  return `node test/kernel/fuzz/run.mjs --version ${options.version} --seed ${options.seed} --only ${index}${modeFlag}`;
}

// Such as of | head.
process.stdout.on('error', () => {});

function print(text) {
  process.stdout.write(`${text}\n`);
}
