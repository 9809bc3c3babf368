// npm run bench:sizes: four programs built by bljh for bl602 and virt32, beside plain TinyGo for its own nearest target. Nothing is
// asserted: docs/benchmarks.md holds the last figures and says what the anchor is. Sizes are those of the linked sections.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, setUp } from '../scripts/setup.mjs';

const PROGRAMS = ['blink', 'goroutines', 'fmt', 'json'];
const BOARDS = ['bl602', 'virt32'];
const GOAL = 1.02;
const bljhFile = join(root, 'bin', 'bljh.js');

setUp();
const work = mkdtempSync(join(tmpdir(), 'bljh-sizes-'));
try {
  const project = join(work, 'sizes');
  must(process.execPath, [bljhFile, 'new', project, '--template', 'led_blink']);
  for (const name of ['main.go', 'verbose_on.go', 'verbose_off.go']) rmSync(join(project, name));
  writeFileSync(join(project, 'Kconfig'), '');
  for (const board of BOARDS) writeFileSync(join(project, 'configs', `${board}_defconfig`), '');
  const tinygo = findTinygo();
  const stockRoot = makeStockRoot();
  print(must(tinygo, ['version']).trim());
  print('');
  print('bytes               code    data     bss   stack   code x plain TinyGo');
  for (const program of PROGRAMS) {
    cpSync(join(root, 'bench', 'sizes', program, 'main.go'), join(project, 'main.go'));
    const rows = BOARDS.map((board) => [`bljh, ${board}`, buildWithBljh(project, board)]);
    const stock = sizesOf(buildPlainly(project, tinygo, stockRoot));
    print(program);
    show('plain TinyGo', stock, '');
    for (const [name, sizes] of rows) {
      const ratio = sizes.code / stock.code;
      show(name, sizes, `${ratio.toFixed(3)}${ratio > GOAL ? ` (goal: ${GOAL})` : ''}`);
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

function buildWithBljh(project, board) {
  must(process.execPath, [bljhFile, 'build', '--board', board], { cwd: project });
  return sizesOf(join(project, 'build', board, 'sizes.elf'));
}

/**
 * TinyGo's target riscv-qemu with the files of TinyGo's own module: start-up code, runtime, scheduler, collector, linker script. Instructions,
 * optimisation, collector and scheduler are those that bljh passes on; see docs/benchmarks.md.
 */
function buildPlainly(project, tinygo, stockRoot) {
  const own = JSON.parse(readFileSync(join(project, 'build', 'virt32', 'gen', 'target.json'), 'utf8'));
  const target = {
    ...own,
    // As TinyGo's RISC-V targets have it, without linker relaxation; and what its runtime calls "pause".
    features: `${own.features.replace('+relax', '-relax')},+zihintpause`,
    'build-tags': ['tinygo.riscv', 'tinygo.riscv32', 'baremetal', 'linux', 'arm', 'virt', 'qemu'],
    cflags: [
      ...own.cflags.map((flag) => (flag.startsWith('-march=') ? `${flag}_zihintpause` : flag)),
      '-mno-relax',
      '-DTINYGO_CORES=1',
    ],
    linkerscript: 'targets/riscv-qemu.ld',
    'extra-files': [
      'src/device/riscv/start.S',
      'src/internal/task/task_stack_tinygoriscv.S',
      'src/runtime/asm_riscv.S',
      'src/device/riscv/handleinterrupt.S',
      'src/device/riscv/mem.S',
    ],
  };
  delete target.serial;
  const file = join(work, 'riscv-qemu.json');
  writeFileSync(file, JSON.stringify(target));
  const elf = join(work, 'plain.elf');
  const { steps } = JSON.parse(readFileSync(join(project, 'build', 'virt32', 'manifest.json'), 'utf8')).plan;
  const opt = steps[0].args.map(({ text }) => text).filter((text) => /^-(opt|panic|scheduler|gc)=/.test(text));
  must(tinygo, ['build', `-target=${file}`, ...opt, '-o', elf, '.'], {
    cwd: project,
    env: { ...process.env, TINYGOROOT: stockRoot, GOFLAGS: '', GOPROXY: 'off', GOWORK: 'off' },
  });
  return elf;
}

/** The module as it is, with the two things that it lacks: an empty src/net, and memcpy and its like, which picolibc would have. */
function makeStockRoot() {
  const module = must('go', ['list', '-m', '-f', '{{.Dir}}', 'github.com/tinygo-org/tinygo'], {
    cwd: join(root, 'templates', 'tinygo', 'tool'),
  }).trim();
  const folder = join(work, 'tinygoroot');
  mkdirSync(folder);
  for (const name of ['src', 'targets', 'lib'])
    must('cp', ['-r', '--no-preserve=mode', join(module, name), join(folder, name)]);
  mkdirSync(join(folder, 'src', 'net'), { recursive: true });
  const mem = join(root, 'templates', 'tinygo', 'overlay', 'src', 'device', 'bljh', 'mem.S');
  cpSync(mem, join(folder, 'src', 'device', 'riscv', 'mem.S'));
  return folder;
}

function findTinygo() {
  const { stdout } = spawnSync(process.execPath, [bljhFile, 'doctor', '--json'], { encoding: 'utf8' });
  const path = JSON.parse(stdout).result.tools.find(({ id }) => id === 'tinygo')?.path;
  if (path === undefined) throw new Error('there is no TinyGo: bljh toolchain install --board bl602');
  return path;
}

/** Code is what lies in flash and is no first value: the stock linker script puts constants into .text. */
function sizesOf(elf) {
  const sizes = { code: 0, data: 0, bss: 0, stack: 0 };
  for (const line of must('riscv64-unknown-elf-size', ['-A', elf]).split('\n')) {
    const [name = '', size] = line.trim().split(/\s+/);
    const kind = { '.text': 'code', '.rodata': 'code', '.data': 'data', '.bss': 'bss', '.stack': 'stack' }[
      name.replace(/^\.stack\d$/, '.stack')
    ];
    if (kind !== undefined) sizes[kind] += Number(size);
  }
  return sizes;
}

function show(name, { code, data, bss, stack }, ratio) {
  const cells = [code, data, bss, stack].map((size) => String(size).padStart(8));
  print(`  ${name.padEnd(14)}${cells.join('')}   ${ratio}`.trimEnd());
}

function must(file, args, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(file, args, { cwd: work, encoding: 'utf8', ...options });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout;
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
