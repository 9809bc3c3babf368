/** Makes the input of a plan from real boards and a project that a test writes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadBoard } from '../../src/boards/load-board.js';
import { type LoadedModel, loadModel } from '../../src/configuration/load-model.js';
import type { Diagnostic, Result } from '../../src/diagnostics/diagnostic.js';
import { type ConfigSetting, type ResolvedValue, resolveConfig } from '../../src/kconfig/index.js';
import { showPathOf } from '../../src/pipelines/prepare-build.js';
import type { PlanInput } from '../../src/plan/plan-input.js';
import { loadProject } from '../../src/project/project.js';
import { temporaryFolder } from '../process/temporary-folder.js';

export const PACKAGE = join(import.meta.dirname, '..', '..');
export const GO_BOARDS = ['virt64', 'jh7110'] as const;
export const TINYGO_BOARDS = ['virt32', 'bl602'] as const;

export interface PlanSetup {
  readonly loaded: LoadedModel;
  readonly inputFor: (settings: readonly ConfigSetting[]) => PlanInput;
}

/** Everything that a plan of this project and board is made from, but the settings. */
export function setUpPlan(projectFolder: string, boardName: string): PlanSetup {
  const project = unwrap(loadProject(projectFolder));
  const board = unwrap(loadBoard(boardName, [join(projectFolder, 'boards'), join(PACKAGE, 'boards')]));
  const loaded = unwrap(loadModel(project, board, PACKAGE));
  return {
    loaded,
    inputFor: (settings) => ({
      project,
      board,
      values: resolveConfig(loaded.model, settings).values,
      projectSymbols: loaded.projectSymbols,
      goMod: readFileSync(join(projectFolder, 'go.mod'), 'utf8'),
      goSum: '',
      isrMarks: [],
      linkerScript: readFileSync(join(PACKAGE, 'templates', 'tinygo', 'board.ld'), 'utf8'),
      showPath: (file) => showPathOf(file, projectFolder, PACKAGE),
    }),
  };
}

export interface PlanCase {
  readonly board?: string;
  readonly kconfig?: string;
  /** Lines of bljh.ini after its name. */
  readonly ini?: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

export function planInputOf({ board = 'virt64', kconfig, ini = '', settings = {}, files = {} }: PlanCase): PlanInput {
  const folder = temporaryFolder({
    'bljh.ini': `name = app\n${ini}`,
    'go.mod': 'module app\n\ngo 1.23\n',
    ...(kconfig === undefined ? {} : { Kconfig: kconfig }),
    ...files,
  });
  return setUpPlan(folder, board).inputFor(settingsOf(settings));
}

export function settingsOf(values: Readonly<Record<string, string>>): ConfigSetting[] {
  return Object.entries(values).map(([name, value]) => ({ name, value, by: '--set' }));
}

/** The input with just these symbols, as if the project's Kconfig had given them their values. */
export function withValues(
  input: PlanInput,
  symbols: readonly (Pick<ResolvedValue, 'name' | 'type' | 'value'> & Partial<ResolvedValue>)[],
): PlanInput {
  const at = { file: join(input.project.folder, 'Kconfig'), line: 1, col: 1 };
  const full = symbols.map((symbol) => ({
    visible: true,
    visibility: 2 as const,
    written: true,
    origin: { kind: 'default', at } as const,
    at,
    ...symbol,
  }));
  return {
    ...input,
    values: new Map(full.map((symbol) => [symbol.name, symbol])),
    projectSymbols: symbols.map(({ name }) => name),
  };
}

export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n'));
}

export function errorsOf(result: Result<unknown>): readonly Diagnostic[] {
  return result.ok ? [] : result.diagnostics.filter(({ severity }) => severity === 'error');
}

export function codesOf(result: Result<unknown>): readonly string[] {
  return errorsOf(result).map(({ code }) => code);
}
