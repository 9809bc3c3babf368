/** What `bljh build` was asked for: by oclif's parser, or by the quick path's own. */
export interface BuildFlags {
  /** Folder to look for the project in. */
  readonly project: string;
  readonly board: readonly string[];
  readonly all: boolean;
  readonly force: boolean;
  /** How many boards at the same time; undefined: as many as the machine, or make, lets. */
  readonly jobs?: number | undefined;
  /** Print the plan, build nothing. */
  readonly plan: boolean;
  /** Tell what would be run and why, run nothing. */
  readonly dryRun: boolean;
  /** Build once more elsewhere, and compare. */
  readonly verify?: boolean;
  /** Run each step where it sees its inputs only. */
  readonly sandbox?: boolean;
}

/** More are a slip of the finger. */
export const MAX_JOBS = 1024;
