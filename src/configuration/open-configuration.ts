/** Opens a board's configuration for somebody who edits it: also when its files are broken, with everything that is wrong with them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Board } from '../boards/board.js';
import { boardFoldersOf, listBoards } from '../boards/board-folders.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { showPath } from '../diagnostics/render.js';
import { type ConfigSetting, type KconfigModel, resolveConfig } from '../kconfig/index.js';
import { buildPathsOf, type Project } from '../project/project.js';
import type { FoundRecord } from './defaults-record.js';
import { findNews, tellNews } from './left-behind.js';
import { loadModelAnyway } from './load-model.js';
import { defaultDefconfig } from './presets.js';
import { type FileKind, looksLikeConfig, readSettings } from './read-settings.js';

/** What a configuration file says. */
export interface FileSettings {
  /** What was asked for: of a .config only what was no default when it was written. */
  readonly settings: readonly ConfigSetting[];
  /** Names that it has a line for. */
  readonly mentioned: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
  /** Errors of lines that are not among `settings`. */
  readonly unread: readonly Diagnostic[];
  /** Whether that is the whole file. */
  readonly isUnreadable?: boolean;
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
  /** What the board's defconfig says since .config was made of it, and settings do not follow. */
  readonly newsFor: (settings: readonly ConfigSetting[]) => readonly Diagnostic[];
}

export function openConfiguration(project: Project, board: Board, packageFolder: string): OpenConfiguration {
  const { loaded, diagnostics } = loadModelAnyway(project, board, packageFolder);
  const boards = listBoards(boardFoldersOf(packageFolder, project.folder));
  const startFrom = defaultDefconfig(project, board);
  const target = join(project.folder, buildPathsOf(board.name).config);
  const { model } = loaded;
  const readFile = (file: string, kind: FileKind) => readSettings(file, kind, loaded, board, boards);
  const newsSince = ({ defaults }: FoundRecord, settings: readonly ConfigSetting[]): readonly Diagnostic[] => {
    const taken = defaults?.defconfig;
    const defconfig = taken === undefined ? undefined : readFile(startFrom, 'all');
    if (taken === undefined || defconfig?.ok !== true) return [];
    const outcome = {
      model,
      resolution: resolveConfig(model, settings),
      settings,
      call: { board: board.name, flags: [], set: settings.filter(({ by }) => by === 'you'), unset: [] },
      show: (file: string) => showPath(file, process.cwd()),
      // Here nobody types commands.
      offer: () => undefined,
    };
    return tellNews(findNews(defconfig.value.asked, taken, outcome), startFrom, outcome, false);
  };
  const read = (file: string): FileSettings => {
    // A defconfig that the board starts from is a wish in each of its lines, as for `bljh configure`.
    const isConfig = looksLikeConfig(file) || (file !== startFrom && isWholeConfig(file));
    const result = readFile(file, isConfig ? 'config' : 'all');
    if (!result.ok) return unreadableFile(result.diagnostics);
    const { asked, mentioned, misfits, otherBoard, record } = result.value;
    const news = file === target ? newsSince(record, asked) : [];
    const lines = [...result.diagnostics, ...misfits.map(({ diagnostic }) => diagnostic)];
    return {
      settings: asked,
      mentioned,
      unread: lines.filter(({ severity }) => severity === 'error'),
      diagnostics: [...(otherBoard === undefined ? [] : [otherBoard.diagnostic]), ...lines, ...news],
    };
  };
  const newsFor = (settings: readonly ConfigSetting[]): readonly Diagnostic[] => {
    const own = readFile(target, 'config');
    return own.ok ? newsSince(own.value.record, settings) : [];
  };
  return { model, diagnostics, target, startFrom, read, newsFor };
}

/** What is left of a file that cannot be read. */
export function unreadableFile(diagnostics: readonly Diagnostic[]): FileSettings {
  const unread = diagnostics.filter(({ severity }) => severity === 'error');
  return { settings: [], mentioned: new Set(), diagnostics, unread, isUnreadable: true };
}

/** A .config under another name, such as a copy: a defconfig does not begin so. */
function isWholeConfig(file: string): boolean {
  try {
    return /^\uFEFF?#\s*\n# Automatically generated file; DO NOT EDIT\./.test(readFileSync(file, 'utf8'));
  } catch {
    // Whoever reads it is told the reason.
    return false;
  }
}

/** The file that counts now. */
export function startOf({ target, startFrom }: OpenConfiguration): string {
  return existsSync(target) ? target : startFrom;
}
