/** Laws of reports: they add up, survive being saved, and what changed is all of the difference. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/diagnostics/growth.js';
import { compareReports } from '../../src/size/compare-reports.js';
import { formatSaved, parseReport } from '../../src/size/size-report.js';
import { rowsOf, VIEWS } from '../../src/size/views.js';
import { anyReport, pieceOf, reportOf } from './reports.js';

const total = (numbers: Iterable<number>) => [...numbers].reduce((sum, each) => sum + each, 0);
const grown = (changes: readonly Change[]) => total(changes.map(({ before, after }) => after - before));

it('packages and symbols of a region add up to it', () => {
  fc.assert(
    fc.property(anyReport, ({ regions }) => {
      for (const { usedBytes, packages, symbols = [] } of regions) {
        expect(total(Object.values(packages))).toBe(usedBytes);
        expect(total(symbols.map(({ bytes }) => bytes))).toBe(usedBytes);
      }
    }),
  );
});

it('what is saved is read back, but for its symbols, and is the same text again', () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      const text = formatSaved(report);
      const read = parseReport(text);
      if (typeof read === 'string') expect.fail(read);
      expect(
        read.regions.map(({ name, usedBytes, packages }) => [name, usedBytes, Object.entries(packages).sort()]),
      ).toEqual(
        report.regions.map(({ name, usedBytes, packages }) => [name, usedBytes, Object.entries(packages).sort()]),
      );
      expect(formatSaved(read)).toBe(text);
      expect(parseReport(JSON.stringify(report))).toEqual(report);
      expect(parseReport(JSON.stringify({ schemaVersion: 1, result: report }))).toEqual(report);
    }),
  );
});

it.each([
  ['nonsense', /not JSON/],
  ['[]', /no regions/],
  ['{"schemaVersion":2,"regions":[]}', /schemaVersion is 2/],
  ['{"schemaVersion":1,"regions":[{}]}', /no name/],
  ['{"schemaVersion":1,"regions":[{"name":"FLASH","usedBytes":-1,"packages":{}}]}', /usedBytes of FLASH/],
  ['{"schemaVersion":1,"regions":[{"name":"FLASH","usedBytes":1,"packages":{"a":"1"}}]}', /packages of FLASH/],
  // Somebody edited the sum and forgot the rest: a conflict that was resolved by hand.
  ['{"schemaVersion":1,"regions":[{"name":"FLASH","usedBytes":9,"packages":{"a":1}}]}', /1 bytes together, not 9/],
  ['{"schemaVersion":1,"regions":[{"name":"FLASH","usedBytes":0,"packages":{},"symbols":[{}]}]}', /a symbol/],
])('%s is no report', (text, reason) => {
  expect(parseReport(text)).toMatch(reason);
});

describe('what changed', () => {
  it('is all of the difference, for packages and symbols, the largest first; there and back are opposites', () => {
    fc.assert(
      fc.property(anyReport, anyReport, (before, after) => {
        const there = compareReports(before, after);
        const back = compareReports(after, before);
        for (const [index, region] of there.entries()) {
          const difference = region.afterBytes - region.beforeBytes;
          for (const changes of [region.packages, region.symbols ?? expect.fail()]) {
            expect(grown(changes)).toBe(difference);
            const sizes = changes.map((change) => Math.abs(change.after - change.before));
            expect(sizes).toEqual(sizes.toSorted((one, other) => other - one));
            expect(sizes).not.toContain(0);
          }
          expect(new Set(back[index]?.packages.map(({ name, before: b, after: a }) => `${name} ${a} ${b}`))).toEqual(
            new Set(region.packages.map(({ name, before: b, after: a }) => `${name} ${b} ${a}`)),
          );
        }
        expect(compareReports(after, after).every(({ packages }) => packages.length === 0)).toBe(true);
      }),
    );
  });

  it('a region that only one of both has is new or gone', () => {
    const before = reportOf({ OLD: [pieceOf('main', 'main.a', 10)] });
    const after = reportOf({ NEW: [pieceOf('main', 'main.a', 7)] });
    expect(compareReports(before, after).map((each) => [each.region, each.beforeBytes, each.afterBytes])).toEqual([
      ['NEW', 0, 7],
      ['OLD', 10, 0],
    ]);
    expect(rowsOf(after, 'package', before).map(({ region, rows }) => [region, rows[0]?.change])).toEqual([
      ['NEW', { name: 'main', before: 0, after: 7 }],
      ['OLD', { name: 'main', before: 10, after: 0 }],
    ]);
  });

  it('a base without symbols can be compared by package only, and that is said', () => {
    const after = reportOf({ FLASH: [pieceOf('main', 'main.a', 7)] });
    const saved = parseReport(formatSaved(after));
    if (typeof saved === 'string') expect.fail(saved);
    expect(compareReports(saved, after)[0]?.symbols).toBeUndefined();
    const lacks = VIEWS.map((view) => rowsOf(after, view, saved)[0]?.lacks !== undefined);
    expect(lacks).toEqual([false, false, true, true]);
  });
});

it('rows of packages and symbols add up to the region; with a base, to its change', () => {
  fc.assert(
    fc.property(
      anyReport,
      fc.option(anyReport, { nil: undefined }),
      fc.constantFrom(...VIEWS),
      (report, base, view) => {
        if (view === 'region' || view === 'instance') return;
        for (const { rows, usedBytes, beforeBytes } of rowsOf(report, view, base)) {
          if (beforeBytes === undefined) expect(total(rows.map(({ bytes }) => bytes))).toBe(usedBytes);
          else expect(grown(rows.flatMap(({ change }) => change ?? []))).toBe(usedBytes - beforeBytes);
        }
      },
    ),
  );
});

it('instances of one generic function stand together; a dictionary is no instance more', () => {
  const report = reportOf({
    FLASH: [
      pieceOf('main', 'main.Map[go.shape.int]', 100),
      pieceOf('main', 'main.Map[go.shape.string]', 50),
      pieceOf('main', 'main..dict.Map[int]', 8),
      pieceOf('slices', 'slices..dict.Sort[int]', 8),
      pieceOf('main', 'main.main', 900),
    ],
  });
  expect(rowsOf(report, 'instance')[0]?.rows).toEqual([
    { name: 'main.Map[...]', bytes: 158, instances: 2 },
    { name: 'slices.Sort[...]', bytes: 8, instances: 1 },
  ]);
});
