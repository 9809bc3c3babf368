/** Pieces of a region add up to what it needs, whatever the symbols say. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ElfSection, readElf } from '../../src/image/elf.js';
import { contentsOf } from '../../src/image/region-content.js';
import { type Piece, piecesOf } from '../../src/image/section-pieces.js';
import { OWNERS } from '../../src/image/symbol-owner.js';
import { buildElf } from './build-elf.js';

const section: ElfSection = { name: '.text', type: 1, flags: 6, address: 0x1000, offset: 0, size: 100, link: 0 };
const func = (name: string, address: number, size: number) => ({ name, address, size, type: 2, section: 1 });
const sum = (pieces: readonly Piece[]) => pieces.reduce((total, { bytes }) => total + bytes, 0);
const shown = (pieces: readonly Piece[]) => pieces.map(({ owner, symbol, bytes }) => `${owner} ${symbol} ${bytes}`);

describe('pieces of a section', () => {
  it('what has no symbol is told as such', () => {
    expect(shown(piecesOf(section, [func('main.a', 0x1010, 20), func('(*fmt.pp).b', 0x1030, 10)]))).toEqual([
      `${OWNERS.unnamed}  16`,
      'main main.a 20',
      `${OWNERS.unnamed}  12`,
      'fmt (*fmt.pp).b 10',
      `${OWNERS.unnamed}  42`,
    ]);
  });

  it('two names of one function count once; one that begins inside of another counts for what is left', () => {
    const symbols = [func('main.a', 0x1000, 50), func('main.alias', 0x1000, 50), func('main.b', 0x1020, 68)];
    expect(shown(piecesOf(section, symbols))).toEqual(['main main.a 50', 'main main.b 50']);
  });

  it('a label of assembly reaches to the next symbol, but not from inside of a function', () => {
    const symbols = [
      func('main.a', 0x1000, 20),
      func('inside', 0x1008, 0),
      func('_trap', 0x1014, 0),
      func('main.b', 0x1040, 36),
    ];
    expect(shown(piecesOf(section, symbols))).toEqual(['main main.a 20', `${OWNERS.notGo} _trap 44`, 'main main.b 36']);
  });

  it('a label inside of a function takes nothing of what follows', () => {
    const symbols = [func('main.a', 0x1000, 20), func('inside', 0x1008, 0), func('main.b', 0x1040, 36)];
    expect(shown(piecesOf(section, symbols))).toEqual(['main main.a 20', `${OWNERS.unnamed}  44`, 'main main.b 36']);
  });

  it('a label among variables is one of the linker script, and takes nothing', () => {
    const data = { ...section, name: '.data', flags: 3 };
    expect(shown(piecesOf(data, [func('_sdata', 0x1000, 0)]))).toEqual([`${OWNERS.unnamed}  100`]);
  });

  it('they add up to its size, for any symbols', () => {
    const symbol = fc.record({
      name: fc.constantFrom('main.a', 'fmt.b', 'c', '.L0', '$x'),
      address: fc.integer({ min: 0xf00, max: 0x1100 }),
      size: fc.integer({ min: 0, max: 150 }),
      type: fc.constantFrom(0, 1, 2),
      section: fc.constant(1),
    });
    fc.assert(fc.property(fc.array(symbol), (symbols) => sum(piecesOf(section, symbols)) === section.size));
  });
});

describe('regions', () => {
  const memory = [
    { name: 'FLASH', origin: 0x10000, length: 0x1000, origins: [] },
    { name: 'RAM', origin: 0x20000, length: 0x1000, origins: [] },
  ];
  const bytes = buildElf({
    bits: 32,
    segments: [
      { virtualAddress: 0x10000, bytes: new Uint8Array(300).fill(1) },
      // Variables with first values: 40 bytes in either region.
      { virtualAddress: 0x20100, physicalAddress: 0x10130, bytes: new Uint8Array(40).fill(1) },
    ],
    symbols: { _heap_start: 0x20140, _bljh_least_heap: 1024 },
  });
  const contents = (heapLimit: number) => contentsOf(bytes, readElf(bytes) ?? expect.fail(), memory, heapLimit);

  it('first values take space in flash and in RAM, gaps count, and each region stands for itself', () => {
    const [flash, ram] = contents(0);
    expect(flash?.needed).toBe(0x130 + 40);
    expect(ram?.needed).toBe(0x140 + 1024);
    for (const region of contents(0)) expect(sum(region.pieces)).toBe(region.needed);
  });

  it('the heap takes its limit, and without one at least what the linker script asks for', () => {
    expect(contents(5000)[1]?.pieces.at(-1)).toMatchObject({ symbol: 'HEAP_LIMIT', bytes: 5000 });
    expect(contents(5000)[1]?.needed).toBe(0x140 + 5000);
    expect(contents(0)[1]?.pieces.at(-1)).toMatchObject({ owner: OWNERS.heap, bytes: 1024 });
  });
});
