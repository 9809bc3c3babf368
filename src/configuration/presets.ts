/**
 * Configurations to start from, by name: configs/NAME_defconfig of the project, NAME_defconfig in the board's folder, and for
 * every board the defconfig that comes with it, under the board's name.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Board } from '../boards/board.js';
import { findBoardFolder, listBoards } from '../boards/board-folders.js';
import type { Project } from '../project/project.js';

const SUFFIX = '_defconfig';

export interface PresetPlaces {
  readonly project: Project;
  readonly board: Board;
  readonly boardFolders: readonly string[];
}

/** The project's defconfig of a board, whether it is there or not. */
export function projectDefconfig(project: Project, board: Board): string {
  return join(project.folder, 'configs', `${board.name}${SUFFIX}`);
}

/** What a board starts from: the project's configs/BOARD_defconfig, or the board's own. */
export function defaultDefconfig(project: Project, board: Board): string {
  const own = projectDefconfig(project, board);
  return existsSync(own) ? own : join(board.folder, 'defconfig');
}

/** The file of a preset; undefined if there is none of that name. */
export function findPreset(name: string, { project, board, boardFolders }: PresetPlaces): string | undefined {
  if (!/^[\w.-]+$/.test(name)) return undefined;
  const other = findBoardFolder(name, boardFolders);
  const candidates = [
    join(project.folder, 'configs', `${name}${SUFFIX}`),
    join(board.folder, `${name}${SUFFIX}`),
    ...(other === undefined ? [] : [join(other, 'defconfig')]),
  ];
  return candidates.find(isFile);
}

export function listPresets({ project, board, boardFolders }: PresetPlaces): readonly string[] {
  const own = [join(project.folder, 'configs'), board.folder].flatMap(presetsIn);
  return [...new Set([...own, ...listBoards(boardFolders)])].sort();
}

/** The project's defconfigs as one would type their paths here. */
export function listDefconfigs(project: Project): readonly string[] {
  const folder = join(project.folder, 'configs');
  return presetsIn(folder)
    .map((name) => relative(resolve('.'), join(folder, `${name}${SUFFIX}`)))
    .sort();
}

/** Pipes and devices are as good as files. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
}

function presetsIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(SUFFIX) && name.length > SUFFIX.length)
    .map((name) => name.slice(0, -SUFFIX.length));
}
