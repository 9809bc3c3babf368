/**
 * The tree that a call of `bljh kconfig` is about, and configurations for it: a Kconfig file that was named, the project's
 * own tree, or ./Kconfig. Problems of the tree come with it: a tree with errors can still be looked at.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { diagnoseKconfig } from '../boards/board-folders.js';
import { loadBoard } from '../boards/load-board.js';
import { decideAsItStands } from '../configuration/configure.js';
import { loadModel } from '../configuration/load-model.js';
import { type FileSettings, unreadableFile } from '../configuration/open-configuration.js';
import { fileProblem } from '../configuration/read-settings.js';
import { type AskedSetting, describeRename, type Renames, renameAll } from '../configuration/renames.js';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import {
  decodeText,
  excerptOf,
  type KconfigModel,
  lossDiagnostic,
  nodeFileSystem,
  parseKconfig,
  type Resolution,
  readConfigFile,
  resolveConfig,
  resolveEssentials,
  runCommand,
  type SniffedDialect,
} from '../kconfig/index.js';
import { writeMessage } from '../output/streams.js';
import { boardFoldersOf } from '../pipelines/prepare-build.js';
import { withoutCredentials } from '../process/own-credentials.js';
import { quoteForShell } from '../process/quote-for-shell.js';
import { buildPathsOf, loadProject, type Project } from '../project/project.js';
import { chooseBoards } from './board-flags.js';
import type { TreeFlags } from './kconfig-flags.js';
import { readTree } from './remembered-tree.js';

export interface LoadedTree {
  readonly model: KconfigModel;
  readonly dialect: SniffedDialect;
  readonly diagnostics: readonly Diagnostic[];
  /** Where other Kconfig files of the same tree may lie. */
  readonly folders: readonly string[];
  /** The project's .config of the board, if there is one, and what a build would say of it. */
  readonly config?: string;
  readonly judge?: () => readonly Diagnostic[];
  /** Old names of the project's and the board's symbols. */
  readonly renames?: Renames;
}

export interface LoadOptions {
  /** Through what is remembered of the tree and of its commands, which are then silent. */
  readonly remembered?: boolean;
}

export function loadTree(
  kconfig: string | undefined,
  flags: TreeFlags,
  packageFolder: string,
  options: LoadOptions = {},
): Result<LoadedTree> {
  if (kconfig !== undefined) return parseTree(kconfig, flags, options);
  const project = loadProject(flags.project);
  if (project.ok) return loadProjectTree(project.value, flags, packageFolder);
  const isHere = project.diagnostics.some(({ code }) => code === 'PJ0001') && flags.project === '.';
  return isHere && flags.board === undefined ? parseTree('Kconfig', flags, options) : project;
}

function parseTree(file: string, flags: TreeFlags, { remembered = false }: LoadOptions): Result<LoadedTree> {
  const environment = readEnvironment(flags.env ?? []);
  if (!environment.ok) return environment;
  const srctree = flags.srctree ?? environment.value['srctree'];
  const places = [file, ...(srctree === undefined ? [] : [join(srctree, file)])];
  const found = places.find((place) => nodeFileSystem.readText(place) !== undefined);
  if (found === undefined) return failure(noTree(file, places));
  const request = {
    file,
    environment: environment.value,
    ...(srctree !== undefined && { srctree }),
    dialect: flags.dialect,
  };
  const { model, diagnostics, dialect } =
    remembered && flags.shell
      ? readTree(request)
      : parseKconfig({
          ...request,
          ...(flags.shell && { shell: (command: string) => runShell(command, environment.value) }),
        });
  const folders = [resolve(srctree ?? dirname(found))];
  return success({ model, dialect, diagnostics: withExcerpts(diagnostics), folders });
}

function noTree(file: string, places: readonly string[]): Diagnostic {
  const [unreadable] = places.flatMap((place) => {
    const why = nodeFileSystem.whyUnreadable?.(place);
    return why === undefined ? [] : [{ place, why }];
  });
  const inside = unreadable === undefined ? undefined : join(unreadable.place, 'Kconfig');
  const example = inside !== undefined && existsSync(inside) ? quoteForShell(inside) : 'path/to/Kconfig';
  return {
    severity: 'error',
    code: 'CL0003',
    message:
      unreadable === undefined
        ? `there is no Kconfig file ${file}`
        : `cannot read ${unreadable.place} as a Kconfig file: ${unreadable.why}`,
    hint: { text: 'name the top file of the tree', command: `bljh kconfig check ${example}` },
  };
}

function readEnvironment(pairs: readonly string[]): Result<Readonly<Record<string, string>>> {
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const environment: Record<string, string> = { ...withoutCredentials(Object.fromEntries(own)) };
  for (const pair of pairs) {
    const [, name, value = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined) {
      const message = `--env ${pair}: expected NAME=VALUE`;
      const hint = { text: 'for example', command: 'bljh kconfig check --env ARCH=riscv' };
      return failure({ severity: 'error', code: 'CL0003', message, hint });
    }
    environment[name] = value;
  }
  return success(environment);
}

