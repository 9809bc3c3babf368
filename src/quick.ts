/**
 * The quick path: answers `--version`, `mk`, completion, and `build` with nothing to do, before anything else is loaded. It imports
 * only node: modules and what they suffice for (see src/cache/build-state.ts). Whatever it cannot answer for certain
 * goes to the command framework, which answers the same.
 */
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { checkFreshness, readBuildState } from './cache/build-state.js';
import type { BuildFlags } from './cli/build-flags.js';
import { BUILD_ID, VERSION } from './cli/build-id.js';
import { explainableNames } from './cli/explainable-names.js';
import { namesIn } from './cli/kconfig-names.js';
import { makeFileOf } from './cli/make-file.js';
import { type PlainCall, readPlainCall } from './cli/plain-call.js';
import { wantsMenus } from './cli/wants-menus.js';
import { type CommandShape, type CompletionData, complete } from './completion/complete.js';
import { deviceRootOf, hasSysfs } from './device/ports/device-root.js';
import { candidatesIn } from './device/ports/serial-port-info.js';
import { listSysfsPorts } from './device/ports/sysfs-ports.js';
import { hasScreen, listenForClosedPipes } from './output/streams.js';
import { parseMakeFlags } from './process/make-flags.js';
import { cacheFolderOf } from './toolchains/cache-folder.js';
import { TOOL_IDS } from './toolchains/tool.js';

/** What is left to do: nothing, a plain build (src/plain-build.ts), menus (src/plain-menu.ts), or the command framework's work (src/main.ts). */
export type Answer =
  | { readonly kind: 'done' | 'framework' }
  | { readonly kind: 'build'; readonly call: PlainCall }
  | { readonly kind: 'menu'; readonly call: { readonly project: string; readonly board: readonly string[] } };

const DONE: Answer = { kind: 'done' };
const FRAMEWORK: Answer = { kind: 'framework' };

export function answerQuickly(argv: readonly string[], packageFolder: string): Answer {
  listenForClosedPipes();
  const [command, ...rest] = argv;
  if (isVersionCall(argv)) {
    process.stdout.write(`${argv.includes('--json') ? versionAsJson() : versionLine()}\n`);
    return DONE;
  }
  if (command === 'mk' && rest.length === 0) {
    process.stdout.write(`${makeFileOf(packageFolder)}\n`);
    return DONE;
  }
  if (command === '__complete') {
    for (const word of complete(rest, readCompletionData(packageFolder, projectIn(rest))))
      process.stdout.write(`${word}\n`);
    return DONE;
  }
  if (command === 'configure') return answerConfigure(rest);
  return command === 'build' ? answerBuild(rest, packageFolder) : FRAMEWORK;
}

/** What cannot be read here the command framework reads, and asks the same question. */
function answerConfigure(args: readonly string[]): Answer {
  const call = readPlainCall(args);
  if (call === undefined || call.force || call.all || call.jobs !== undefined || !wantsMenus(call, hasScreen()))
    return FRAMEWORK;
  return { kind: 'menu', call };
}

/** Nothing but --version and flags that do not matter to it. */
function isVersionCall(argv: readonly string[]): boolean {
  const [word, ...others] = argv.filter(
    (each) => !['--json', '--no-color', '-v', '--verbose', '-q', '--quiet'].includes(each),
  );
  return others.length === 0 && (word === '--version' || word === 'version');
}

function versionLine(): string {
  return `bljh/${VERSION} ${process.platform}-${process.arch} node-${process.version}`;
}

function versionAsJson(): string {
  const { platform, arch, versions } = process;
  const result = { version: VERSION, platform, arch, node: versions.node };
  return JSON.stringify(
    { schemaVersion: 1, command: 'version', ok: true, exitCode: 0, result, diagnostics: [] },
    null,
    2,
  );
}

/**
 * Where Node 22 and newer may keep compiled code: in bljh's cache, once there is one. (Making the folder is not tried:
 * Node 22.23 does not come back from it below /proc.)
 */
export function compileCacheFolder(): string | undefined {
  const folder = cacheFolderOf(process.env);
  return existsSync(folder) ? join(folder, 'node-compile-cache') : undefined;
}

/** -C FOLDER or --project FOLDER, wherever it stands. */
function projectIn(words: readonly string[]): string {
  const at = words.slice(0, -1).findLastIndex((word) => word === '-C' || word === '--project');
  return at === -1 || at === words.length - 2 ? '.' : (words[at + 1] ?? '.');
}

