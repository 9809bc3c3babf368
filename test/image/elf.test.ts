import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floatAbiOf, readElf, symbolsOf } from '../../src/image/elf.js';
import { buildElf } from './build-elf.js';
import { damage } from './mutate-bytes.js';

const bytes = Uint8Array.from([1, 2, 3, 4, 5]);
const SHAPE = {
  flags: 5,
  segments: [
    { virtualAddress: 0x1000, physicalAddress: 0x2000, bytes, memorySize: 9 },
    { virtualAddress: 0x8000, bytes: new Uint8Array() },
  ],
  symbols: { _heap_start: 0x3000, _heap_end: 0x4000, other: 7 },
};

describe.each([32, 64] as const)('an ELF file of %i bits', (bits) => {
  const file = buildElf({ bits, ...SHAPE });

  it('is read', () => {
    const elf = readElf(file);
    expect(elf).toMatchObject({ bits, machine: 243, flags: 5, entry: 0x1000 });
    expect(elf && floatAbiOf(elf)).toBe(2);
    expect(elf?.segments).toMatchObject([
      { type: 1, virtualAddress: 0x1000, physicalAddress: 0x2000, fileSize: 5, memorySize: 9 },
      { type: 1, virtualAddress: 0x8000, physicalAddress: 0x8000, fileSize: 0 },
    ]);
    expect(elf?.sections.map(({ name }) => name)).toEqual(['', '.part0', '.part1', '.symtab', '.strtab', '.shstrtab']);
    const { offset = 0, fileSize = 0 } = elf?.segments[0] ?? {};
    expect(file.slice(offset, offset + fileSize)).toEqual(bytes);
  });

  it('gives the values of the symbols that are asked for', () => {
    const elf = readElf(file);
    expect(elf && symbolsOf(file, elf, (name) => name.startsWith('_heap'))).toEqual(
      new Map([
        ['_heap_start', 0x3000],
        ['_heap_end', 0x4000],
      ]),
    );
  });

  it('is read as part of a larger buffer', () => {
    const padded = new Uint8Array(file.length + 200);
    padded.set(file, 100);
    expect(readElf(padded.subarray(100, 100 + file.length))).toEqual(readElf(file));
  });

  it('is undefined or whole when damaged, never an exception', () => {
    fc.assert(
      fc.property(damage, (harm) => {
        const broken = harm(file);
        const elf = readElf(broken);
        if (elf !== undefined) symbolsOf(broken, elf, () => true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('survives each byte of its headers being every extreme', () => {
    for (let at = 0; at < file.length; at += 1) {
      for (const value of [0, 0x7f, 0x80, 0xff]) {
        const broken = Uint8Array.from(file);
        broken[at] = value;
        const elf = readElf(broken);
        if (elf !== undefined) symbolsOf(broken, elf, () => true);
      }
    }
  });
});

it.each([
  ['nothing', new Uint8Array()],
  ['a text', Buffer.from('#!/bin/sh\n'.repeat(20))],
  ['zeros', new Uint8Array(4096)],
  ['a big-endian file', buildElf({ bits: 64 }).with(5, 2)],
  ['an unknown class', buildElf({ bits: 64 }).with(4, 3)],
  ['a 64-bit file of 63 bytes', buildElf({ bits: 64 }).slice(0, 63)],
  ['a 32-bit file of 51 bytes', buildElf({ bits: 32 }).slice(0, 51)],
])('%s is no ELF file', (_name, file) => expect(readElf(Uint8Array.from(file))).toBeUndefined());
