// Reads one file's text as tokens, one at a time, expanding macros on the way (scripts/kconfig/lexer.l). Owns the reading
// position. A token is read when the parser asks for it, because a variable assigned above may stand in it.

import type { Preprocessor } from '../macros/preprocessor.js';
import { isWordCode } from '../macros/preprocessor.js';
import type { HelpExtent } from '../text/help-text.js';
import { measureHelp } from '../text/help-text.js';
import type { SourceFile } from '../text/source.js';
import type { OpCode } from '../tree/expression-pool.js';
import { Op } from '../tree/expression-pool.js';

export type TokenKind =
  | 'word'
  | 'string'
  | 'operator'
  | 'comparison'
  /** End of the line. */
  | 'line'
  /** End of the file. */
  | 'end';

/** What the scanner tells about; the parser knows how to say it. */
export interface ScannerEvents {
  unsupported(character: string, offset: number): void;
  openString(offset: number): void;
  /** The file ends on a line with tokens. */
  openEnd(): void;
}

/** Unquoted and unexpanded words can be keywords. */
export class Scanner {
  readonly file: SourceFile;
  readonly text: string;
  /** Offset of the next character. */
  offset: number;
  /** Line of the next character, from 1. */
  line = 1;

  /** From here to there is no line feed: a line of megabytes is not to be looked through at each of its tokens. */
  #lineFrom = 0;
  #lineEnd = -1;

  kind: TokenKind = 'line';
  /** Word, unescaped string or operator. */
  value = '';
  /** Of the token. */
  start = 0;
  /** Of the macro that is being expanded. */
  macroOffset = 0;
  /** A word that came out of a macro is no keyword. */
  expanded = false;
  /** Of a `comparison`. */
  comparison: OpCode = Op.none;
  /** Tokens of the statement before the current one. */
  consumed = 0;
  /** The end of the file was read. */
  hasEnded = false;

  readonly #macros: Preprocessor | undefined;
  readonly #events: ScannerEvents;
  readonly #bare: ((name: string) => string | undefined) | undefined;
  readonly #endsLastLine: boolean;
  readonly #extra: string;

  /**
   * `bare` gives the value of `$NAME`, in dialects that have it in all texts. `endsLastLine`: the end of the file is also
   * the end of a last line without line feed. `extra`: characters of words besides the common ones.
   */
  constructor(
    file: SourceFile,
    macros: Preprocessor | undefined,
    events: ScannerEvents,
    bare: ((name: string) => string | undefined) | undefined,
    endsLastLine: boolean,
    extra: string,
  ) {
    this.file = file;
    this.text = file.text;
    this.offset = file.text.startsWith('\uFEFF') ? 1 : 0;
    this.#macros = macros;
    this.#events = events;
    this.#bare = bare;
    this.#endsLastLine = endsLastLine;
    this.#extra = extra;
  }

  /** The current token is the first one of a statement. */
  beginStatement(): void {
    this.consumed = 0;
  }

  /** Reads the next token; its fields are on the scanner. */
  next(): TokenKind {
    const { text } = this;
    for (;;) {
      const start = this.offset;
      this.start = start;
      if (start >= text.length) return this.#end();
      const code = text.charCodeAt(start);
      if (code === 32 || code === 9) {
        this.offset = start + 1;
      } else if (code === 10) {
        this.offset = start + 1;
        this.line += 1;
        return this.#is('line', '');
      } else if (isWordCode(code) || code === 36) {
        if (this.#readWord()) return this.kind;
      } else if (code === 35) {
        this.#skipComment();
      } else if (code === 34 || code === 39) {
        return this.#readString(code === 34 ? '"' : "'");
      } else if (code === 92 && this.#isLineFeed(start + 1)) {
        this.offset = start + (text.charCodeAt(start + 1) === 10 ? 2 : 3);
        this.line += 1;
      } else if (code === 13 && text.charCodeAt(start + 1) === 10) {
        this.offset = start + 1;
      } else if (this.#extra !== '' && this.#extra.includes(text[start] ?? '')) {
        if (this.#readWord()) return this.kind;
      } else if (this.#readOperator(code)) {
        return this.kind;
      }
    }
  }

  /** Whether the current token is of a kind, with a text. */
  at(kind: TokenKind, value: string = this.value): boolean {
    return this.kind === kind && this.value === value;
  }

  /** Whether the rest of the line, from the token on, is the value of a variable: the operator, or none. */
  assignmentOperator(): '=' | ':=' | '+=' | undefined {
    if (this.kind === 'comparison') return this.value === '=' ? '=' : undefined;
    if (this.kind !== 'operator') return undefined;
    return this.value === ':=' || this.value === '+=' ? this.value : undefined;
  }

  /** The rest of the line after an assignment operator, blanks in front dropped, comments included. */
  readAssignedValue(): string {
    const { text } = this;
    let start = this.offset;
    while (text.charCodeAt(start) === 32 || text.charCodeAt(start) === 9) start += 1;
    const end = this.#textEnd(start);
    this.offset = end;
    return text.slice(start, end);
  }

  /** Skips the help text below the line just read and says where it ended. */
  skipHelp(): HelpExtent {
    const extent = measureHelp(this.text, this.offset);
    this.offset = extent.end;
    this.line += extent.lines;
    this.#is('line', '');
    return extent;
  }

  /** Skips to the next line. */
  skipLine(): void {
    while (this.kind !== 'line' && this.kind !== 'end') this.next();
  }

  /** The same from a word on that may be assigned to. */
  skipAssignment(): void {
    this.next();
    if (this.#macros !== undefined && this.assignmentOperator() !== undefined) this.readAssignedValue();
    this.skipLine();
  }

  /**
   * By hand: V8 takes two equal calls of `indexOf` in two branches for one and makes it before both, for each character of
   * a line.
   */
  #skipComment(): void {
    const { text } = this;
    let at = this.start;
    while (at < text.length && text.charCodeAt(at) !== 10) at += 1;
    this.offset = at;
  }

  #end(): TokenKind {
    const isOpen = this.kind !== 'line' && this.kind !== 'end';
    this.hasEnded = true;
    if (!isOpen) return this.#is('end', '');
    this.#events.openEnd();
    return this.#is(this.#endsLastLine ? 'line' : 'end', '');
  }

  #is(kind: TokenKind, value: string): TokenKind {
    this.consumed += 1;
    this.kind = kind;
    this.value = value;
    this.expanded = false;
    return kind;
  }

