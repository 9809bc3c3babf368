/** What a plan is made from: values only, no files to open and no tools to ask. */
import type { Board } from '../boards/board.js';
import type { ResolvedValue } from '../kconfig/index.js';
import type { BuildPaths, Project } from '../project/project.js';
import type { IsrMark } from './isr-marks.js';

export interface PlanInput {
  readonly project: Project;
  readonly board: Board;
  /** Every symbol's value with its origin. */
  readonly values: ReadonlyMap<string, ResolvedValue>;
  /** The symbols of the project's own Kconfig, in the order of their definition: these reach Go. */
  readonly projectSymbols: readonly string[];
  /** The project's go.mod and go.sum. */
  readonly goMod: string;
  readonly goSum: string;
  /** The linker script's template (templates/tinygo/board.ld). */
  readonly linkerScript: string;
  /** The script that LINKER_SCRIPT names; absent where it is empty. */
  readonly ownLinkerScript?: { readonly path: string; readonly text: string };
  /** What looks like a //go:isr mark in the sources, whether they are compiled for this board or not. */
  readonly isrMarks: readonly IsrMark[];
  /** Turns an absolute path into the one that is shown: relative to the project, or <bljh>/... */
  readonly showPath: (file: string) => string;
  /** Where the build puts what it makes; default: the board's own folder. */
  readonly paths?: BuildPaths;
  /** The regions are to be large enough for any program (measuring-plan.ts). */
  readonly isMeasuring?: boolean;
}
