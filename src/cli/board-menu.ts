/** The menus of a board's configuration: what they save goes the way of `bljh configure --set`, with all its checks. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { boardFoldersOf, diagnoseKconfig } from '../boards/board-folders.js';
import { loadBoard } from '../boards/load-board.js';
import { openConfiguration, startOf } from '../configuration/open-configuration.js';
import { failure, type Result, success, withEarlier } from '../diagnostics/diagnostic.js';
import type { ConfigEditor } from '../menu/index.js';
import { buildPathsOf, loadProject, type Project } from '../project/project.js';
import { chooseBoards } from './board-flags.js';
import { type MenuReport, showMenu } from './menu-call.js';
import { type OpenedMenu, openMenu, type WriteCall } from './menu-host.js';

export interface MenuCall {
  readonly project: string;
  /** One, or none for the project's default. */
  readonly board: readonly string[];
}

/** `bljh configure` in a terminal. */
export async function executeMenu(
  { project: folder, board }: MenuCall,
  packageFolder: string,
): Promise<Result<MenuReport>> {
  const project = loadProject(folder);
  if (!project.ok) return project;
  const boards = chooseBoards(project.value, packageFolder, { board });
  if (!boards.ok) return boards;
  const [name = ''] = boards.value;
  const opened = openBoardMenu(project.value, name, packageFolder);
  const shown = opened.ok
    ? await showMenu(opened.value, join(project.value.folder, buildPathsOf(name).config))
    : opened;
  return withEarlier(boards.diagnostics, shown);
}

/** The menus of a board, not on any screen yet. */
export function openBoardMenu(project: Project, boardName: string, packageFolder: string): Result<OpenedMenu> {
  const board = loadBoard(boardName, boardFoldersOf(packageFolder, project.folder));
  if (!board.ok) return board;
  const lacking = diagnoseKconfig(board.value);
  if (lacking !== undefined) return failure(lacking);
  const opened = openConfiguration(project, board.value, packageFolder);
  const write = async ({ values }: ConfigEditor, { text, onNotice }: WriteCall): Promise<Result<string>> => {
    const start = opened.read(startOf(opened));
    const isUnreadable = start.isUnreadable === true;
    const { settings } = isUnreadable ? opened.read(opened.startFrom) : start;
    const lost = new Set(values.losses.map(({ name }) => name));
    const set = values.settings.filter(({ name }) => !lost.has(name));
    const kept = new Set(set.map(({ name }) => name));
    // Of what the file asks for, the user has taken this back, or agreed that it goes.
    const unset = settings.map(({ name }) => name).filter((name) => !kept.has(name));
    // What goes was asked about already.
    const request = { project, boardName, packageFolder, merge: [], set, unset, dropLost: true, dryRun: false };
    if (isUnreadable) copyFileSync(opened.target, `${opened.target}.old`);
    // Planning a build takes as long to load as all the rest, and the first picture must not wait for it.
    const { configureBoard } = await import('../pipelines/configure-board.js');
    const { outcome } = await configureBoard({
      ...request,
      ...(isUnreadable && { defconfig: opened.startFrom }),
      expected: { text },
      onNotice,
    });
    return outcome.ok ? { ...outcome, value: outcome.value.text } : outcome;
  };
  const { model, diagnostics, target, startFrom, read, newsFor } = opened;
  const openedMenu = openMenu({
    title: `bljh configure: ${project.name} for ${boardName}`,
    file: target,
    startFrom,
    model,
    diagnostics,
    read,
    write,
    mayBeMinimal: false,
    defconfig: { file: startFrom, newsFor },
    suggestions: {
      'save-as': join(project.folder, `${boardName}.config`),
      'save-minimal': join(project.folder, 'configs', `${boardName}_defconfig`),
    },
  });
  return success(openedMenu);
}
