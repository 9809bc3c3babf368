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
  type Resolution,
  readConfigFile,
  resolveConfig,
} from '../kconfig/index.js';
import { writeFileAtomically } from '../process/write-file.js';
import { buildPathsOf, type Project } from '../project/project.js';
import { describeLoss } from './describe-loss.js';
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
  /** Symbols that follow their defaults again, or lines of a .config for what no Kconfig file defines any more. */
  readonly unset?: readonly string[];
  /** What else speaks against a configuration; nothing is written when there is an error. */
  readonly check?: (configuration: Configuration) => readonly Diagnostic[];
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

/** What a configuration starts from, and whether that is the board's own .config, which `bljh configure` can mend. */
interface Base {
  readonly file: string;
  readonly isOwn: boolean;
}

export function configure(request: ConfigureRequest): Result<ConfigureOutcome> {
  const { project, board } = request;
  const loaded = loadModel(project, board, request.packageFolder);
  if (!loaded.ok) return loaded;
  const target = join(project.folder, buildPathsOf(board.name).config);
  const file = request.defconfig ?? (existsSync(target) ? target : defaultDefconfig(project, board));
  const base = { file, isOwn: file === target };
  const read = readSettings(file, loaded.value);
  if (!read.ok) return read;
  const { settings } = read.value;
  const unknown = (request.unset ?? []).filter((name) => !isKnown(loaded.value.model, settings, name));
  if (unknown.length > 0) return failure(...unknown.map((name) => unknownUnset(name, file)));
  const isAsIs = request.set.length === 0 && (request.unset ?? []).length === 0;
  const resolved = isAsIs
    ? resolve(loaded.value, settings, base, board)
    : change(loaded.value, settings, request, base, board);
  if (!resolved.ok) return resolved;
  const checked = request.check?.(resolved.value) ?? [];
  if (hasErrors(checked)) return failure(...checked);
  const text = formatConfig(loaded.value.model, resolved.value.resolution);
  const written = request.dryRun === true ? success(!hasContent(target, text)) : writeConfig(target, text);
  if (!written.ok) return written;
  return success(
    {
      configuration: resolved.value,
      path: buildPathsOf(board.name).config,
      changed: written.value,
      startedFrom: file,
    },
    [...loaded.diagnostics, ...read.value.diagnostics, ...resolved.diagnostics, ...checked],
  );
}

/**
 * What the user had set before, with the changes on top. A value that only stood in the .config because it was the default
 * follows its default. What the changes make impossible is told as a warning; what was lost before them, or is lost of
 * them, is an error.
 */
function change(
  loaded: LoadedModel,
  settings: readonly ConfigSetting[],
  { set, unset = [] }: Pick<ConfigureRequest, 'set' | 'unset'>,
  base: Base,
  board: Board,
): Result<Configuration> {
  const { model } = loaded;
  const before = resolveConfig(model, settings);
  const lostBefore = new Set(before.losses.map(({ name }) => name));
  const minimal = readConfigFile('', formatDefconfig(model, before), model).settings;
  const kept = new Set([...minimal.map(({ name }) => name), ...lostBefore]);
  const asked = new Set(set.map(({ name }) => name));
  const replaced = new Set([...asked, ...unset, ...set.flatMap(({ name }) => rivalsOf(model, name))]);
  const earlier = settings.filter(({ name }) => kept.has(name) && !replaced.has(name));
  const resolution = resolveConfig(model, [...earlier, ...set]);
  const losses = resolution.losses.map((loss): Diagnostic => {
    const isError = asked.has(loss.name) || lostBefore.has(loss.name);
    const diagnostic = describeLoss(loss, base.isOwn ? board : undefined);
    return isError ? diagnostic : { ...diagnostic, severity: 'warning' };
  });
  return judge(loaded, resolution, losses, base);
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
  // A .config spells every value out; only those that differ from their default were somebody's wish.
  const configuration = change(loaded.value, read.value.settings, { set: [] }, { file, isOwn: true }, board);
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
  base: Base,
  board: Board,
): Result<Configuration> {
  const resolution = resolveConfig(loaded.model, settings);
  const losses = resolution.losses.map((loss) => describeLoss(loss, base.isOwn ? board : undefined));
  return judge(loaded, resolution, losses, base);
}

function judge(
  loaded: LoadedModel,
  resolution: Resolution,
  losses: readonly Diagnostic[],
  base: Base,
): Result<Configuration> {
  const problems = [...resolution.diagnostics, ...losses];
  if (hasErrors(problems)) return failure(...problems);
  return success({ ...loaded, resolution, files: [...loaded.model.files, base.file] }, problems);
}

function isKnown(model: KconfigModel, settings: readonly ConfigSetting[], wanted: string): boolean {
  return model.symbols.has(wanted) || settings.some(({ name }) => name === wanted);
}

function unknownUnset(name: string, file: string): Diagnostic {
  const message = `--unset ${name}: neither a Kconfig file nor ${file} has ${name}`;
  return { severity: 'error', code: 'KC0501', message };
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
