/** Programs and flash images for tests: of known bytes, on the real board's layout, without any file of the vendor's. */
import { join } from 'node:path';
import type { Board } from '../../src/boards/board.js';
import { HEADER_FIELDS } from '../../src/boards/header-fields.js';
import { loadBoard } from '../../src/boards/load-board.js';
import type { HeaderValue } from '../../src/image/bl602/boot-header.js';
import {
  type FlashSegment,
  joinSegments,
  makeBoot2Segments,
  makeDirectSegments,
} from '../../src/image/bl602/flash-image.js';
import type { Partition } from '../../src/image/bl602/partition-table.js';
import { crc32Of } from '../../src/image/verify/bytes.js';
import { PACKAGE, unwrap } from '../plan/plan-input.js';

/** Bytes without a pattern that any layout has (a linear congruential generator), the same ones for the same size. */
export function sampleProgram(size: number): Uint8Array {
  let state = size + 1;
  return Uint8Array.from({ length: size }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 24;
  });
}

export const boardBl602: Board = unwrap(loadBoard('bl602', [join(PACKAGE, 'boards')]));

/** The header's fields with their defaults, and others where a test wants them. */
export function headerValues(own: Readonly<Record<string, number>> = {}): readonly HeaderValue[] {
  return HEADER_FIELDS.map(({ name, at, bit, bits, byDefault }) => ({ at, bit, bits, value: own[name] ?? byDefault }));
}

export const partitions: readonly Partition[] = Object.entries(boardBl602.image?.partitions ?? {}).map(
  ([name, partition]) => ({ name, ...partition }),
);

export const PROGRAM = sampleProgram(20_000);

export function directImage(program: Uint8Array = PROGRAM): Uint8Array {
  return joinSegments(makeDirectSegments(headerValues(), program));
}

export function boot2Segments(program: Uint8Array = PROGRAM, table = partitions): readonly FlashSegment[] {
  return makeBoot2Segments(headerValues(), program, {
    boot2: Buffer.concat([sampleProgram(30_000), Buffer.from('BLSP_Boot2_SP:%s,%s\0')]),
    deviceTree: sampleDeviceTree(),
    partitions: table,
  });
}

export function boot2Image(program?: Uint8Array, table?: readonly Partition[]): Uint8Array {
  return joinSegments(boot2Segments(program, table));
}

/** What boot2 starts, alone. */
export function firmwareImage(program?: Uint8Array): Uint8Array {
  const segment = boot2Segments(program).find(({ name }) => name === 'firmware');
  if (segment === undefined) throw new Error('no segment of that name');
  return segment.bytes;
}

/** The smallest device tree: a root without anything (Devicetree Specification). */
function sampleDeviceTree(): Uint8Array {
  const tree = Buffer.alloc(72);
  const head = [0xd00dfeed, 72, 56, 72, 40, 17, 16, 0, 0, 16];
  for (const [index, word] of [...head, 0, 0, 0, 0, 1, 0, 2, 9].entries()) tree.writeUInt32BE(word, 4 * index);
  return tree;
}

/** A copy with a number of the boot header at `header` changed, and its checksums right again. */
export function resealHeader(image: Uint8Array, header: number, at: number, value: number, bytes = 4): Uint8Array {
  const copy = Uint8Array.from(image);
  const view = new DataView(copy.buffer);
  if (bytes === 4) view.setUint32(header + at, value, true);
  else view.setUint8(header + at, value);
  for (const [from, to] of [
    [12, 96],
    [104, 112],
    [0, 172],
  ] as const)
    view.setUint32(header + to, crc32Of(copy.subarray(header + from, header + to)), true);
  return copy;
}

/** A copy with bytes of both partition tables changed, and their checksums right again. */
export function resealTables(image: Uint8Array, at: number, value: number, bytes = 4): Uint8Array {
  const copy = Uint8Array.from(image);
  const view = new DataView(copy.buffer);
  for (const table of [0xe000, 0xf000]) {
    if (bytes === 4) view.setUint32(table + at, value, true);
    else view.setUint8(table + at, value);
    const end = table + 16 + 36 * view.getUint16(table + 6, true);
    view.setUint32(table + 12, crc32Of(copy.subarray(table, table + 12)), true);
    if (end + 4 <= table + 0x1000) view.setUint32(end, crc32Of(copy.subarray(table + 16, end)), true);
  }
  return copy;
}
