/**
 * Makes a board's .config out of what the user asked for, and reads it back for a build. A value that was asked for
 * and did not stick is an error that names the line and the reason: nothing is dropped in silence.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Board } from '../boards/board.js';
import { type Diagnostic, failure, hasErrors, type Result, success } from '../diagnostics/diagnostic.js';
import { type ConfigSetting, formatConfig, formatDefconfig, readConfigFile } from '../kconfig/index.js';
import { buildPathsOf, type Project } from '../project/project.js';
import { type Configuration, type Decided, decide, type Sources } from './decide.js';
import { type Defaults, describeDefaults, readRecord, recordPathOf, writeWithRecord } from './defaults-record.js';
import { type Values, valuesOf } from './left-behind.js';
import { type LoadedModel, loadModel } from './load-model.js';
import { defaultDefconfig, projectDefconfig } from './presets.js';
import { fileProblem, looksLikeConfig, textIfThere } from './read-settings.js';
import type { ReportEntry } from './report-entry.js';
import { finishDefconfig, type SavedDefconfig, stageDefconfig } from './save-defconfig.js';

export type { Configuration } from './decide.js';

export interface ConfigureRequest {
  readonly project: Project;
  readonly board: Board;
  readonly packageFolder: string;
  /** A defconfig to start from; default: the existing .config, else the board's defconfig of the project. */
  readonly defconfig?: string;
  /** A .config of an earlier version of the project, or of another tool, to start from. */
  readonly fromOld?: string;
  /** Fragments, in order; later ones win. */
  readonly merge?: readonly string[];
  /** SYMBOL=VALUE from the command line; these win. */
  readonly set: readonly ConfigSetting[];
  /** Symbols that follow their defaults again, or lines of a .config for what no Kconfig file defines any more. */
  readonly unset?: readonly string[];
  /** What does not stick may go: it is told as a warning. */
  readonly dropLost?: boolean;
  /** Where the minimal configuration is saved, too. */
  readonly saveDefconfig?: string;
  /** What else speaks against a configuration; nothing is written when there is an error. */
  readonly check?: (configuration: Configuration) => readonly Diagnostic[];
  readonly dryRun?: boolean;
  /** The .config as the caller knows it (no text: that it is not there); as anything else it is left alone. */
  readonly expected?: { readonly text: string | undefined };
  /** What became of each value that was asked for, also when nothing is written because of it. */
  readonly onReport?: (report: readonly ReportEntry[]) => void;
}

export interface ConfigureOutcome {
  readonly configuration: Configuration;
  /** Relative to the project. */
  readonly path: string;
  readonly changed: boolean;
  readonly text: string;
  /** The file that it was started from, relative to the project where it lies below it. */
  readonly startedFrom: string;
  readonly savedDefconfig?: SavedDefconfig;
}

export function configure(request: ConfigureRequest): Result<ConfigureOutcome> {
  const { project, board } = request;
  const loaded = loadModel(project, board, request.packageFolder);
  if (!loaded.ok) return loaded;
  const target = join(project.folder, buildPathsOf(board.name).config);
  const before = readTarget(target);
  if (!before.ok) return before;
  if (request.expected !== undefined && request.expected.text !== before.value.text)
    return failure(changedMeanwhile(target));
  const sources = chooseSources(request, target);
  const decided = decide(loaded.value, sources, request);
  if (!decided.ok) return decided;
  const { configuration, report, asked, defconfig, checked } = decided.value;
  request.onReport?.(report);
  if (hasErrors(decided.diagnostics)) return failure(...decided.diagnostics);
  const { resolution, model } = configuration;
  const text = formatConfig(model, resolution);
  const minimal = formatDefconfig(model, resolution);
  const staged = stageDefconfig(request.saveDefconfig, minimal, request.dryRun === true);
  if (!staged.ok) return staged;
  const isOwn = sources.base.file === target;
  const former = before.value.defaults?.defconfig;
  const known = isOwn && former !== undefined ? withDecided(former, defconfig, request) : defconfig;
  const taken =
    request.saveDefconfig === projectDefconfig(project, board)
      ? valuesOf(readConfigFile('', minimal, model).settings)
      : known;
  const written =
    request.dryRun === true
      ? success(before.value.text !== text)
      : write(target, text, before.value, describeDefaults(text, resolution, asked, taken));
  const saved = finishDefconfig(staged.value, written.ok);
  if (!written.ok) return written;
  if (!saved.ok) return failure(...decided.diagnostics, ...checked, ...saved.diagnostics);
  return success(
    {
      configuration,
      path: buildPathsOf(board.name).config,
      changed: written.value,
      text,
      startedFrom: sources.base.file,
      ...(saved.value && { savedDefconfig: saved.value }),
    },
    [...loaded.diagnostics, ...decided.diagnostics, ...checked, ...saved.diagnostics],
  );
}

