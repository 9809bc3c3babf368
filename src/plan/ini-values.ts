/** What the keys of bljh.ini and board.ini say that a plan's pieces come from. Pure. */
import type { Board } from '../boards/board.js';
import { findKey, type IniSource, parseIni } from '../ini/read-ini.js';
import type { Project } from '../project/project.js';
import type { Origin } from './build-plan.js';

/** The value of the key that an origin names, as text. */
export type ValueOfKey = (origin: Pick<KeyOrigin, 'kind' | 'key'>) => string;

export type KeyOrigin = Extract<Origin, { kind: 'board' | 'project' }>;

export function valuesOfKeys(project: Pick<Project, 'source'>, board: Pick<Board, 'sources'>): ValueOfKey {
  const parsed = new Map<IniSource, unknown>();
  return ({ kind, key }) => {
    const path = kind === 'board' ? key.split('.') : projectPath(key);
    // As the plan's origins do: the first file that has the key counts (src/plan/origin.ts).
    const source = (kind === 'board' ? board.sources : [project.source]).find((each) => findKey(each, path));
    if (source === undefined) return '';
    if (!parsed.has(source)) parsed.set(source, parseIni(source.text));
    const value = path.reduce(memberOf, parsed.get(source));
    return typeof value === 'string' ? value : JSON.stringify(value ?? '');
  };
}

/** Keys of [ldflags] hold dots themselves: only the first one parts the section from the key. */
function projectPath(key: string): readonly string[] {
  const dot = key.indexOf('.');
  return dot === -1 ? [key] : [key.slice(0, dot), key.slice(dot + 1)];
}

function memberOf(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, name)
    ? (data as Record<string, unknown>)[name]
    : undefined;
}