function runShell(command: string, env: Readonly<Record<string, string>>): string {
  const { stdout, stderr } = runCommand(command, { cwd: process.cwd(), env });
  if (stderr !== '') writeMessage(stderr);
  return stdout;
}

function loadProjectTree(project: Project, flags: TreeFlags, packageFolder: string): Result<LoadedTree> {
  const boards = chooseBoards(project, packageFolder, { board: flags.board === undefined ? undefined : [flags.board] });
  if (!boards.ok) return boards;
  const [name = ''] = boards.value;
  const board = loadBoard(name, boardFoldersOf(packageFolder, project.folder));
  if (!board.ok) return board;
  const lacking = diagnoseKconfig(board.value);
  if (lacking !== undefined) return failure(lacking);
  const loaded = loadModel(project, board.value, packageFolder);
  if (!loaded.ok) return { ...loaded, diagnostics: withExcerpts(loaded.diagnostics) };
  const config = join(project.folder, buildPathsOf(name).config);
  return success({
    model: loaded.value.model,
    dialect: { name: 'linux-6.1' },
    diagnostics: withExcerpts(loaded.diagnostics),
    // The symbols of bljh are for every board, and other boards select them.
    folders: [project.folder, join(packageFolder, 'boards'), join(packageFolder, 'templates', 'kconfig')],
    ...(existsSync(config) && { config }),
    judge: () => withExcerpts(decideAsItStands(loaded.value, project, board.value, packageFolder).diagnostics),
    renames: loaded.value.renames,
  });
}

export interface LoadedConfiguration {
  readonly resolution: Resolution;
  readonly diagnostics: readonly Diagnostic[];
}

/** The values for configuration files, of which the later ones win; those of the defaults without any. */
export function loadConfiguration(
  { model, renames }: Pick<LoadedTree, 'model' | 'renames'>,
  files: readonly string[],
): Result<LoadedConfiguration> {
  const settings: AskedSetting[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const file of files) {
    const text = readConfig(file);
    if (!text.ok) return text;
    const read = readConfigFile(file, text.value, model);
    const renamed = renames === undefined ? read.settings : renameAll(read.settings, renames).settings;
    settings.push(...renamed);
    diagnostics.push(...read.diagnostics);
    if (renames !== undefined) diagnostics.push(...renamed.flatMap((each) => describeRename(each, renames) ?? []));
  }
  const asWritten = resolveConfig(model, settings);
  const resolution = resolveEssentials(model, asWritten, settings);
  diagnostics.push(...resolution.losses.map(lossDiagnostic));
  diagnostics.push(...resolution.diagnostics.map((diagnostic) => withConfigurations(diagnostic, files)));
  return success({ resolution, diagnostics: withExcerpts(diagnostics) });
}

/** A place in the tree alone does not tell with which values something is so. */
function withConfigurations(diagnostic: Diagnostic, files: readonly string[]): Diagnostic {
  const { at, related = [] } = diagnostic;
  if (files.some((file) => at?.file === file)) return diagnostic;
  const places = files.map((file) => ({ message: 'with this configuration', at: { file, line: 1, col: 1 } }));
  return { ...diagnostic, related: [...related, ...places] };
}

/** What a file says where every line of it counts, as for the kernel's tools. */
export function readWholeFile(file: string, model: KconfigModel): FileSettings {
  const text = readConfig(file);
  if (!text.ok) return unreadableFile(text.diagnostics);
  const { settings, diagnostics } = readConfigFile(file, text.value, model);
  const unread = diagnostics.filter(({ severity }) => severity === 'error');
  return { settings, mentioned: new Set(settings.map(({ name }) => name)), diagnostics, unread, isWhole: true };
}

function readConfig(file: string): Result<string> {
  try {
    return success(decodeText(readFileSync(file)));
  } catch (error) {
    return failure(fileProblem(file, 'read', error));
  }
}

/** Every diagnostic with the line that it points at. */
export function withExcerpts(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const files = new Map<string, readonly string[]>();
  const linesOf = (file: string): readonly string[] => {
    const known = files.get(file) ?? (nodeFileSystem.readText(file) ?? '').split('\n');
    files.set(file, known);
    return known;
  };
  return diagnostics.map((diagnostic) => {
    const { at, source } = diagnostic;
    const line = at === undefined || source !== undefined ? undefined : linesOf(at.file)[at.line - 1];
    // What `conf` would print is for the drop-in alone.
    const { conf: _, ...rest } = diagnostic as Diagnostic & { readonly conf?: unknown };
    return line === undefined ? rest : { ...rest, ...excerptOf(line, at?.col ?? 1) };
  });
}
