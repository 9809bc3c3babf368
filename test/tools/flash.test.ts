/**
 * `bljh flash` as people call it, against the simulated boot ROM: the image of a real build gets there and is read back, and what
 * must not be written is refused before a port is opened.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { joinSegments, makeDirectSegments } from '../../src/image/bl602/flash-image.js';
import { type Fault, type FaultKind, parseFault } from '../../src/simulator/faults.js';
import { type BootRomOptions, type ServedBootRom, serveBootRom } from '../../src/simulator/serve-boot-rom.js';
import { headerValues, sampleProgram } from '../image/sample-flash.js';
import { bljhFile, bytesOf, type CallOptions, jsonOf, type Outcome, type Rig, treeOf, until } from '../rig.js';
import { buildShim } from '../sim/pty-shim.js';
import { TestTerminal } from '../terminal.js';
import { FIRST_CALL_MS, makeFlashProject } from './flash-project.js';
import { realProjectIn } from './real-tools.js';

const PROGRAM_LIMIT = 0xc7000;

let rig: Rig;
let folder: string;
let image: Buffer;
let shim: string;

beforeAll(async () => {
  ({ rig, folder } = await makeFlashProject());
  const { ok } = realProjectIn(rig, folder);
  await ok('build', '--board', 'virt32');
  await ok('build', '--board', 'virt64');
  image = readFileSync(join(folder, 'build/bl602/app.img'));
  shim = buildShim(rig.folder);
}, FIRST_CALL_MS);

const served = new Set<ServedBootRom>();
afterEach(() => {
  for (const each of served) each.close();
  served.clear();
});

function board(options: BootRomOptions = {}): ServedBootRom {
  const each = serveBootRom(options);
  served.add(each);
  return each;
}

function fault(text: string): Fault {
  const parsed = parseFault(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
}

const flash = (args: readonly string[], options: CallOptions = {}): Promise<Outcome> =>
  rig.bljh(['flash', '--board', 'bl602', ...args], { cwd: folder, timeoutMs: 60_000, ...options });

describe('a flash', () => {
  it('holds the image afterwards, and says so; the second time nothing is written, but all of it read', async () => {
    const { port, rom } = board();
    const first = await flash(['--port', port]);
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toContain('flash ok: every byte was read back and is right');
    expect(Buffer.from(rom.flash.subarray(0, image.length)).equals(image)).toBe(true);
    const before = rom.exchanges.length;
    // The port is remembered for the project.
    const second = await flash(['--json']);
    expect(second.code, second.stderr).toBe(0);
    const { result } = jsonOf(second);
    expect(result).toMatchObject({
      kind: 'board',
      port,
      tool: 'bljh',
      verified: true,
      segments: [{ name: 'firmware', address: 0, length: image.length, action: 'unchanged' }],
    });
    const commands = rom.exchanges.slice(before).map(({ command }) => command);
    expect(commands).not.toContain(0x31);
    expect(commands.filter((command) => command === 0x32).length).toBe(Math.ceil(image.length / 4096));
  });

  it.each(['app.elf', 'app.bin'])('of %s is that of the image', async (file) => {
    const { port, rom } = board();
    const { code, stderr } = await flash([`build/bl602/${file}`, '--port', port]);
    expect(code, stderr).toBe(0);
    expect(Buffer.from(rom.flash.subarray(0, image.length)).equals(image)).toBe(true);
  });

  it('by blflash is read back by bljh, which blflash does not do', async () => {
    const good = board();
    const env = { LD_PRELOAD: shim };
    const ok = await flash(['--tool', 'blflash', '--port', good.port, '-v'], { env });
    expect(ok.code, ok.stderr).toBe(0);
    expect(ok.stderr).toContain('bin/blflash flash --without-boot2');
    expect(Buffer.from(good.rom.flash.subarray(0, image.length)).equals(image)).toBe(true);
    const lying = board({ faults: [fault('lie@0x2010')] });
    const lied = await flash(['--tool', 'blflash', '--port', lying.port], { env });
    expect(lied.code).toBe(8);
    expect(lied.stderr).toContain('error[FL0012]');
    const rotten = board({ faults: [fault('rot@0x2010')] });
    const rot = await flash(['--tool', 'blflash', '--port', rotten.port], { env });
    expect(rot.code).toBe(8);
    expect(rot.stderr).toContain('error[FL0019]: blflash failed: it says that what it wrote is not what is there');
  });

  it('by blflash: what it could not do, or would do otherwise, is refused before a port is opened', async () => {
    const other = rig.write(
      'dio.img',
      joinSegments(makeDirectSegments(headerValues({ io_mode: 3 }), sampleProgram(5000))),
    );
    const outside = { cwd: rig.folder };
    const header = await flash([other, '--tool', 'blflash', '--port', '/dev/there-is-none'], outside);
    expect(header.stderr).toContain('error[FL0018]: blflash cannot write this image: its boot header has io_mode = 3');
    const erase = await flash(['--erase', '--yes', '--tool', 'blflash', '--port', '/dev/there-is-none']);
    expect(erase.stderr).toContain('error[FL0018]: blflash cannot write this image: it cannot erase');
    const { rom } = board({ link: join(folder, 'port') });
    const relative = await flash(['--tool', 'blflash', '--port', './port'], { env: { LD_PRELOAD: shim } });
    expect(relative.code, relative.stderr).toBe(0);
    expect(Buffer.from(rom.flash.subarray(0, image.length)).equals(image)).toBe(true);
  });

  it('without a board: --dry-run opens nothing and writes nothing', async () => {
    const before = treeOf(folder);
    const { code, stdout } = await flash(['--dry-run', '--port', '/dev/there-is-none']);
    expect(code).toBe(0);
    expect(stdout).toContain(`0x000000    ${image.length} bytes  firmware           planned`);
    expect(treeOf(folder)).toEqual(before);
  });
});

const kinds: readonly (readonly [FaultKind, string, string])[] = [
  ['no-answer', '0', 'FL0001'],
  ['running', '0', 'FL0002'],
  ['noise', '20000', 'FL0002'],
  ['nak', '40000', 'FL0004'],
  ['damage', '40000', 'FL0005'],
  ['wrong-chip', '0', 'FL0006'],
  ['drop', '40000', 'FL0007'],
  ['stall', '40000', 'FL0008'],
  ['short-read', '40000', 'FL0010'],
  ['rot', '0x2345', 'FL0011'],
  ['lie', '0x2345', 'FL0012'],
];

it.each(kinds)('%s at %s ends with exit code 8 and %s, and the next flash works', async (kind, offset, code) => {
  const { port, rom } = board({ faults: [fault(`${kind}@${offset}`)] });
  const failed = await flash(['--port', port, '--connect-timeout', '2']);
  expect(failed.code, failed.stderr).toBe(8);
  expect(failed.stdout).toBe('');
  expect(failed.stderr).toContain(`error[${code}]`);
  const after = board({ flash: rom.flash });
  const again = await flash(['--port', after.port, ...(kind === 'lie' ? ['--force'] : [])]);
  expect(again.code, again.stderr).toBe(0);
  expect(Buffer.from(after.rom.flash.subarray(0, image.length)).equals(image)).toBe(true);
});

it('a port that vanishes in the middle: what is in the flash is said, and the next flash works', async () => {
  const [link, file] = [rig.path('vanishing'), rig.path('vanishing-flash.bin')];
  // In a process of its own: what this one starts would hold the port open.
  const sim = rig.startBljh(['sim', 'bootrom', '--link', link, '--flash', file, '--fault', 'unplug@40000']);
  await until('the port', () => sim.stdout().includes(link));
  const failed = await flash(['--port', link]);
  expect(failed.code, failed.stderr).toBe(8);
  expect(failed.stderr).toMatch(/error\[FL0009\]: the port vanished while writing the firmware at 0x/);
  expect(failed.stderr).toContain('in the flash now: firmware partly written');
  expect((await sim.done).stdout).toContain('commands, 0 of them refused');
  const after = board({ flash: readFileSync(file) });
  const again = await flash(['--port', after.port]);
  expect(again.code, again.stderr).toBe(0);
  expect(Buffer.from(after.rom.flash.subarray(0, image.length)).equals(image)).toBe(true);
});

it('without --board: the only board of the project that is flashed over a serial port', async () => {
  const { code, stdout, stderr } = await rig.bljh(['flash', '--dry-run'], { cwd: folder });
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('board: bl602, the only one of this project');
  expect(stdout).toContain('build/bl602/app.img');
  const other = await rig.project('led_blink', 'unbuilt');
  const unbuilt = await rig.bljh(['flash', '--dry-run'], { cwd: other });
  expect(unbuilt.code).toBe(2);
  expect(unbuilt.stderr).toContain('bljh build --board bl602');
});

describe('what must not be written', () => {
  const nowhere = ['--port', '/dev/there-is-none'];

  it.each<readonly [string, () => string, string, RegExp]>([
    ['a file that is not there', () => 'nothing.img', 'CL0003', /no such file/],
    ['a folder', () => 'build', 'CL0003', /no file/],
    ['an empty file', () => rig.write('empty.img', ''), 'IM0102', /it is empty/],
    ['an image that is cut short', () => rig.write('cut.img', image.subarray(0, -100)), 'IM0103', /cut short/],
    ['an image with a bit of another value', () => rig.write('bit.img', withBit(0x2100)), 'IM0104', /SHA-256/],
    ['a program that is one byte too long', () => rig.write('long.img', tooLong()), 'IM0101', /16 more than/],
    [
      'a raw program that is one byte too long',
      () => rig.write('long.bin', sampleProgram(PROGRAM_LIMIT + 1)),
      'IM0102',
      /no BL602 image/,
    ],
    ['an ELF file for this machine', () => '/bin/sh', 'IM0001', /machine \d+, 64 bits; the board is RISC-V, 32 bits/],
    [
      'one for RISC-V with 64 bits',
      () => rig.write('app64', readFileSync(join(folder, 'build/virt64/app'))),
      'IM0001',
      /64 bits; the board is RISC-V, 32 bits/,
    ],
    ['one for another board', () => 'build/virt32/app.elf', 'IM0110', /was built for the board virt32/],
    ['a text', () => 'README.md', 'IM0102', /nothing tells what it is for/],
  ])('%s', async (_what, file, code, message) => {
    const { code: exit, stderr } = await flash([file(), ...nowhere]);
    expect(stderr).toContain(`error[${code}]`);
    expect(stderr).toMatch(message);
    expect(exit).toBe(code === 'CL0003' ? 2 : 6);
  });

  it('a raw program that is too long, by force either', async () => {
    const file = rig.write('long.bin', sampleProgram(PROGRAM_LIMIT + 1));
    const { code, stderr } = await flash([file, '--force', ...nowhere]);
    expect(code).toBe(6);
    expect(stderr).toContain('1 more than the 815104 bytes that its place in the flash has');
  });

  it('an empty file, by force either; another one by force with a warning', async () => {
    const empty = await flash([rig.write('none.bin', ''), '--force', ...nowhere]);
    expect(empty.stderr).toContain('error[IM0102]');
    const text = await flash(['README.md', '--force', '--dry-run']);
    expect(text.code).toBe(0);
    expect(text.stderr).toContain('warning[IM0102]');
  });

  it('an image that is not what was built, though it is whole', async () => {
    const copy = await rig.project('led_blink', 'other');
    const { ok } = realProjectIn(rig, copy);
    await ok('build', '--board', 'bl602');
    const file = join(copy, 'build/bl602/other.img');
    writeFileSync(file, joinSegments(makeDirectSegments(headerValues(), sampleProgram(5000))));
    const { code, stderr } = await flash([file, ...nowhere]);
    expect(code).toBe(6);
    expect(stderr).toContain('error[IM0111]');
    const lastBuild = await flash(['--no-build', ...nowhere], { cwd: copy });
    expect(lastBuild.stderr).toContain('error[IM0111]');
  });

  it.each([
    ['virt32', /machine of an emulator/],
    ['jh7110', /--device/],
  ])('to %s', async (name, message) => {
    const { code, stderr } = await rig.bljh(['flash', '--board', name, ...nowhere], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('a firmware for a partition, to a flash without boot2', async () => {
    const file = rig.write('alone-fw.img', firmwareAlone());
    const { port, rom } = board();
    const refused = await flash([file, '--port', port]);
    expect(refused.code, refused.stderr).toBe(8);
    expect(refused.stderr).toContain('error[FL0017]');
    expect(rom.exchanges.some(({ command }) => command === 0x30)).toBe(false);
  });
});

function withBit(at: number): Uint8Array {
  const copy = Uint8Array.from(image);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** A program has a multiple of 16 bytes in an image. */
