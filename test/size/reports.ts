/** Reports of sizes for tests: any names, pieces that add up. */
import fc from 'fast-check';
import type { Piece } from '../../src/image/section-pieces.js';
import { type SizeReport, sizeRegionOf } from '../../src/size/size-report.js';

/** Names that some format could take for its own. */
export const HOSTILE = [
  '</script><img src=x onerror=alert(1)>',
  '<!--<script>',
  ']]>&amp;"\'',
  'a|b',
  '`x``y`',
  '\\|',
  '__proto__',
  'line\nbreak\ttab\u001B[31m\u2028',
  '| --- |',
  '[x](javascript:alert(1))',
];

export const anyName = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ maxLength: 12 }),
  fc.constantFrom('main.main', 'fmt.pp'),
);

export const piece: fc.Arbitrary<Piece> = fc.record({
  owner: anyName,
  symbol: anyName,
  section: fc.constantFrom('.text', '.data'),
  bytes: fc.integer({ min: 1, max: 5000 }),
});

export function reportOf(regions: Readonly<Record<string, readonly Piece[]>>, lengthBytes?: number): SizeReport {
  return {
    schemaVersion: 1,
    program: 'build/board/app',
    board: 'board',
    regions: Object.entries(regions).map(([name, pieces]) =>
      sizeRegionOf({ name, needed: pieces.reduce((sum, { bytes }) => sum + bytes, 0), pieces }, lengthBytes),
    ),
  };
}

export const anyReport = fc
  .record({ FLASH: fc.array(piece), RAM: fc.array(piece) })
  .map((regions) => reportOf(regions, 100_000));

export function pieceOf(owner: string, symbol: string, bytes: number): Piece {
  return { owner, symbol, section: '.text', bytes };
}
