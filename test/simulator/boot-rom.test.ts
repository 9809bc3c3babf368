/** The simulated boot ROM by its protocol alone: what it answers, and in which order it will be asked. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BootRom, FAIL, FLASH_SIZE } from '../../src/simulator/boot-rom.js';
import { sampleLoader } from './sample-loader.js';

const SYNC = Buffer.alloc(55, 0x55);

function frame(command: number, body: Uint8Array = new Uint8Array(), checksum = 0): Buffer {
  const head = Buffer.from([command, checksum, body.length & 0xff, body.length >> 8]);
  return Buffer.concat([head, body]);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, 4 * index);
  return bytes;
}

const failed = (code: number) => Buffer.from([0x46, 0x4c, code & 0xff, code >> 8]);
const OK = Buffer.from('OK');

const { header, segmentHeader, data } = sampleLoader();

function inLoader(): BootRom {
  const rom = new BootRom();
  rom.receive(SYNC);
  for (const piece of [
    frame(0x11, header),
    frame(0x17, segmentHeader),
    frame(0x18, data.subarray(0, 4000)),
    frame(0x18, data.subarray(4000)),
    frame(0x19),
    frame(0x1a),
  ])
    expect(rom.receive(piece).subarray(0, 2)).toEqual(OK);
  expect(rom.mode).toBe('loader');
  expect(rom.receive(SYNC)).toEqual(OK);
  return rom;
}

describe('the boot ROM', () => {
  it('answers a handshake once, however it is cut, and a frame when it is whole', () => {
    const rom = new BootRom();
    expect(rom.receive(SYNC.subarray(0, 3))).toEqual(Buffer.alloc(0));
    expect(rom.receive(SYNC.subarray(0, 30))).toEqual(OK);
    expect(rom.receive(SYNC.subarray(0, 22))).toEqual(Buffer.alloc(0));
    expect(rom.receive(frame(0x10).subarray(0, 3))).toEqual(Buffer.alloc(0));
    expect(rom.receive(frame(0x10).subarray(3))).toHaveLength(2 + 2 + 20);
  });

  it('a checksum of 0 is none; another one has to be the sum of what follows it', () => {
    const rom = new BootRom();
    rom.receive(SYNC);
    const sum = [...frame(0x11, header).subarray(2)].reduce((total, byte) => (total + byte) & 0xff, 0);
    expect(rom.receive(frame(0x11, header, sum))).toEqual(OK);
    expect(rom.receive(frame(0x11, header, sum ^ 1))).toEqual(failed(FAIL.checksum));
  });

  it.each([
    ['a command without a handshake', [], frame(0x10), FAIL.sequence],
    ['an unknown command', [SYNC], frame(0x77), FAIL.commandId],
    ['a command of the loader', [SYNC], frame(0x3d, words(0, 16)), FAIL.commandId],
    ['a header of another length', [SYNC], frame(0x11, header.subarray(1)), FAIL.commandLength],
    ['a header without its magic', [SYNC], frame(0x11, Buffer.alloc(176)), FAIL.headerMagic],
    ['a damaged header', [SYNC], frame(0x11, Buffer.from(header).fill(1, 20, 21)), FAIL.headerCrc],
    ['a segment without a header', [SYNC], frame(0x17, segmentHeader), FAIL.sequence],
    ['a damaged segment header', [SYNC, frame(0x11, header)], frame(0x17, Buffer.alloc(16, 1)), FAIL.segmentHeaderCrc],
    ['data without a segment', [SYNC, frame(0x11, header)], frame(0x18, data), FAIL.commandLength],
    ['data of no segment', [SYNC, frame(0x11, header)], frame(0x18, data.subarray(0, 99)), FAIL.sequence],
    ['a check of a part', [SYNC, frame(0x11, header), frame(0x17, segmentHeader)], frame(0x19), FAIL.segmentDataLength],
    ['a start without a check', [SYNC, frame(0x11, header), frame(0x17, segmentHeader)], frame(0x1a), FAIL.sequence],
  ] as const)('refuses %s', (_name, before, last, code) => {
    const rom = new BootRom();
    for (const piece of before) rom.receive(piece);
    expect(rom.receive(last)).toEqual(failed(code));
  });

  it('refuses to start what is not what the header says', () => {
    const rom = new BootRom();
    const other = Buffer.from(data).fill(0, 7, 8);
    for (const piece of [SYNC, frame(0x11, header), frame(0x17, segmentHeader)]) rom.receive(piece);
    rom.receive(frame(0x18, other.subarray(0, 4000)));
    rom.receive(frame(0x18, other.subarray(4000)));
    expect(rom.receive(frame(0x19))).toEqual(failed(FAIL.imageHash));
    expect(rom.receive(frame(0x1a))).toEqual(failed(FAIL.sequence));
  });
});

describe('the flash loader', () => {
  it('erases whole sectors, can only clear bits, reads and hashes', () => {
    const rom = inLoader();
    expect(rom.receive(frame(0x31, Buffer.concat([words(0x1000), Buffer.from([0xf0, 0x0f])])))).toEqual(OK);
    expect(rom.receive(frame(0x31, Buffer.concat([words(0x1000), Buffer.from([0x3c, 0xff])])))).toEqual(OK);
    expect(rom.receive(frame(0x32, words(0x1000, 3)))).toEqual(Buffer.from('OK\x03\x00\x30\x0f\xff', 'latin1'));
    const digest = createHash('sha256')
      .update(Buffer.from([0x30, 0x0f, 0xff]))
      .digest();
    expect(rom.receive(frame(0x3d, words(0x1000, 3)))).toEqual(Buffer.concat([Buffer.from('OK\x20\x00'), digest]));
    expect(rom.receive(frame(0x30, words(0x1001, 0x1002)))).toEqual(OK);
    expect(rom.flash.every((byte) => byte === 0xff)).toBe(true);
    expect(rom.exchanges.at(-1)).toEqual({ mode: 'loader', command: 0x30, address: 0x1001, length: 0x1002, code: 0 });
  });

  it('refuses addresses outside of the flash', () => {
    const rom = inLoader();
    expect(rom.receive(frame(0x32, words(FLASH_SIZE - 1, 2)))).toEqual(failed(FAIL.flashAddress));
    expect(rom.receive(frame(0x30, words(0x2000, 0x1000)))).toEqual(failed(FAIL.flashAddress));
  });

  it('a handshake that is not due follows a reset: the boot ROM answers, the flash is as it was', () => {
    const rom = inLoader();
    rom.receive(frame(0x31, Buffer.concat([words(0), Buffer.from([0x12])])));
    expect(rom.receive(SYNC)).toEqual(OK);
    expect(rom.mode).toBe('rom');
    expect(rom.flash[0]).toBe(0x12);
  });
});