function readCompletionData(packageFolder: string, folder: string): CompletionData {
  const manifest = JSON.parse(readFileSync(join(packageFolder, 'oclif.manifest.json'), 'utf8')) as {
    commands: Record<string, CommandShape>;
  };
  const project = findProjectFolder(resolve(folder));
  const boardFolders = [join(packageFolder, 'boards'), ...(project === undefined ? [] : [join(project, 'boards')])];
  return {
    commands: Object.values(manifest.commands),
    boards: [...new Set(boardFolders.filter(existsSync).flatMap(boardsIn))].sort(),
    templates: readdirSync(join(packageFolder, 'templates', 'projects')),
    tools: TOOL_IDS,
    // Read when they are asked for: most Tabs are not about them.
    get presets() {
      return [...new Set([...(project === undefined ? [] : presetsIn(project)), ...this.boards])].sort();
    },
    get ports() {
      return hasSysfs() ? candidatesIn(listSysfsPorts(deviceRootOf())).map(({ path }) => path) : [];
    },
    get symbols() {
      return namesOf(packageFolder, project).symbols;
    },
    get switches() {
      return namesOf(packageFolder, project).switches;
    },
    explainable: (board) =>
      project === undefined ? [] : explainableNames(packageFolder, project, board ?? defaultBoardOf(project)),
  };
}

function presetsIn(project: string): string[] {
  const folder = join(project, 'configs');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((name) => /._defconfig$/.test(name)).map((name) => name.replace(/_defconfig$/, ''));
}

const MAX_KCONFIG_FILES = 100;

function namesOf(packageFolder: string, project: string | undefined): Pick<CompletionData, 'symbols' | 'switches'> {
  const own = join(packageFolder, 'templates', 'kconfig');
  const files = readdirSync(own).map((name) => join(own, name));
  for (const folder of [join(packageFolder, 'boards'), ...(project === undefined ? [] : [join(project, 'boards')])]) {
    if (existsSync(folder)) files.push(...boardsIn(folder).map((name) => join(folder, name, 'Kconfig')));
  }
  if (project !== undefined) files.push(join(project, 'Kconfig'));
  const { symbols, switches } = namesIn(files, { folder: project ?? '.', most: MAX_KCONFIG_FILES });
  return { symbols: [...new Set(symbols)].sort(), switches };
}

function boardsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'board.ini')));
}

function answerBuild(args: readonly string[], packageFolder: string): Answer {
  const call = readPlainCall(args);
  if (call === undefined) return FRAMEWORK;
  const isDryRun = parseMakeFlags(process.env['MAKEFLAGS'] ?? '').isDryRun;
  const summary = call.force || isDryRun ? undefined : trySummary(call, packageFolder);
  if (summary === undefined) return { kind: 'build', call };
  if (!call.quiet) process.stdout.write(`${summary}\n`);
  return DONE;
}

/** What the system refuses here is for the real build to diagnose. */
function trySummary(call: BuildFlags, packageFolder: string): string | undefined {
  try {
    return summarizeIfFresh(call, packageFolder);
  } catch {
    return undefined;
  }
}

function summarizeIfFresh(call: BuildFlags, packageFolder: string): string | undefined {
  if (!statSync(resolve(call.project)).isDirectory()) return undefined;
  const project = findProjectFolder(resolve(call.project));
  if (project === undefined) return undefined;
  const summaries: string[] = [];
  for (const board of call.all ? allBoardsOf(project, packageFolder) : boardsOfCall(call, project)) {
    const summary = board === undefined ? undefined : summaryIfFresh(project, board);
    if (summary === undefined) return undefined;
    summaries.push(summary);
  }
  return summaries.join('\n');
}

function boardsOfCall({ board }: BuildFlags, project: string): Iterable<string | undefined> {
  return board.length > 0 ? new Set(board) : [defaultBoardOf(project)];
}

/** As --all of src/cli/board-flags.ts, where the project has defconfigs and there is nothing to warn of. */
function allBoardsOf(project: string, packageFolder: string): readonly (string | undefined)[] {
  const folders = [join(project, 'boards'), join(packageFolder, 'boards')].filter(existsSync);
  const boards = [...new Set(folders.flatMap(boardsIn))].sort();
  const hasDefault = readFileSync(join(project, 'bljh.ini'), 'utf8').includes('default_board');
  const isClear = !hasDefault || boards.includes(defaultBoardOf(project) ?? '');
  const own = boards.filter((board) => existsSync(join(project, 'configs', `${board}_defconfig`)));
  return isClear && own.length > 0 ? own : [undefined];
}

function findProjectFolder(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'bljh.ini'))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** The plainest form of the key; anything else is for the real reader of bljh.ini. */
function defaultBoardOf(project: string): string | undefined {
  const [keys = ''] = readFileSync(join(project, 'bljh.ini'), 'utf8').split(/^\s*\[/m);
  return /^default_board\s*=\s*([A-Za-z0-9._-]+)\s*$/m.exec(keys)?.[1];
}

function summaryIfFresh(project: string, board: string): string | undefined {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(board)) return undefined;
  const folder = join(project, 'build', board);
  const state = readBuildState(join(folder, '.bljh-state.json'));
  if (state === undefined || existsSync(join(folder, '.bljh-lock'))) return undefined;
  const freshness = checkFreshness(state, project, BUILD_ID, process.env);
  if (!freshness.fresh) return undefined;
  const { touchMs } = freshness;
  // As setTime in src/pipelines/finish-build.ts does.
  if (touchMs !== undefined)
    for (const path of state.artifacts) utimesSync(join(project, path), touchMs / 1000, touchMs / 1000);
  return `${board}: up to date\n${state.summary}`;
}
