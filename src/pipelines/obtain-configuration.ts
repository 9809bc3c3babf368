/** Makes or reads the configuration of a board after a look at what that needs: a file to start from, the board's Kconfig, the project's. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Board } from '../boards/board.js';
import { boardFoldersOf, diagnoseDefconfig, diagnoseKconfig } from '../boards/board-folders.js';
import {
  type Configuration,
  type ConfigureOutcome,
  type ConfigureRequest,
  configure,
  readConfiguration,
} from '../configuration/configure.js';
import {
  defaultDefconfig,
  findPreset,
  isFile,
  listDefconfigs,
  listPresets,
  type PresetPlaces,
} from '../configuration/presets.js';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { suggestOrList } from '../diagnostics/suggest.js';
import { buildPathsOf, type Project } from '../project/project.js';

export function makeConfiguration(request: ConfigureRequest): Result<ConfigureOutcome> {
  const { project, board, defconfig, fromOld } = request;
  const isNamed = defconfig !== undefined || fromOld !== undefined;
  const problem = diagnoseKconfig(board) ?? (isNamed ? undefined : diagnoseStart(project, board));
  return problem === undefined ? explainNoKconfig(project, configure(request)) : failure(problem);
}

/** The board's .config as it stands. */
export function readBoardConfiguration(project: Project, board: Board, packageFolder: string): Result<Configuration> {
  const problem = diagnoseKconfig(board);
  return problem === undefined
    ? explainNoKconfig(project, readConfiguration(project, board, packageFolder))
    : failure(problem);
}

function diagnoseStart(project: Project, board: Board): Diagnostic | undefined {
  if (existsSync(join(project.folder, buildPathsOf(board.name).config))) return undefined;
  return existsSync(defaultDefconfig(project, board)) ? undefined : diagnoseDefconfig(board);
}

interface StartRequest {
  readonly project: Project;
  readonly defconfig?: string | undefined;
  readonly fromOld?: string | undefined;
  readonly merge: readonly string[];
  readonly saveDefconfig?: string | undefined;
}

/** The files that a call names, as absolute paths: each of them must be there, but for the one to be written. */
export function findStart(
  request: StartRequest,
  board: Board,
  packageFolder: string,
): Result<Pick<ConfigureRequest, 'defconfig' | 'fromOld' | 'merge' | 'saveDefconfig'>> {
  const { project, defconfig, fromOld, merge, saveDefconfig } = request;
  const places = { project, board, boardFolders: boardFoldersOf(packageFolder, project.folder) };
  const named = defconfig === undefined || isFile(defconfig) ? defconfig : findPreset(defconfig, places);
  const problems = [
    ...(defconfig !== undefined && named === undefined ? [noDefconfig(defconfig, places)] : []),
    ...[...merge, ...(fromOld === undefined ? [] : [fromOld])].flatMap((file) => noFile(file) ?? []),
  ];
  if (problems.length > 0) return failure(...problems);
  const save = saveDefconfig === '' ? join(project.folder, 'configs', `${board.name}_defconfig`) : saveDefconfig;
  return success({
    ...(named !== undefined && { defconfig: resolve(named) }),
    ...(fromOld !== undefined && { fromOld: resolve(fromOld) }),
    merge: merge.map((file) => resolve(file)),
    ...(save !== undefined && { saveDefconfig: resolve(save) }),
  });
}

/** --defconfig FILE or NAME. */
function noDefconfig(word: string, places: PresetPlaces): Diagnostic {
  const known = [...listPresets(places), ...listDefconfigs(places.project)];
  return {
    severity: 'error',
    code: 'CL0003',
    message: existsSync(word)
      ? `${word} is a folder, and a defconfig is a file`
      : `there is no file ${word}, and no preset of that name`,
    hint: { text: suggestOrList(word, known, 'the project has') },
  };
}

function noFile(file: string): Diagnostic | undefined {
  if (isFile(file)) return undefined;
  const message = existsSync(file) ? `${file} is a folder, and a configuration is a file` : `there is no file ${file}`;
  return { severity: 'error', code: 'CL0003', message, hint: { text: 'paths are relative to where you are' } };
}

/** Without the project's Kconfig each of its symbols is lost, for one reason that none of the losses names. */
function explainNoKconfig<T>(project: Project, result: Result<T>): Result<T> {
  if (result.ok || existsSync(join(project.folder, 'Kconfig'))) return result;
  const [first, ...others] = result.diagnostics.filter(({ code }) => code === 'KC0501');
  if (first === undefined) return result;
  return failure(
    {
      severity: 'error',
      code: 'PJ0007',
      message: `there is no file ${join(project.folder, 'Kconfig')}, which would define the symbols that are set here`,
      ...(first.at && { at: first.at }),
      related: others.flatMap(({ at }) => (at === undefined ? [] : [{ message: 'and here', at }])),
      hint: { text: 'bring the Kconfig of the project back, or remove these lines' },
    },
    ...result.diagnostics.filter(({ code }) => code !== 'KC0501'),
  );
}