const tooLong = () => joinSegments(makeDirectSegments(headerValues(), sampleProgram(PROGRAM_LIMIT + 1)));

function firmwareAlone(): Uint8Array {
  const whole = joinSegments(makeDirectSegments(headerValues(), sampleProgram(5000)));
  return Buffer.concat([whole.subarray(0, 0x1000), whole.subarray(0x2000)]);
}

describe('the flash as a file', () => {
  it('is what is in it; a part of it goes to standard output', async () => {
    const { port, rom } = board();
    rom.flash.set(sampleProgram(9000), 0x1000);
    const file = rig.path('dump.bin');
    const dumped = await flash(['--dump', file, '--size', '65536', '--port', port]);
    expect(dumped.code, dumped.stderr).toBe(0);
    expect(readFileSync(file).equals(Buffer.from(rom.flash.subarray(0, 65_536)))).toBe(true);
    rom.flash.set(Buffer.from('words'), 0x1000);
    const part = await flash(['--dump', '-', '--start', '0x1000', '--size', '5', '--port', port]);
    expect(part.code, part.stderr).toBe(0);
    expect(part.stdout).toBe('words');
    const again = await flash(['--dump', file, '--port', port]);
    expect(again.stderr).toContain('the file is there already');
    for (const wish of [['-n'], ['--no-verify'], ['--tool', 'blflash'], ['app.img'], ['--erase']])
      expect((await flash(['--dump', rig.path('x'), ...wish, '--port', port])).code).toBe(2);
    const json = await flash(['--dump', '-', '--json', '--port', port]);
    expect(json.code).toBe(2);
    const wrong = await flash(['--dump', rig.path('x'), '--start', '0x1fffff', '--size', '2', '--port', port]);
    expect(wrong.code).toBe(2);
  });

  it('on a full disk is not half there: the old file stays', async () => {
    const { port } = board();
    const file = rig.write('old.bin', 'old');
    const failing = join(import.meta.dirname, '..', 'fakes', 'failing-files.cjs');
    const env = { NODE_OPTIONS: `--require ${failing}`, FAIL_FILES: '1:ENOSPC' };
    const { code, stderr } = await flash(['--dump', file, '--force', '--size', '4096', '--port', port], { env });
    expect(code, stderr).toBe(3);
    expect(stderr).toContain('ENOSPC');
    expect(bytesOf(file)).toBe(bytesOf(rig.write('same.bin', 'old')));
  });
});

