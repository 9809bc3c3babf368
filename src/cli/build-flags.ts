/** What `bljh build` was asked for: by oclif's parser, or by the quick path's own. */
export interface BuildFlags {
  /** Folder to look for the project in. */
  readonly project: string;
  readonly board: readonly string[];
  readonly all: boolean;
  readonly force: boolean;
  /** Print the plan, build nothing. */
  readonly plan: boolean;
  /** Tell what would be run and why, run nothing. */
  readonly dryRun: boolean;
  /** Build once more elsewhere, and compare. */
  readonly verify?: boolean;
}
