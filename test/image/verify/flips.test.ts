/** The verifier catches every changed byte that a checksum covers, or that has to be erased. */
import { describe, expect, it } from 'vitest';
import { inspectImage } from '../../../src/image/verify/inspect-image.js';
import { boot2Image, directImage, firmwareImage } from '../sample-flash.js';

const HEADER_SIZE = 176;
const TABLE_SIZE = 16 + 7 * 36 + 4;
const RANDOM_FLIPS = 1000;

const direct = directImage();
const firmware = firmwareImage();
const boot2 = boot2Image();

it.each([
  ['direct', direct],
  ['firmware', firmware],
  ['boot2', boot2],
])('%s: an image as bljh writes it is right', (kind, image) => {
  expect(inspectImage(image)).toMatchObject({ kind, findings: [] });
});

/** How many of the places are caught when their byte changes. */
function countCaught(image: Uint8Array, places: readonly (readonly [at: number, mask: number])[]): number {
  const copy = Uint8Array.from(image);
  return places.filter(([at, mask]) => {
    const before = copy[at] ?? 0;
    copy[at] = before ^ mask;
    const inspection = inspectImage(copy);
    copy[at] = before;
    return 'notAnImage' in inspection || inspection.findings.length > 0;
  }).length;
}

function expectAllCaught(name: string, image: Uint8Array, places: readonly (readonly [number, number])[]): void {
  const caught = countCaught(image, places);
  process.stdout.write(`changed bytes of ${name}: ${caught} of ${places.length} caught\n`);
  expect(caught).toBe(places.length);
}

/** Each byte of a range with some bit changed, and with all of them. */
function everyByte(start: number, length: number): (readonly [number, number])[] {
  return Array.from({ length }, (_, index) => start + index).flatMap((at) => [
    [at, 1 << (at % 8)] as const,
    [at, 0xff] as const,
  ]);
}

function randomBytes(start: number, end: number, seed: number): (readonly [number, number])[] {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: RANDOM_FLIPS }, () => {
    return [start + Math.floor(next() * (end - start)), 1 + Math.floor(next() * 255)] as const;
  });
}

describe('a changed byte is caught', () => {
  it.each([
    ['the header of a direct image', direct, 0, HEADER_SIZE],
    ['the header of a firmware', firmware, 0, HEADER_SIZE],
    ['the header of boot2', boot2, 0, HEADER_SIZE],
    ['the header of the firmware behind boot2', boot2, 0x10000, HEADER_SIZE],
    ['the first partition table', boot2, 0xe000, TABLE_SIZE],
    ['the second partition table', boot2, 0xf000, TABLE_SIZE],
  ] as const)('every byte of %s', (name, image, start, length) => {
    expectAllCaught(name, image, everyByte(start, length));
  });

  it.each([
    ['the program of a direct image', direct, 0x2000, direct.length],
    ['the program of a firmware', firmware, 0x1000, firmware.length],
    ['boot2', boot2, 0x2000, 0x2000 + 30_032],
    ['the firmware behind boot2', boot2, 0x11000, 0x11000 + 20_000],
    ['the whole of a direct image', direct, 0, direct.length],
    ['the erased bytes behind a header', firmware, HEADER_SIZE, 0x1000],
    ['the erased bytes between boot2 and the tables', boot2, 0x2000 + 30_032, 0xe000],
    ['the erased bytes behind the firmware', boot2, 0x11000 + 20_000, 0xd8000],
  ] as const)(`${RANDOM_FLIPS} random bytes of %s`, (name, image, start, end) => {
    expectAllCaught(name, image, randomBytes(start, end, 7));
  });
});

/** Data partitions and device trees have no checksum: the report says so, and does not call them right. */
it('what no checksum covers is not called right', () => {
  const written = Uint8Array.from(boot2);
  written.set([1, 2, 3], 0x1e9000);
  const inspection = inspectImage(written);
  if ('notAnImage' in inspection) throw new Error(inspection.notAnImage);
  expect(inspection.findings).toEqual([]);
  const coverage = new Map(inspection.parts.map(({ name, coverage: by }) => [name, by]));
  expect(coverage.get('partition PSM')).toBe('nothing');
  expect(coverage.get('partition KEY')).toBe('erased');
  expect(coverage.get('partition factory')).toBe('structure');
});
