/** `--elf`: the image holds that program and no other one. */
import { describe, expect, it } from 'vitest';
import { compareWithElf } from '../../../src/image/verify/compare-with-elf.js';
import { inspectImage } from '../../../src/image/verify/inspect-image.js';
import { buildElf, type ElfShape } from '../build-elf.js';
import { boot2Image, directImage, firmwareImage, sampleProgram } from '../sample-flash.js';

const FLASH = 0x23000000;
const code = sampleProgram(1000);
const data = sampleProgram(50);
/** With a hole between the two, and an end that is not one of a block. */
const segments = [
  { virtualAddress: FLASH, bytes: code },
  { virtualAddress: 0x42010000, physicalAddress: FLASH + 1024, bytes: data },
];
const program = new Uint8Array(1074).fill(0xff);
program.set(code);
program.set(data, 1024);

function compare(image: Uint8Array, shape: ElfShape | Uint8Array) {
  const inspection = inspectImage(image);
  if ('notAnImage' in inspection) throw new Error(inspection.notAnImage);
  return compareWithElf(image, inspection, shape instanceof Uint8Array ? shape : buildElf(shape));
}

it('holds for every kind of image', () => {
  for (const image of [directImage(program), firmwareImage(program), boot2Image(program)])
    expect(compare(image, { bits: 32, segments })).toEqual([]);
});

it('names the first byte that differs, by its place in the file and for the CPU', () => {
  const other = Uint8Array.from(program);
  other[700] = (other[700] ?? 0) ^ 0x10;
  expect(compare(directImage(other), { bits: 32, segments })).toMatchObject([
    { code: 'IM0109', at: 0x2000 + 700, what: 'the byte at 0x230002bc' },
  ]);
  other.set(program);
  other[1010] = 0;
  expect(compare(boot2Image(other), { bits: 32, segments })).toMatchObject([
    { at: 0x11000 + 1010, expected: '0xff (from the ELF file)', found: '0x00' },
  ]);
});

describe('an ELF file', () => {
  it.each([
    ['of another architecture', { bits: 32, segments, machine: 40 }, 'machine 40, 32 bits'],
    ['of 64 bits', { bits: 64, segments }, 'machine 243, 64 bits'],
    [
      'of another board',
      { bits: 32, segments: [{ virtualAddress: 0x80000000, bytes: code }] },
      "0x80000000: another board's program",
    ],
    ['with nothing in it', { bits: 32 }, 'nothing to load'],
    ['that begins elsewhere', { bits: 32, segments: [{ virtualAddress: FLASH + 4, bytes: code }] }, '0x23000000'],
    ['with a shorter program', { bits: 32, segments: segments.slice(0, 1) }, '1088'],
  ] as const)('%s', (_name, shape, found) => {
    expect(compare(directImage(program), shape as ElfShape)).toMatchObject([{ code: 'IM0109', found }]);
  });

  it('that is none', () => {
    expect(compare(directImage(program), Buffer.from('no ELF file'))).toMatchObject([{ code: 'IM0109' }]);
  });
});
