/** What the page shows at each place, and that every name comes into the page as text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageDataOf, sizePage } from '../../src/size/size-page.js';
import { formatSaved, parseReport } from '../../src/size/size-report.js';
import {
  changeText,
  hashOf,
  isThere,
  type PageData,
  placeOf,
  ranked,
  tilesAt,
  wayTo,
  withoutCrumbs,
} from '../../src/size-page/page-data.js';
import { anyName, anyReport, HOSTILE, pieceOf, reportOf } from '../size/reports.js';

const report = reportOf({
  FLASH: [
    pieceOf('main', 'main.main', 60),
    pieceOf('main', 'main.help', 20),
    pieceOf('fmt', 'fmt.Fprintf', 40),
    pieceOf('(padding)', '', 3),
  ],
  RAM: [pieceOf('runtime', 'runtime.heap', 8)],
});
const before = reportOf({ FLASH: [pieceOf('main', 'main.main', 50), pieceOf('os', 'os.gone', 9)], RAM: [] });
const data = pageDataOf(report);
const shown = (at: PageData, hash: string, search = '') =>
  tilesAt(at, placeOf(hash, at), search).map(({ name, bytes }) => `${name} ${bytes}`);

describe('places', () => {
  it('a region shows its packages, a package its symbols', () => {
    expect(shown(data, '')).toEqual(['main 80', 'fmt 40', '(padding) 3']);
    expect(shown(data, '#FLASH/main')).toEqual(['main.main 60', 'main.help 20']);
    expect(shown(data, '#FLASH/(padding)')).toEqual(['.text 3']);
    expect(shown(data, '#RAM')).toEqual(['runtime 8']);
  });

  it("an address that is not the page's own leads to the first region", () => {
    for (const hash of ['#nowhere', '#%', '#/', '#%E0%A4%A']) expect(placeOf(hash, data)).toEqual({ region: 'FLASH' });
    expect(placeOf('#RAM/nothing', data)).toEqual({ region: 'RAM' });
  });

  it('each place has an address that leads back to it', () => {
    fc.assert(
      fc.property(anyReport, (any) => {
        const page = pageDataOf(any);
        for (const { name: region, packages } of page.regions)
          for (const place of [{ region }, ...packages.map(({ name }) => ({ region, package: name }))]) {
            expect(placeOf(hashOf(place), page)).toEqual(place);
            expect(wayTo(place).at(-1)).toEqual(place);
          }
      }),
    );
  });

  it('tiles add up to the region, in packages as in symbols, and drawing drops nothing', () => {
    const sum = (tiles: readonly { bytes: number }[]) => tiles.reduce((total, { bytes }) => total + bytes, 0);
    fc.assert(
      fc.property(anyReport, (any) => {
        const page = pageDataOf(any);
        for (const region of page.regions) {
          const tiles = tilesAt(page, { region: region.name }, '');
          expect(sum(tiles)).toBe(region.bytes);
          expect(sum(withoutCrumbs(tiles, 0.05))).toBe(region.bytes);
          const deeper = tiles.flatMap(({ into }) => (into === undefined ? [] : tilesAt(page, into, '')));
          expect(sum(deeper)).toBe(region.bytes);
        }
      }),
    );
  });

  it('a search finds symbols by all of its words, in name, package or section, whatever their case', () => {
    expect(shown(data, '#FLASH', 'MAIN')).toEqual(['main.main 60', 'main.help 20']);
    expect(shown(data, '#FLASH', ' main  help ')).toEqual(['main.help 20']);
    expect(shown(data, '#FLASH/fmt', 'main')).toEqual([]);
    expect(shown(data, '#FLASH', '.text')).toHaveLength(4);
  });
});

describe('with a base', () => {
  const compared = pageDataOf(report, { report: before, name: 'main' });

  it('has what is gone as well, which has no bytes to draw', () => {
    const tiles = tilesAt(compared, { region: 'FLASH' }, '');
    expect(ranked(tiles, true).map(({ name, bytes, before: earlier }) => [name, changeText(bytes, earlier)])).toEqual([
      ['fmt', '+40, new'],
      ['main', '+30'],
      ['os', '-9, gone'],
      ['(padding)', '+3, new'],
    ]);
    expect(tiles.filter(isThere).map(({ name }) => name)).not.toContain('os');
    expect(shown(compared, '#FLASH/os')).toEqual(['os.gone 0']);
  });

  it('of a saved base only packages have a change', () => {
    const saved = parseReport(formatSaved(before));
    if (typeof saved === 'string') expect.fail(saved);
    const page = pageDataOf(report, { report: saved, name: 'main' });
    expect(page.regions[0]?.packages[0]).toMatchObject({ name: 'main', before: 50 });
    expect(page.regions[0]?.packages[0]?.symbols[0]).not.toHaveProperty('before');
  });
});

describe('the page', () => {
  const SCRIPT = 'show("</script>", "<!--")';

  it('holds its data as it is, and no name in it is markup', () => {
    fc.assert(
      fc.property(fc.array(anyName, { minLength: 1, maxLength: 5 }), (names) => {
        const hostile = reportOf({ FLASH: names.map((name) => pieceOf(name, name, 5)) });
        const page = sizePage({ ...hostile, program: names[0] ?? '', notes: names }, SCRIPT, {
          report: hostile,
          name: names[0] ?? '',
        });
        // Two scripts begin, two end: one with the data, one of bljh.
        expect(page.match(/<script/gi)).toHaveLength(2);
        expect(page.match(/<\/script/gi)).toHaveLength(2);
        expect(page).not.toMatch(/<!--/);
        expect(page).not.toMatch(/<img/i);
        const json = /<script id="data" type="application\/json">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
        const symbols = (JSON.parse(json) as PageData).regions[0]?.packages.flatMap((each) => each.symbols) ?? [];
        expect(new Set(symbols.map(({ name }) => name))).toEqual(new Set(names));
      }),
      { examples: [[HOSTILE]] },
    );
  });

  it('asks for nothing outside of itself', () => {
    const page = sizePage(report, SCRIPT);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/\b(src|href)=|https?:|@import|url\(/);
  });
});
