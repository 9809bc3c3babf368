// npm run bench:menu: how long the menus take to show, and a key to change the screen, in a pseudo-terminal: on a project of bljh and on
// Linux 6.1 x86 with its tree remembered. Milliseconds on the clock, beside `node -e 0`. Nothing here is asserted.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import pty from '@lydell/node-pty';
import { root, setUp } from '../scripts/setup.mjs';
import { obtainAnchor } from '../test/kernel/anchors.mjs';
import { kernelEnvironment } from '../test/kernel/environment.mjs';

const rounds = Number(process.env.BLJH_BENCH_ROUNDS ?? 7);
const bljh = join(root, 'bin', 'bljh.js');
/** Ends each picture. */
const endOfUpdate = '\u001b[?2026l';

setUp();
const work = mkdtempSync(join(tmpdir(), 'bljh-bench-menu-'));
try {
  print(`node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model}`);
  const anchor = obtainAnchor('6.1');
  const own = { PATH: process.env.PATH, HOME: work, TERM: 'xterm-256color', LANG: 'C.UTF-8' };
  spawnSync(process.execPath, [bljh, 'new', 'app', '--template', 'options'], { cwd: work, env: own });
  const linux = join(work, 'linux');
  mkdirSync(linux);
  const kernel = { ...own, ...kernelEnvironment(anchor, 'x86', { HOME: work }) };
  print(`node -e 0: ${report(repeat(() => clock(() => spawnSync(process.execPath, ['-e', '0'], { env: own }))))}`);
  await benchMenu('a project of bljh', ['configure', '--board', 'virt64'], join(work, 'app'), own);
  await benchMenu(
    `Linux ${anchor.kernelVersion} x86`,
    ['kconfig', 'menu', '--dialect', 'linux-6.1', 'Kconfig'],
    linux,
    kernel,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function benchMenu(name, args, cwd, env) {
  const first = [];
  const keys = [];
  // The first round fills the caches.
  for (let round = 0; round <= rounds; round += 1) {
    const menu = start(args, cwd, env);
    const shown = await menu.picture();
    // Down, into a menu, back, a search, out of it: what people do first.
    const pressed = [];
    for (const key of [
      '\u001b[B',
      '\r',
      '\u001b[B',
      ' ',
      ' ',
      '\u001b[B',
      '?',
      'g',
      '/',
      'n',
      'e',
      't',
      '\r',
      'z',
      '\u001b[B',
    ])
      pressed.push(await menu.press(key));
    menu.kill();
    if (round === 0) continue;
    first.push(shown);
    keys.push(...pressed);
  }
  print(`${name}: first frame ${report(first)}`);
  print(`${name}: a key ${report(keys)}, 90 % within ${at(keys, 0.9)}`);
}

function start(args, cwd, env) {
  const began = performance.now();
  const process_ = pty.spawn(process.execPath, [bljh, ...args], { cols: 80, rows: 24, cwd, env });
  let seen = '';
  let wake = () => {};
  process_.onData((data) => {
    seen += data;
    if (seen.includes(endOfUpdate)) wake();
  });
  const picture = async (since) => {
    await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`nothing was shown:\n${seen}`)), 60_000);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (seen.includes(endOfUpdate)) wake();
    });
    seen = '';
    return performance.now() - since;
  };
  return {
    picture: () => picture(began),
    press: (key) => {
      const since = performance.now();
      process_.write(key);
      return picture(since);
    },
    kill: () => process_.kill('SIGKILL'),
  };
}

function repeat(sample) {
  return Array.from({ length: rounds }, sample);
}

function clock(run) {
  const began = performance.now();
  run();
  return performance.now() - began;
}

function report(times) {
  return `median ${at(times, 0.5)} ms, longest ${at(times, 1)} ms`;
}

function at(times, share) {
  return times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * share)].toFixed(1);
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
