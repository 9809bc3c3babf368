/** What explanations are made from: values and functions of them, no files to open and no tools to ask. */
import type { Board } from '../boards/board.js';
import type { Result } from '../diagnostics/diagnostic.js';
import type { Change } from '../fixes/change.js';
import type { ConfigSetting, KconfigModel, Location, Resolution } from '../kconfig/index.js';
import type { BuildPlan } from '../plan/build-plan.js';
import type { Project } from '../project/project.js';

export interface RenamedSymbol {
  readonly to: string;
  /** A bool with the opposite meaning. */
  readonly inverts: boolean;
  readonly at: Location;
}

export interface ExplainSubject {
  readonly project: Project;
  readonly board: Board;
  readonly model: KconfigModel;
  /** The symbols of the project's own Kconfig: these reach Go under their names. */
  readonly projectSymbols: readonly string[];
  /** What was somebody's wish; what stands in a .config without having been asked for is left out. */
  readonly settings: readonly ConfigSetting[];
  /** Symbols whose lines stand between conflict markers, so that none of them counts. */
  readonly contested: ReadonlyMap<string, Location>;
  /** Old names of symbols. */
  readonly renames: ReadonlyMap<string, RenamedSymbol>;
  /** Of those settings. */
  readonly resolution: Resolution;
  /** The plan of those values; undefined where none can be made. */
  readonly plan: BuildPlan | undefined;
  /** The plan of other values. */
  readonly planOf: (resolution: Resolution) => Result<BuildPlan>;
  /** Turns an absolute path into the one that is shown: relative to the project, or <bljh>/... */
  readonly showPath: (file: string) => string;
  /** The paths in `asked` as plans have them, if it is one. */
  readonly asPlanPath: (asked: string) => string;
  /** The command that makes a change. */
  readonly commandFor: (change: Change) => string;
}
