/**
 * Old names of symbols: `Kconfig.renames` beside the project's Kconfig and in the board's folder, in the form of ESP-IDF's
 * sdkconfig.rename. A line is `CONFIG_OLD CONFIG_NEW`, or `CONFIG_OLD !CONFIG_NEW` for a bool with the opposite meaning.
 */
import { readFileSync } from 'node:fs';
import { type Diagnostic, failure, type Location, type Result, success } from '../diagnostics/diagnostic.js';
import { suggest } from '../diagnostics/suggest.js';
import type { ConfigSetting, KconfigModel } from '../kconfig/index.js';

/** A setting that somebody asked for, under the name that its symbol has now. */
export interface AskedSetting extends ConfigSetting {
  /** The name that it was asked for under, and the line that says so. */
  readonly renamedFrom?: { readonly name: string; readonly at: Location };
}

export interface Override {
  readonly setting: AskedSetting;
  /** The later one: of the same symbol, or of another member of its choice. */
  readonly by: AskedSetting;
}

interface Rename {
  readonly to: string;
  readonly inverts: boolean;
  /** The line of the old name. */
  readonly at: Location;
}

export interface Renames {
  /** By old name; the new one is defined. */
  readonly byOldName: ReadonlyMap<string, Rename>;
  readonly files: readonly string[];
  /** Files that would have been read if they existed. */
  readonly absent: readonly string[];
}

interface Line extends Rename {
  readonly from: string;
  readonly source: string;
}

export function loadRenames(paths: readonly string[], model: KconfigModel): Result<Renames> {
  const lines = new Map<string, Line>();
  const mistakes: Diagnostic[] = [];
  const files: string[] = [];
  const absent: string[] = [];
  for (const path of paths) {
    const text = readIfThere(path);
    if (text === undefined) absent.push(path);
    else {
      files.push(path);
      for (const line of readLines(path, text, mistakes)) addLine(lines, line, mistakes);
    }
  }
  const byOldName = new Map<string, Rename>();
  for (const line of lines.values()) {
    const rename = follow(line, lines, model, mistakes);
    if (rename !== undefined) byOldName.set(line.from, rename);
  }
  return mistakes.length > 0 ? failure(...mistakes) : success({ byOldName, files, absent });
}

/** The setting under the name of now; as it is if its name is no old one. */
export function renameSetting(setting: ConfigSetting, { byOldName }: Renames): AskedSetting {
  const rename = byOldName.get(setting.name);
  if (rename === undefined) return setting;
  const value = rename.inverts ? invert(setting.value) : setting.value;
  return { ...setting, name: rename.to, value, renamedFrom: { name: setting.name, at: rename.at } };
}

/** That a setting was asked for under another name. */
export function describeRename(setting: AskedSetting, { byOldName }: Renames): Diagnostic | undefined {
  const { name, value, at, renamedFrom } = setting;
  if (renamedFrom === undefined) return undefined;
  const isOpposite = byOldName.get(renamedFrom.name)?.inverts === true;
  return {
    severity: 'info',
    code: 'CF0002',
    message: `${renamedFrom.name} is ${isOpposite ? `the opposite of ${name}` : name} now: ${name}=${plain(value)}`,
    ...(at && { at }),
    related: [{ message: 'renamed here', at: renamedFrom.at }],
  };
}

/** That symbols were to be unset under other names. */
export function describeUnset(names: readonly string[], { byOldName }: Renames): readonly Diagnostic[] {
  return names.flatMap((name): readonly Diagnostic[] => {
    const rename = byOldName.get(name);
    if (rename === undefined) return [];
    const { to, inverts, at } = rename;
    const message = `${name} is ${inverts ? `the opposite of ${to}` : to} now: ${to} follows its default again`;
    return [{ severity: 'info', code: 'CF0002', message, related: [{ message: 'renamed here', at }] }];
  });
}

/** Values may be as long as a file. */
function plain(value: string): string {
  return value.length > 60 ? `${value.slice(0, 60)}...` : value;
}

