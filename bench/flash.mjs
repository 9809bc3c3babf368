// npm run bench:flash: how fast bljh and blflash write a flash, side by side, into the simulated boot ROM with bytes that take as long as on
// a wire; then what each says when something goes wrong. Needs blflash (bljh toolchain install blflash) and a C compiler. Nothing is asserted.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { root, setUp } from '../scripts/setup.mjs';

const RATES = [115_200, 1_000_000, 2_000_000];
const PROGRAM_BYTES = 100_000;
const rounds = Number(process.env.BLJH_BENCH_ROUNDS ?? 3);
const PLACES = Number(process.env.BLJH_BENCH_PLACES ?? 4);
/** Bytes that a host sends for that program, loader included; the faults come in there. */
const SENT_BYTES = 130_000;
const FAULTS = [
  'no-answer',
  'running',
  'noise',
  'late',
  'nak',
  'damage',
  'wrong-chip',
  'drop',
  'unplug',
  'stall',
  'short-read',
  'rot',
  'lie',
];

setUp();
const bljh = join(root, 'bin', 'bljh.js');
const { NODE_EXTRA_CA_CERTS: _certificates, ...env } = process.env;
const work = mkdtempSync(join(tmpdir(), 'bljh-bench-flash-'));
try {
  print(`node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model}`);
  const blflash = installed();
  const shim = buildShim();
  const program = join(work, 'program.bin');
  writeFileSync(program, sample(PROGRAM_BYTES));
  call(['new', 'app'], work);
  const project = join(work, 'app');
  const contenders = {
    bljh: {
      file: process.execPath,
      args: (port, rate) => [bljh, 'flash', program, '--board', 'bl602', '--force', '--port', port, '--baud', rate],
    },
    blflash: {
      file: blflash,
      args: (port, rate) => ['flash', '--without-boot2', '--port', port, '--baud-rate', rate, program],
      preload: shim,
    },
  };
  print(`\na program of ${PROGRAM_BYTES} bytes, ${rounds} rounds in turns, medians:\n`);
  print('  baud     tool     written at           of the line  whole call  read back');
  for (const rate of RATES) await compareAt(rate, contenders, project);
  print(`\n${FAULTS.length} faults at ${PLACES} places each:\n`);
  print('  tool     said ok, and the flash was right  said ok, and it was not  failed  longest');
  for (const [name, contender] of Object.entries(contenders)) await countLies(name, contender, project);
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function compareAt(rate, contenders, cwd) {
  const runs = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, contender] of Object.entries(contenders))
      runs[name].push(await flashOnce(contender, rate, cwd, ['--paced']));
  for (const [name, all] of Object.entries(runs)) {
    const perSecond = median(all.map(({ programming }) => (programming.frameBytes * 1000) / programming.durationMs));
    const share = (perSecond * 10) / rate;
    const whole = median(all.map(({ ms }) => ms));
    const failed = all.filter(({ code }) => code !== 0).length;
    print(
      `  ${String(rate).padStart(7)}  ${name.padEnd(7)}  ${(perSecond / 1024).toFixed(1).padStart(6)} KiB/s  ${(100 * share).toFixed(1).padStart(14)} %  ${(whole / 1000).toFixed(2).padStart(8)} s  ${name === 'bljh' ? 'yes' : 'no'}${failed > 0 ? `  ${failed} FAILED` : ''}`,
    );
  }
}

async function countLies(name, contender, cwd) {
  const counts = { right: 0, wrong: 0, failed: 0 };
  const lies = new Map();
  let longest = 0;
  for (const kind of FAULTS)
    for (let place = 0; place < PLACES; place += 1) {
      const isOfMemory = kind === 'rot' || kind === 'lie';
      // Which chip it is, is asked at the beginning only.
      const span = kind === 'wrong-chip' ? 0 : isOfMemory ? PROGRAM_BYTES : SENT_BYTES;
      const offset = Math.floor(((place + 0.5) * span) / PLACES);
      const { code, flash, ms } = await flashOnce(contender, 2_000_000, cwd, [
        '--fault',
        `${kind}@${isOfMemory ? offset + 0x2000 : offset}`,
      ]);
      longest = Math.max(longest, ms);
      const isRight = flash.subarray(0x2000, 0x2000 + PROGRAM_BYTES).equals(readFileSync(join(work, 'program.bin')));
      // A right flash of the wrong chip is none.
      const isGood = isRight && kind !== 'wrong-chip';
      counts[code !== 0 ? 'failed' : isGood ? 'right' : 'wrong'] += 1;
      if (code === 0 && !isGood) lies.set(kind, (lies.get(kind) ?? 0) + 1);
    }
  const which = [...lies].map(([kind, count]) => `${kind} ${count}`).join(', ');
  print(
    `  ${name.padEnd(7)}  ${String(counts.right).padStart(32)}  ${String(counts.wrong).padStart(23)}  ${String(counts.failed).padStart(6)}  ${(longest / 1000).toFixed(1).padStart(5)} s${which === '' ? '' : `  (${which})`}`,
  );
}

/** One flash into a fresh chip: how it ended, how long it took, and what the chip measured. */
async function flashOnce({ file, args, preload }, rate, cwd, more) {
  const link = join(work, 'port');
  const flashFile = join(work, 'flash.bin');
  rmSync(flashFile, { force: true });
  const sim = spawn(
    process.execPath,
    [bljh, 'sim', 'bootrom', '--json', '--link', link, '--flash', flashFile, '--timeout', '120', ...more],
    { env },
  );
  let document = '';
  sim.stdout.on('data', (text) => {
    document += text;
  });
  const ended = new Promise((resolve) => sim.on('close', resolve));
  // It tells the port when it is open.
  await new Promise((resolve) => sim.stderr.once('data', resolve));
  const start = performance.now();
  const child = spawn(file, args(link, String(rate)), {
    cwd,
    env: { ...env, ...(preload && { LD_PRELOAD: preload }) },
    stdio: 'ignore',
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  const ms = performance.now() - start;
  sim.kill('SIGINT');
  await ended;
  const { programming } = JSON.parse(document).result;
  return { code, ms, programming, flash: readFileSync(flashFile) };
}

function installed() {
  const { stdout } = call(['toolchain', 'install', 'blflash', '--json'], work);
  return JSON.parse(stdout).result.tools[0].path;
}

function buildShim() {
  const library = join(work, 'pty-shim.so');
  const source = join(root, 'test', 'sim', 'pty-shim.c');
  const { status, stderr } = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`cc: ${stderr}`);
  return library;
}

function call(args, cwd) {
  const result = spawnSync(process.execPath, [bljh, ...args], { cwd, env, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(result.stderr);
  return result;
}

function sample(size) {
  let state = size + 1;
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
