/** Of a program that does not fit: one memory region, who takes its space, and the options that were tried out. Plain data. */
export interface RegionFit {
  readonly region: string;
  readonly capacityBytes: number;
  readonly neededBytes: number;
  readonly excessBytes: number;
  /** The largest first; they add up to neededBytes. Owners that are no Go package stand in brackets. */
  readonly packages: readonly { readonly package: string; readonly bytes: number }[];
  /** The largest ones. */
  readonly symbols: readonly {
    readonly symbol: string;
    readonly package: string;
    readonly section: string;
    readonly bytes: number;
  }[];
  /** Those that make it fit with the least change; where none does, those that save most. */
  readonly options: readonly FitOption[];
  /** How many changes of the configuration were built and measured, and how many there was no time for. */
  readonly tried: number;
  readonly untried: number;
  /** The program with all its symbols, which must not be flashed; relative to the project. */
  readonly elf: string;
}

export interface FitOption {
  /** SYMBOL=VALUE each. */
  readonly set: readonly string[];
  readonly unset: readonly string[];
  /** What the menus call it. */
  readonly prompts: readonly string[];
  /** Settings of the user that have another value then. */
  readonly givesUp: readonly string[];
  /** By how much the region is larger with it. */
  readonly givenBytes: number;
  /** By which of both it comes nearer to fitting: a larger region, and a smaller program. */
  readonly savedBytes: number;
  readonly fits: boolean;
  /** Of this region; 0 where it fits. */
  readonly excessBytes: number;
  /** Other regions that overflow then. */
  readonly others: readonly { readonly region: string; readonly excessBytes: number }[];
  readonly command: string;
}
