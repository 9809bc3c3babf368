/**
 * Writes one board's .config, if a build could be planned with it: a heap limit that the board cannot have, or an option
 * that cannot reach Go, is refused before the old file is touched. The editor then sees the new constants.
 */
import { loadBoard } from '../boards/load-board.js';
import type { Configuration, ConfigureOutcome, ConfigureRequest } from '../configuration/configure.js';
import type { Diagnostic, Result } from '../diagnostics/diagnostic.js';
import type { Project } from '../project/project.js';
import { makeConfiguration } from './obtain-configuration.js';
import { boardFoldersOf, planBuild } from './prepare-build.js';
import { showBoardInEditor } from './show-in-editor.js';

export interface ConfigureBoardRequest {
  readonly project: Project;
  readonly boardName: string;
  readonly packageFolder: string;
  readonly defconfig?: string | undefined;
  readonly set: ConfigureRequest['set'];
  readonly unset: readonly string[];
  /** Write nothing. */
  readonly dryRun: boolean;
}

export function configureBoard(request: ConfigureBoardRequest): Result<ConfigureOutcome> {
  const { project, packageFolder, defconfig } = request;
  const board = loadBoard(request.boardName, boardFoldersOf(packageFolder, project.folder));
  if (!board.ok) return board;
  const check = (configuration: Configuration): readonly Diagnostic[] => {
    const planned = planBuild({ project, board: board.value, configuration, packageFolder, readAtMs: Date.now() });
    return planned.ok ? [] : planned.diagnostics.map(judge);
  };
  const outcome = makeConfiguration({
    project,
    board: board.value,
    packageFolder,
    set: request.set,
    unset: request.unset,
    ...(defconfig === undefined ? {} : { defconfig }),
    dryRun: request.dryRun,
    check,
  });
  // From the file as it is now: the constants name the lines that they come from.
  if (outcome.ok && !request.dryRun) showBoardInEditor(project, request.boardName, packageFolder);
  return outcome;
}

/** What no configuration could mend, such as a missing go.mod, must not keep anybody from writing one. */
function judge(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.code.startsWith('PL') ? diagnostic : { ...diagnostic, severity: 'warning' };
}
