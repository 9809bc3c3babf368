/** Makes the origins that a plan's pieces carry: from a Kconfig symbol, a board.ini or bljh.ini key, or bljh itself. */
import { findKey, type IniSource } from '../ini/read-ini.js';
import type { Origin as KconfigOrigin } from '../kconfig/index.js';
import type { Origin } from './build-plan.js';
import type { PlanInput } from './plan-input.js';

export interface Origins {
  readonly symbol: (name: string) => Origin;
  readonly board: (key: string) => Origin;
  readonly project: (key: string) => Origin;
}

export function originsOf(input: PlanInput): Origins {
  return {
    symbol: (name) => symbolOrigin(input, name),
    board: (key) => keyOrigin(input, 'board', key, input.board.sources, key.split('.')),
    project: (key) => {
      const dot = key.indexOf('.');
      // Keys of [ldflags] hold dots themselves: only the first one parts the section from the key.
      const path = dot === -1 ? [key] : [key.slice(0, dot), key.slice(dot + 1)];
      return keyOrigin(input, 'project', key, [input.project.source], path);
    },
  };
}

export function bljhOrigin(reason: string): Origin {
  return { kind: 'bljh', reason };
}

/** The first of the files that has the key; a key that stands nowhere has bljh's default. */
function keyOrigin(
  input: PlanInput,
  kind: 'board' | 'project',
  key: string,
  sources: readonly IniSource[],
  path: readonly string[],
): Origin {
  for (const source of sources) {
    const at = findKey(source, path);
    if (at !== undefined) return { kind, key, at: { ...at, file: input.showPath(at.file) } };
  }
  return bljhOrigin(`the default of ${key} in ${kind === 'board' ? 'board.ini' : 'bljh.ini'}`);
}

function symbolOrigin(input: PlanInput, name: string): Origin {
  const resolved = input.values.get(name);
  if (resolved === undefined) return { kind: 'symbol', symbol: name, value: '', by: 'unset' };
  const at = lineThatDecided(resolved.origin) ?? resolved.at;
  return {
    kind: 'symbol',
    symbol: name,
    value: resolved.value,
    by: resolved.origin.kind,
    at: { file: input.showPath(at.file), line: at.line, col: at.col },
  };
}

function lineThatDecided(origin: KconfigOrigin) {
  return origin.kind === 'unset' ? undefined : origin.at;
}

/** One line for people: `CONFIG_FOO=y (user, build/x/.config:12)`. `withLine`: the number of the line, which moves with every line above it. */
export function describeOrigin(origin: Origin, withLine = true): string {
  const show = ({ file, line }: { readonly file: string; readonly line: number }) =>
    withLine ? `${file}:${line}` : file;
  switch (origin.kind) {
    case 'symbol': {
      const place = origin.at === undefined ? '' : `, ${show(origin.at)}`;
      return `CONFIG_${origin.symbol}=${origin.value} (${origin.by}${place})`;
    }
    case 'board':
    case 'project':
      return `${origin.key} (${show(origin.at)})`;
    case 'bljh':
      return `bljh: ${origin.reason}`;
    default:
      return unreachable(origin);
  }
}

function unreachable(value: never): never {
  throw new Error(`unexpected origin ${JSON.stringify(value)}`);
}
