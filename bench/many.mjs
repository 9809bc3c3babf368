// npm run bench:many: eight configurations of two boards (four that inherit from jh7110, four from bl602) by `bljh build --all -j2`,
// beside the same compiler commands in `xargs -P2`. In turns, each time with empty caches of Go and TinyGo, and an empty store. Nothing is asserted:
// docs/benchmarks.md holds the last figures. BENCH_ROUNDS sets how many rounds count (default 3).
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { root, setUp } from '../scripts/setup.mjs';
import { emptyMachine } from './machine.mjs';

const GOAL = 1.05;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const bljhFile = join(root, 'bin', 'bljh.js');
/** What each board of a kind is configured to be: a program of its own. */
const SETTINGS = {
  jh7110: ['', 'CONFIG_VERBOSE=y', 'CONFIG_HEAP_LIMIT=16384', 'CONFIG_VERBOSE=y\nCONFIG_HEAP_LIMIT=32768'],
  bl602: ['', 'CONFIG_VERBOSE=y', 'CONFIG_TINYGO_SCHEDULER_NONE=y', 'CONFIG_TINYGO_PANIC_TRAP=y'],
};

setUp();
const work = mkdtempSync(join(tmpdir(), 'bljh-many-'));
const project = join(work, 'many');
const caches = join(work, 'caches');
const env = { ...process.env, NO_COLOR: '1', ...emptyMachine(caches) };
for (const name of ['NODE_EXTRA_CA_CERTS', 'MAKEFLAGS', 'BLJH_CACHE', 'BLJH_REMOTE_CACHE']) delete env[name];

try {
  const boards = makeProject();
  const commands = commandsOf(boards);
  print(`node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model}, ${commands.length} configurations`);
  const sides = {
    'xargs -P2': () => must('xargs', ['-P2', '-I{}', 'sh', '-c', '{}'], commands.map(quote).join('\n')),
    'bljh build --all -j2': () => must(process.execPath, [bljhFile, 'build', '--all', '-j2', '--force']),
  };
  const samples = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    // Whoever comes first finds another machine than whoever comes second.
    const names = round % 2 === 0 ? Object.keys(sides) : Object.keys(sides).reverse();
    for (const name of names) {
      emptyMachine(caches);
      const started = performance.now();
      sides[name]();
      samples[name].push((performance.now() - started) / 1000);
    }
  }
  const base = median(samples['xargs -P2']);
  for (const [name, values] of Object.entries(samples)) {
    const sorted = values.toSorted((a, b) => a - b);
    const figures = `min ${sorted[0].toFixed(1)}  median ${median(values).toFixed(1)}  max ${sorted.at(-1).toFixed(1)} s`;
    const ratio = median(values) / base;
    print(
      `${name.padEnd(24)} ${figures.padEnd(38)} ${ratio.toFixed(3)} x xargs -P2${ratio > GOAL ? ` (goal: ${GOAL})` : ''}`,
    );
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

function makeProject() {
  must(process.execPath, [bljhFile, 'new', project, '--template', 'led_blink'], '', work);
  rmSync(join(project, 'configs'), { recursive: true });
  mkdirSync(join(project, 'configs'));
  const names = [];
  for (const [parent, settings] of Object.entries(SETTINGS)) {
    for (const [index, text] of settings.entries()) {
      const name = `${parent}-${index}`;
      names.push(name);
      mkdirSync(join(project, 'boards', name), { recursive: true });
      const has = parent === 'jh7110' ? 'LINUX_OS\n\tselect HAS_STANDARD_GO' : 'BARE_METAL\n\tselect HAS_TINYGO';
      const chip = parent === 'jh7110' ? '\nconfig GPIO_CHIP\n\tstring\n\tdefault "gpiochip0"\n' : '';
      const symbol = `BOARD_${name.toUpperCase().replace('-', '_')}`;
      writeFileSync(join(project, 'boards', name, 'board.ini'), `title = ${name}\ninherits = ${parent}\n`);
      writeFileSync(
        join(project, 'boards', name, 'Kconfig'),
        `config ${symbol}\n\tdef_bool y\n\tselect ${has}\n${chip}`,
      );
      writeFileSync(join(project, 'boards', name, 'defconfig'), '');
      writeFileSync(join(project, 'configs', `${name}_defconfig`), `CONFIG_GREETING="I am ${name}"\n${text}\n`);
    }
  }
  return names;
}

/** The very commands that bljh runs, as it shows them: a shell takes them. */
function commandsOf(boards) {
  const { stderr } = run(process.execPath, [bljhFile, 'build', '--all', '-j1', '--verbose']);
  const commands = stderr.split('\n').filter((line) => /^\w+=.* build /.test(line));
  if (commands.length !== boards.length)
    throw new Error(`${commands.length} commands for ${boards.length} boards\n${stderr}`);
  return commands;
}

function run(file, args, input = '', cwd = project) {
  const ended = spawnSync(file, args, { cwd, env, input, encoding: 'utf8' });
  if (ended.status !== 0) throw new Error(`${file} ${args.join(' ')}: ${ended.error?.message ?? ended.stderr}`);
  return ended;
}

function must(...call) {
  run(...call);
}

/** One line of what xargs reads, whatever quotes it holds. */
function quote(command) {
  return `"${command.replaceAll('"', '"\'"\'"')}"`;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
