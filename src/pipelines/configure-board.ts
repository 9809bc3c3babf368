/**
 * Writes one board's .config, if a build could be planned with it: a heap limit that the board cannot have, or an option
 * that cannot reach Go, is refused before the old file is touched. The editor then sees the new constants.
 */
import { join } from 'node:path';
import type { Board } from '../boards/board.js';
import { boardFoldersOf } from '../boards/board-folders.js';
import { loadBoard } from '../boards/load-board.js';
import type { Configuration, ConfigureOutcome, ConfigureRequest } from '../configuration/configure.js';
import { listNewSymbols, type NewSymbol } from '../configuration/list-new.js';
import { isFile } from '../configuration/presets.js';
import type { ReportEntry } from '../configuration/report-entry.js';
import { type Diagnostic, failure, type Result } from '../diagnostics/diagnostic.js';
import { buildPathsOf, type Project } from '../project/project.js';
import { withConfigurationLock } from './configuration-lock.js';
import { findStart, makeConfiguration } from './obtain-configuration.js';
import { makePlanner } from './prepare-build.js';
import { showBoardInEditor } from './show-in-editor.js';

export interface ConfigureBoardRequest {
  readonly project: Project;
  readonly boardName: string;
  readonly packageFolder: string;
  /** A file or the name of a preset. */
  readonly defconfig?: string | undefined;
  readonly fromOld?: string | undefined;
  readonly merge: readonly string[];
  readonly set: ConfigureRequest['set'];
  readonly unset: readonly string[];
  readonly dropLost: boolean;
  /** A file, or `` for the project's configs/BOARD_defconfig. */
  readonly saveDefconfig?: string | undefined;
  /** Write nothing. */
  readonly dryRun: boolean;
  readonly expected?: ConfigureRequest['expected'];
  readonly onNotice: (text: string) => void;
}

/** What became of the values that were asked for is known also where nothing was written because of it. */
export interface ConfiguredBoard {
  readonly outcome: Result<ConfigureOutcome>;
  readonly report: readonly ReportEntry[];
}

export async function configureBoard(request: ConfigureBoardRequest): Promise<ConfiguredBoard> {
  const { project, packageFolder, boardName } = request;
  const board = loadBoard(boardName, boardFoldersOf(packageFolder, project.folder));
  if (!board.ok) return { outcome: board, report: [] };
  if (request.dryRun) return configureLoaded(request, board.value);
  const done = await withConfigurationLock(request, () => configureLoaded(request, board.value));
  return 'refused' in done ? { outcome: failure(done.refused), report: [] } : done.value;
}

function configureLoaded(request: ConfigureBoardRequest, board: Board): ConfiguredBoard {
  const { project, packageFolder, boardName } = request;
  let report: readonly ReportEntry[] = [];
  const start = findStart(request, board, packageFolder);
  if (!start.ok) return { outcome: start, report };
  const plan = makePlanner({ project, board, packageFolder, readAtMs: Date.now() });
  const check = (configuration: Configuration): readonly Diagnostic[] => {
    const planned = plan(configuration);
    return planned.ok ? [] : planned.diagnostics.map(judge);
  };
  const outcome = makeConfiguration({
    project,
    board,
    packageFolder,
    ...start.value,
    set: request.set,
    unset: request.unset,
    dropLost: request.dropLost,
    dryRun: request.dryRun,
    ...(request.expected && { expected: request.expected }),
    check,
    onReport: (made) => {
      report = made;
    },
  });
  // From the file as it is now: the constants name the lines that they come from.
  if (outcome.ok && !request.dryRun) showBoardInEditor(project, boardName, packageFolder);
  return { outcome, report };
}

/** What no configuration could mend, such as a missing go.mod, must not keep anybody from writing one. */
function judge(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.code.startsWith('PL') ? diagnostic : { ...diagnostic, severity: 'warning' };
}

export interface ListNewRequest {
  readonly project: Project;
  readonly boardName: string;
  readonly packageFolder: string;
  /** Default: the board's .config. */
  readonly fromOld?: string | undefined;
}

/** Symbols that the board's .config does not mention. */
export function listNewOfBoard(request: ListNewRequest): Result<readonly NewSymbol[]> {
  const { project, boardName, packageFolder } = request;
  const board = loadBoard(boardName, boardFoldersOf(packageFolder, project.folder));
  if (!board.ok) return board;
  const start = findStart({ ...request, merge: [] }, board.value, packageFolder);
  if (!start.ok) return start;
  const own = join(project.folder, buildPathsOf(boardName).config);
  if (start.value.fromOld === undefined && !isFile(own)) return failure(notConfigured(boardName));
  return listNewSymbols(project, board.value, packageFolder, start.value.fromOld ?? own);
}

function notConfigured(board: string): Diagnostic {
  return {
    severity: 'error',
    code: 'PJ0003',
    message: `there is no build/${board}/.config, so every symbol is new`,
    hint: { text: 'make it', command: `bljh configure --board ${board}` },
  };
}
