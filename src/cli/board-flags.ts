/** Which boards a command is for: --board (several), --all, or the project's default_board. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findBoardFolder, listBoards } from '../boards/board-folders.js';
import { loadBoard } from '../boards/load-board.js';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { suggestOrList } from '../diagnostics/suggest.js';
import { boardFoldersOf } from '../pipelines/prepare-build.js';
import { diagnoseKey, type Project } from '../project/project.js';

export interface BoardChoice {
  readonly board?: readonly string[] | undefined;
  readonly all?: boolean | undefined;
}

export function chooseBoards(project: Project, packageFolder: string, choice: BoardChoice): Result<readonly string[]> {
  const wrong = diagnoseDefaultBoard(project, boardFoldersOf(packageFolder, project.folder));
  const warnings = wrong === undefined ? [] : [{ ...wrong, severity: 'warning' } as const];
  if (choice.all === true) return success(boardsOfProject(project, packageFolder), warnings);
  if (choice.board !== undefined && choice.board.length > 0) return success([...new Set(choice.board)], warnings);
  if (wrong !== undefined) return failure(wrong);
  if (project.default_board !== undefined) return success([project.default_board]);
  return failure({
    severity: 'error',
    code: 'CL0005',
    message: 'no board was named, and bljh.ini has no default_board',
    hint: {
      text: `boards: ${boardsOfProject(project, packageFolder).join(', ')}`,
      command: 'bljh build --board virt64',
    },
  });
}

function diagnoseDefaultBoard(project: Project, boardFolders: readonly string[]): Diagnostic | undefined {
  const { default_board } = project;
  if (default_board === undefined || findBoardFolder(default_board, boardFolders) !== undefined) return undefined;
  const hint = { text: suggestOrList(default_board, listBoards(boardFolders), 'boards') };
  return { ...diagnoseKey(project, 'default_board', `there is no board "${default_board}"`), hint };
}

/** --all: the boards that the project has a defconfig for; without any, all boards. */
function boardsOfProject(project: Project, packageFolder: string): readonly string[] {
  const boards = listBoards(boardFoldersOf(packageFolder, project.folder));
  const own = boards.filter((board) => existsSync(join(project.folder, 'configs', `${board}_defconfig`)));
  return own.length > 0 ? own : boards;
}

/**
 * The board behind a serial port: the one that is named; else the project's default, if it is one that is flashed over such a port; else
 * the only one of the project's boards that is.
 */
export function chooseSerialBoard(
  project: Project,
  packageFolder: string,
  named: string | undefined,
): Result<{ readonly board: string; readonly isGuess: boolean }> {
  if (named !== undefined) return success({ board: named, isGuess: false });
  const folders = boardFoldersOf(packageFolder, project.folder);
  const hasFlash = (name: string): boolean => {
    const board = loadBoard(name, folders);
    return board.ok && board.value.image !== undefined;
  };
  const { default_board } = project;
  if (default_board !== undefined && hasFlash(default_board)) return success({ board: default_board, isGuess: false });
  const serial = boardsOfProject(project, packageFolder).filter(hasFlash);
  const [only] = serial;
  if (only !== undefined && serial.length === 1) return success({ board: only, isGuess: true });
  const list = serial.length === 0 ? 'none of the boards of this project is' : `boards: ${serial.join(', ')}`;
  return failure({
    severity: 'error',
    code: 'CL0005',
    message: 'no board was named, and the default one is not flashed over a serial port',
    hint: { text: `name the board that is connected with --board (${list})` },
  });
}
