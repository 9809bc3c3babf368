/** The forms of what a device says, however its bytes come in pieces. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../src/image/line-splitter.js';
import { Capture, MOST_CAPTURED_BYTES } from '../../src/monitor/capture.js';
import { renderHexRow } from '../../src/monitor/hex-rows.js';
import { type FormatWish, lineFormatOf } from '../../src/monitor/line-format.js';

/** All of a device's bytes through a format, cut where `sizes` says. */
function show(bytes: Uint8Array, sizes: readonly number[], wish: Partial<FormatWish>): string {
  const format = lineFormatOf({ startMs: 0, ...wish });
  const splitter = new LineSplitter();
  const shown: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    for (const { bytes: part, line } of splitter.feed(bytes.subarray(at, at + size)))
      shown.push(format.take({ bytes: part, atMs: 1234, ...(line !== undefined && { line }) }));
    at += size;
  }
  return Buffer.concat([...shown, format.cut()]).toString('latin1');
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
const text = fc.array(fc.constantFrom('a', 'b', 'é', '\n', '\r\n', '\u001b[1m', '\0')).map((each) => each.join(''));

describe('in whatever pieces the bytes come', () => {
  it('a filter that wants every line changes nothing but that the last line is ended', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), sizes, (bytes, cuts) => {
        const all = Buffer.from(bytes).toString('latin1');
        const ended = all === '' || all.endsWith('\n') ? all : `${all}\n`;
        expect(show(bytes, cuts, { isWanted: () => true })).toBe(ended);
      }),
    );
  });

  it.each<[string, Partial<FormatWish>]>([
    ['a filter', { isWanted: (line) => line.includes('a') }],
    ['times', { timestamps: 'relative' }],
    ['both', { timestamps: 'delta', isWanted: (line) => line.includes('a') }],
    ['hexadecimal numbers', { hex: true }],
  ])('%s: the same is shown', (_name, wish) => {
    fc.assert(
      fc.property(text, sizes, (said, cuts) => {
        const bytes = Buffer.from(said);
        expect(show(bytes, cuts, wish)).toBe(show(bytes, [bytes.length + 1], wish));
      }),
    );
  });

  it('a line of 200 KiB is judged by its beginning, and shown whole or not at all', () => {
    const long = Buffer.from(`keep ${'x'.repeat(200 * 1024)}\nnot ${'keep'.repeat(50_000)}\nkeep\n`);
    const shown = show(long, [4096], { isWanted: (line) => line.startsWith('keep') });
    expect(shown).toBe(`keep ${'x'.repeat(200 * 1024)}\nkeep\n`);
  });
});

it('a row is that of hexdump -C', () => {
  expect(renderHexRow(0x1230, Buffer.from('panic: boom\r\n\0\xff!', 'latin1'))).toBe(
    '00001230  70 61 6e 69 63 3a 20 62  6f 6f 6d 0d 0a 00 ff 21  |panic: boom....!|',
  );
  expect(renderHexRow(0, Buffer.from('ab'))).toBe(`00000000  61 62${' '.repeat(45)}|ab|`);
});

it('a capture keeps the last bytes, from a whole character on', () => {
  const capture = new Capture();
  for (let round = 0; round < 10; round++) capture.take(Buffer.from('é'.repeat(50_000)));
  capture.take(Buffer.from('!'));
  const { output, outputEncoding, outputIsCut } = capture.report;
  expect({ outputEncoding, outputIsCut }).toEqual({ outputEncoding: 'utf8', outputIsCut: true });
  expect(Buffer.byteLength(output)).toBe(MOST_CAPTURED_BYTES - 1);
  expect(output).toMatch(/^é+!$/);
});
