/**
 * From a word to everything that bljh knows of it: a Kconfig symbol, a piece of the plan, a key of an ini file, a wish
 * (X=VALUE), or what would bring what is not there. What means exactly that comes first; a word that may mean many things
 * is looked for in all that is left.
 */
import type { Assignment } from '../fixes/change.js';
import type { Answer, ExplainedKey, ExplainedPiece, ExplainedSymbol } from './answer.js';
import { explainSymbol } from './explain-symbol.js';
import { explainWish } from './explain-wish.js';
import { findAbsent } from './find-absent.js';
import { findPlace, isOrigin, readOrigin } from './find-origin.js';
import { placeOf, type SubjectIndex } from './index-of-subject.js';
import type { IniKey } from './keys.js';
import type { Piece } from './pieces.js';
import { shellWords } from './shell-words.js';
import type { ExplainSubject } from './subject.js';

/** What a word means: the parts of an answer before they are explained. */
interface Meaning {
  readonly pieces?: readonly Piece[];
  readonly keys?: readonly IniKey[];
  readonly symbols?: readonly string[];
  readonly wish?: Assignment;
  readonly absent?: Answer['absent'];
  readonly note?: string;
}

/** undefined if nothing has that name. */
export function explain(subject: ExplainSubject, index: SubjectIndex, asked: string): Answer | undefined {
  return explainBy([findExact, findNear, findElsewhere], subject, index, asked);
}

/** The same, but only what stands in this configuration and its plan. */
export function explainExactly(subject: ExplainSubject, index: SubjectIndex, asked: string): Answer | undefined {
  return explainBy([findExact, findLoose], subject, index, asked);
}

/** Whether something has just this name here. */
export function isName(subject: ExplainSubject, index: SubjectIndex, asked: string): boolean {
  return formsOf(subject, asked).some((form) => findExact(subject, index, form) !== undefined);
}

type Find = (subject: ExplainSubject, index: SubjectIndex, form: string) => Meaning | undefined;

function explainBy(
  finds: readonly Find[],
  subject: ExplainSubject,
  index: SubjectIndex,
  asked: string,
): Answer | undefined {
  const { forms, note } = renameForms(subject, formsOf(subject, asked));
  for (const find of finds) {
    for (const form of forms) {
      const meaning = find(subject, index, form);
      if (meaning !== undefined)
        return answer(subject, index, asked, { ...meaning, ...(note !== undefined && { note }) });
    }
  }
  return undefined;
}

/** Names that an unknown word can be compared with. */
export function knownNames(subject: ExplainSubject, { pieces, keys }: SubjectIndex): readonly string[] {
  const names = [...pieces.flatMap((piece) => piece.names), ...keys.map(({ name }) => name)];
  return [...new Set([...subject.model.symbols.keys(), ...names.filter((name) => !/\s/.test(name))])];
}

/** The word as it was typed, and what it may be quoted or shortened from. */
function formsOf(subject: ExplainSubject, asked: string): readonly string[] {
  const plain = asked.trim();
  const [word = plain, ...others] = shellWords(plain);
  const unquoted = others.length === 0 ? word : plain;
  const forms = [asked, plain, unquoted, subject.asPlanPath(unquoted), unquoted.replace(/^--/, '-')];
  // Tools are called by their whole path.
  const tool = /^(?:\/|[A-Za-z]:\\).*[/\\]([^/\\]+)$/.exec(unquoted)?.[1] ?? '';
  return [...new Set([...forms, unquoted.replace(/[,;]$/, ''), tool])].filter((form) => form !== '');
}

/** Under the names that symbols have now. */
function renameForms(
  { renames, showPath }: ExplainSubject,
  forms: readonly string[],
): { readonly forms: readonly string[]; readonly note?: string } {
  let note: string | undefined;
  const renamed = forms.map((form) => {
    const [, old = '', value] = /^(?:CONFIG_)?(\w+)(?:=(.*))?$/s.exec(form) ?? [];
    const rename = renames.get(old);
    if (rename === undefined) return form;
    const { to, inverts, at } = rename;
    note = `${old} is ${inverts ? `the opposite of ${to}` : to} now  ${showPath(at.file)}:${at.line}`;
    const opposite = value === 'y' ? 'n' : value === 'n' ? 'y' : value;
    return value === undefined ? to : `${to}=${inverts ? opposite : value}`;
  });
  return { forms: renamed, ...(note !== undefined && { note }) };
}

