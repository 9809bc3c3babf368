/** Reads the settings of one configuration file, under the names that symbols have now. */
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Board } from '../boards/board.js';
import { boardSymbolOf } from '../boards/board-folders.js';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { showPath } from '../diagnostics/render.js';
import {
  type ConfigSetting,
  decodeText,
  findInvalidByte,
  formatDefconfig,
  readConfigFile,
  resolveConfig,
} from '../kconfig/index.js';
import { type FoundRecord, readRecord, type SplitLines, splitLines } from './defaults-record.js';
import type { LoadedModel } from './load-model.js';
import { type AskedSetting, type Override, renameAll, renameSetting } from './renames.js';

/** A line whose value does not have the form of its symbol's type, with what is to be said about it. */
export interface Misfit {
  readonly setting: AskedSetting;
  readonly diagnostic: Diagnostic;
}

export interface ReadSettings {
  readonly file: string;
  /** What was asked for, in the order of the file. */
  readonly asked: readonly AskedSetting[];
  /** Old names whose new ones are set in the same file. */
  readonly overrides: readonly Override[];
  readonly misfits: readonly Misfit[];
  /** Names of all symbols that it has a line for. */
  readonly mentioned: ReadonlySet<string>;
  /** Lines of a .config that were only its defaults. */
  readonly defaults: readonly AskedSetting[];
  readonly edited: readonly Override[];
  readonly dropped: SplitLines['dropped'];
  /** The file is of another board: its symbol, and what is to be said. */
  readonly otherBoard?: { readonly symbol: string; readonly diagnostic: Diagnostic };
  /** The record beside a .config, whether it is there or not. */
  readonly record: FoundRecord;
}

/** How much of a file somebody asked for: `all` of a defconfig; of a .config only what was no default. */
export type FileKind = 'all' | 'config';

export function readSettings(
  file: string,
  kind: FileKind,
  loaded: LoadedModel,
  board: Board,
  boards: readonly string[],
): Result<ReadSettings> {
  const text = readText(file);
  if (!text.ok) return text;
  const read = readConfigFile(file, text.value, loaded.model);
  const diagnostics: readonly Diagnostic[] = read.diagnostics;
  const isMisfit = ({ code }: Diagnostic) => code === 'KC0405' || code === 'KC0407';
  const others = diagnostics.filter((diagnostic) => !isMisfit(diagnostic));
  // Both sides of a conflict are there: nothing can be said about what was asked for.
  if (others.some(({ code }) => code === 'KC0402')) return failure(...diagnostics);
  const misfits = findMisfits(file, text.value, diagnostics.filter(isMisfit));
  const found = readRecord(file, text.value);
  const nameOf = (name: string): string => loaded.renames.byOldName.get(name)?.to ?? name;
  const written = [...read.settings, ...misfits.map(({ setting }) => setting)].toSorted(byLine);
  const split =
    kind === 'all' || found.defaults === undefined ? undefined : splitLines(written, found.defaults, nameOf);
  const isSplit = new Set(split?.asked ?? read.settings);
  const renamed = renameAll(
    read.settings.filter((setting) => isSplit.has(setting)),
    loaded.renames,
  );
  const otherBoard = findOtherBoard(read.settings, loaded, board, boards);
  const settings: ReadSettings = {
    file,
    asked:
      kind === 'config' && split === undefined
        ? essentialOf(renamed.settings, loaded)
        : [...unwrittenOf(file, split, loaded), ...renamed.settings],
    overrides: renamed.overrides,
    misfits,
    mentioned: new Set(written.map(({ name }) => nameOf(name))),
    defaults: (split?.defaults ?? []).map((setting) => renameSetting(setting, loaded.renames)),
    edited: (split?.edited ?? []).map(({ was, now }) => {
      const { at: _, ...rest } = now;
      const by = renameSetting(now, loaded.renames);
      return { setting: renameSetting({ ...rest, value: was, by: 'an earlier call' }, loaded.renames), by };
    }),
    dropped: split?.dropped ?? [],
    ...(otherBoard && { otherBoard }),
    record: found,
  };
  return success(settings, kind === 'config' ? [...others, ...found.diagnostics] : others);
}

function byLine(a: ConfigSetting, b: ConfigSetting): number {
  return (a.at?.line ?? 0) - (b.at?.line ?? 0);
}

