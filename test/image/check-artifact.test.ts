import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkArchitecture, checkMemory, findLostVariables, findNotFlashable } from '../../src/image/check-artifact.js';
import type { BuildPlan } from '../../src/plan/build-plan.js';
import { buildArchive, buildElf, type Segment } from './build-elf.js';
import { damage } from './mutate-bytes.js';
import { planOf } from './plan-of.js';

const FLASH = 0x1000;
const RAM = 0x8000;
const SIZE = 0x100;

function planWith(change: Partial<BuildPlan> = {}): BuildPlan {
  return planOf({
    heapLimit: { kind: 'linker', bytes: 32, meaning: '', origins: [{ kind: 'bljh', reason: '' }] },
    memory: [
      { name: 'FLASH', origin: FLASH, length: SIZE, origins: [] },
      { name: 'RAM', origin: RAM, length: SIZE, origins: [] },
    ],
    ...change,
  });
}

const HEAP = { _heap_start: RAM + 0x80, _heap_end: RAM + 0xa0 };
const filled = (length: number) => new Uint8Array(length).fill(0xaa);

function memoryOf(segments: readonly Segment[], symbols: Readonly<Record<string, number>> = HEAP, plan = planWith()) {
  return checkMemory('a.elf', buildElf({ bits: 32, segments, symbols, entry: FLASH }), plan);
}

const codes = (segments: readonly Segment[]) => memoryOf(segments).diagnostics.map(({ code }) => code);

describe('checkMemory', () => {
  it.each([
    ['one byte less than the flash', { virtualAddress: FLASH, bytes: filled(SIZE - 1) }, []],
    ['the whole flash', { virtualAddress: FLASH, bytes: filled(SIZE) }, []],
    ['one byte more than the flash', { virtualAddress: FLASH, bytes: filled(SIZE + 1) }, ['IM0002']],
    ['one byte before the flash', { virtualAddress: FLASH - 1, bytes: filled(2) }, ['IM0002']],
    ['the first byte after the flash', { virtualAddress: FLASH + SIZE, bytes: filled(1) }, ['IM0002']],
    ['100 KiB more', { virtualAddress: FLASH, bytes: filled(SIZE + 100 * 1024) }, ['IM0002']],
    ['variables that start in flash', { virtualAddress: RAM, physicalAddress: FLASH, bytes: filled(SIZE) }, []],
    ['their image one byte over', { virtualAddress: RAM, physicalAddress: FLASH + 1, bytes: filled(SIZE) }, ['IM0002']],
    ['zeroed variables that fill the RAM', { virtualAddress: RAM, bytes: new Uint8Array(), memorySize: SIZE }, []],
    [
      'zeroed variables one byte over',
      { virtualAddress: RAM, bytes: new Uint8Array(), memorySize: SIZE + 1 },
      ['IM0002'],
    ],
    ['zeroed variables outside', { virtualAddress: RAM + SIZE, bytes: new Uint8Array(), memorySize: 1 }, ['IM0002']],
    [
      'variables one byte over the RAM, stored in flash',
      { virtualAddress: RAM + 1, physicalAddress: FLASH, bytes: filled(SIZE) },
      ['IM0002'],
    ],
  ])('%s', (_name, segment, expected) => expect(codes([segment])).toEqual(expected));

  it.each([
    [31, ['IM0003']],
    [32, []],
    [33, ['IM0003']],
  ])('a heap of %i bytes where 32 are asked for', (length, expected) => {
    const { diagnostics } = memoryOf([], { _heap_start: RAM, _heap_end: RAM + length });
    expect(diagnostics.map(({ code }) => code)).toEqual(expected);
  });

  it('takes any heap when none is asked for', () => {
    const plan = planWith({
      heapLimit: { kind: 'linker', bytes: 0, meaning: '', origins: [{ kind: 'bljh', reason: '' }] },
    });
    expect(memoryOf([], { _heap_start: RAM, _heap_end: RAM + 7 }, plan).diagnostics).toEqual([]);
  });

  it('refuses a heap beyond the RAM', () => {
    expect(memoryOf([], { _heap_start: RAM + SIZE - 16, _heap_end: RAM + SIZE + 16 }).diagnostics).toHaveLength(1);
  });

  it.each([
    [FLASH - 1, ['IM0002']],
    [FLASH, []],
    [FLASH + SIZE, ['IM0002']],
    [RAM, ['IM0002']],
    [0, ['IM0002']],
  ])('a program that begins at %i', (entry, expected) => {
    const { diagnostics } = checkMemory('a.elf', buildElf({ bits: 32, symbols: HEAP, entry }), planWith());
    expect(diagnostics.map(({ code }) => code)).toEqual(expected);
  });

  it('refuses an ELF without the symbols of the heap', () => {
    expect(memoryOf([], { _heap_start: RAM }).diagnostics.map(({ code }) => code)).toEqual(['IM0003']);
  });

  it('says how much of each region is used', () => {
    const { regions } = memoryOf([
      { virtualAddress: FLASH, bytes: filled(0x20) },
      { virtualAddress: RAM, physicalAddress: FLASH + 0x20, bytes: filled(0x10), memorySize: 0x30 },
    ]);
    expect(regions).toEqual([
      { name: 'FLASH', usedBytes: 0x30, lengthBytes: SIZE },
      { name: 'RAM', usedBytes: 0x30, lengthBytes: SIZE, heapBytes: 32 },
    ]);
  });
});