function findExact(subject: ExplainSubject, index: SubjectIndex, form: string): Meaning | undefined {
  const origin = readOrigin(form);
  if (origin?.kind === 'bljh') {
    const pieces = index.pieces.filter((piece) => piece.origins.some((each) => isOrigin(each, origin)));
    return pieces.length === 0 ? undefined : { pieces };
  }
  const name = symbolIn(subject, origin?.kind === 'symbol' ? origin.symbol : form);
  const wanted = origin?.kind === 'key' ? origin.key : form;
  const keys = index.keys.filter((key) => namesOf(key).includes(wanted));
  // A constant has its symbol's name, and is among what comes from it.
  const pieces = index.pieces.filter(({ names, origins }) => {
    const isOfSymbol = origins.some((each) => each.kind === 'symbol' && each.symbol === name);
    return names.includes(form) && !(isOfSymbol && form === name);
  });
  const wish = wishIn(subject, form);
  if (name === undefined && keys.length === 0 && pieces.length === 0 && wish === undefined) return undefined;
  return { keys, pieces, ...(name !== undefined && { symbols: [name] }), ...(wish !== undefined && { wish }) };
}

function findLoose(subject: ExplainSubject, index: SubjectIndex, form: string): Meaning | undefined {
  const place = findPlace(subject, index, form);
  if (place !== undefined) return place;
  const near = index.pieces.filter(({ loose, pattern }) => loose.includes(form) || pattern?.test(form) === true);
  const symbol = symbolIn(subject, form.toUpperCase());
  const pieces = near.length > 0 || symbol !== undefined ? near : inAnyCase(index, form);
  const keys = index.keys.filter(({ name, value }) => value === form || name.endsWith(`.${form}`));
  if (pieces.length === 0 && keys.length === 0 && symbol === undefined) return undefined;
  return { pieces, keys, ...(symbol !== undefined && { symbols: [symbol] }) };
}

/** `ram` is RAM, if only one thing is called so. */
function inAnyCase({ pieces }: SubjectIndex, form: string): readonly Piece[] {
  const word = form.toLowerCase();
  const found = pieces.filter(({ names }) => names.some((name) => name.toLowerCase() === word));
  return new Set(found.map(({ kind, text }) => `${kind} ${text}`)).size === 1 ? found : [];
}

/** Where only a key or a symbol is like it: what would bring a piece of that name is of interest, too. */
function findNear(subject: ExplainSubject, index: SubjectIndex, form: string): Meaning | undefined {
  const loose = findLoose(subject, index, form);
  if (loose === undefined || (loose.pieces ?? []).length > 0) return loose;
  return { ...loose, ...findAbsence(subject, form) };
}

function findAbsence(subject: ExplainSubject, form: string, tried?: readonly Assignment[]): Meaning | undefined {
  const found = findAbsent(subject, form, tried);
  if (found === undefined) return undefined;
  const { names, ...absent } = found;
  return { absent, symbols: names };
}

/** In another configuration, with another value, or somewhere in a generated file. */
function findElsewhere(subject: ExplainSubject, index: SubjectIndex, form: string): Meaning | undefined {
  const absence = findAbsence(subject, form);
  if (absence !== undefined) return absence;
  const [, name, value] = /^([^=]*[^=\s])\s*=\s*(.*)$/s.exec(form) ?? [];
  const known = name === undefined ? undefined : findExact(subject, index, name);
  if (known !== undefined) {
    const symbols = (known.pieces ?? []).flatMap(({ origins }) =>
      origins.flatMap((origin) => (origin.kind === 'symbol' ? [{ name: origin.symbol, value: value ?? '' }] : [])),
    );
    const brought = findAbsence(subject, form, symbols);
    if (brought !== undefined) return brought;
    const now = [...(known.pieces ?? []).map(({ text }) => text), ...(known.keys ?? []).map((key) => key.value)].join(
      ', ',
    );
    return { ...known, note: `nothing here gives ${name} the value ${value}${now === '' ? '' : `: it is ${now}`}` };
  }
  return findInContents(subject, index, form);
}

