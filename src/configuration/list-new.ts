/** Symbols that a configuration does not mention yet, as `conf --listnewconfig` finds them, with what one needs to decide. */
import type { Board } from '../boards/board.js';
import { type Location, type Result, success } from '../diagnostics/diagnostic.js';
import { type ResolvedValue, resolveConfig } from '../kconfig/index.js';
import type { Project } from '../project/project.js';
import { loadModel } from './load-model.js';
import { readSettings } from './read-settings.js';

export interface NewSymbol {
  readonly name: string;
  readonly type: ResolvedValue['type'];
  /** What it is as long as nobody sets it. */
  readonly value: string;
  readonly prompt: string;
  readonly at: Location;
}

export function listNewSymbols(
  project: Project,
  board: Board,
  packageFolder: string,
  file: string,
): Result<readonly NewSymbol[]> {
  const loaded = loadModel(project, board, packageFolder);
  if (!loaded.ok) return loaded;
  const { model } = loaded.value;
  const read = readSettings(file, 'all', loaded.value, board, []);
  if (!read.ok) return read;
  const { asked, misfits } = read.value;
  // A line with a value of the wrong form mentions its symbol all the same.
  const mentioned = new Set([...asked, ...misfits.map(({ setting }) => setting)].map(({ name }) => name));
  const { values } = resolveConfig(model, asked);
  const found = [...values.values()].flatMap((value): NewSymbol[] => {
    const { name, type, visible, origin, at } = value;
    // What is selected up to the top nobody can change.
    const isFixed = origin.kind === 'select' && value.value === 'y';
    if (!visible || isFixed || mentioned.has(name)) return [];
    return [{ name, type, value: value.value, prompt: model.symbols.get(name)?.prompts[0]?.text ?? '', at }];
  });
  return success(found, [...loaded.diagnostics, ...read.diagnostics]);
}
