/** A program that does not fit, with the real TinyGo: who takes the space, what would help, and that nothing is put in place. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RegionFit } from '../../src/diagnostics/region-fit.js';
import { directImage } from '../image/sample-flash.js';
import { bytesOf, jsonOf } from '../rig.js';
import { makeRealProject, type RealProject, readelf } from './real-tools.js';

const KIB = 1024;
const FLASH = 16 * KIB;
const RAM = 32 * KIB;
/** Stack of main, and 1 KiB. */
const LEAST_HEAP = 4096 + KIB;
const TEXT = 'The text of the large one. '.repeat(600);

const FILES = {
  'boards/small/board.ini': `title = Little memory
inherits = virt32

[memory.flash]
origin = 0x80000000
length = 16K

[memory.ram]
origin = 0x80100000
length = 32K
`,
  'boards/small/Kconfig': 'config BOARD_SMALL\n\tdef_bool y\n\tselect BARE_METAL\n\tselect HAS_TINYGO\n',
  'boards/small/defconfig': '',
  Kconfig: `config LARGE
	bool "A long text"

config BUFFER
	int "Bytes of the buffer"
	range 16 65536
	default 1024
`,
  // A handler, so that every build goes through the copy of the sources.
  'main.go': `package main

import "bljh/config"

var buffer [config.BUFFER]byte

//go:isr CONSOLE UART0
func onByte() { buffer[0]++ }

func main() {
	for i := range buffer {
		buffer[i] += byte(i)
	}
	println(text(int(buffer[7])), buffer[9])
}
`,
  'large_on.go': `//go:build large

package main

const long = "${TEXT}"

func text(from int) string { return long[from:] }
`,
  'large_off.go': `//go:build !large

package main

func text(from int) string { return "short"[from&3:] }
`,
};

let project: RealProject;
let good: readonly string[];
const ARTIFACTS = ['app.elf', 'app.bin', 'manifest.json', '.bljh-state.json'];
const measured = 'build/small/.work/measured/app.elf';
const hashes = () => ARTIFACTS.map((name) => bytesOf(join(project.folder, 'build/small', name)));

beforeAll(async () => {
  project = await makeRealProject('led_blink');
  for (const name of ['verbose_on.go', 'verbose_off.go']) project.rig.write(`app/${name}`, 'package main\n');
  for (const [name, text] of Object.entries(FILES)) project.rig.write(`app/${name}`, text);
  await project.ok('build', '--board', 'small');
  good = hashes();
}, 300_000);

