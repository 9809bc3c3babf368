// npm run demo: one project from a template, configured, built and run for five boards, and a C program
// on top of a Go driver. The second run finds everything up to date. All in demo/, which can be deleted.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';

const BOARDS = ['jh7110', 'virt64', 'virt32', 'virt32-xip', 'bl602'];
const bljhFile = join(root, 'bin', 'bljh.js');

setUp();
title('tools: what is missing comes from package registries');
bljh(root, 'toolchain', 'install', '--yes', ...BOARDS.flatMap((board) => ['--board', board]), 'make');

const demo = join(root, 'demo');
mkdirSync(demo, { recursive: true });
const blinky = join(demo, 'blinky');
if (!existsSync(join(blinky, 'bljh.ini'))) {
  title('bljh new: a project from template led_blink');
  bljh(demo, 'new', 'blinky', '--template', 'led_blink');
}
title('bljh configure: options for each board');
// One call a board with all of its options: the second run finds nothing to change.
const shared = { BLINK_COUNT: 3, BLINK_INTERVAL_MS: 100, VERBOSE: 'y' };
const options = {
  jh7110: { ...shared, HEAP_LIMIT: 16384, HEAP_LIMIT_SOFT: 'y' },
  virt64: shared,
  virt32: { ...shared, GREETING: 'Hello from bare metal' },
  'virt32-xip': { ...shared, GREETING: 'Hello from flash' },
  bl602: { ...shared, HEAP_LIMIT: 64 },
};
for (const board of BOARDS) {
  const settings = Object.entries(options[board]).flatMap(([symbol, value]) => ['--set', `${symbol}=${value}`]);
  bljh(blinky, 'configure', '--board', board, ...settings);
}

title('bljh build: one source, five boards');
bljh(blinky, 'build', ...BOARDS.flatMap((board) => ['--board', board]));

for (const board of ['virt32', 'virt32-xip', 'virt64', 'jh7110']) {
  title(`bljh run --board ${board}`);
  bljh(blinky, 'run', '--board', board);
}
title('bljh run --board bl602 --trace -: the pins of the chip, in a model of it');
bljh(blinky, 'run', '--board', 'bl602', '--trace', '-');

const sensor = join(demo, 'sensor');
if (!existsSync(join(sensor, 'bljh.ini'))) {
  title('bljh new: a Go driver for C programs');
  bljh(demo, 'new', 'sensor', '--template', 'driver');
}
title('make: a C program that links the driver, under qemu-riscv64');
run('make', ['-C', join(sensor, 'c'), 'run', `BLJH=${process.execPath} ${bljhFile}`]);

title('what was made');
for (const board of BOARDS) {
  const manifest = JSON.parse(readFileSync(join(blinky, 'build', board, 'manifest.json'), 'utf8'));
  print(
    `${board} (${manifest.runtime === 'go' ? 'standard Go' : 'TinyGo'}), heap limit: ${manifest.heapLimit.meaning}`,
  );
  for (const { path, sizeBytes } of manifest.outputs) print(`  ${join('demo/blinky', path)}  ${sizeBytes} bytes`);
  const options = manifest.plan.constants.map(({ name, value }) => `${name}=${value}`).join(' ');
  print(`  from: ${options}; tags: ${manifest.plan.tags.map(({ text }) => text).join(' ')}`);
}
print('Where each argument comes from: cd demo/blinky && node ../../bin/bljh.js build --board jh7110 --plan');

function bljh(cwd, ...args) {
  print(`$ bljh ${args.map((arg) => (/[\s"]/.test(arg) ? `'${arg}'` : arg)).join(' ')}`);
  const { status } = spawnSync(process.execPath, [bljhFile, ...args], { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function title(text) {
  print(`\n== ${text}`);
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
