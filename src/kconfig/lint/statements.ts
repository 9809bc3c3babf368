// The lines of Kconfig files as statements, for places: a tree remembers what conditions say, not in which line. Only for
// pointing at things; what a file means is the parser's business.

import type { Location } from '../text/source.js';

interface Statement {
  /** 1-based, of its first line. */
  readonly line: number;
  readonly keyword: string;
  /** One text a line: a statement goes on after a backslash. */
  readonly lines: readonly string[];
  /** The statement that opens the block around it; -1 at the top. */
  readonly outer: number;
  /** The statement that begins its entry, its own for one that does. */
  readonly entry: number;
}

/** What an entry and the blocks around it depend on. */
interface Conditions {
  readonly statements: readonly Statement[];
  readonly haveMacro: boolean;
}

const noConditions: Conditions = { statements: [], haveMacro: false };

const entryWords = new Set(['config', 'menuconfig', 'configdefault', 'choice', 'menu', 'comment', 'if', 'mainmenu']);
const conditionWords = new Set(['depends', 'if', 'visible']);

/** Finds names in the files of a tree; without texts every place stays as it is. */
export class Statements {
  readonly #readText: (path: string) => string | undefined;
  readonly #files = new Map<string, readonly Statement[]>();
  /** By the statement that begins an entry. */
  readonly #conditions = new Map<Statement, Conditions>();
  readonly #words = new Map<Statement, ReadonlyMap<string, Word>>();

  constructor(readText: (path: string) => string | undefined) {
    this.#readText = readText;
  }

  /** The place of a name in the line of a property. */
  inLine(at: Location, name: string): Location | undefined {
    const statement = this.#at(at);
    return statement && this.#find(at.file, statement, name);
  }

  /** The place of a name in what an entry, or a block around it in its file, depends on. */
  inConditions(at: Location, name: string): Location | undefined {
    for (const statement of this.#conditionsOf(at).statements) {
      const found = this.#find(at.file, statement, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /**
   * Whether a macro has a say in the line, in its entry or in a block around it. What a macro gave on this machine proves
   * nothing about the file.
   */
  hasMacro(at: Location): boolean {
    const own = this.#at(at);
    if (own?.lines.some(hasMacro)) return true;
    return this.#conditionsOf(at).haveMacro;
  }

  /** Whether a block takes in other files. What they hold may depend on the architecture. */
  hasSource(at: Location): boolean {
    const statements = this.#of(at.file);
    const open = indexAt(statements, at.line);
    if (statements[open]?.line !== at.line) return false;
    for (let index = open + 1; index < statements.length; index += 1) {
      const { outer = -1, keyword = '' } = statements[index] ?? {};
      if (outer < open) return false;
      if (keyword.endsWith('source')) return true;
    }
    return false;
  }

  /** Every line of a file that is a statement and matches, with the place of the match. */
  *matches(file: string, pattern: RegExp): Generator<{ readonly match: RegExpExecArray; readonly at: Location }> {
    for (const { line, lines } of this.#of(file)) {
      for (const [index, text] of lines.entries()) {
        const match = pattern.exec(text);
        if (match !== null) yield { match, at: { file, line: line + index, col: match.index + 1 } };
      }
    }
  }

  /** A name with a dash is looked for by its first part. */
  #find(file: string, statement: Statement, name: string): Location | undefined {
    const words = this.#words.get(statement) ?? wordsOf(statement);
    this.#words.set(statement, words);
    const found = words.get(/^[A-Za-z0-9_]*/.exec(name)?.[0] ?? '');
    return found && { file, ...found };
  }

  /** `depends on`, `if` and the like of the entry that holds a place, and of the blocks around it. */
  #conditionsOf(at: Location): Conditions {
    const statements = this.#of(at.file);
    const own = statements[indexAt(statements, at.line)];
    const entry = own && statements[own.entry];
    if (entry === undefined) return noConditions;
    const known = this.#conditions.get(entry);
    if (known !== undefined) return known;
    const found = findConditions(statements, own?.entry ?? -1);
    const made = { statements: found, haveMacro: found.some(({ lines }) => lines.some(hasMacro)) };
    this.#conditions.set(entry, made);
    return made;
  }

