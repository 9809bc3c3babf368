/**
 * The images against the real blflash 0.3.5, which flashes into a simulated boot ROM: every byte of every segment that it
 * sends is the one that bljh makes. Then the verifier, on images with the vendor's own binaries in them.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { joinSegments, makeBoot2Segments, makeDirectSegments } from '../../src/image/bl602/flash-image.js';
import { inspectImage } from '../../src/image/verify/inspect-image.js';
import type { BootRom } from '../../src/simulator/boot-rom.js';
import { serveBootRom } from '../../src/simulator/serve-boot-rom.js';
import { CAPTURE_FILE, type Capture } from '../image/bl602/captures.js';
import { headerValues, partitions, sampleProgram } from '../image/sample-flash.js';
import { jsonOf, makeRealRig, type Rig } from '../rig.js';
import { buildShim } from '../sim/pty-shim.js';
import { makeRealProject, realProjectIn } from './real-tools.js';

const FLASH_TIMEOUT_MS = 60_000;
const RANDOM_FLIPS = 1000;

let rig: Rig;
let tool: { readonly path: string; readonly data: string };
let shim: string;

beforeAll(async () => {
  rig = makeRealRig();
  const outcome = await rig.bljh(['toolchain', 'install', 'blflash', '--json'], { timeoutMs: 20 * 60_000 });
  const tools = jsonOf(outcome).result?.['tools'] as { path: string; facts: { data: string } }[] | undefined;
  const found = tools?.[0];
  if (found === undefined) throw new Error(outcome.stdout);
  tool = { path: found.path, data: found.facts.data };
  shim = buildShim(rig.folder);
}, 20 * 60_000);

interface Flashed {
  readonly rom: BootRom;
  readonly code: number | undefined;
  readonly text: string;
}

/** `flash`: what is in the chip's flash before; undefined: nothing. */
async function runBlflash(flash: Uint8Array | undefined, ...args: readonly string[]): Promise<Flashed> {
  const { port, rom, close } = serveBootRom({ ...(flash !== undefined && { flash }) });
  try {
    const { code, stdout, stderr } = await rig.run(tool.path, [...args, '-p', port], {
      env: { LD_PRELOAD: shim },
      timeoutMs: FLASH_TIMEOUT_MS,
    });
    return { rom, code, text: stdout + stderr };
  } finally {
    close();
  }
}

/** The pieces of the flash that were erased to be written. */
function writtenIn({ exchanges, flash }: BootRom): readonly { address: number; bytes: Uint8Array }[] {
  return exchanges
    .filter(({ command }) => command === 0x30)
    .map(({ address = 0, length: end = 0 }) => ({ address, bytes: flash.slice(address, end) }));
}

function ownSegments(layout: Capture['layout'], program: Uint8Array) {
  if (layout === 'direct') return makeDirectSegments(headerValues(), program);
  return makeBoot2Segments(headerValues(), program, {
    boot2: readFileSync(join(tool.data, 'image/blsp_boot2.bin')),
    deviceTree: readFileSync(join(tool.data, 'cfg/ro_params.dtb')),
    partitions,
  });
}

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const captures: Capture[] = [];

describe.each([4, 4096, 70_001])('a program of %i bytes', (programBytes) => {
  it.each(['boot2', 'direct'] as const)(
    '%s: every segment that blflash sends is the one that bljh makes',
    async (layout) => {
      const program = sampleProgram(programBytes);
      const file = rig.write(`program-${programBytes}.bin`, program);
      const more = layout === 'direct' ? ['--without-boot2'] : [];
      const { rom, code, text } = await runBlflash(undefined, 'flash', ...more, file);
      expect(code, text).toBe(0);
      expect(rom.exchanges.filter((exchange) => exchange.code !== 0)).toEqual([]);
      const own = ownSegments(layout, program);
      const sent = writtenIn(rom);
      expect(sent.map(({ address, bytes }) => [address, bytes.length])).toEqual(
        own.map(({ address, bytes }) => [address, bytes.length]),
      );
      expect(sent).toHaveLength(layout === 'boot2' ? 5 : 1);
      for (const [index, { bytes }] of own.entries())
        expect(Buffer.from(sent[index]?.bytes ?? []).equals(Buffer.from(bytes))).toBe(true);
      captures.push({
        programBytes,
        layout,
        segments: sent.map(({ address, bytes }) => ({
          address,
          length: bytes.length,
          sha256: createHash('sha256').update(bytes).digest('hex'),
          ...(Buffer.from(bytes).toString('latin1', 0, 4) === 'BFNP' && { header: hexOf(bytes.subarray(0, 176)) }),
        })),
      });
    },
  );
});

