// The words of a tree that only some dialects have, each with the first place it was met at. Help texts are skipped.

import type { FileSystem } from '../text/file-system.js';
import { measureHelp } from '../text/help-text.js';
import type { Location } from '../text/source.js';
import { SourceFile } from '../text/source.js';

export const marks = [
  /** rsource, osource, def_int, configdefault and the like. */
  'kconfiglib',
  'option env',
  'option',
  /** `modules` by itself. */
  'modules',
  /** boolean, requires, a path without quotes and so on. */
  'old word',
  '---help---',
  'macro',
  /** `$NAME` in a path, of no symbol with `option env`. */
  'bare variable',
  'wildcard',
  /** transitional, depends on X if Y. */
  'linux-7.0',
  'reset',
] as const;
export type Mark = (typeof marks)[number];

export interface Sighting {
  /** As it is written. */
  readonly word: string;
  readonly at: Location;
}

export type Sightings = ReadonlyMap<Mark, Sighting>;

export interface WordOptions {
  readonly file: string;
  readonly fileSystem: FileSystem;
  readonly srctree: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

/** Words of a dialect stand near the top, as a rule: this is read before each command, and must not be felt. */
const maxFiles = 32;
const maxText = 3 << 15;
/** Of a file below the top one, for the sake of the others. */
const maxTextBelow = 1 << 15;

const patterns: readonly (readonly [RegExp, Mark])[] = [
  [/^(rsource|osource|orsource|gsource|grsource)\s+"/, 'kconfiglib'],
  [/^(configdefault)\s+\w/, 'kconfiglib'],
  [/^(def_int|def_hex|def_string)\s/, 'kconfiglib'],
  [/^(option\s+env)\s*=/, 'option env'],
  [/^(option\s+(?:modules|defconfig_list|allnoconfig_y))\b/, 'option'],
  [/^(modules)\s*(?:#.*)?$/, 'modules'],
  [/^(boolean|def_boolean)(?:\s|$)/, 'old word'],
  [/^(requires|enable)\s+\w+\s*(?:#.*)?$/, 'old word'],
  [/^(depends)\s+(?!on\s)[A-Z!(]/, 'old word'],
  [/^(source)\s+[^"'\s]/, 'old word'],
  [/^(-+help-*)\s*$/, '---help---'],
  [/^(transitional)\s*(?:#.*)?$/, 'linux-7.0'],
  [/^(depends on\s[^"'#]*\sif)\s/, 'linux-7.0'],
  [/^(reset)(?:\s+if\s.*)?$/, 'reset'],
  [/^source\s+"[^"$]*(?:\$\([^"]*)?([*?[])/, 'wildcard'],
  // Quoted text that is a default may be meant for make.
  [/^(?:source|mainmenu)\s[^#]*(\$\([A-Za-z][^)]*\))/, 'macro'],
  [/^[^"'#]*(\$\([A-Za-z][\w-]*)/, 'macro'],
  [/(\$\([a-z-]+,)/, 'macro'],
  [/^([A-Za-z0-9_-]+\s*:?=)/, 'macro'],
];
/** Statements of all dialects. */
const plain: ReadonlySet<string> = new Set(
  'config menuconfig default select imply prompt bool tristate string int hex if range endif endmenu endchoice comment menu'.split(
    ' ',
  ),
);

/** Reads the tree from its top file on, until it knows enough. */
export function findWords(options: WordOptions): Sightings {
  const found = new Map<Mark, Sighting>();
  /** Symbols that stand for a variable. */
  const bound = new Set<string>();
  const bare: { readonly name: string; readonly at: Location }[] = [];
  const pending = [options.file];
  const seen = new Set(pending);
  let left = maxText;
  let entry = '';
  for (let count = 0; pending.length > 0 && count < maxFiles && left > 0; count += 1) {
    const name = pending.shift() ?? '';
    const file = openFile(options, name);
    if (file === undefined) continue;
    const text = file.text.slice(0, count === 0 ? left : Math.min(left, maxTextBelow));
    left -= text.length;
    for (const { line, offset } of statementsOf(text)) {
      const first = firstWord(line);
      if (first.endsWith('config')) entry = /\w+/.exec(line.slice(first.length))?.[0] ?? entry;
      if (plain.has(first) && !line.includes('$(')) continue;
      for (const [pattern, mark] of patterns) {
        const word = found.has(mark) ? undefined : pattern.exec(line)?.[1];
        if (word !== undefined) found.set(mark, { word, at: file.locate(offset) });
      }
      if (isDecided(found)) return found;
      if (/^option\s+env\b/.test(line)) bound.add(entry);
      const path = /^[og]?r?source\s+["']?([^"']+)["']?\s*(?:#.*)?$/.exec(line)?.[1];
      if (path === undefined) continue;
      for (const [, used = ''] of path.matchAll(/\$\{?(\w+)/g)) bare.push({ name: used, at: file.locate(offset) });
      const target = targetOf(path, name, /^[og]?rsource/.test(line), options);
      if (target !== undefined && !seen.has(target)) {
        seen.add(target);
        pending.push(target);
      }
    }
  }
  const unbound = bare.find(({ name }) => !bound.has(name));
  if (unbound !== undefined) found.set('bare variable', { word: `$${unbound.name}`, at: unbound.at });
  return found;
}

/** Nothing that may follow makes it another dialect. */
function isDecided(found: Sightings): boolean {
  // Linux gave up `option env` when it got macros.
  return found.has('kconfiglib') || (found.has('option env') && found.has('macro'));
}

function openFile({ fileSystem, srctree }: WordOptions, name: string): SourceFile | undefined {
  const places = srctree === undefined || name.startsWith('/') ? [name] : [name, `${srctree}/${name}`];
  for (const place of places) {
    const text = fileSystem.readText(place);
    if (text !== undefined) return new SourceFile(place, text, name);
  }
  return undefined;
}

/** What a `source` names, as far as the environment tells; patterns are passed over. */
function targetOf(path: string, from: string, isRelative: boolean, { environment }: WordOptions): string | undefined {
  const expanded = path.replace(/\$(?:\((\w+)\)|\{(\w+)\}|(\w+))/g, (written, ...names: (string | undefined)[]) => {
    const name = names.find((each) => each !== undefined) ?? '';
    return Object.hasOwn(environment, name) ? (environment[name] ?? '') : written;
  });
  if (/[*?[$]/.test(expanded)) return undefined;
  const folder = from.slice(0, from.lastIndexOf('/') + 1);
  return isRelative && !expanded.startsWith('/') ? `${folder}${expanded}` : expanded;
}

function firstWord(line: string): string {
  const blank = line.search(/\s/);
  return blank === -1 ? line : line.slice(0, blank);
}

/** Lines without their indentation, but no help texts. */
function* statementsOf(text: string): Generator<{ readonly line: string; readonly offset: number }> {
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    const raw = text.slice(start, end);
    const line = raw.trim();
    if (line !== '' && !line.startsWith('#')) yield { line, offset: start + raw.length - raw.trimStart().length };
    start = /^-*help-*$/.test(line) ? measureHelp(text, end + 1).end : end + 1;
  }
}
