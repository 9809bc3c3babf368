/** What lies in folders of boards, and what is amiss with it: a folder that is no board is not passed over in silence. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Board } from './board.js';

/** The project's own boards come before bljh's. */
export function boardFoldersOf(packageFolder: string, projectFolder?: string): readonly string[] {
  return [...(projectFolder === undefined ? [] : [join(projectFolder, 'boards')]), join(packageFolder, 'boards')];
}

export function isBoardName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name);
}

/** The symbol by which a board's Kconfig says which one it is. */
export function boardSymbolOf(name: string): string {
  return `BOARD_${name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}`;
}

/** Names of all boards in the given folders, sorted; of two with one name the earlier folder's counts. */
export function listBoards(boardFolders: readonly string[]): readonly string[] {
  const names = boardFolders.flatMap((folder) => foldersIn(folder).filter((name) => isBoard(folder, name)));
  return [...new Set(names)].sort();
}

export function findBoardFolder(name: string, boardFolders: readonly string[]): string | undefined {
  const folder = boardFolders.find((each) => isBoard(each, name));
  return folder === undefined ? undefined : join(folder, name);
}

/** Warnings about folders that look like boards and are none. */
export function findOddFolders(boardFolders: readonly string[]): readonly Diagnostic[] {
  return boardFolders.flatMap((folder) =>
    foldersIn(folder).flatMap((name): Diagnostic[] => {
      if (!existsSync(join(folder, name, 'board.ini')))
        return [{ ...lacksBoardIni(folder, name), severity: 'warning' }];
      return isBoardName(name) ? [] : [badName(folder, name)];
    }),
  );
}

/** Why the folder of that name is no board; undefined if there is none. */
export function diagnoseFolder(name: string, boardFolders: readonly string[]): Diagnostic | undefined {
  if (!isBoardName(name)) return undefined;
  const folder = boardFolders.find((each) => foldersIn(each).includes(name));
  return folder === undefined ? undefined : lacksBoardIni(folder, name);
}

/** The board's Kconfig is read by every configuration. */
export function diagnoseKconfig({ name, folder }: Board): Diagnostic | undefined {
  if (existsSync(join(folder, 'Kconfig'))) return undefined;
  const symbol = boardSymbolOf(name);
  return {
    severity: 'error',
    code: 'BD0002',
    message: `board ${name} has no Kconfig: there is no file ${join(folder, 'Kconfig')}`,
    hint: {
      text: `make it: "config ${symbol}" with "def_bool y", and "select LINUX_OS" and "select HAS_STANDARD_GO", or "select BARE_METAL" and "select HAS_TINYGO"`,
    },
  };
}

/** Where a configuration starts when the project has none of its own for the board. */
export function diagnoseDefconfig({ name, folder }: Board): Diagnostic | undefined {
  if (existsSync(join(folder, 'defconfig'))) return undefined;
  return {
    severity: 'error',
    code: 'BD0002',
    message: `board ${name} has no defconfig: there is no file ${join(folder, 'defconfig')}`,
    hint: {
      text: `make it, or configs/${name}_defconfig in the project; it holds lines such as CONFIG_HEAP_LIMIT=8192, and may be empty`,
    },
  };
}

function isBoard(folder: string, name: string): boolean {
  return isBoardName(name) && existsSync(join(folder, name, 'board.ini'));
}

function foldersIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.') && statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory())
    .sort();
}

function lacksBoardIni(folder: string, name: string): Diagnostic {
  return {
    severity: 'error',
    code: 'BD0002',
    message: `${join(folder, name)} is no board: it has no board.ini`,
    hint: {
      text: 'a board is a folder with board.ini, Kconfig and defconfig; board.ini may be "title = ..." and "inherits = virt64"',
    },
  };
}

function badName(folder: string, name: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'BD0003',
    message: `${join(folder, name)} is no board: "${name}" cannot be the name of one`,
    hint: { text: 'rename the folder: letters, digits, ".", "_" and "-", beginning with a letter or a digit' },
  };
}
