/** Parses the Kconfig tree of one board and project: the board's file, bljh's own, the project's, in that order. */
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Board } from '../boards/board.js';
import { isBl602 } from '../boards/chip.js';
import { hexadecimal } from '../boards/hexadecimal.js';
import { hasRoomBehind } from '../boards/memory.js';
import { type Diagnostic, failure, hasErrors, type Result, success } from '../diagnostics/diagnostic.js';
import { type KconfigModel, parseKconfig } from '../kconfig/index.js';
import type { Project } from '../project/project.js';
import { loadRenames, type Renames } from './renames.js';

export interface LoadedModel {
  readonly model: KconfigModel;
  /** Symbols that the project's own Kconfig files define, in order: these reach Go as tags and constants. */
  readonly projectSymbols: readonly string[];
  /** Files that would have been read if they existed. */
  readonly absent: readonly string[];
  readonly renames: Renames;
}

/** A tree of somebody else's begins with it. */
const NO_TITLE = { text: "remove the line: the project's Kconfig stands below bljh's own title" };

export function loadModel(project: Project, board: Board, packageFolder: string): Result<LoadedModel> {
  const { loaded, diagnostics } = loadModelAnyway(project, board, packageFolder);
  return hasErrors(diagnostics) ? failure(...diagnostics) : success(loaded, diagnostics);
}

/** What could be understood of the tree, whatever is wrong with its files: to look at, not to build from. */
export function loadModelAnyway(
  project: Project,
  board: Board,
  packageFolder: string,
): { readonly loaded: LoadedModel; readonly diagnostics: readonly Diagnostic[] } {
  const templates = join(packageFolder, 'templates', 'kconfig');
  const own = join(project.folder, 'Kconfig');
  const hasOwn = existsSync(own);
  const { model, diagnostics } = parseKconfig({
    file: join(templates, 'Kconfig'),
    environment: {
      ...boardVariables(board),
      BLJH_KCONFIG_DIR: templates,
      BLJH_PROJECT: project.name,
      BLJH_PROJECT_KCONFIG: hasOwn ? own : join(templates, 'Kconfig.none'),
    },
    srctree: project.folder,
  });
  const loaded = {
    model,
    projectSymbols: symbolsOutside(model, [templates, board.folder]),
    absent: hasOwn ? [] : [own],
  };
  // What a broken tree does not define is no mistake of the renames.
  const files = hasErrors(diagnostics) ? [] : [`${own}.renames`, join(board.folder, 'Kconfig.renames')];
  const renames = loadRenames(files, model);
  return {
    loaded: { ...loaded, renames: renames.ok ? renames.value : { byOldName: new Map(), files: [], absent: [] } },
    diagnostics: [
      ...diagnostics.map((each) => (each.code === 'KC0208' ? { ...each, hint: NO_TITLE } : each)),
      ...renames.diagnostics,
    ],
  };
}

/** What the Kconfig files learn of a board. One without regions has no options for memory, whatever their defaults. */
export function boardVariables(board: Board): Readonly<Record<string, string>> {
  const { memory } = board;
  return {
    BLJH_BOARD: board.name,
    BLJH_BOARD_CHIP: isBl602(board) ? 'bl602' : 'none',
    BLJH_BOARD_HAS_WIFI_RAM: memory !== undefined && hasRoomBehind(memory) ? 'y' : 'n',
    BLJH_BOARD_IMAGE: board.image?.format ?? 'none',
    BLJH_BOARD_KCONFIG: join(board.folder, 'Kconfig'),
    BLJH_BOARD_RAM_ORIGIN: hexadecimal(memory?.ram.origin ?? 0),
  };
}

function symbolsOutside({ symbols }: KconfigModel, folders: readonly string[]): readonly string[] {
  const isOutside = (file: string): boolean => !folders.some((folder) => file.startsWith(folder + sep));
  return [...symbols.values()]
    .filter(({ definitions }) => definitions.some(({ file }) => isOutside(file)))
    .map(({ name }) => name);
}
