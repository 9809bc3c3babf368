/** Parses the Kconfig tree of one board and project: the board's file, bljh's own, the project's, in that order. */
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Board } from '../boards/board.js';
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

export function loadModel(project: Project, board: Board, packageFolder: string): Result<LoadedModel> {
  const templates = join(packageFolder, 'templates', 'kconfig');
  const own = join(project.folder, 'Kconfig');
  const hasOwn = existsSync(own);
  const { model, diagnostics } = parseKconfig({
    file: join(templates, 'Kconfig'),
    environment: {
      BLJH_BOARD: board.name,
      BLJH_BOARD_KCONFIG: join(board.folder, 'Kconfig'),
      BLJH_KCONFIG_DIR: templates,
      BLJH_PROJECT: project.name,
      BLJH_PROJECT_KCONFIG: hasOwn ? own : join(templates, 'Kconfig.none'),
    },
    srctree: project.folder,
  });
  if (hasErrors(diagnostics)) return failure(...diagnostics);
  const foreign = [templates, board.folder].map((folder) => folder + sep);
  const projectSymbols = [...model.symbols.values()]
    .filter((symbol) => symbol.definitions.some(({ file }) => !foreign.some((folder) => file.startsWith(folder))))
    .map((symbol) => symbol.name);
  const warnings: readonly Diagnostic[] = diagnostics;
  const renames = loadRenames([`${own}.renames`, join(board.folder, 'Kconfig.renames')], model);
  if (!renames.ok) return renames;
  return success({ model, projectSymbols, absent: hasOwn ? [] : [own], renames: renames.value }, warnings);
}
