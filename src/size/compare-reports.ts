/** What changed between two reports, region by region. Pure. */
import type { Change, RegionGrowth } from '../diagnostics/growth.js';
import { bySize, labelOf, type SizeRegion, type SizeReport } from './size-report.js';

/** Regions that only one of both has count as new or gone. */
export function compareReports(before: SizeReport, after: SizeReport): readonly RegionGrowth[] {
  const regionIn = (report: SizeReport, name: string) => report.regions.find((region) => region.name === name);
  const names = new Set([...after.regions, ...before.regions].map(({ name }) => name));
  return [...names].map((name) => compareRegions(name, regionIn(before, name), regionIn(after, name)));
}

export function compareRegions(
  name: string,
  before: SizeRegion | undefined,
  after: SizeRegion | undefined,
): RegionGrowth {
  const hasSymbols = [before, after].every((region) => region === undefined || region.symbols !== undefined);
  return {
    region: name,
    beforeBytes: before?.usedBytes ?? 0,
    afterBytes: after?.usedBytes ?? 0,
    packages: changesOf(Object.entries(before?.packages ?? {}), Object.entries(after?.packages ?? {})),
    ...(hasSymbols && { symbols: changesOf(symbolsOf(before), symbolsOf(after)) }),
  };
}

type Entry = readonly [name: string, bytes: number];

function symbolsOf(region: SizeRegion | undefined): readonly Entry[] {
  return (region?.symbols ?? []).map((symbol) => [labelOf(symbol), symbol.bytes]);
}

/** The largest change first, whichever way; what did not change is left out. Entries of one name count together. */
export function changesOf(before: readonly Entry[], after: readonly Entry[]): readonly Change[] {
  const changes = new Map<string, { before: number; after: number }>();
  const at = (name: string) => {
    const known = changes.get(name) ?? { before: 0, after: 0 };
    changes.set(name, known);
    return known;
  };
  for (const [name, bytes] of before) at(name).before += bytes;
  for (const [name, bytes] of after) at(name).after += bytes;
  return bySize(
    [...changes].map(([name, sizes]) => ({ name, ...sizes })).filter((change) => change.before !== change.after),
    (change) => Math.abs(change.after - change.before),
    ({ name }) => name,
  );
}
