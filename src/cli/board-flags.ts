/** Which boards a command is for: --board (several), --all, or the project's default_board. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listBoards } from '../boards/board-folders.js';
import { failure, type Result, success } from '../diagnostics/diagnostic.js';
import { boardFoldersOf } from '../pipelines/prepare-build.js';
import type { Project } from '../project/project.js';

export interface BoardChoice {
  readonly board?: readonly string[] | undefined;
  readonly all?: boolean | undefined;
}

export function chooseBoards(project: Project, packageFolder: string, choice: BoardChoice): Result<readonly string[]> {
  if (choice.all === true) return success(boardsOfProject(project, packageFolder));
  if (choice.board !== undefined && choice.board.length > 0) return success([...new Set(choice.board)]);
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

/** --all: the boards that the project has a defconfig for; without any, all boards. */
function boardsOfProject(project: Project, packageFolder: string): readonly string[] {
  const boards = listBoards(boardFoldersOf(packageFolder, project.folder));
  const own = boards.filter((board) => existsSync(join(project.folder, 'configs', `${board}_defconfig`)));
  return own.length > 0 ? own : boards;
}