describe('two regions that overflow', () => {
  let fits: readonly RegionFit[];

  beforeAll(async () => {
    await project.ok('configure', '--board', 'small', '--set', 'LARGE=y', '--set', 'BUFFER=40000');
    const { exitCode, diagnostics } = jsonOf(await project.bljh('build', '--board', 'small', '--json'));
    expect(exitCode).toBe(5);
    expect(diagnostics.map(({ code }) => code)).toEqual(['PR0006', 'PR0006']);
    fits = diagnostics.map((diagnostic) => (diagnostic as unknown as { readonly fit: RegionFit }).fit);
    // The linker's own numbers: its region RAM has no heap.
    const said = diagnostics[0]?.toolOutput ?? '';
    expect(Number(/region 'FLASH': overflowed by (\d+) bytes\s*(?!.*region 'FLASH')/s.exec(said)?.[1])).toBe(
      fits[0]?.excessBytes,
    );
    expect(Number(/RAM overflowed by (\d+) bytes/.exec(said)?.[1])).toBe((fits[1]?.excessBytes ?? 0) - LEAST_HEAP);
  }, 300_000);

  it('are told apart, each with all that it holds, to the byte', () => {
    expect(fits.map(({ region, capacityBytes }) => [region, capacityBytes])).toEqual([
      ['FLASH', FLASH],
      ['RAM', RAM],
    ]);
    for (const { packages, neededBytes, excessBytes, capacityBytes } of fits) {
      expect(packages.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(neededBytes);
      expect(excessBytes).toBe(neededBytes - capacityBytes);
    }
    expect(fits[0]?.symbols[0]).toMatchObject({ package: 'main', bytes: TEXT.length });
    expect(fits[1]?.symbols[0]).toMatchObject({
      symbol: 'main.buffer',
      package: 'main',
      bytes: 40000,
      section: '.bss',
    });
    expect(fits[1]?.packages).toContainEqual({ package: '(system stack)', bytes: 4096 });
  });

  it('have options that were tried: a switch for the one, the largest number for the other', () => {
    const [flash, ram] = fits.map(({ options }) => options[0]);
    expect(flash).toMatchObject({
      command: 'bljh configure --board small --set LARGE=n',
      prompts: ['A long text'],
      fits: true,
      others: [{ region: 'RAM', excessBytes: fits[1]?.excessBytes }],
    });
    expect(ram).toMatchObject({ fits: true, excessBytes: 0, savedBytes: 40000 - bufferOf(ram?.set[0]) });
    // One step more would not fit: sections end at a multiple of 16.
    expect((ram?.savedBytes ?? 0) - (fits[1]?.excessBytes ?? 0)).toBeLessThan(16);
    // How many there is time for, the machine decides.
    for (const { tried } of fits) expect(tried).toBeGreaterThan(2);
  });

  it('change no artifact and leave one ELF file, which nothing takes', async () => {
    expect(hashes()).toEqual(good);
    expect(existsSync(join(project.folder, 'build/small/.work/measured/trials'))).toBe(false);
    expect(readFileSync(join(project.folder, 'build/small/manifest.json'), 'utf8')).not.toContain('measured');
    const headers = await readelf(project.rig, '-lW', join(project.folder, measured));
    expect(headers).not.toMatch(/0x80[01]\d{5} /);
    project.rig.write('app/flash.img', directImage());
    for (const args of [
      ['inspect', measured],
      ['verify', measured],
      ['verify', 'flash.img', '--elf', measured],
    ]) {
      const { exitCode, diagnostics } = jsonOf(await project.bljh('image', ...args, '--json'));
      expect([exitCode, diagnostics.map(({ code }) => code)]).toEqual([6, ['IM0004']]);
    }
  });

  it('are gone with the options that were offered; the measured program is, too', async () => {
    for (const option of fits.map(({ options }) => options[0])) {
      const words = (option?.command ?? '').split(' ').slice(1);
      await project.ok(...words);
    }
    const report = await project.ok('build', '--board', 'small');
    // The buffer is as large as it can be.
    expect(report).toContain('RAM: 27 KiB of 32 KiB used, heap 5120 B');
    expect(existsSync(join(project.folder, measured))).toBe(false);
  });
});

it('a heap limit that does not fit: the largest one that does', async () => {
  await project.ok(
    'configure',
    '--board',
    'small',
    '--set',
    'LARGE=n',
    '--set',
    'BUFFER=1024',
    '--set',
    'HEAP_LIMIT=30',
  );
  const { code, stderr } = await project.bljh('build', '--board', 'small');
  expect(code).toBe(5);
  expect(stderr).toContain('ld.lld');
  expect(stderr).toContain('bljh: the heap limit does not fit in RAM');
  const largest =
    /error\[PR0006\]: small: RAM overflows by \d+ bytes: .*; the largest HEAP_LIMIT that fits is (\d+)$/m.exec(
      stderr,
    )?.[1];
  expect(stderr).toMatch(/^ +30720 {2}\(heap\)$/m);
  expect(stderr).toContain(`    bljh configure --board small --set HEAP_LIMIT=${largest}\n`);
  expect(stderr).not.toContain('FLASH overflows');
  await project.ok('configure', '--board', 'small', '--set', `HEAP_LIMIT=${largest}`);
  const report = await project.ok('build', '--board', 'small');
  const used = Number(/RAM: (\d+) B of 32 KiB used/.exec(report)?.[1]);
  // One KiB more would be too much.
  expect(used + (Number(largest) + 1) * KIB).toBeGreaterThan(RAM);
});

it('another failure of the build is measured by nobody', async () => {
  project.rig.write('app/broken.go', 'package main\n\nfunc broken() { x := 1 }\n');
  const { code, stderr } = await project.bljh('build', '--board', 'small');
  expect([code, stderr.includes('error[PR0001]'), stderr.includes('to measure')]).toEqual([5, true, false]);
});

function bufferOf(setting = ''): number {
  return Number(setting.replace('BUFFER=', ''));
}
