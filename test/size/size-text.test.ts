/** Tables as text and Markdown: what they say, and that no name of a symbol breaks them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Shown } from '../../src/size/shown.js';
import type { SizeReport } from '../../src/size/size-report.js';
import { sizeMarkdown, sizeText } from '../../src/size/size-text.js';
import { rowsOf, type View } from '../../src/size/views.js';
import { anyName, pieceOf, reportOf } from './reports.js';

function shown(
  report: SizeReport,
  { view = 'package', top = 20, base }: { view?: View; top?: number; base?: SizeReport } = {},
): Shown {
  return {
    report,
    view,
    top,
    regions: rowsOf(report, view, base),
    ...(base !== undefined && { base: 'main', baseReport: base }),
  };
}

const now = reportOf(
  { FLASH: [pieceOf('main', 'main.main', 60), pieceOf('runtime', 'runtime.alloc', 30), pieceOf('os', 'os.x', 10)] },
  500,
);
const before = reportOf(
  { FLASH: [pieceOf('main', 'main.main', 45), pieceOf('runtime', 'runtime.alloc', 30), pieceOf('fmt', 'fmt.y', 7)] },
  500,
);

describe('text', () => {
  it('has each region with its rows, what is left out, and the whole', () => {
    expect(sizeText(shown(now, { top: 1 }))).toBe(`build/board/app for board
FLASH: 100 of 500 bytes, 400 left
       60    60.0 %  main
       40    40.0 %  (2 others)
      100   100.0 %  together`);
  });

  it('with a base has what changed, marked as new or gone', () => {
    expect(sizeText(shown(now, { base: before }))).toBe(`build/board/app for board, compared with main
FLASH: 100 of 500 bytes, +18 (82 before), 400 left
       60       +15  main
       10       +10  os (new)
        0        -7  fmt (gone)
      100       +18  together`);
    expect(sizeText(shown(now, { base: now }))).toContain('  nothing changed');
  });

  it('by region has no rows; without instances it says so', () => {
    expect(sizeText(shown(now, { view: 'region' })).split('\n')).toHaveLength(2);
    expect(sizeText(shown(now, { view: 'instance' }))).toContain('no instance of a generic function');
  });

  it('has a line a row and no control character, whatever a symbol is called', () => {
    fc.assert(
      fc.property(anyName, anyName, (owner, symbol) => {
        const report = reportOf({ FLASH: [pieceOf(owner, symbol, 5)] });
        const text = sizeText(shown(report, { view: 'symbol' }));
        expect(text.split('\n')).toHaveLength(4);
        expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

describe('Markdown', () => {
  it('is a table of regions, with the rest folded', () => {
    expect(sizeMarkdown(shown(now, { base: before, top: 2 }))).toBe(`### Size of \`build/board/app\` for \`board\`

Compared with \`main\`.

| region | before | after | change | of |
|---|--:|--:|--:|--:|
| \`FLASH\` | 82 | 100 | +18 | 500 |

<details><summary>FLASH, by package</summary>

| bytes | change | package |
|--:|--:|---|
| 60 | +15 | \`main\` |
| 10 | +10 | \`os\` (new) |
| 0 | -7 | (1 others) |
| 100 | +18 | together |

</details>`);
  });

  it('has three cells in each row, and no name outside of code', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const report = reportOf({ FLASH: [pieceOf('x', name === '' ? 'a' : name, 5)] });
        const lines = sizeMarkdown(shown(report, { view: 'symbol' })).split('\n');
        const row = lines.find((line) => line.startsWith('| 5 | 100.0 % |')) ?? expect.fail();
        // A pipe ends a cell, whatever stands before it.
        expect(row.match(/\|/g)).toHaveLength(4);
        expect(row).toMatch(/^\| 5 \| 100\.0 % \| (`[^`]*`|<code>[\p{L}\p{N} &#;]*<\/code>) \|$/u);
      }),
    );
  });
});
