import { describe, expect, it } from 'vitest';
import { codeAddressesIn } from '../../src/image/code-addresses.js';
import type { ElfFile } from '../../src/image/elf.js';
import { LineSplitter } from '../../src/image/line-splitter.js';
import { type Panic, PanicReader } from '../../src/image/panic-lines.js';
import { parseFrames, renderFrames } from '../../src/image/source-frames.js';

describe('what addr2line prints', () => {
  const output = [
    '0x800006c2',
    '(*app/lib.Table).Row',
    '/p/lib/lib.go:9 (discriminator 3)',
    '(*app/lib.Table).Sum',
    '/p/lib/lib.go:15',
    '0x8000216c',
    'main.recurse',
    '/p/main.go:?',
    '0x80000000',
    '_start',
    '??:?',
    '0x00001234',
    '??',
    '??:0',
    '',
  ].join('\n');

  it('becomes frames; an address of which nothing is known is absent', () => {
    expect(Object.fromEntries(parseFrames(output))).toEqual({
      [0x800006c2]: [
        { function: '(*app/lib.Table).Row', file: '/p/lib/lib.go', line: 9 },
        { function: '(*app/lib.Table).Sum', file: '/p/lib/lib.go', line: 15 },
      ],
      [0x8000216c]: [{ function: 'main.recurse', file: '/p/main.go', line: 0 }],
      [0x80000000]: [{ function: '_start', file: '', line: 0 }],
    });
    expect(parseFrames('')).toEqual(new Map());
  });

  it('is read by people as one line a function', () => {
    const shown = [...parseFrames(output)].flatMap(([address, frames]) =>
      renderFrames(address, frames, (file) => file.replace('/p/', '')),
    );
    expect(shown).toEqual([
      '0x800006c2: (*app/lib.Table).Row at lib/lib.go:9',
      '            (inlined by) (*app/lib.Table).Sum at lib/lib.go:15',
      '0x8000216c: main.recurse at main.go:?',
      '0x80000000: _start',
    ]);
    const near = [{ function: 'f', file: 'a.go', line: 7, isNear: true }] as const;
    expect(renderFrames(0x23000002, near, (file) => file)).toEqual(['0x23000002: f near a.go:7']);
  });
});

it('addresses of a program are those of its code, each once', () => {
  const section = { name: '', type: 1, offset: 0, link: 0 };
  const sections = [
    { ...section, flags: 6, address: 0x2300_0000, size: 0x1000 },
    { ...section, flags: 3, address: 0x4201_0000, size: 0x1000 },
  ];
  const elf: ElfFile = {
    bits: 32,
    headerBytes: 52,
    sectionHeaders: { offset: 0, bytes: 0 },
    machine: 243,
    flags: 0,
    entry: 0,
    segments: [],
    sections,
  };
  const line = 'pc 0x23000010 ra=0X23000FFF,0x23000010 sp 0x42010010 end 0x23001000 x0x23000020 0x230000';
  expect(codeAddressesIn(line, elf)).toEqual([0x23000010, 0x23000fff]);
  expect(codeAddressesIn('0x23000010e 23000010', elf)).toEqual([]);
});

describe('bytes that pass by', () => {
  it('are handed on as they come, with each line when it is complete', () => {
    const splitter = new LineSplitter();
    const feed = (text: string) =>
      [...splitter.feed(Buffer.from(text, 'latin1'))].map(({ bytes, line }) => [
        Buffer.from(bytes).toString('latin1'),
        line,
      ]);
    expect(feed('a\r\nb')).toEqual([
      ['a\r\n', 'a'],
      ['b', undefined],
    ]);
    // A character's bytes in two chunks.
    expect(feed('\xc3')).toEqual([['\xc3', undefined]]);
    expect(feed('\xa4\n\nc')).toEqual([
      ['\xa4\n', 'b\u00e4'],
      ['\n', ''],
      ['c', undefined],
    ]);
    expect([splitter.finish(), splitter.finish()]).toEqual(['c', '']);
  });

  it('are all handed on where no line ends', () => {
    const splitter = new LineSplitter();
    const chunk = Buffer.alloc(100_000, 'x');
    for (let n = 0; n < 20; n += 1)
      expect([...splitter.feed(chunk)].map(({ bytes, line }) => [bytes.length, line])).toEqual([
        [chunk.length, undefined],
      ]);
    expect(splitter.finish()).toHaveLength(64 * 1024);
  });
});

describe('a panic', () => {
  const read = (...lines: readonly string[]): Panic | undefined => {
    const reader = new PanicReader();
    for (const line of lines) reader.read(line);
    return reader.panic;
  };

  it.each<[string, readonly string[], Panic]>([
    ['of the program', ['panic: boom', '\tat 0x80002164'], { kind: 'panic', what: 'boom', address: 0x80002164 }],
    [
      'with a message of several lines, in the middle of one',
      ['12panic: boom', 'and more', '\tat 0x80002164, after a goroutine stack overflow'],
      { kind: 'panic', what: 'boom', address: 0x80002164, overflow: 'goroutine' },
    ],
    [
      'of the runtime',
      ['3 panic: runtime error at 0x800006c2: index out of range'],
      { kind: 'runtime error', what: 'index out of range', address: 0x800006c2 },
    ],
    [
      'of a stack',
      ['panic: runtime error at 0x23000a74: goroutine stack overflow'],
      { kind: 'runtime error', what: 'goroutine stack overflow', address: 0x23000a74, overflow: 'goroutine' },
    ],
    [
      'of the processor',
      ['panic: exception 7 (stack overflow) at 0x2300216c, value 0x4200fffc, stack pointer 0x4200fff0'],
      { kind: 'exception', what: 'stack overflow', address: 0x2300216c, overflow: 'some' },
    ],
  ])('%s', (_what, lines, panic) => expect(read(...lines)).toEqual(panic));

  it('is not what only looks like one', () => {
    expect(read('panic: boom', 'at 0x80002164', 'panic: runtime error at 0x12: x', 'exception 5 at 0x80002164')).toBe(
      undefined,
    );
  });
});
