/**
 * Makes a board's .config out of what the user asked for, and reads it back for a build. A value that was asked for
 * and did not stick is an error that names the line and the reason: nothing is dropped in silence.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Board } from '../boards/board.js';
import { type Diagnostic, failure, hasErrors, type Result, success } from '../diagnostics/diagnostic.js';
import {
  type ConfigSetting,
  formatConfig,
  formatDefconfig,
  type KconfigModel,
  lossDiagnostic,
  type Resolution,
  readConfigFile,
  resolveConfig,
} from '../kconfig/index.js';
import { writeFileAtomically } from '../process/write-file.js';
import { buildPathsOf, type Project } from '../project/project.js';
import { type LoadedModel, loadModel } from './load-model.js';

export interface Configuration extends LoadedModel {
  readonly resolution: Resolution;
  /** Every file that was read. */
  readonly files: readonly string[];
}

export interface ConfigureRequest {
  readonly project: Project;
  readonly board: Board;
  readonly packageFolder: string;
  /** A defconfig to start from; default: the existing .config, else the board's defconfig of the project. */
  readonly defconfig?: string;
  /** SYMBOL=VALUE from the command line; these win. */
  readonly set: readonly ConfigSetting[];
  readonly dryRun?: boolean;
}

export interface ConfigureOutcome {
  readonly configuration: Configuration;
  /** Relative to the project. */
  readonly path: string;
  readonly changed: boolean;
  /** The file that it was started from, relative to the project where it lies below it. */
  readonly startedFrom: string;
}

export function configure(request: ConfigureRequest): Result<ConfigureOutcome> {
  const { project, board } = request;
  const loaded = loadModel(project, board, request.packageFolder);
  if (!loaded.ok) return loaded;
  const target = join(project.folder, buildPathsOf(board.name).config);
  const base = request.defconfig ?? (existsSync(target) ? target : defaultDefconfig(project, board));
  const read = readSettings(base, loaded.value);
  if (!read.ok) return read;
  const before = resolve(loaded.value, read.value.settings, [base]);
  if (!before.ok) return before;
  const configuration =
    request.set.length === 0 ? before : change(loaded.value, before.value, read.value.settings, request.set);
  if (!configuration.ok) return configuration;
  const text = formatConfig(loaded.value.model, configuration.value.resolution);
  const written = request.dryRun === true ? success(!hasContent(target, text)) : writeConfig(target, text);
  if (!written.ok) return written;
  return success(
    {
      configuration: configuration.value,
      path: buildPathsOf(board.name).config,
      changed: written.value,
      startedFrom: base,
    },
    [...loaded.diagnostics, ...read.value.diagnostics, ...configuration.diagnostics],
  );
}

/**
 * What the user had set before, with --set on top. A value that only stood in the .config because it was the default
 * follows its default; one that the user had set and that --set makes impossible is told as a warning.
 */
function change(
  loaded: LoadedModel,
  before: Configuration,
  settings: readonly ConfigSetting[],
  set: readonly ConfigSetting[],
): Result<Configuration> {
  const changed = new Set(set.map(({ name }) => name));
  const minimal = readConfigFile('', formatDefconfig(loaded.model, before.resolution), loaded.model).settings;
  const kept = new Set(minimal.map(({ name }) => name));
  const rivals = new Set(set.flatMap(({ name }) => rivalsOf(loaded.model, name)));
  const earlier = settings.filter(({ name }) => kept.has(name) && !changed.has(name) && !rivals.has(name));
  const resolution = resolveConfig(loaded.model, [...earlier, ...set]);
  const problems = [
    ...resolution.diagnostics,
    ...resolution.losses.map((loss): Diagnostic => {
      const isNew = changed.has(loss.name);
      return isNew ? lossDiagnostic(loss) : { ...lossDiagnostic(loss), severity: 'warning' };
    }),
  ];
  if (hasErrors(problems)) return failure(...problems);
  return success({ ...loaded, resolution, files: before.files }, problems);
}

/** The other members of a symbol's choice: choosing one means not choosing them. */
function rivalsOf(model: KconfigModel, name: string): readonly string[] {
  const members = model.symbols.get(name)?.choice?.members ?? [];
  return members.map((member) => member.name).filter((member) => member !== name);
}

/** The configuration that a build uses: the board's .config as it stands. */
export function readConfiguration(project: Project, board: Board, packageFolder: string): Result<Configuration> {
  const loaded = loadModel(project, board, packageFolder);
  if (!loaded.ok) return loaded;
  const file = join(project.folder, buildPathsOf(board.name).config);
  const read = readSettings(file, loaded.value);
  if (!read.ok) return read;
  const asWritten = resolve(loaded.value, read.value.settings, [file]);
  if (!asWritten.ok) return asWritten;
  // A .config spells every value out; only those that differ from their default were somebody's wish.
  const configuration = change(loaded.value, asWritten.value, read.value.settings, []);
  if (!configuration.ok) return configuration;
  return {
    ...configuration,
    diagnostics: [...loaded.diagnostics, ...read.value.diagnostics, ...configuration.diagnostics],
  };
}

/** The project's configs/BOARD_defconfig, or the board's own. */
export function defaultDefconfig(project: Project, board: Board): string {
  const own = join(project.folder, 'configs', `${board.name}_defconfig`);
  return existsSync(own) ? own : join(board.folder, 'defconfig');
}

function readSettings(
  file: string,
  loaded: LoadedModel,
): Result<{ settings: readonly ConfigSetting[]; diagnostics: readonly Diagnostic[] }> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return failure(fileProblem(file, 'read', error));
  }
  const read = readConfigFile(file, text, loaded.model);
  return hasErrors(read.diagnostics) ? failure(...read.diagnostics) : success(read);
}

function resolve(
  loaded: LoadedModel,
  settings: readonly ConfigSetting[],
  read: readonly string[],
): Result<Configuration> {
  const resolution = resolveConfig(loaded.model, settings);
  const problems = [...resolution.diagnostics, ...resolution.losses.map(lossDiagnostic)];
  if (hasErrors(problems)) return failure(...problems);
  return success({ ...loaded, resolution, files: [...loaded.model.files, ...read] }, problems);
}

function writeConfig(file: string, text: string): Result<boolean> {
  try {
    return success(writeFileAtomically(file, text));
  } catch (error) {
    return failure(fileProblem(file, 'write', error));
  }
}

function hasContent(file: string, text: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8') === text;
}

function fileProblem(file: string, verb: 'read' | 'write', error: unknown): Diagnostic {
  const { code, message } = error as NodeJS.ErrnoException;
  return { severity: 'error', code: 'PJ0005', message: `cannot ${verb} ${file}: ${code ?? message}` };
}
