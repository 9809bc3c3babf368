/** What a program's bytes are for, region by region, as it is compared, shown and saved. Regions are never added up. Pure. */
import type { RegionContent } from '../image/region-content.js';

export interface SizeSymbol {
  /** Empty for bytes without a name. */
  readonly name: string;
  readonly package: string;
  readonly section: string;
  readonly bytes: number;
}

export interface SizeRegion {
  readonly name: string;
  readonly usedBytes: number;
  /** Absent where nothing bounds it. */
  readonly lengthBytes?: number;
  /** Bytes by package, the largest first; together they are usedBytes. */
  readonly packages: Readonly<Record<string, number>>;
  /** The largest first; together they are usedBytes. Absent in what was saved for later. */
  readonly symbols?: readonly SizeSymbol[];
}

export interface SizeReport {
  readonly schemaVersion: 1;
  /** The file that was measured. */
  readonly program: string;
  readonly board?: string;
  /** What cannot be told of this program, and why. */
  readonly notes?: readonly string[];
  readonly regions: readonly SizeRegion[];
}

export function sizeRegionOf({ name, needed, pieces }: RegionContent, lengthBytes?: number): SizeRegion {
  const symbols = new Map<string, SizeSymbol>();
  const packages = new Map<string, number>();
  for (const { owner, symbol, section, bytes } of pieces) {
    packages.set(owner, (packages.get(owner) ?? 0) + bytes);
    const key = `${owner}\0${symbol}\0${section}`;
    const known = symbols.get(key)?.bytes ?? 0;
    symbols.set(key, { name: symbol, package: owner, section, bytes: known + bytes });
  }
  return {
    name,
    usedBytes: needed,
    ...(lengthBytes !== undefined && { lengthBytes }),
    packages: Object.fromEntries(
      bySize(
        [...packages],
        ([, bytes]) => bytes,
        ([own]) => own,
      ),
    ),
    symbols: bySize(
      [...symbols.values()],
      ({ bytes }) => bytes,
      (symbol) => `${symbol.name}\0${symbol.section}`,
    ),
  };
}

/** The largest first; equal ones by their names, so that the same program gives the same text. */
export function bySize<Item>(
  items: readonly Item[],
  sizeOf: (item: Item) => number,
  nameOf: (item: Item) => string,
): readonly Item[] {
  return items.toSorted((one, other) => sizeOf(other) - sizeOf(one) || (nameOf(one) < nameOf(other) ? -1 : 1));
}

/** What a symbol is called where it has no name: its owner and section. */
export function labelOf({ name, package: owner, section }: SizeSymbol): string {
  return name === '' ? `${owner} ${section}`.trim() : name;
}

/** For a file that is committed: without symbols, a line each package, by its name, so that its diff can be reviewed. */
export function formatSaved({ schemaVersion, program, board, regions }: SizeReport): string {
  const saved = {
    schemaVersion,
    program,
    ...(board !== undefined && { board }),
    regions: regions.map(({ name, usedBytes, packages }) => ({
      name,
      usedBytes,
      packages: Object.fromEntries(Object.entries(packages).toSorted(([one], [other]) => (one < other ? -1 : 1))),
    })),
  };
  return `${JSON.stringify(saved, null, 2)}\n`;
}

/** A saved report, or what `bljh size` printed as JSON; a text says what is wrong with it. */
export function parseReport(text: string): SizeReport | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'this is not JSON';
  }
  const result = isObject(value) && isObject(value['result']) ? value['result'] : value;
  if (!isObject(result) || !Array.isArray(result['regions'])) return 'it has no regions: bljh size did not write it';
  if (result['schemaVersion'] !== 1) return `its schemaVersion is ${JSON.stringify(result['schemaVersion'])}, not 1`;
  const wrong = result['regions'].map(whyNoRegion).find((reason) => reason !== undefined);
  return wrong ?? (result as unknown as SizeReport);
}

function whyNoRegion(region: unknown): string | undefined {
  if (!isObject(region) || typeof region['name'] !== 'string') return 'a region has no name';
  const { name, usedBytes, packages, symbols } = region;
  if (!isCount(usedBytes)) return `usedBytes of ${name} is no number of bytes`;
  if (!isObject(packages) || !Object.values(packages).every(isCount))
    return `packages of ${name} are no numbers of bytes`;
  const sum = Object.values(packages).reduce<number>((total, bytes) => total + Number(bytes), 0);
  if (sum !== usedBytes) return `the packages of ${name} are ${sum} bytes together, not ${usedBytes}`;
  if (symbols !== undefined && !(Array.isArray(symbols) && symbols.every(isSymbol)))
    return `a symbol of ${name} is none`;
  return undefined;
}

function isSymbol(value: unknown): boolean {
  if (!isObject(value)) return false;
  return ['name', 'package', 'section'].every((key) => typeof value[key] === 'string') && isCount(value['bytes']);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