/** Wishes that hold and have no line as long as their symbol is hidden. */
function unwrittenOf(file: string, split: SplitLines | undefined, { renames }: LoadedModel): readonly AskedSetting[] {
  return (split?.unwritten ?? []).map((wish) => renameSetting({ ...wish, by: file }, renames));
}

/** Read without a model the lines say what was asked for. */
function findMisfits(file: string, text: string, diagnostics: readonly Diagnostic[]): readonly Misfit[] {
  if (diagnostics.length === 0) return [];
  const byLine = new Map(readConfigFile(file, text).settings.map((setting) => [setting.at?.line, setting]));
  return diagnostics.flatMap((diagnostic) => {
    const setting = byLine.get(diagnostic.at?.line);
    return setting === undefined ? [] : [{ setting, diagnostic }];
  });
}

/**
 * A .config without a record: what differs from the defaults was somebody's wish, and so was what does not stick. All lines,
 * where the others alone would give other values.
 */
function essentialOf(settings: readonly AskedSetting[], { model }: LoadedModel): readonly AskedSetting[] {
  const whole = resolveConfig(model, settings);
  const minimal = readConfigFile('', formatDefconfig(model, whole), model).settings;
  const needed = new Set([...minimal, ...whole.losses].map(({ name }) => name));
  const isUnknown = ({ name, value }: ConfigSetting): boolean => value === 'n' && !model.symbols.has(name);
  const essential = settings.filter((setting) => needed.has(setting.name) || isUnknown(setting));
  const { values } = resolveConfig(model, essential);
  const isSame = [...whole.values].every(([name, { value }]) => values.get(name)?.value === value);
  return isSame ? essential : settings;
}

/** A file of another board names it. */
function findOtherBoard(
  settings: readonly ConfigSetting[],
  { model }: LoadedModel,
  board: Board,
  boards: readonly string[],
): ReadSettings['otherBoard'] {
  for (const { name, value, at, by } of settings) {
    if (value !== 'y' || model.symbols.has(name)) continue;
    const other = boards.find((each) => each !== board.name && boardSymbolOf(each) === name);
    if (other === undefined) continue;
    const message = `${showPath(by, process.cwd())} is a configuration of board ${other} (CONFIG_${name}=y), not of ${board.name}`;
    return { symbol: name, diagnostic: { severity: 'error', code: 'CF0005', message, ...(at && { at }) } };
  }
  return undefined;
}

/** A configuration ends up in Go sources, which are UTF-8: another byte would have to be changed without anybody's wish. */
function readText(file: string): Result<string> {
  let text: string;
  try {
    text = decodeText(readFileSync(file));
  } catch (error) {
    return failure(fileProblem(file, 'read', error));
  }
  const at = findInvalidByte(text);
  return at === -1 ? success(text) : failure(notUtf8(file, text, at));
}

function notUtf8(file: string, text: string, at: number): Diagnostic {
  const isUtf16 = /^(\uDCFF\uDCFE|\uDCFE\uDCFF)/.test(text);
  const before = text.slice(0, at).split('\n');
  const byte = (text.charCodeAt(at) & 0xff).toString(16).toUpperCase();
  return {
    severity: 'error',
    code: 'CF0008',
    message: isUtf16 ? `${file} is UTF-16` : `the byte ${byte} is not UTF-8`,
    at: { file, line: before.length, col: (before.at(-1) ?? '').length + 1 },
    hint: { text: isUtf16 ? 'save it as UTF-8' : 'save the file as UTF-8, or write the letter anew' },
  };
}

const FILE_HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: make room, then call again',
  EDQUOT: 'your share of the disk is used up: make room, then call again',
  EACCES: 'you have no right to do that: "ls -l" shows whose it is',
  EPERM: 'you have no right to do that: "ls -l" shows whose it is',
  EROFS: 'the file system is mounted to be read only',
  EISDIR: 'it is a folder, and should be a file',
};

export function fileProblem(file: string, verb: 'read' | 'write', error: unknown): Diagnostic {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const hint = FILE_HINTS[code];
  return {
    severity: 'error',
    code: 'PJ0005',
    message: `cannot ${verb} ${file}: ${code || message}`,
    ...(hint !== undefined && { hint: { text: hint } }),
  };
}

/** The text of a file that may not be there. */
export function textIfThere(file: string): string | undefined {
  return existsSync(file) ? decodeText(readFileSync(file)) : undefined;
}

/** A full .config, as opposed to a defconfig. */
export function looksLikeConfig(file: string): boolean {
  return basename(file) === '.config';
}
