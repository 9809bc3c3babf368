// Runs the kernel's own make with its conf and with the one under test in its place, and compares all that make did.
// node test/kernel/make.mjs --help shows the options.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { obtainAnchor, root } from './anchors.mjs';
import { differences } from './compare.mjs';
import { makeEnvironment } from './environment.mjs';
import { fileTexts, fileTimes, writtenFiles } from './make-folder.mjs';
import { makeSteps } from './make-steps.mjs';
import { runConf } from './run-conf.mjs';
import { updateMakeScores } from './scores.mjs';

const help = `node test/kernel/make.mjs [options]
  --version V       6.1 (default) or 6.12
  --arch LIST       default x86,arm64,riscv
  --quick           few steps, riscv unless --arch is given
  --conf FILE       the conf under test, default bin/bljh-conf.js
  --list            only the names of the steps
  --update-scores   write test/kernel/scores.json (complete runs only)
`;

const { values: options } = parseArgs({
  options: {
    help: { type: 'boolean' },
    version: { type: 'string', default: '6.1' },
    arch: { type: 'string' },
    quick: { type: 'boolean' },
    conf: { type: 'string' },
    list: { type: 'boolean' },
    'update-scores': { type: 'boolean' },
  },
});
if (options.help) {
  process.stdout.write(help);
  process.exit(0);
}
const { version } = options;
if (options['update-scores'] && options.quick) {
  process.stderr.write('--update-scores needs a complete run: no --quick\n');
  process.exit(2);
}
const arches = (options.arch ?? (options.quick ? 'riscv' : 'x86,arm64,riscv')).split(',');
if (options.list) {
  for (const arch of arches) for (const { name } of makeSteps(arch, version, options.quick)) print(`${arch} ${name}`);
  process.exit(0);
}

const timeLimit = 300_000;
/** Differences a step. */
const shown = 12;
const anchor = obtainAnchor(version);
const conf = resolve(options.conf ?? join(root, 'bin', 'bljh-conf.js'));
const script = `#!/bin/sh\nexec ${/\.[cm]?js$/.test(conf) ? `'${process.execPath}' ` : ''}'${conf}' "$@"\n`;
const work = mkdtempSync(join(tmpdir(), 'bljh-make-'));
const results = {};
let total = 0;
let equal = 0;
try {
  for (const arch of arches) {
    results[arch] = await compareArch(arch);
    // An architecture that is done counts, even if the next one is interrupted.
    if (options['update-scores']) updateMakeScores(version, anchor.kernelVersion, results);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
print(`Linux ${anchor.kernelVersion}: ${equal} of ${total} steps of make are equal in everything`);
process.exitCode = equal === total ? 0 : 1;

async function compareArch(arch) {
  // Names of one length: some texts are cut to a length.
  const theirs = buildFolder(`${arch}-conf`);
  const ours = buildFolder(`${arch}-bljh`);
  const replaced = join(ours, 'scripts', 'kconfig', 'conf');
  // Written into the file that is there: make sees a program newer than what it is made of, and lets it be.
  writeFileSync(replaced, script);
  let good = 0;
  const steps = makeSteps(arch, version, options.quick);
  for (const step of steps) {
    const [expected, actual] = await Promise.all([theirs, ours].map((folder) => runStep(arch, step, folder)));
    const found = differences(expected, actual);
    if (readFileSync(replaced, 'utf8') !== script) found.push({ what: 'conf', lines: ['make built it again'] });
    const isBuilt = expected.exit === 0;
    if (!isBuilt)
      found.push({ what: 'make failed with the C conf, too', lines: expected.stderr.split('\n').slice(-9) });
    if (found.length === 0) good++;
    print(
      `${found.length === 0 ? 'equal' : 'DIFFERENT'}: ${arch} make ${step.name}, ${expected.touched.length} files written`,
    );
    for (const { what, lines } of found.slice(0, shown)) print(`  ${what}\n    ${lines.join('\n    ')}`);
    if (found.length > shown) print(`  and ${found.length - shown} more`);
  }
  total += steps.length;
  equal += good;
  return `${good}/${steps.length}`;
}

/** A copy of the folder in which the C conf was built: make has nothing to build there. */
function buildFolder(name) {
  const folder = join(work, name);
  cpSync(join(anchor.folder, 'build'), folder, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  return folder;
}

async function runStep(arch, { targets, env, stdin, edit, command }, folder) {
  edit?.(folder);
  const before = fileTimes(folder);
  const [program, args] = command?.(folder) ?? ['make', [`O=${folder}`, ...targets]];
  const result = await runConf({ command: program, args }, [], {
    cwd: anchor.source,
    env: makeEnvironment(version, arch, { ...env, XDG_CACHE_HOME: join(work, 'cache') }),
    stdin,
    time: timeLimit,
    group: true,
  });
  const after = fileTimes(folder);
  // merge_config.sh names its file with mktemp.
  const plain = (text) => text.replaceAll(folder, 'FOLDER').replaceAll(/(\.tmp\.config)\.\w{10}/g, '$1.NAME');
  const files = Object.entries(fileTexts(folder, after)).map(([path, text]) => [path, plain(text)]);
  return {
    exit: result.exit,
    stdout: plain(result.stdout),
    stderr: plain(result.stderr),
    files: Object.fromEntries(files),
    touched: writtenFiles(before, after),
  };
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