it('the capture in the fixtures is what blflash sends', () => {
  const table = ownSegments('boot2', sampleProgram(4)).find(({ address }) => address === 0xe000);
  const text = `${JSON.stringify({ captures, partitionTable: hexOf(table?.bytes ?? new Uint8Array()) }, null, 2)}\n`;
  if (process.env['BLJH_UPDATE_FIXTURES'] === '1') writeFileSync(CAPTURE_FILE, text);
  expect(readFileSync(CAPTURE_FILE, 'utf8')).toBe(text);
});

it('the simulated boot ROM keeps what was written, skips what is the same, and gives it back', async () => {
  const file = rig.write('program.bin', sampleProgram(10_000));
  const { rom } = await runBlflash(undefined, 'flash', file);
  const again = await runBlflash(rom.flash, 'flash', file);
  expect(again.code, again.text).toBe(0);
  expect(again.rom.exchanges.some(({ command }) => command === 0x30 || command === 0x31)).toBe(false);
  const dump = rig.path('dump.bin');
  const dumped = await runBlflash(rom.flash, 'dump', dump, '0', '0x200000');
  expect(dumped.code, dumped.text).toBe(0);
  expect(readFileSync(dump).equals(Buffer.from(rom.flash))).toBe(true);
  const verified = await rig.bljh(['image', 'verify', dump]);
  expect(verified.code, verified.stderr).toBe(0);
});

describe("the verifier, on blflash's own image", () => {
  it(`catches each byte of the headers and tables, and ${RANDOM_FLIPS} random bytes of boot2 and the program`, () => {
    const image = joinSegments(ownSegments('boot2', sampleProgram(70_001)));
    expect(inspectImage(image)).toMatchObject({ kind: 'boot2', findings: [] });
    const range = (start: number, length: number) => Array.from({ length }, (_, index) => start + index);
    const headers = [...range(0, 176), ...range(0x10000, 176), ...range(0xe000, 272), ...range(0xf000, 272)];
    const random = range(0, RANDOM_FLIPS).map((index) => {
      const spread = Math.imul(index + 1, 2654435761) >>> 0;
      return index % 2 === 0 ? 0x2000 + (spread % 39_312) : 0x11000 + (spread % 70_016);
    });
    const caught = [...headers, ...random].filter((at) => {
      const before = image[at] ?? 0;
      image[at] = before ^ (1 << (at % 8));
      const inspection = inspectImage(image);
      image[at] = before;
      return 'notAnImage' in inspection || inspection.findings.length > 0;
    });
    process.stdout.write(
      `changed bytes of blflash's image: ${caught.length} of ${headers.length + random.length} caught\n`,
    );
    expect(caught).toHaveLength(2 * 176 + 2 * 272 + RANDOM_FLIPS);
  });
});