/** The configuration that a build uses: the board's .config as it stands. */
export function readConfiguration(project: Project, board: Board, packageFolder: string): Result<Configuration> {
  const loaded = loadModel(project, board, packageFolder);
  if (!loaded.ok) return loaded;
  const decided = decideAsItStands(loaded.value, project, board, packageFolder);
  if (!decided.ok) return decided;
  // The file is not written here: what it says is not what counts until somebody configures again.
  const command = `bljh configure --board ${board.name}`;
  const diagnostics = decided.diagnostics.map((diagnostic): Diagnostic => {
    const isPassed = ['CF0002', 'CF0003'].includes(diagnostic.code) && diagnostic.hint === undefined;
    return isPassed ? { ...diagnostic, hint: { text: 'write it into .config', command } } : diagnostic;
  });
  if (hasErrors(diagnostics)) return failure(...diagnostics);
  return success(decided.value.configuration, [...loaded.diagnostics, ...diagnostics]);
}

/** What the board's .config says, or its defconfig as long as there is none; what does not stick is among the diagnostics. */
export function decideAsItStands(
  loaded: LoadedModel,
  project: Project,
  board: Board,
  packageFolder: string,
): Result<Decided> {
  const target = join(project.folder, buildPathsOf(board.name).config);
  const request = { project, board, packageFolder, set: [] };
  return decide(loaded, chooseSources(request, target), request);
}

function chooseSources(request: ConfigureRequest, target: string): Sources {
  const { project, board, defconfig, fromOld, merge = [], set, unset = [] } = request;
  const named = fromOld ?? defconfig;
  const isOwn = named === undefined && existsSync(target);
  const file = named ?? (isOwn ? target : defaultDefconfig(project, board));
  const isConfig = isOwn || fromOld !== undefined || looksLikeConfig(file);
  const start = fromOld === undefined ? (defconfig === undefined ? 'usual' : 'defconfig') : 'old';
  return {
    base: { file, kind: isConfig ? 'config' : 'all', start },
    merge,
    set,
    unset,
    defconfig: defaultDefconfig(project, board),
    ...(named !== undefined && named !== target && existsSync(target) && { replaces: target }),
  };
}

/** Whoever names a symbol has seen what the defconfig says of it. Menus pass on all settings: theirs are those of the user alone. */
function withDecided(former: Values, now: Values, { set, unset = [] }: ConfigureRequest): Values {
  const taken = new Map(Object.entries(former));
  const named = set.filter(({ by }) => by === '--set' || by === 'you').map(({ name }) => name);
  for (const name of [...named, ...unset]) {
    const value = Object.hasOwn(now, name) ? now[name] : undefined;
    if (value === undefined) taken.delete(name);
    else taken.set(name, value);
  }
  return Object.fromEntries(taken);
}

interface Target {
  readonly text: string | undefined;
  readonly defaults: Defaults | undefined;
}

function readTarget(target: string): Result<Target> {
  try {
    const text = textIfThere(target);
    return success({ text, defaults: text === undefined ? undefined : readRecord(target, text).defaults });
  } catch (error) {
    return failure(fileProblem(target, 'read', error));
  }
}

/** Whoever else writes here has a lock, but an editor has none. */
function write(target: string, text: string, before: Target, defaults: Defaults): Result<boolean> {
  let file = target;
  try {
    // Two builds that make the first .config make the same one.
    if (![before.text, text].includes(textIfThere(target))) return failure(changedMeanwhile(target));
    return success(writeWithRecord(target, text, defaults, before.defaults));
  } catch (error) {
    const { path } = error as NodeJS.ErrnoException;
    if (path?.startsWith(recordPathOf(target)) === true) file = recordPathOf(target);
    return failure(fileProblem(file, 'write', error));
  }
}

function changedMeanwhile(file: string): Diagnostic {
  return {
    severity: 'error',
    code: 'PJ0010',
    message: `${file} was changed while bljh was at work; it is left as it is now`,
    hint: { text: 'call again' },
  };
}
