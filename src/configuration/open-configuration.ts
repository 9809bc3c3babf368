/** Opens a board's configuration for somebody who edits it: also when its files are broken, with everything that is wrong with them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Board } from '../boards/board.js';
import { boardFoldersOf, listBoards } from '../boards/board-folders.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { ConfigSetting, KconfigModel } from '../kconfig/index.js';
import { buildPathsOf, type Project } from '../project/project.js';
import { loadModelAnyway } from './load-model.js';
import { defaultDefconfig } from './presets.js';
import { looksLikeConfig, readSettings } from './read-settings.js';

/** What a configuration file says. */
export interface FileSettings {
  /** What was asked for: of a .config only what was no default when it was written. */
  readonly settings: readonly ConfigSetting[];
  /** Names that it has a line for. */
  readonly mentioned: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether `settings` has every line of a .config, wished for or not. */
  readonly isWhole?: boolean;
}

export interface OpenConfiguration {
  readonly model: KconfigModel;
  /** What is wrong with the Kconfig files. */
  readonly diagnostics: readonly Diagnostic[];
  /** The board's .config, whether it is there or not. */
  readonly target: string;
  /** What it is made of as long as it is not there. */
  readonly startFrom: string;
  readonly read: (file: string) => FileSettings;
}

export function openConfiguration(project: Project, board: Board, packageFolder: string): OpenConfiguration {
  const { loaded, diagnostics } = loadModelAnyway(project, board, packageFolder);
  const boards = listBoards(boardFoldersOf(packageFolder, project.folder));
  const read = (file: string): FileSettings => {
    const result = readSettings(file, looksLikeConfig(file) ? 'config' : 'all', loaded, board, boards);
    if (!result.ok) return { settings: [], mentioned: new Set(), diagnostics: result.diagnostics };
    const { asked, defaults, misfits, otherBoard } = result.value;
    const lines = [...asked, ...defaults, ...misfits.map(({ setting }) => setting)];
    return {
      settings: asked,
      mentioned: new Set(lines.map(({ name }) => name)),
      diagnostics: [
        ...(otherBoard === undefined ? [] : [otherBoard.diagnostic]),
        ...result.diagnostics,
        ...misfits.map(({ diagnostic }) => diagnostic),
      ],
    };
  };
  const target = join(project.folder, buildPathsOf(board.name).config);
  return { model: loaded.model, diagnostics, target, startFrom: defaultDefconfig(project, board), read };
}

/** The file that counts now. */
export function startOf({ target, startFrom }: OpenConfiguration): string {
  return existsSync(target) ? target : startFrom;
}