describe('checkArchitecture', () => {
  const check = (file: Uint8Array, abi = 'ilp32', xlen: 32 | 64 = 32) =>
    checkArchitecture('a', file, planWith({ cpu: { xlen, march: '', abi } })).map(({ code }) => code);

  it.each([
    ['its own', buildElf({ bits: 32, flags: 1 }), []],
    ['another width', buildElf({ bits: 64 }), ['IM0001']],
    ['another machine', buildElf({ bits: 32, machine: 40 }), ['IM0001']],
    ['a hard-float ABI', buildElf({ bits: 32, flags: 2 }), ['IM0001']],
    ['no ELF', Buffer.from('hello'), ['IM0001']],
    ['an empty archive', Buffer.from('!<arch>\n'), ['IM0001']],
    ['an archive', buildArchive([{ name: 'a.o', bytes: buildElf({ bits: 32 }) }]), []],
    [
      'an archive with one wrong member',
      buildArchive([
        { name: 'a.o', bytes: buildElf({ bits: 32 }) },
        { name: 'b.o', bytes: buildElf({ bits: 64 }) },
      ]),
      ['IM0001'],
    ],
    ['an archive with a text', buildArchive([{ name: 'a.txt', bytes: Buffer.from('text') }]), ['IM0001']],
  ])('%s', (_name, file, expected) => expect(check(file)).toEqual(expected));

  it.each([
    ['lp64d', 4],
    ['lp64f', 2],
    ['lp64', 0],
  ])('%s is flags %i', (abi, flags) => {
    for (const other of [0, 2, 4])
      expect(check(buildElf({ bits: 64, flags: other | 1 }), abi, 64)).toEqual(other === flags ? [] : ['IM0001']);
  });
});

describe('findLostVariables', () => {
  const variable = (name: string, text: string) => ({ name, text, origins: [{ kind: 'bljh', reason: '' } as const] });
  const lost = (
    file: Uint8Array,
    runtime: 'go' | 'tinygo',
    variables: ReturnType<typeof variable>[],
    optional: string[] = [],
  ) => findLostVariables(file, planWith({ runtime, variables }), optional).map(({ name }) => name);
  const withSymbols = (...names: string[]) =>
    buildElf({ bits: 32, symbols: Object.fromEntries(names.map((name) => [name, 1])) });

  it('asks the symbols of a Go program', () => {
    const file = withSymbols('runtime.text', 'main.a.str', 'example%2eorg/x%2ey.b.str', 'example.org/z.c.str');
    const variables = ['main.a', 'example.org/x.y.b', 'example.org/z.c', 'main.gone'].map((name) =>
      variable(name, 'v'),
    );
    expect(lost(file, 'go', variables)).toEqual(['example.org/x.y.b', 'main.gone']);
  });

  it('escapes the dots after the last slash only, as cmd/link does', () => {
    expect(
      lost(withSymbols('runtime.text', 'example.org/x%2ey.b.str'), 'go', [variable('example.org/x.y.b', 'v')]),
    ).toEqual([]);
  });

  it('looks for the bytes where there are no symbols', () => {
    const file = buildElf({ bits: 32, segments: [{ virtualAddress: FLASH, bytes: Buffer.from('xx1.2.3 (b)\0é') }] });
    const variables = [
      variable('main.a', '1.2.3 (b)'),
      variable('main.b', 'gone'),
      variable('main.c', ''),
      variable('main.d', 'é'),
    ];
    expect(lost(file, 'tinygo', variables)).toEqual(['main.b']);
    expect(lost(file, 'go', variables)).toEqual(['main.b']);
  });

  it('leaves out optional ones and looks into every member of an archive', () => {
    const file = buildArchive([
      { name: 'a.o', bytes: withSymbols('runtime.text') },
      { name: 'b.o', bytes: withSymbols('main.a.str') },
    ]);
    expect(
      lost(file, 'go', [variable('main.a', 'v'), variable('bljh/machine.chip', 'v')], ['bljh/machine.chip']),
    ).toEqual([]);
  });
});

it('no check throws, whatever is damaged', () => {
  const elf = buildElf({
    bits: 32,
    segments: [{ virtualAddress: FLASH, bytes: filled(16) }],
    symbols: { ...HEAP, 'runtime.text': 1 },
  });
  const plan = planWith({ variables: [{ name: 'main.a', text: 'v', origins: [{ kind: 'bljh', reason: '' }] }] });
  fc.assert(
    fc.property(damage, fc.constantFrom(elf, buildArchive([{ name: 'a.o', bytes: elf }])), (harm, file) => {
      const broken = harm(file);
      checkArchitecture('a', broken, plan);
      checkMemory('a', broken, plan);
      findLostVariables(broken, plan, []);
    }),
    { numRuns: 2_000 },
  );
});

it('a damaged header of an ELF file is never taken for the whole program', () => {
  const elf = buildElf({ bits: 32, segments: [{ virtualAddress: FLASH, bytes: filled(16) }], symbols: HEAP });
  const larger = Uint8Array.from(elf);
  // p_filesz of the only segment: more bytes than the file has.
  new DataView(larger.buffer).setUint32(52 + 16, SIZE, true);
  new DataView(larger.buffer).setUint32(52 + 4, elf.length - 8, true);
  expect(checkMemory('a', larger, planWith()).diagnostics).not.toEqual([]);
});

describe('findNotFlashable', () => {
  const elfWith = (name: string) =>
    buildElf({ bits: 32, segments: [{ virtualAddress: FLASH, bytes: filled(4), name }] });

  it('a program that was linked to be measured is refused, whatever else it is', () => {
    expect(findNotFlashable('a.elf', elfWith('.bljh.not_flashable'))?.code).toBe('IM0004');
    expect(findNotFlashable('a.elf', elfWith('.text'))).toBeUndefined();
    expect(findNotFlashable('a.elf', filled(100))).toBeUndefined();
  });
});
