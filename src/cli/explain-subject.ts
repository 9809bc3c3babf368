/** Reads what an explanation is made from. What is wrong with a configuration is told, and keeps nobody from asking about it. */
import { existsSync, lstatSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Board } from '../boards/board.js';
import { diagnoseKconfig } from '../boards/board-folders.js';
import { loadBoard } from '../boards/load-board.js';
import { commandFor } from '../configuration/call.js';
import { decideAsItStands } from '../configuration/configure.js';
import { type LoadedModel, loadModel } from '../configuration/load-model.js';
import { defaultDefconfig } from '../configuration/presets.js';
import { asWarnings, type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import type { ExplainSubject } from '../explain/subject.js';
import {
  essentialSettings,
  type KconfigModel,
  type Location,
  nodeFileSystem,
  type Resolution,
  readConfigFile,
  resolveConfig,
} from '../kconfig/index.js';
import { boardFoldersOf, makePlanner, showPathOf } from '../pipelines/prepare-build.js';
import type { BuildPlan } from '../plan/build-plan.js';
import { buildPathsOf, type Project } from '../project/project.js';
import { withExcerpts } from './kconfig-tree.js';
import { withProject } from './with-project.js';

export interface LoadedSubject {
  readonly subject: ExplainSubject;
  /** The file that the values are from, as it is shown. */
  readonly startedFrom: string;
  /** Whether that is the board's .config. */
  readonly isConfigured: boolean;
  /** The board's .config, if it is there and cannot be read. */
  readonly unread?: string;
}

/** `typed` is the folder of the project as the call had it, for commands that are offered. */
export function loadSubject(
  project: Project,
  boardName: string,
  packageFolder: string,
  typed?: string,
): Result<LoadedSubject> {
  const board = loadBoard(boardName, boardFoldersOf(packageFolder, project.folder));
  if (!board.ok) return board;
  const lacking = diagnoseKconfig(board.value);
  if (lacking !== undefined) return failure(lacking);
  const loaded = loadModel(project, board.value, packageFolder);
  if (!loaded.ok) return loaded;
  const { model } = loaded.value;
  const config = join(project.folder, buildPathsOf(boardName).config);
  const isThere = lstatSync(config, { throwIfNoEntry: false }) !== undefined;
  const isConfigured = isThere && nodeFileSystem.readText(config) !== undefined;
  const file = isConfigured ? config : defaultDefconfig(project, board.value);
  const decided = decideAsItStands(loaded.value, project, board.value, packageFolder);
  const { settings, resolution, contested } = decided.ok
    ? { settings: decided.value.settings, resolution: decided.value.configuration.resolution, contested: new Map() }
    : readAnyway(file, model);
  const planOf = plannerOf(project, board.value, loaded.value, packageFolder);
  const plan = planOf(resolution);
  const problems: readonly Diagnostic[] = [...decided.diagnostics, ...plan.diagnostics];
  const showPath = (path: string): string => showPathOf(path, project.folder, packageFolder);
  const subject: ExplainSubject = {
    project,
    board: board.value,
    model,
    projectSymbols: loaded.value.projectSymbols,
    settings,
    resolution,
    contested,
    renames: loaded.value.renames.byOldName,
    plan: plan.ok ? plan.value : undefined,
    planOf,
    showPath,
    asPlanPath: (asked) => asPlanPath(asked, project.folder),
    commandFor: (change) => withProject(commandFor(boardName, change.set, change.unset), typed),
  };
  const unread = isThere && !isConfigured ? { unread: showPath(config) } : {};
  return success({ subject, startedFrom: showPath(file), isConfigured, ...unread }, [
    ...loaded.diagnostics,
    ...asWarnings(withExcerpts(problems)),
  ]);
}

/**
 * The lines that can be understood of a file that cannot be as a whole; whoever tried to read it has told why not. Neither side
 * of a merge conflict counts.
 */
function readAnyway(
  file: string,
  model: KconfigModel,
): Pick<ExplainSubject, 'settings' | 'resolution'> & { readonly contested: ReadonlyMap<string, Location> } {
  const text = nodeFileSystem.readText(file) ?? '';
  const { settings } = readConfigFile(file, text, model);
  const isInConflict = linesInConflict(text);
  const lines = settings.filter(({ at }) => isInConflict[at?.line ?? 0] === true);
  const contested = new Map(lines.flatMap(({ name, at }) => (at === undefined ? [] : [[name, at] as const])));
  const clear = settings.filter(({ name }) => !contested.has(name));
  const wished = essentialSettings(model, resolveConfig(model, clear), clear);
  return { settings: wished, resolution: resolveConfig(model, wished), contested };
}

/** By line number, from 1. */
function linesInConflict(text: string): readonly boolean[] {
  let isInside = false;
  return ['', ...text.split('\n')].map((line) => {
    if (/^<{7}( |\r?$)/.test(line)) isInside = true;
    if (/^>{7}( |\r?$)/.test(line)) isInside = false;
    return isInside;
  });
}

function plannerOf(
  project: Project,
  board: Board,
  loaded: LoadedModel,
  packageFolder: string,
): (resolution: Resolution) => Result<BuildPlan> {
  const plan = makePlanner({ project, board, packageFolder, readAtMs: 0 });
  return (resolution) => {
    const planned = plan({ ...loaded, resolution, files: [] });
    return planned.ok ? success(planned.value.plan, planned.diagnostics) : planned;
  };
}

/** A path that was typed here, as the project has it. */
function asPlanPath(asked: string, projectFolder: string): string {
  const path = resolve(asked);
  if (existsSync(join(projectFolder, asked)) || !path.startsWith(projectFolder + sep))
    return asked.replace(/^\.\//, '');
  return relative(projectFolder, path).split(sep).join('/');
}
