/** Whatever a file holds, what is told of it adds up: the file to its length, each kind of segment to what is mapped. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMemory } from '../../src/image/check-artifact.js';
import { PT_LOAD, readElf } from '../../src/image/elf.js';
import { fileContentsOf } from '../../src/image/file-content.js';
import { type RegionContent, usedContentsOf } from '../../src/image/region-content.js';
import { layOut, type Piece } from '../../src/image/section-pieces.js';
import { instanceOf, OWNERS, ownerOf } from '../../src/image/symbol-owner.js';
import { buildArchive, buildElf } from './build-elf.js';
import { damage } from './mutate-bytes.js';
import { planOf } from './plan-of.js';

const sum = (pieces: readonly Piece[]) => pieces.reduce((total, { bytes }) => total + bytes, 0);
const code = (bytes: number, virtualAddress: number, name: string) => ({
  virtualAddress,
  bytes: new Uint8Array(bytes).fill(1),
  name,
});
const program = buildElf({
  bits: 64,
  segments: [
    code(200, 0x10000, '.text'),
    code(100, 0x20000, '.gopclntab'),
    { ...code(40, 0x30000, '.data'), memorySize: 90 },
  ],
  functions: {
    'main.main': [0x10000, 60],
    'main.Map[go.shape.int]': [0x1003c, 40],
    'net/http.(*Server).Serve': [0x10064, 80],
  },
});

describe('a program for an operating system', () => {
  const shown = ({ pieces }: RegionContent) =>
    pieces
      .filter(({ section }) => section.startsWith('.t'))
      .map(({ owner, symbol, bytes }) => `${owner} ${symbol} ${bytes}`);

  it('is told twice: as the file, and as what is mapped', () => {
    const contents = fileContentsOf(program) ?? expect.fail();
    expect(contents.map(({ name, needed }) => [name, needed])).toEqual([
      ['FILE', program.length],
      ['LOAD rwx', 200 + 100 + 90],
    ]);
    for (const content of contents) {
      expect(sum(content.pieces)).toBe(content.needed);
      expect(shown(content)).toEqual([
        'main main.main 60',
        'main main.Map[go.shape.int] 40',
        'net/http net/http.(*Server).Serve 80',
        `${OWNERS.unnamed}  20`,
      ]);
      expect(content.pieces).toContainEqual({
        owner: OWNERS.lineTables,
        symbol: '',
        section: '.gopclntab',
        bytes: 100,
      });
    }
    expect(contents[0]?.pieces.filter(({ owner }) => owner === OWNERS.symbols)).toHaveLength(3);
  });

  it('an archive is its members and what stands between them', () => {
    const archive = buildArchive([
      { name: 'go.o', bytes: program },
      { name: 'a name that is longer than fifteen.o', bytes: program },
      { name: 'text', bytes: Buffer.from('no ELF file') },
    ]);
    const [file, ...others] = fileContentsOf(archive) ?? expect.fail();
    expect(others).toEqual([]);
    expect(sum(file?.pieces ?? [])).toBe(archive.length);
    expect(file?.pieces.filter(({ symbol }) => symbol === 'main.main')).toHaveLength(2);
  });

  it('what is neither has no content', () => {
    expect(fileContentsOf(Buffer.from('text'))).toBeUndefined();
  });

  it('adds up, however the file is damaged', () => {
    fc.assert(
      fc.property(damage, (harm) => {
        const bytes = harm(program);
        const [file, ...segments] = fileContentsOf(bytes) ?? [];
        if (file !== undefined) expect(sum(file.pieces)).toBe(bytes.length);
        const mapped = (readElf(bytes)?.segments ?? [])
          .filter(({ type }) => type === PT_LOAD)
          .reduce((total, { memorySize }) => total + memorySize, 0);
        // Addresses beyond 2^53 are no whole numbers any more.
        if (mapped < 2 ** 50) expect(segments.reduce((total, { pieces }) => total + sum(pieces), 0)).toBe(mapped);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('layOut', () => {
  const block = fc.record({
    at: fc.integer({ min: 0, max: 200 }),
    pieces: fc.array(
      fc.record({
        owner: fc.constantFrom('a', 'b'),
        symbol: fc.constant('s'),
        section: fc.constant('.text'),
        bytes: fc.integer({ min: 0, max: 50 }),
      }),
    ),
  });

  it('fills a range to the byte, whatever overlaps', () => {
    const range = fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 300 }));
    fc.assert(
      fc.property(fc.array(block), range, (blocks, [start, length]) => {
        const pieces = layOut(blocks, start, start + length);
        expect(sum(pieces)).toBe(length);
        expect(pieces.every(({ bytes }) => bytes > 0)).toBe(true);
      }),
    );
  });
});

it('regions of a board without the heap are what RegionUse says, to the byte', () => {
  const memory = [
    { name: 'FLASH', origin: 0x10000, length: 0x1000, origins: [] },
    { name: 'RAM', origin: 0x20000, length: 0x1000, origins: [] },
  ];
  const size = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(size, size, size, size, (text, gap, data, bss) => {
      const bytes = buildElf({
        bits: 32,
        segments: [
          code(text, 0x10000, '.text'),
          { ...code(data, 0x20000 + gap, '.data'), physicalAddress: 0x10000 + text + gap, memorySize: data + bss },
        ],
        symbols: { _heap_start: 0x20000 + gap + data + bss, _heap_end: 0x21000 },
        functions: { 'main.main': [0x10000, text] },
      });
      const elf = readElf(bytes) ?? expect.fail();
      const { regions } = checkMemory('x', bytes, planOf({ memory }));
      const contents = usedContentsOf(bytes, elf, memory);
      expect(contents.map(({ pieces }) => sum(pieces))).toEqual(regions.map(({ usedBytes }) => usedBytes));
      expect(contents.map(({ needed }) => needed)).toEqual(regions.map(({ usedBytes }) => usedBytes));
    }),
  );
});

describe('names of standard Go', () => {
  it.each([
    ['encoding/json.(*decodeState).value', 'encoding/json'],
    ['gopkg.in/yaml%2ev3.(*parser).parse', 'gopkg.in/yaml.v3'],
    ['slices.SortFunc[go.shape.[]net/http.keyValues,go.shape.struct { a.B c/d.E }]', 'slices'],
    ['runtime..dict.AddCleanup[crypto/x509.Certificate,interface {}]', 'runtime'],
    ['vendor/golang.org/x/net/idna.init', 'vendor/golang.org/x/net/idna'],
    ['type:.eq.[1]time.zoneTrans', OWNERS.types],
    ['go:itab.*os.File,io.Reader', OWNERS.wrappers],
    ['go:main.inittasks', 'runtime'],
    ['_cgo_init', OWNERS.notGo],
  ])('%s is of %s', (symbol, owner) => {
    expect(ownerOf(symbol)).toBe(owner);
  });
});

describe('instances of generic functions', () => {
  it.each([
    ['slices.Sort[go.shape.[]int]', 'slices.Sort[...]', 'go.shape.[]int'],
    ['main.Map[int,map[string][]int]', 'main.Map[...]', 'int,map[string][]int'],
    ['main.Map[int]$1', 'main.Map[...]$1', 'int'],
    ['main.Map[go.shape.int].func1', 'main.Map[...].func1', 'go.shape.int'],
    ['(*main.box[string]).push', '(*main.box[...]).push', 'string'],
    ['main.(*box[go.shape.string]).push', 'main.(*box[...]).push', 'go.shape.string'],
    ['slices..dict.Sort[[]int,int]', 'slices.Sort[...]', '[]int,int'],
    ['main.Größe[int]', 'main.Größe[...]', 'int'],
  ])('%s', (symbol, generic, types) => {
    expect(instanceOf(symbol)).toEqual({ generic, types });
  });

  it.each([
    'main.main',
    'type:.eq.[4]int',
    'reflect/types.type:named:main.box[int]',
    'go:itab.*main.box[int],io.Reader',
    'main.broken[int',
    'interface:{Len:func:{}{basic:int}}.Len$invoke',
    '',
  ])('%s is none', (symbol) => {
    expect(instanceOf(symbol)).toBeUndefined();
  });
});
