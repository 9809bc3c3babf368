/** Removes what was built for one board. */
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { listBoards } from '../boards/board-folders.js';
import { loadBoard } from '../boards/load-board.js';
import { isRecord } from '../configuration/defaults-record.js';
import { type Result, success } from '../diagnostics/diagnostic.js';
import { buildPathsOf, type Project } from '../project/project.js';
import { boardFoldersOf } from './prepare-build.js';

export interface Cleaned {
  readonly board: string;
  readonly folder: string;
  readonly removed: number;
}

/** Boards that have a build folder. */
export function listBuilt(project: Project, packageFolder: string): readonly string[] {
  const folder = join(project.folder, 'build');
  const boards = listBoards(boardFoldersOf(packageFolder, project.folder));
  return existsSync(folder) ? readdirSync(folder).filter((name) => boards.includes(name)) : [];
}

export function cleanBoard(
  project: Project,
  boardName: string,
  options: { withConfig: boolean; packageFolder: string },
): Result<Cleaned> {
  const board = loadBoard(boardName, boardFoldersOf(options.packageFolder, project.folder));
  if (!board.ok) return board;
  const folder = join(project.folder, buildPathsOf(boardName).folder);
  const shown = buildPathsOf(boardName).folder;
  if (!existsSync(folder)) return success({ board: boardName, folder: shown, removed: 0 });
  let removed = 0;
  for (const name of readdirSync(folder)) {
    if ((name === '.config' || isRecord(name)) && !options.withConfig) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
    removed += 1;
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
  return success({ board: boardName, folder: shown, removed });
}
