/** Versions as tools print them (`1.26.8`, `19.1.7`), and the ranges that bljh supports. Pure. */

export interface VersionRange {
  /** Included. */
  readonly from?: string;
  /** Excluded. */
  readonly below?: string;
}

/** The first version in a text that follows `after`, with its patch number if it has one. */
export function findVersion(text: string, after: RegExp): string | undefined {
  const match = new RegExp(`${after.source}(\\d+(?:\\.\\d+)+)`, after.flags).exec(text);
  return match?.[match.length - 1];
}

export function compareVersions(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split('.').map(Number)) as [number[], number[]];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export function isInRange(version: string, range: VersionRange): boolean {
  if (range.from !== undefined && compareVersions(version, range.from) < 0) return false;
  return range.below === undefined || compareVersions(version, range.below) < 0;
}

/** `>=1.24 <1.27`, or `any version`. */
export function describeRange(range: VersionRange): string {
  const parts = [
    ...(range.from === undefined ? [] : [`>=${range.from}`]),
    ...(range.below === undefined ? [] : [`<${range.below}`]),
  ];
  return parts.length === 0 ? 'any version' : parts.join(' ');
}