/** Of an old name and its new one in the same file the new one counts. */
export function renameAll(
  settings: readonly ConfigSetting[],
  renames: Renames,
): { readonly settings: readonly AskedSetting[]; readonly overrides: readonly Override[] } {
  const direct = new Map(settings.map((setting) => [setting.name, setting]));
  const overrides: Override[] = [];
  const renamed = settings.flatMap((setting): readonly AskedSetting[] => {
    const now = renameSetting(setting, renames);
    const by = now === setting ? undefined : direct.get(now.name);
    if (by === undefined) return [now];
    overrides.push({ setting: now, by });
    return [];
  });
  return { settings: renamed, overrides };
}

/** What is no value of a bool stays, and is told as such. */
function invert(value: string): string {
  if (value === 'y') return 'n';
  return value === 'n' ? 'y' : value;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function readLines(file: string, text: string, mistakes: Diagnostic[]): readonly Line[] {
  return text.split('\n').flatMap((raw, index): Line[] => {
    const source = raw.replace(/\r$/, '');
    const line = source.replace(/#.*$/, '').trim();
    if (line === '') return [];
    const at = { file, line: index + 1, col: source.length - source.trimStart().length + 1 };
    const [, from = '', mark = '', to = ''] = /^CONFIG_(\w+)\s+(!?)CONFIG_(\w+)$/.exec(line) ?? [];
    if (from !== '') return [{ from, to, inverts: mark === '!', at, source }];
    const hint = {
      text: 'write CONFIG_OLD CONFIG_NEW, or CONFIG_OLD !CONFIG_NEW for a bool with the opposite meaning',
    };
    mistakes.push({ ...mistake({ at, source }, `not a renaming: ${line.slice(0, 80)}`), hint });
    return [];
  });
}

function addLine(lines: Map<string, Line>, line: Line, mistakes: Diagnostic[]): void {
  const first = lines.get(line.from);
  if (first === undefined) {
    lines.set(line.from, line);
    return;
  }
  const related = [{ message: 'first here', at: first.at }];
  mistakes.push({
    ...mistake(line, `${line.from} is renamed twice`),
    related,
    hint: { text: 'remove one of the lines' },
  });
}

/** A new name may have got another one since: the last of them counts. */
function follow(
  line: Line,
  lines: ReadonlyMap<string, Line>,
  model: KconfigModel,
  mistakes: Diagnostic[],
): Rename | undefined {
  const still = model.symbols.get(line.from)?.definitions[0];
  if (still !== undefined) {
    const related = [{ message: 'defined here', at: still }];
    const hint = { text: `remove this line, or the symbol ${line.from}` };
    mistakes.push({ ...mistake(line, `${line.from} is renamed and still defined`), related, hint });
    return undefined;
  }
  const seen = [line.from];
  let last = line;
  let inverts = line.inverts;
  for (let next = lines.get(line.to); next !== undefined; next = lines.get(next.to)) {
    if (seen.includes(next.from)) {
      const circle = [...seen.slice(seen.indexOf(next.from)), next.from].join(' -> ');
      const hint = { text: 'the last name must be that of a symbol' };
      mistakes.push({ ...mistake(line, `${line.from} is renamed in a circle: ${circle}`), hint });
      return undefined;
    }
    seen.push(next.from);
    inverts = inverts !== next.inverts;
    last = next;
  }
  const problem = judgeNewName(line, last, inverts, model);
  if (problem !== undefined) mistakes.push(problem);
  return problem === undefined ? { to: last.to, inverts, at: line.at } : undefined;
}

function judgeNewName(line: Line, { to }: Line, inverts: boolean, model: KconfigModel): Diagnostic | undefined {
  const symbol = model.symbols.get(to);
  if (symbol === undefined) {
    const near = suggest(to, [...model.symbols.keys()]);
    const lone = `remove this line, or name the symbol that ${line.from} is now`;
    const hint = { text: near === undefined ? lone : `did you mean CONFIG_${near}?` };
    return { ...mistake(line, `${line.from} is renamed to ${to}, which no Kconfig file defines`), hint };
  }
  if (!inverts || symbol.type === 'bool') return undefined;
  const hint = { text: `write CONFIG_${line.from} CONFIG_${to}` };
  return { ...mistake(line, `! is for a bool, and ${to} is of type ${symbol.type}`), hint };
}

function mistake({ at, source }: Pick<Line, 'at' | 'source'>, message: string): Diagnostic {
  return { severity: 'error', code: 'CF0001', message, at, source };
}