describe('at a terminal', () => {
  const start = (args: readonly string[]) =>
    new TestTerminal({
      file: process.execPath,
      args: [bljhFile, 'flash', '--board', 'bl602', ...args],
      cwd: folder,
      env: rig.env,
    });

  it('there is a bar with the rate and the time left, and it is gone at the end', async () => {
    const { port } = board({ paced: true });
    const terminal = start(['--port', port, '--baud', '38400']);
    await terminal.see(/writing firmware {2}#+-* *\d+% {2}[\d.]+\/13 KiB {2}[\d.]+ KiB\/s {2}\d+ s left/);
    expect((await terminal.end()).code).toBe(0);
    expect(terminal.text).toContain('flash ok: every byte was read back and is right');
    expect(terminal.text).not.toContain('#');
  });

  it('--erase asks first', async () => {
    const { port, rom } = board();
    rom.flash[0x1f0000] = 0;
    const no = start(['--port', port, '--erase']);
    await no.see('[y/N]');
    no.press('n<enter>');
    expect((await no.end()).code).toBe(2);
    expect(rom.flash[0x1f0000]).toBe(0);
    const yes = start(['--port', port, '--erase']);
    await yes.see('[y/N]');
    yes.press('y<enter>');
    expect((await yes.end()).code).toBe(0);
    expect(rom.flash[0x1f0000]).toBe(0xff);
  });

  it('Ctrl-C in the middle of a write: what is in the flash is said, and the next flash makes it whole', async () => {
    const { port, rom } = board({ paced: true });
    const terminal = start(['--port', port, '--baud', '38400']);
    await terminal.see(/writing firmware/);
    terminal.press('<ctrl-c>');
    expect((await terminal.end()).code).toBe(130);
    expect(terminal.text).toMatch(/interrupted while writing the firmware at 0x/);
    expect(terminal.text).toContain('in the flash now: firmware partly written');
    const after = board({ flash: rom.flash });
    const again = await flash(['--port', after.port]);
    expect(again.code, again.stderr).toBe(0);
    expect(Buffer.from(after.rom.flash.subarray(0, image.length)).equals(image)).toBe(true);
  });
});

describe('bljh sim bootrom', () => {
  it('serves a port until it is ended, and keeps the flash in a file', async () => {
    const file = rig.path('sim-flash.bin');
    const link = rig.path('sim-port');
    const sim = rig.startBljh(['sim', 'bootrom', '--link', link, '--flash', file, '--timeout', '60']);
    await until('the port', () => sim.stdout().includes(link));
    const { code, stderr } = await flash(['--port', link]);
    expect(code, stderr).toBe(0);
    sim.signal('SIGINT');
    expect((await sim.done).code).toBe(130);
    expect(readFileSync(file).subarray(0, image.length).equals(image)).toBe(true);
  });

  it('a fault of an unknown kind is told with those that there are', async () => {
    const { code, stderr } = await rig.bljh(['sim', 'bootrom', '--fault', 'explode@3']);
    expect(code).toBe(2);
    expect(stderr).toContain('kinds: no-answer, running, noise');
  });
});
