// Compares a conf with C's on whole kernel trees: each architecture and case in two fresh equal folders, byte for byte.
// node test/kernel/conformity.mjs --help shows the options.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { obtainAnchor } from './anchors.mjs';
import { cAnswers } from './answers.mjs';
import { allCases, modes } from './cases.mjs';
import { differences } from './compare.mjs';
import { defconfigs, fingerprint, kernelEnvironment, ourConf } from './environment.mjs';
import { freshFolder, readFolder, runConf } from './run-conf.mjs';
import { scoreBoard, table, updateScores } from './scores.mjs';

const help = `node test/kernel/conformity.mjs [options]
  --version V       6.1 (default) or 6.12
  --arch LIST       default x86,arm64,riscv (any folder of arch/ with defconfigs)
  --modes LIST      only these modes (${modes.slice(0, 4).join(', ')}, ...)
  --case TEXT       only cases whose name contains TEXT
  --quick           one case a mode, x86 unless --arch is given
  --jobs N          cases at once, default 2
  --conf FILE       the conf under test, default bin/bljh-conf.js
  --env NAME=VALUE  more environment for the conf under test, repeatable
  --c-only          only C's answers
  --list            only the names of the cases
  --update-scores   write test/kernel/scores.json (complete runs only)
`;

const { values: options } = parseArgs({
  options: {
    help: { type: 'boolean' },
    version: { type: 'string', default: '6.1' },
    arch: { type: 'string' },
    modes: { type: 'string' },
    case: { type: 'string' },
    quick: { type: 'boolean' },
    jobs: { type: 'string', default: '2' },
    conf: { type: 'string' },
    env: { type: 'string', multiple: true, default: [] },
    'c-only': { type: 'boolean' },
    list: { type: 'boolean' },
    'update-scores': { type: 'boolean' },
  },
});
if (options.help) {
  print(help.trimEnd());
  process.exit(0);
}
const partial = options.modes ?? options.case ?? options.quick ?? options['c-only'];
if (options['update-scores'] && partial)
  fail('--update-scores needs a complete run: no --modes, --case, --quick, --c-only');
const unknown = (options.modes?.split(',') ?? []).filter((mode) => !modes.includes(mode));
if (unknown.length > 0) fail(`no such mode: ${unknown.join(', ')}. There are: ${modes.join(', ')}`);

const anchor = obtainAnchor(options.version);
const extra = Object.fromEntries(options.env.map((text) => text.split(/=(.*)/s).slice(0, 2)));
const conf = ourConf(options.version, options.conf, extra);
const arches = (options.arch ?? (options.quick ? 'x86' : 'x86,arm64,riscv')).split(',');
const work = mkdtempSync(join(tmpdir(), 'bljh-conformity-'));
const results = {};
const built = fingerprint(conf);
let total = 0;
let equal = 0;
try {
  for (const arch of arches) results[arch] = await compareArch(arch);
} finally {
  rmSync(work, { recursive: true, force: true });
}
print(`${equal} of ${total} cases are equal in everything`);
if (fingerprint(conf) !== built) fail('the conf under test was built again during this run: start it again');
if (options['update-scores']) updateScores(options.version, anchor.kernelVersion, results);
process.exitCode = equal === total ? 0 : 1;

/** All chosen cases of an architecture; prints differences as they are found, then the table. */
async function compareArch(arch) {
  const began = performance.now();
  const all = allCases(defconfigs(anchor, arch));
  const cases = chosen(all);
  const board = scoreBoard();
  if (options.list) {
    for (const { name } of cases) print(`${arch} ${name}`);
    return board.result();
  }
  const c = cAnswers(anchor, arch, all, work);
  const times = [];
  const queue = [...cases];
  const worker = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) {
      const expected = await c.answer(item);
      if (options['c-only']) continue;
      const { answer, time } = await ours(arch, item, await c.start(item));
      times.push(time);
      const found = differences(expected, answer);
      board.add(item.mode, found);
      total++;
      if (found.length === 0) equal++;
      for (const { what, lines } of found) print(`${arch} ${item.name}: ${what}\n    ${lines.join('\n    ')}`);
    }
  };
  await Promise.all(Array.from({ length: Number(options.jobs) }, worker));
  const seconds = (ms) => (ms / 1000).toFixed(1);
  print(`\nLinux ${anchor.kernelVersion} ${arch}: ${cases.length} cases in ${seconds(performance.now() - began)} s`);
  if (times.length === 0) return board.result();
  times.sort((a, b) => a - b);
  print(
    `the conf under test took ${seconds(times[times.length >> 1])} s (median), ${seconds(times.at(-1))} s (longest)`,
  );
  print(`${table([['mode', 'exit+files', 'stdout', 'stderr'], ...board.rows()])}\n`);
  return board.result();
}

/** Runs the conf under test on a case. */
async function ours(arch, item, files) {
  const cwd = join(work, `ours-${arch}-${total}-${Math.random().toString(36).slice(2)}`);
  freshFolder(cwd, files);
  const began = performance.now();
  const env = kernelEnvironment(anchor, arch, item.env);
  const result = await runConf(conf, item.args, { cwd, env, stdin: item.stdin });
  const time = performance.now() - began;
  const answer = { ...result, ...readFolder(cwd) };
  rmSync(cwd, { recursive: true, force: true });
  return { answer, time };
}

function chosen(all) {
  const wantedModes = options.modes?.split(',') ?? modes;
  const seen = new Set();
  return all.filter(({ name, mode }) => {
    if (!wantedModes.includes(mode) || !name.includes(options.case ?? '')) return false;
    if (options.quick && seen.has(mode)) return false;
    seen.add(mode);
    return true;
  });
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(2);
}