const SHORTEST_WORD = 3;

function findInContents({ plan }: ExplainSubject, index: SubjectIndex, form: string): Meaning | undefined {
  if (plan === undefined || form.length < SHORTEST_WORD) return undefined;
  for (const { path, content } of plan.files) {
    const lines = content.split('\n');
    const line = lines.findIndex((text) => !isComment(text) && hasWord(text, form));
    if (line === -1) continue;
    const pieces = index.pieces.filter(({ kind, text }) => kind === 'generated file' && text === path);
    return { pieces, note: `${path}:${line + 1}: ${lines[line]?.trim()}` };
  }
  return undefined;
}

function isComment(line: string): boolean {
  return /^\s*(\/\/|\/\*|\*|#)/.test(line);
}

function hasWord(text: string, word: string): boolean {
  const isWord = (character: string | undefined) => character !== undefined && /[\w-]/.test(character);
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!isWord(text[at - 1]) && !isWord(text[at + word.length])) return true;
  }
  return false;
}

/** HEAP_LIMIT or CONFIG_HEAP_LIMIT, if there is such a symbol. */
function symbolIn({ model }: ExplainSubject, form: string): string | undefined {
  return [form, form.replace(/^CONFIG_/, '')].find((name) => model.symbols.has(name));
}

/** HEAP_LIMIT=0, CONFIG_HEAP_LIMIT=0 and `# CONFIG_STRIP is not set`, if there is such a symbol. */
function wishIn(subject: ExplainSubject, form: string): Assignment | undefined {
  const unset = /^# CONFIG_(\S+) is not set$/.exec(form)?.[1];
  if (unset !== undefined) return subject.model.symbols.has(unset) ? { name: unset, value: 'n' } : undefined;
  const [, left = '', value = ''] = /^(\w+)=(.*)$/s.exec(form) ?? [];
  const name = symbolIn(subject, left);
  return name === undefined ? undefined : { name, value: /^".*"$/s.test(value) ? value.slice(1, -1) : value };
}

/** `tags.FEATURE`, `tags.FEATURE=other`, and as its line in the file has it. */
function namesOf({ name, value }: IniKey): readonly string[] {
  const key = name.replace(/^(tags|ldflags)\./, '');
  return [name, `${name}=${value}`, `${name} = ${value}`, `${key} = ${value}`];
}

function answer(subject: ExplainSubject, index: SubjectIndex, asked: string, meaning: Meaning): Answer {
  const { pieces = [], keys: named = [], wish, absent, note } = meaning;
  const origins = pieces.flatMap((piece) => piece.origins);
  const keys = [
    ...named,
    ...index.keys.filter((key) => origins.some((origin) => isOrigin(origin, { kind: 'key', key: key.name }))),
  ];
  const names = [
    ...(meaning.symbols ?? []),
    ...(wish === undefined ? [] : [wish.name]),
    ...origins.flatMap((origin) => (origin.kind === 'symbol' ? [origin.symbol] : [])),
    ...named.flatMap(({ symbol }) => symbol ?? []),
  ];
  return {
    asked,
    board: subject.board.name,
    planned: subject.plan !== undefined,
    pieces: pieces.map((piece): ExplainedPiece => ({ ...placeOf(piece), origins: [...piece.origins] })),
    keys: [...new Set(keys)].map((key): ExplainedKey => ({ ...key, goesTo: index.keyGoesTo(key) })),
    symbols: [...new Set(names)].flatMap((name): ExplainedSymbol[] => {
      const explained = explainSymbol(subject, index, name);
      return explained === undefined ? [] : [explained];
    }),
    ...(wish !== undefined && { wish: explainWish(subject, wish) }),
    ...(absent !== undefined && { absent }),
    ...(note !== undefined && { note }),
  };
}