describe('a build for bl602', () => {
  it('makes an image that blflash would write in the same way, without blflash for the direct layout', async () => {
    const { ok, folder } = await makeRealProject('led_blink');
    await ok('build', '--board', 'bl602');
    await ok('image', 'verify', 'build/bl602/app.img', '--elf', 'build/bl602/app.elf');
    const { rom, code, text } = await runBlflash(
      undefined,
      'flash',
      '--without-boot2',
      join(folder, 'build/bl602/app.elf'),
    );
    expect(code, text).toBe(0);
    const image = readFileSync(join(folder, 'build/bl602/app.img'));
    expect(Buffer.from(rom.flash.subarray(0, image.length)).equals(image)).toBe(true);
  });

  it('makes the whole flash with boot2, and the firmware alone; other options change the headers only', async () => {
    const { ok, bljh, folder } = await makeRealProject('led_blink');
    await ok('configure', '--board', 'bl602', '--set', 'IMAGE_LAYOUT_BOOT2=y');
    await ok('build', '--board', 'bl602');
    const { rom, code, text } = await runBlflash(undefined, 'flash', join(folder, 'build/bl602/app.elf'));
    expect(code, text).toBe(0);
    const image = readFileSync(join(folder, 'build/bl602/app.img'));
    expect(Buffer.from(rom.flash.subarray(0, image.length)).equals(image)).toBe(true);
    const alone = readFileSync(join(folder, 'build/bl602/app-fw.img'));
    expect(image.subarray(0x10000, 0x10000 + alone.length).equals(alone)).toBe(true);
    for (const file of ['app.img', 'app-fw.img'])
      await ok('image', 'verify', `build/bl602/${file}`, '--elf', 'build/bl602/app.elf');

    await ok('configure', '--board', 'bl602', '--set', 'FLASH_MODE_DIO=y', '--set', 'CRYSTAL_26M=y');
    await ok('build', '--board', 'bl602');
    const other = readFileSync(join(folder, 'build/bl602/app.img'));
    const changed: number[] = [];
    for (let at = 0; at < image.length; at += 1) if (other[at] !== image[at]) changed.push(at);
    const allowed = [12, 96, 104, 112, 172].flatMap((at) => [at, at + 0x10000]);
    expect(changed.every((at) => allowed.some((start) => at >= start && at < start + 4))).toBe(true);
    expect(changed.length).toBeGreaterThan(0);

    // Back to the layout without boot2: what only the other one makes is gone.
    await ok('configure', '--board', 'bl602', '--set', 'IMAGE_LAYOUT_DIRECT=y');
    await ok('build', '--board', 'bl602');
    expect(existsSync(join(folder, 'build/bl602/app-fw.img'))).toBe(false);
    const mixed = await bljh('image', 'verify', 'build/bl602/app.img', '--elf', 'build/bl602/app.bin');
    expect(mixed.code).toBe(6);
    expect(mixed.stderr).toContain('error[IM0109]');
  });

  it("another boot2 than the one of blflash's crate does not reach an image", async () => {
    const { ok, folder } = await makeRealProject('led_blink');
    const crate = 'cargo/registry/src/a-registry/blflash-0.3.5/src/chip/bl602';
    rig.write('fake/blflash', "#!/bin/sh\necho 'blflash 0.3.5'\n", 0o755);
    for (const name of ['image/eflash_loader_40m.bin', 'cfg/ro_params.dtb'])
      rig.write(`${crate}/${name}`, readFileSync(join(tool.data, name)));
    rig.write(`${crate}/image/blsp_boot2.bin`, 'another boot2');
    await ok('configure', '--board', 'bl602', '--set', 'IMAGE_LAYOUT_BOOT2=y');
    const env = { PATH: `${rig.path('fake')}:${rig.env['PATH']}`, CARGO_HOME: rig.path('cargo') };
    const { code, stderr } = await rig.bljh(['build', '--board', 'bl602'], { cwd: folder, env });
    expect(code, stderr).toBe(4);
    expect(stderr).toContain('error[TC0004]');
    expect(stderr).toContain('has another image/blsp_boot2.bin than the one of blflash 0.3.5: SHA-256 ');
    expect(existsSync(join(folder, 'build/bl602/app.img'))).toBe(false);
  });

  it('an ELF file of another board or architecture is not in the image', async () => {
    const { ok, bljh } = await makeRealProject('led_blink');
    await ok('build', '--board', 'bl602', '--board', 'virt32');
    for (const [elf, found] of [
      ['build/virt32/app.elf', "found 0x80000000: another board's program"],
      // Any library of this machine.
      [shim, process.arch === 'x64' ? 'found machine 62, 64 bits' : 'found machine'],
    ] as const) {
      const { code, stderr } = await bljh('image', 'verify', 'build/bl602/app.img', '--elf', elf);
      expect({ elf, code }).toEqual({ elf, code: 6 });
      expect(stderr).toContain('error[IM0109]');
      expect(stderr).toContain(found);
    }
  });

  it('makes the same image in two folders', async () => {
    const one = await makeRealProject('led_blink', 'app');
    const other = realProjectIn(one.rig, await one.rig.project('led_blink', 'deeper/ünï code/app'));
    for (const { ok } of [one, other]) {
      await ok('configure', '--board', 'bl602', '--set', 'IMAGE_LAYOUT_BOOT2=y');
      await ok('build', '--board', 'bl602');
    }
    for (const file of ['app.img', 'app-fw.img', 'app.bin'])
      expect(
        readFileSync(join(other.folder, 'build/bl602', file)).equals(
          readFileSync(join(one.folder, 'build/bl602', file)),
        ),
      ).toBe(true);
  });
});