  #readWord(): boolean {
    const { text, start } = this;
    let end = start;
    let macro = false;
    for (;;) {
      const code = text.charCodeAt(end);
      if (code === 36) macro = true;
      else if (!isWordCode(code) && !(this.#extra !== '' && end < text.length && this.#extra.includes(text[end] ?? '')))
        break;
      end += 1;
    }
    if (!macro) {
      this.offset = end;
      this.#is('word', text.slice(start, end));
      return true;
    }
    if (this.#macros === undefined) return this.#readBareWord(end);
    // The expansion is one word, blanks included, and is not looked at again; an empty one is no token at all.
    this.macroOffset = start;
    const expansion = this.#macros.expandWord(text, start, this.#textEnd(start), this.#extra);
    this.offset = expansion.end;
    return this.#isExpanded(expansion.text);
  }

  /** Without macros a `$` is left for whoever knows the variables. */
  #readBareWord(end: number): boolean {
    this.offset = end;
    return this.#isExpanded(this.text.slice(this.start, end));
  }

  /** Whether there is a token at all. */
  #isExpanded(value: string): boolean {
    if (value === '') return false;
    this.#is('word', value);
    this.expanded = true;
    return true;
  }

  #expandBare(text: string): string {
    const bare = this.#bare;
    if (bare === undefined || !text.includes('$')) return text;
    return text.replace(
      /\$(?:\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))/g,
      (written, braced, plain) => bare(braced ?? plain) ?? written,
    );
  }

  #readString(quote: '"' | "'"): TokenKind {
    const { text, start } = this;
    const lineEnd = this.#textEnd(start + 1);
    const rest = text.slice(start + 1, lineEnd);
    const length = rest.indexOf(quote);
    const value = rest.slice(0, length);
    if (length === -1 || value.includes('\\') || value.includes('$')) return this.#readSpecialString(quote, lineEnd);
    this.offset = start + length + 2;
    return this.#is('string', value);
  }

  /** With escapes or variables, or without an end. */
  #readSpecialString(quote: string, lineEnd: number): TokenKind {
    const { text, start } = this;
    const end = quote.charCodeAt(0);
    let value = '';
    let plain = start + 1;
    let at = plain;
    for (; at < lineEnd; at += 1) {
      const code = text.charCodeAt(at);
      if (code === end) break;
      if (code === 92) {
        value += text.slice(plain, at);
        plain = at + 1;
        at += 1;
      } else if (code === 36 && this.#macros !== undefined && text.charCodeAt(at + 1) === 40) {
        this.macroOffset = at;
        const expansion = this.#macros.expandReference(text, at + 1, lineEnd);
        value += text.slice(plain, at) + expansion.text;
        plain = expansion.end;
        at = expansion.end - 1;
      }
    }
    value += text.slice(plain, Math.min(at, lineEnd));
    if (at >= lineEnd && lineEnd < text.length) this.#events.openString(start);
    this.offset = Math.min(at + 1, lineEnd);
    return this.#is('string', this.#expandBare(value));
  }

  #readOperator(code: number): boolean {
    const { text, start } = this;
    const follows = text.charCodeAt(start + 1);
    if (code === 61) return this.#compare('=', Op.equal);
    if (code === 33) {
      if (follows === 61) return this.#compare('!=', Op.unequal);
      return this.#operator('!');
    }
    if (code === 60) return follows === 61 ? this.#compare('<=', Op.lessEqual) : this.#compare('<', Op.less);
    if (code === 62) return follows === 61 ? this.#compare('>=', Op.greaterEqual) : this.#compare('>', Op.greater);
    if (code === 40 || code === 41) return this.#operator(code === 40 ? '(' : ')');
    if (code === 38 && follows === 38) return this.#operator('&&');
    if (code === 124 && follows === 124) return this.#operator('||');
    if (code === 58 && follows === 61) return this.#operator(':=');
    if (code === 43 && follows === 61) return this.#operator('+=');
    const character = String.fromCodePoint(text.codePointAt(start) ?? code);
    this.offset = start + character.length;
    this.#events.unsupported(character, start);
    return false;
  }

  #operator(value: string): boolean {
    this.offset = this.start + value.length;
    this.#is('operator', value);
    return true;
  }

  #compare(value: string, comparison: OpCode): boolean {
    this.#operator(value);
    this.kind = 'comparison';
    this.comparison = comparison;
    return true;
  }

  #isLineFeed(offset: number): boolean {
    const code = this.text.charCodeAt(offset);
    return code === 10 || (code === 13 && this.text.charCodeAt(offset + 1) === 10);
  }

  /** Offset where the text of a line ends: before the line feed, or the carriage return in front of it. */
  #textEnd(from: number): number {
    if (from < this.#lineFrom || from > this.#lineEnd) {
      const feed = this.text.indexOf('\n', from);
      this.#lineFrom = from;
      this.#lineEnd = feed === -1 ? this.text.length : feed;
    }
    const end = this.#lineEnd;
    return end > from && this.text.charCodeAt(end - 1) === 13 ? end - 1 : end;
  }
}
