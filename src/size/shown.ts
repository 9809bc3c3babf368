/** A report with how it is to be shown: what every format is made from. */
import type { SizeReport } from './size-report.js';
import type { RegionRows, View } from './views.js';

export interface Shown {
  readonly report: SizeReport;
  readonly view: View;
  /** Rows a region; 0: all. */
  readonly top: number;
  /** What it is compared with, in words. */
  readonly base?: string;
  readonly baseReport?: SizeReport;
  readonly regions: readonly RegionRows[];
}
