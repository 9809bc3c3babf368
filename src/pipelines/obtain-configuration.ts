/** Makes or reads the configuration of a board after a look at what that needs: a file to start from, the board's Kconfig, the project's. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Board } from '../boards/board.js';
import { diagnoseDefconfig, diagnoseKconfig } from '../boards/board-folders.js';
import {
  type Configuration,
  type ConfigureOutcome,
  type ConfigureRequest,
  configure,
  defaultDefconfig,
  readConfiguration,
} from '../configuration/configure.js';
import { type Diagnostic, failure, type Result } from '../diagnostics/diagnostic.js';
import { suggestOrList } from '../diagnostics/suggest.js';
import { buildPathsOf, type Project } from '../project/project.js';

export function makeConfiguration(request: ConfigureRequest): Result<ConfigureOutcome> {
  const { project, board, defconfig } = request;
  const problem =
    diagnoseKconfig(board) ??
    (defconfig === undefined ? diagnoseStart(project, board) : diagnoseNamed(project, defconfig));
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

/** --defconfig FILE. */
function diagnoseNamed(project: Project, file: string): Diagnostic | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) return undefined;
  const known = listDefconfigs(project);
  return {
    severity: 'error',
    code: 'CL0003',
    message: found === undefined ? `there is no file ${file}` : `${file} is a folder, and a defconfig is a file`,
    hint: { text: known.length === 0 ? 'name a file' : suggestOrList(file, known, 'the project has') },
  };
}

/** As one would type them here. */
function listDefconfigs(project: Project): readonly string[] {
  const folder = join(project.folder, 'configs');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('_defconfig'));
  return names.sort().map((name) => relative(resolve('.'), join(folder, name)));
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