  #at({ file, line }: Location): Statement | undefined {
    const statements = this.#of(file);
    return statements[indexAt(statements, line)];
  }

  #of(file: string): readonly Statement[] {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const made = splitStatements(this.#readText(file) ?? '');
    this.#files.set(file, made);
    return made;
  }
}

function findConditions(statements: readonly Statement[], innermost: number): readonly Statement[] {
  const found: Statement[] = [];
  for (let entry = innermost; entry >= 0; entry = statements[entry]?.outer ?? -1) {
    for (let index = entry; index < statements.length; index += 1) {
      const statement = statements[index];
      if (statement === undefined || (index > entry && isBoundary(statement))) break;
      if (conditionWords.has(statement.keyword)) found.push(statement);
    }
  }
  return found;
}

/** The statement that has a line; -1 if none has. */
function indexAt(statements: readonly Statement[], line: number): number {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((statements[middle]?.line ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  const found = statements[low - 1];
  return found !== undefined && line < found.line + found.lines.length ? low - 1 : -1;
}

function isBoundary({ keyword }: Statement): boolean {
  return entryWords.has(keyword) || keyword.startsWith('end') || keyword.endsWith('source');
}

function hasMacro(line: string): boolean {
  return line.includes('$(');
}

interface Word {
  readonly line: number;
  readonly col: number;
}

/** The words of a statement, each where it stands first. */
function wordsOf({ line, lines }: Statement): ReadonlyMap<string, Word> {
  const found = new Map<string, Word>();
  for (const [index, text] of lines.entries()) {
    for (const { 0: word, index: at } of withoutTexts(text).matchAll(/[A-Za-z0-9_]+/g)) {
      if (!found.has(word)) found.set(word, { line: line + index, col: at + 1 });
    }
  }
  return found;
}

/** Quoted texts and comments blanked, columns kept: a prompt may hold the name as a word. */
function withoutTexts(line: string): string {
  const parts: string[] = [];
  let plain = 0;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at];
    if (character !== '"' && character !== "'" && character !== '#') continue;
    const end = character === '#' ? line.length : endOfText(line, at);
    parts.push(line.slice(plain, at), ' '.repeat(end - at));
    plain = end;
    at = end - 1;
  }
  return parts.length === 0 ? line : parts.join('') + line.slice(plain);
}

/** Behind the closing quote; the end of the line if there is none. */
function endOfText(line: string, start: number): number {
  const quote = line[start];
  for (let at = start + 1; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === quote) return at + 1;
  }
  return line.length;
}

function splitStatements(text: string): readonly Statement[] {
  const lines = text.split('\n');
  const statements: Statement[] = [];
  const open: number[] = [];
  let entry = 0;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const keyword = /^\s*([-A-Za-z0-9_]+)/.exec(line)?.[1] ?? '';
    if (keyword === '') continue;
    if (keyword === 'help' || keyword === '---help---') {
      index = endOfHelp(lines, index + 1) - 1;
      continue;
    }
    let last = index;
    while (lines[last]?.endsWith('\\') && last + 1 < lines.length) last += 1;
    if (/^end(if|menu|choice)$/.test(keyword)) open.pop();
    if (entryWords.has(keyword) || statements.length === 0) entry = statements.length;
    statements.push({ line: index + 1, keyword, lines: lines.slice(index, last + 1), outer: open.at(-1) ?? -1, entry });
    if (keyword === 'if' || keyword === 'menu' || keyword === 'choice') open.push(statements.length - 1);
    index = last;
  }
  return statements;
}

/** A help text goes as far as its first line's indentation. */
function endOfHelp(lines: readonly string[], start: number): number {
  let indent: number | undefined;
  for (let index = start; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line.trim() === '') continue;
    const own = indentOf(line);
    indent ??= own;
    if (own < indent || own === 0) return index;
  }
  return lines.length;
}

function indentOf(line: string): number {
  let column = 0;
  for (const character of line) {
    if (character === '\t') column = (column & ~7) + 8;
    else if (character === ' ') column += 1;
    else break;
  }
  return column;
}
