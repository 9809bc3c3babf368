/** A report as rows: regions, packages, symbols or generic functions, the largest first, or, with a base, by how much they changed. Pure. */
import type { Change } from '../diagnostics/growth.js';
import { instanceOf } from '../image/symbol-owner.js';
import { changesOf } from './compare-reports.js';
import { bySize, labelOf, type SizeRegion, type SizeReport } from './size-report.js';

export const VIEWS = ['region', 'package', 'symbol', 'instance'] as const;
export type View = (typeof VIEWS)[number];

export interface Row {
  readonly name: string;
  readonly bytes: number;
  /** With a base. */
  readonly change?: Change;
  /** Of several rows together. */
  readonly isSum?: true;
  /** Of a generic function. */
  readonly instances?: number;
}

export interface RegionRows {
  readonly region: string;
  readonly usedBytes: number;
  readonly lengthBytes?: number;
  /** With a base; undefined also where it has no such region. */
  readonly beforeBytes?: number;
  readonly rows: readonly Row[];
  /** Why there are none. */
  readonly lacks?: string;
}

export function rowsOf(report: SizeReport, view: View, base?: SizeReport): readonly RegionRows[] {
  const gone = (base?.regions ?? []).filter(({ name }) => !report.regions.some((region) => region.name === name));
  return [...report.regions, ...gone.map(emptied)].map((region) => {
    const before = base?.regions.find(({ name }) => name === region.name);
    const { name, usedBytes, lengthBytes } = region;
    const common = {
      region: name,
      usedBytes,
      ...(lengthBytes !== undefined && { lengthBytes }),
      ...(base !== undefined && { beforeBytes: before?.usedBytes ?? 0 }),
    };
    if (view === 'region') return { ...common, rows: [] };
    const lacks = whyNot(view, region, base === undefined ? undefined : (before ?? emptied(region)));
    if (lacks !== undefined) return { ...common, rows: [], lacks };
    const after = entriesOf(region, view);
    if (base === undefined) return { ...common, rows: after };
    const changes = changesOf(
      (before === undefined ? [] : entriesOf(before, view)).map((row) => [row.name, row.bytes]),
      after.map((row) => [row.name, row.bytes]),
    );
    const instances = new Map(after.map((row) => [row.name, row.instances]));
    return {
      ...common,
      rows: changes.map((change) => {
        const count = instances.get(change.name);
        return { name: change.name, bytes: change.after, change, ...(count !== undefined && { instances: count }) };
      }),
    };
  });
}

function emptied({ name, symbols }: SizeRegion): SizeRegion {
  return { name, usedBytes: 0, packages: {}, ...(symbols !== undefined && { symbols: [] }) };
}

function whyNot(view: View, region: SizeRegion, before: SizeRegion | undefined): string | undefined {
  const isKnown = region.symbols !== undefined && (before === undefined || before.symbols !== undefined);
  return view === 'package' || isKnown ? undefined : 'the base was saved without its symbols: compare by package';
}

function entriesOf(region: SizeRegion, view: View): readonly Row[] {
  if (view === 'package') return Object.entries(region.packages).map(([name, bytes]) => ({ name, bytes }));
  if (view === 'instance') return genericsOf(region);
  const symbols = new Map<string, number>();
  for (const symbol of region.symbols ?? [])
    symbols.set(labelOf(symbol), (symbols.get(labelOf(symbol)) ?? 0) + symbol.bytes);
  return bySize(
    [...symbols].map(([name, bytes]) => ({ name, bytes })),
    ({ bytes }) => bytes,
    ({ name }) => name,
  );
}

/** Generic functions with what all their instances take together. */
function genericsOf({ symbols = [] }: SizeRegion): readonly Row[] {
  const generics = new Map<string, { bytes: number; types: Set<string>; dictionaries: Set<string> }>();
  for (const { name, bytes } of symbols) {
    const instance = instanceOf(name);
    if (instance === undefined) continue;
    const known = generics.get(instance.generic) ?? { bytes: 0, types: new Set(), dictionaries: new Set() };
    known.bytes += bytes;
    // A dictionary is a part of an instance, whose name has the shapes of its types only.
    const kind = name.includes('..dict.') ? known.dictionaries : known.types;
    kind.add(instance.types);
    generics.set(instance.generic, known);
  }
  return bySize(
    [...generics].map(([name, { bytes, types, dictionaries }]) => ({
      name,
      bytes,
      instances: types.size === 0 ? dictionaries.size : types.size,
    })),
    ({ bytes }) => bytes,
    ({ name }) => name,
  );
}
