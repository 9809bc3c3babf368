/** The sentences and places that plans show as origins, read back: they can be asked about, too. */
import type { Origin } from '../plan/build-plan.js';
import type { SubjectIndex } from './index-of-subject.js';
import type { IniKey } from './keys.js';
import type { ExplainSubject } from './subject.js';

export type OriginName =
  | { readonly kind: 'symbol'; readonly symbol: string }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'bljh'; readonly reason: string };

/** `CONFIG_STRIP=y (user, build/virt64/.config:12)`, `tags.FEATURE (bljh.ini:8)`, `bljh: the reason`. */
export function readOrigin(text: string): OriginName | undefined {
  const reason = /^bljh: (.+)$/s.exec(text)?.[1];
  if (reason !== undefined) return { kind: 'bljh', reason };
  const symbol = /^CONFIG_(\w+)=.* \(\w+(?:, .+:\d+)?\)$/s.exec(text)?.[1];
  if (symbol !== undefined) return { kind: 'symbol', symbol };
  const key = /^(\S+) \(.+\.ini:\d+\)$/.exec(text)?.[1];
  return key === undefined ? undefined : { kind: 'key', key };
}

export function isOrigin(origin: Origin, wanted: OriginName): boolean {
  switch (origin.kind) {
    case 'symbol':
      return wanted.kind === 'symbol' && wanted.symbol === origin.symbol;
    case 'bljh':
      return wanted.kind === 'bljh' && wanted.reason === origin.reason;
    default:
      return wanted.kind === 'key' && wanted.key === origin.key;
  }
}

/** FILE:LINE or FILE:LINE:COLUMN: the key, the setting or the config entry that stands there. */
export function findPlace(
  subject: ExplainSubject,
  { keys }: Pick<SubjectIndex, 'keys'>,
  form: string,
): { readonly keys: readonly IniKey[]; readonly symbols: readonly string[] } | undefined {
  const [, path = '', digits = ''] = /^(.+?):(\d+)(?::\d+)?$/.exec(form) ?? [];
  if (path === '') return undefined;
  const file = subject.asPlanPath(path);
  const line = Number(digits);
  const isThere = (at: { readonly file: string; readonly line: number } | undefined) =>
    at !== undefined && at.line === line && (at.file === file || subject.showPath(at.file) === file);
  const here = keys.filter(({ at }) => isThere(at));
  const set = subject.settings.filter(({ at }) => isThere(at)).map(({ name }) => name);
  const entry = set.length > 0 ? undefined : entryAround(subject, file, line);
  const symbols = [...set, ...(entry === undefined ? [] : [entry])].filter((name) => subject.model.symbols.has(name));
  return here.length === 0 && symbols.length === 0 ? undefined : { keys: here, symbols };
}

/** The last entry that begins on or before a line of a Kconfig file. */
function entryAround({ model, showPath }: ExplainSubject, file: string, line: number): string | undefined {
  let found: { readonly name: string; readonly line: number } | undefined;
  for (const { name, definitions } of model.symbols.values()) {
    for (const at of definitions) {
      if (at.line > line || at.line < (found?.line ?? 0)) continue;
      if (showPath(at.file) === file) found = { name, line: at.line };
    }
  }
  return found?.name;
}
