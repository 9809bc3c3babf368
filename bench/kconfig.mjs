// npm run bench:kconfig: bljh-conf beside the kernel's C conf and kconfiglib on Linux 6.1 x86, whole processes, in turns, in
// one run, as ratios of medians. cold: every $(shell) command runs; warm: their answers are remembered, and no tree is kept;
// cached: the tree is remembered as well. Then one changed value through the library. Nothing here is asserted.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { root, setUp } from '../scripts/setup.mjs';
import { obtainAnchor } from '../test/kernel/anchors.mjs';
import { kernelEnvironment } from '../test/kernel/environment.mjs';

const rounds = Number(process.env.BLJH_BENCH_ROUNDS ?? 7);

setUp();
const anchor = obtainAnchor('6.1');
const work = mkdtempSync(join(tmpdir(), 'bljh-bench-kconfig-'));
try {
  print(`node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model}, Linux ${anchor.kernelVersion} x86`);
  benchConf();
  await benchChange();
} finally {
  rmSync(work, { recursive: true, force: true });
}

function benchConf() {
  const env = kernelEnvironment(anchor, 'x86', { HOME: work, BLJH_KCONFIG_DIALECT: 'linux-6.1' });
  const ours = [join(root, 'bin', 'bljh-conf.js'), '-s', '--alldefconfig', 'Kconfig'];
  const remembered = join(work, '.cache', 'bljh', 'kconfig');
  const kconfiglib = kconfiglibRunner();
  const inFolder =
    (command, args, extra = {}) =>
    () => {
      const cwd = join(work, 'out');
      rmSync(cwd, { recursive: true, force: true });
      // With auto.conf there, conf writes the .config only.
      mkdirSync(join(cwd, 'include', 'config'), { recursive: true });
      writeFileSync(join(cwd, 'include', 'config', 'auto.conf'), '');
      return measure(command, args, { cwd, env: { ...env, ...extra } });
    };
  const forget = (pattern, run) => () => {
    spawnSync('/bin/sh', ['-c', `rm -rf ${remembered}/${pattern}`]);
    return run();
  };
  const bljh = inFolder(process.execPath, ours);
  const rows = inTurns({
    'C conf': inFolder(anchor.conf, ['-s', '--alldefconfig', 'Kconfig']),
    ...(kconfiglib && { kconfiglib: inFolder('/usr/bin/python3', [kconfiglib, 'alldefconfig', 'Kconfig']) }),
    'bljh-conf, cold': forget('*', bljh),
    'bljh-conf, warm': inFolder(process.execPath, ours, { BLJH_KCONFIG_CACHE: 'answers' }),
    'bljh-conf, warm, the tree saved as well': forget('*.tree', bljh),
    'bljh-conf, cached': bljh,
    'bljh-conf, nothing remembered or kept': inFolder(process.execPath, ours, { BLJH_KCONFIG_CACHE: 'off' }),
  });
  table(rows, 'C conf');
}

/** One changed value and all that depends on it, in a process that stays. */
async function benchChange() {
  const { LiveValues, parseKconfig, runCommand } = await import(join(root, 'dist', 'kconfig', 'index.js'));
  const environment = kernelEnvironment(anchor, 'x86');
  const place = { cwd: work, env: environment };
  const { model } = parseKconfig({
    file: 'Kconfig',
    environment,
    srctree: anchor.source,
    shell: (command) => runCommand(command, place).stdout,
  });
  const values = new LiveValues(model);
  const names = [
    'NET',
    'PCI',
    'SMP',
    'USB',
    'BLOCK',
    'DEBUG_KERNEL',
    'LOCALVERSION_AUTO',
    'CRYPTO',
    'SOUND',
    'HZ_1000',
  ];
  values.set('EXPERT', 'y');
  const samples = [];
  // Of the processor: what is left when others use the machine, too.
  const used = [];
  let most = 0;
  for (let round = 0; round < 8; round += 1) {
    for (const name of names) {
      const value = values.get(name)?.value === 'y' ? 'n' : 'y';
      const before = process.cpuUsage();
      const start = performance.now();
      const { changed } = values.set(name, value);
      samples.push(performance.now() - start);
      const { user, system } = process.cpuUsage(before);
      used.push((user + system) / 1000);
      most = Math.max(most, changed.length);
    }
  }
  const at = (times, share) => times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * share)].toFixed(2);
  print(`\none changed value (${names.length} symbols in turn, up to ${most} others follow):`);
  for (const [what, times] of [
    ['on the clock', samples],
    ['of the processor', used],
  ]) {
    print(`  ${what}: median ${at(times, 0.5)} ms, 90 % ${at(times, 0.9)} ms, longest ${at(times, 1)} ms`);
  }
}

/** kconfiglib 14.1 cannot read one line of Linux 6.1; this reads that line for it. */
function kconfiglibRunner() {
  if (spawnSync('/usr/bin/python3', ['-c', 'import kconfiglib']).status !== 0) {
    print('kconfiglib is not installed (apt-get install python3-kconfiglib): left out');
    return undefined;
  }
  const file = join(work, 'kconfiglib_run.py');
  writeFileSync(
    file,
    `import io, re, runpy, sys, kconfiglib
plain = kconfiglib.Kconfig._open
def patched(self, filename, mode):
    opened = plain(self, filename, mode)
    if mode == "r" and filename.endswith("kernel/module/Kconfig"):
        return io.StringIO(re.sub(r"(?m)^\\tmodules$", "\\toption modules", opened.read()))
    return opened
kconfiglib.Kconfig._open = patched
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__")
`,
  );
  return file;
}

/** Seconds on the clock, seconds of all processors with those of children, and the most memory of a process in MiB. */
function measure(command, args, options) {
  const out = join(work, 'time');
  const timed = ['-o', out, '-f', '%e %U %S %M', command, ...args];
  const { status } = spawnSync('/usr/bin/time', timed, { ...options, stdio: 'ignore' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
  const text = spawnSync('tail', ['-n', '1', out], { encoding: 'utf8' }).stdout;
  const [wall, user, system, memory] = text.trim().split(' ').map(Number);
  return { wall, cpu: user + system, memory: memory / 1024 };
}

/** Runs each command in turns, after one round that does not count. */
function inTurns(commands) {
  const names = Object.keys(commands);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const sample = commands[name]();
      if (round > 0) samples[name].push(sample);
    }
  }
  return samples;
}

function table(samples, anchorName) {
  const rows = Object.entries(samples).map(([name, runs]) => ({
    name,
    wall: median(runs.map(({ wall }) => wall)),
    cpu: median(runs.map(({ cpu }) => cpu)),
    memory: median(runs.map(({ memory }) => memory)),
  }));
  const base = rows.find(({ name }) => name === anchorName);
  print(
    `\n${'median of'.padEnd(40)} ${'wall s'.padStart(8)} ${'x C'.padStart(6)} ${'cpu s'.padStart(8)} ${'x C'.padStart(6)} ${'MiB'.padStart(6)}`,
  );
  for (const { name, wall, cpu, memory } of rows) {
    const ratios = [wall / base.wall, cpu / base.cpu].map((ratio) => ratio.toFixed(2).padStart(6));
    print(
      `${name.padEnd(40)} ${wall.toFixed(2).padStart(8)} ${ratios[0]} ${cpu.toFixed(2).padStart(8)} ${ratios[1]} ${memory.toFixed(0).padStart(6)}`,
    );
  }
  if (!existsSync('/usr/bin/time')) print('needs /usr/bin/time (apt-get install time)');
}

function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
