/** How one region changed between two builds: plain data. */
export interface Change {
  readonly name: string;
  /** 0 where there was none, and where there is none any more. */
  readonly before: number;
  readonly after: number;
}

export interface RegionGrowth {
  readonly region: string;
  readonly beforeBytes: number;
  readonly afterBytes: number;
  /** Those that changed, the largest change first; their changes add up to that of the region. */
  readonly packages: readonly Change[];
  /** undefined where one of both was saved without its symbols. */
  readonly symbols?: readonly Change[];
}

/** Of a program that is larger than it may be: what grew, and since when. */
export interface Growth extends RegionGrowth {
  /** What it is compared with, in words; undefined: nothing, and everything counts. */
  readonly since?: string;
}

export function signed(bytes: number): string {
  return bytes > 0 ? `+${bytes}` : String(bytes);
}
