// Compares our conf with the tools that public trees bring: node test/trees/compare.mjs FOLDER [--tools TOOLS]
// [--only NAME,...] [--configurations N] [--seeds N] [--dialect NAME | --dialect expected] [--save FOLDER] [--update-scores]
// FOLDER holds checked out trees by the names of tree-list.mjs, TOOLS the conf of each by the same names. Trees of
// kconfiglib are compared with the kconfiglib that /usr/bin/python3 finds. What is missing is said and passed over.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runConf } from '../kernel/run-conf.mjs';
import { configurationsOf, trees } from './tree-list.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tools: { type: 'string' },
    only: { type: 'string' },
    configurations: { type: 'string', default: '4' },
    seeds: { type: 'string', default: '3' },
    dialect: { type: 'string' },
    save: { type: 'string' },
    'update-scores': { type: 'boolean' },
  },
});

const folder = resolve(positionals[0] ?? '.');
const here = fileURLToPath(new URL('.', import.meta.url));
const ours = {
  command: process.execPath,
  args: [join(here, '..', '..', 'bin', 'bljh-conf.js')],
  env: {},
};
const only = options.only?.split(',');
const work = mkdtempSync(join(tmpdir(), 'bljh-trees-'));
const scores = readJson(join(here, 'scores.json'));
/** What the trees are, by name: whoever checked them out may write it down. */
const versions = readJson(join(folder, 'versions.json'));
try {
  for (const tree of trees) if (only === undefined || only.includes(tree.name)) await compareTree(tree);
  if (options['update-scores']) writeFileSync(join(here, 'scores.json'), `${JSON.stringify(scores, null, 2)}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function compareTree(tree) {
  const root = join(folder, tree.name, tree.inside ?? '');
  const tool = toolOf(tree);
  const missing = [tree.file, ...(tree.needs ?? [])].find((path) => !isThere(join(root, path)));
  if (missing !== undefined) return print(`${tree.name}: no ${missing}`);
  if (tool === undefined) return print(`${tree.name}: no tool`);
  const wrong = [];
  let same = 0;
  let all = 0;
  for (const { name, mode, argument, seed } of runsOf(tree, root)) {
    const start = seed === undefined ? undefined : await randomConfig(tree, root, tool, seed);
    const theirs = await run(tree, root, tool, { mode, argument, start });
    const own = await run(tree, root, ours, { mode, argument, start });
    all += 1;
    if (options.save !== undefined) save(tree, name, theirs, own);
    if (theirs.config !== undefined && body(own.config) === body(theirs.config)) same += 1;
    else wrong.push(`${name} ${describe(theirs, own)}`);
  }
  const { dialect } = tree;
  scores[tree.name] = { version: versions[tree.name] ?? 'unknown', dialect, tool: tree.tool ?? 'conf', same, all };
  print(`${tree.name.padEnd(14)} ${dialect.padEnd(12)} ${same} of ${all}`);
  for (const text of wrong) print(`    ${text}`);
}

/** What is run in a tree: the modes, some of its own configurations, random ones brought up to date. */
function runsOf(tree, root) {
  const modes = tree.modes ?? ['alldefconfig', 'allnoconfig', 'allyesconfig'];
  const runs = modes.map((mode) => ({ name: mode, mode }));
  for (const path of configurationsOf(tree, root, Number(options.configurations))) {
    const argument = join(root, path);
    runs.push({ name: path, mode: 'defconfig', argument });
    if (tree.letters === undefined) runs.push({ name: `minimal ${path}`, mode: 'savedefconfig', argument });
  }
  for (let seed = 1; seed <= Number(options.seeds); seed += 1) {
    runs.push({ name: `random ${seed}`, mode: 'olddefconfig', seed });
  }
  return runs;
}

/** kconfiglib has no randconfig, so ours makes those. */
async function randomConfig(tree, root, tool, seed) {
  const result = await run(tree, root, tool.isPython ? ours : tool, { mode: 'randconfig', seed });
  return result.config;
}

async function run(tree, root, tool, { mode, argument, start, seed }) {
  const cwd = join(work, tree.name);
  rmSync(cwd, { recursive: true, force: true });
  mkdirSync(cwd, { recursive: true });
  const config = join(cwd, '.config');
  const minimal = join(cwd, 'minimal');
  if (start !== undefined) writeFileSync(config, start, 'latin1');
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: cwd,
    LC_ALL: 'C.UTF-8',
    srctree: root,
    KCONFIG_CONFIG: config,
    KCONFIG_AUTOCONFIG: join(cwd, 'auto.conf'),
    KCONFIG_AUTOHEADER: join(cwd, 'autoconf.h'),
    KCONFIG_TRISTATE: join(cwd, 'tristate.conf'),
    KCONFIG_RUSTCCFG: join(cwd, 'rustc_cfg'),
    KCONFIG_SPLITCONFIG: `${join(cwd, 'config')}/`,
    KCONFIG_DEPENDENCIES: join(cwd, 'auto.conf.cmd'),
    // `expected` is for whoever looks for differences of a dialect while nothing is sniffed.
    ...(options.dialect !== undefined && {
      BLJH_KCONFIG_DIALECT: options.dialect === 'expected' ? tree.dialect : options.dialect,
    }),
    ...(seed !== undefined && { KCONFIG_SEED: String(seed) }),
    ...tree.environment?.(root, folder, cwd),
    ...(tree.prefix !== undefined && { CONFIG_: tree.prefix }),
  };
  const within = { cwd: tree.atRoot && !(tree.letters && tool !== ours) ? root : cwd, env, time: 300_000 };
  if (tree.atRoot && tree.letters) env.srctree = root;
  if (mode === 'savedefconfig') {
    await runConf(tool, argsOf(tree, tool, 'defconfig', argument, config), within);
    const result = await runConf(tool, argsOf(tree, tool, mode, minimal, config), within);
    return { ...result, config: readText(minimal) };
  }
  const result = await runConf(tool, argsOf(tree, tool, mode, argument, config), within);
  return { ...result, config: readText(config) };
}

function argsOf(tree, tool, mode, argument, config) {
  const { file, letters, names = {} } = tree;
  if (tool.isPython) {
    if (argument === undefined) return ['-m', mode, file];
    return ['-m', mode, '--kconfig', file, ...(mode === 'savedefconfig' ? ['--out', argument] : [argument])];
  }
  if (tool === ours || letters === undefined) {
    const name = tool === ours ? mode : (names[mode] ?? mode);
    return [argument === undefined ? `--${name}` : `--${name}=${argument}`, file];
  }
  if (letters[mode] !== '-D') return [letters[mode] ?? '-r', file];
  // The oldest have no mode for it: an old configuration is given as a defconfig, and an empty one for the defaults.
  return ['-D', argument ?? (mode === 'olddefconfig' ? config : '/dev/null'), file];
}

function toolOf(tree) {
  if (tree.tool === 'kconfiglib') return { command: '/usr/bin/python3', args: ['-B'], env: {}, isPython: true };
  const path = options.tools === undefined ? undefined : join(resolve(options.tools), tree.name);
  const found = [path, tree.program].find((each) => each !== undefined && isThere(each));
  return found === undefined ? undefined : { command: found, args: [], env: {} };
}

/** Without the heading: the comment lines on top, to the second that is a lone #. */
function body(text) {
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const end = lines[0] === '#' ? lines.indexOf('#', 1) + 1 : 0;
  return lines
    .slice(end)
    .join('\n')
    .replace(/^(#.*don't edit.*\n|# Generated.*\n|\n)+/, '');
}

function describe(theirs, own) {
  if (theirs.config === undefined) return `their tool failed: ${lastLines(theirs)}`;
  if (own.config === undefined) return `ours failed: ${lastLines(own)}`;
  const [a, b] = [theirs, own].map(({ config }) => body(config).split('\n'));
  const count = (from, other) => {
    const rest = new Set(other);
    return from.filter((line) => !rest.has(line)).length;
  };
  return `-${count(a, b)} +${count(b, a)} of ${a.length} lines`;
}

function lastLines({ stdout, stderr }) {
  return `${stdout}${stderr}`.trim().split('\n').slice(-2).join(' / ').slice(0, 300);
}

function save({ name }, run, theirs, own) {
  const base = join(resolve(options.save), name);
  mkdirSync(base, { recursive: true });
  const file = run.replaceAll('/', '_').replaceAll(' ', '-');
  writeFileSync(join(base, `${file}.theirs`), theirs.config ?? '', 'latin1');
  writeFileSync(join(base, `${file}.ours`), own.config ?? '', 'latin1');
  writeFileSync(join(base, `${file}.log`), `${own.stdout}${own.stderr}\n--- theirs\n${theirs.stdout}${theirs.stderr}`);
}

function readText(path) {
  return isThere(path) ? readFileSync(path, 'latin1') : undefined;
}

function readJson(path) {
  return isThere(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

function isThere(path) {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
