// Turns one file's text into tokens, a logical line at a time, expanding macros on the way (scripts/kconfig/lexer.l).
// Owns the reading position. Statements end with their line, so a line is the unit the parser recovers by; macros make
// it necessary that a line is not read before the statements above it were obeyed.

import type { DiagnosticCode, Report } from './diagnostic.js';
import { createDiagnostic } from './diagnostic.js';
import type { HelpText } from './help-text.js';
import { readHelpText } from './help-text.js';
import type { Preprocessor } from './preprocess.js';
import type { SourceFile, Span } from './source.js';
import type { Token, TokenKind } from './token.js';
import { keywords, operators } from './token.js';

const wordPattern = /[A-Za-z0-9_-]+/y;
const wordWithMacroPattern = /[A-Za-z0-9_$-]+/y;
const ignoredPattern = /[^\sA-Za-z0-9_$"'&|=<>!():+#\\-]+|./suy;
const assignments: ReadonlySet<string> = new Set(['=', ':=', '+=']);

export class Lexer {
  readonly file: SourceFile;
  readonly #macros: Preprocessor;
  readonly #report: Report;
  #offset = 0;

  constructor(file: SourceFile, macros: Preprocessor, report: Report) {
    this.file = file;
    this.#macros = macros;
    this.#report = report;
    this.#checkText();
  }

  get offset(): number {
    return this.#offset;
  }

  span(start: number, end: number): Span {
    return { file: this.file, start, end };
  }

  /** The tokens of the next line that has any; undefined at the end of the file. */
  nextLine(): readonly Token[] | undefined {
    const { text } = this.file;
    const tokens: Token[] = [];
    while (this.#offset < text.length) {
      if (text[this.#offset] === '\n') {
        this.#offset += 1;
        if (tokens.length > 0) return tokens;
        continue;
      }
      this.#readToken(tokens);
      if (tokens.length === 2 && isAssignmentStart(tokens)) this.#readAssignedValue(tokens);
    }
    if (tokens.length === 0) return undefined;
    this.#warn('KC0103', 'no new line at end of file', text.length - 1);
    return tokens;
  }

  /** The block of help text that begins on the next line. */
  readHelp(): HelpText {
    const help = readHelpText(this.file.text, this.#offset);
    this.#offset = help.end;
    return help;
  }

  #checkText(): void {
    const { text } = this.file;
    if (text.startsWith('\uFEFF')) this.#offset = 1;
    const carriageReturn = text.indexOf('\r\n');
    const nul = text.indexOf('\0');
    if (nul !== -1) this.#warn('KC0104', 'the file holds NUL bytes; it is not a Kconfig text', nul);
    if (this.#offset === 1) this.#warn('KC0114', 'byte order mark ignored', 0);
    if (carriageReturn !== -1) this.#warn('KC0114', 'the lines end with CRLF; read as if with LF', carriageReturn);
  }

  #readToken(tokens: Token[]): void {
    const { text } = this.file;
    const start = this.#offset;
    const character = text[start] ?? '';
    if (character === ' ' || character === '\t' || character === '\r') {
      this.#offset += 1;
    } else if (character === '#') {
      this.#offset = this.#lineEnd(start);
    } else if (character === '\\' && /\\\r?\n/y.test(text.slice(start, start + 3))) {
      this.#offset = this.#lineEnd(start) + 1;
    } else if (character === '"' || character === "'") {
      this.#readString(tokens);
    } else if (isWordCharacter(character)) {
      this.#readWord(tokens);
    } else {
      this.#readOperator(tokens);
    }
  }

  #readOperator(tokens: Token[]): void {
    const start = this.#offset;
    const operator = operators.find((candidate) => this.file.text.startsWith(candidate, start));
    if (operator !== undefined) {
      this.#offset += operator.length;
      tokens.push({ kind: 'operator', text: operator, start, end: this.#offset });
      return;
    }
    const ignored = match(ignoredPattern, this.file.text, start);
    this.#offset += Math.max(ignored.length, 1);
    if (ignored !== '\0') this.#warn('KC0101', `ignoring unsupported character ${JSON.stringify(ignored)}`, start);
  }

  #readWord(tokens: Token[]): void {
    const { text } = this.file;
    const start = this.#offset;
    const plain = match(wordPattern, text, start);
    const withMacro = match(wordWithMacroPattern, text, start);
    if (plain.length === withMacro.length) {
      this.#offset += plain.length;
      tokens.push({ kind: keywords.has(plain) ? 'keyword' : 'word', text: plain, start, end: this.#offset });
      return;
    }
    // The expansion is one word, spaces included, and is not looked at again; an empty one is no token at all.
    const lineEnd = this.#textEnd(start);
    const expansion = this.#macros.expandWord(text, start, lineEnd, this.span(start, lineEnd));
    this.#offset = expansion.end;
    this.#push(tokens, 'word', expansion.text, start);
  }

  #push(tokens: Token[], kind: TokenKind, text: string, start: number): void {
    if (text !== '') tokens.push({ kind, text, start, end: this.#offset });
  }

  #readString(tokens: Token[]): void {
    const { text } = this.file;
    const start = this.#offset;
    const quote = text[start];
    const lineEnd = this.#textEnd(start);
    let value = '';
    let offset = start + 1;
    while (offset < lineEnd && text[offset] !== quote) {
      if (text[offset] === '$') {
        const expansion = this.#macros.expandReference(text, offset + 1, lineEnd, this.span(offset, lineEnd));
        value += expansion.text;
        offset = expansion.end;
      } else {
        if (text[offset] === '\\') offset += 1;
        if (offset < lineEnd) value += text[offset];
        offset += 1;
      }
    }
    if (offset >= lineEnd) this.#warn('KC0102', 'the string is not closed on its line; it ends here', start);
    this.#offset = Math.min(offset + 1, lineEnd);
    tokens.push({ kind: 'string', text: value, start, end: this.#offset });
  }

  /** The rest of the line after `NAME =`, blanks in front dropped, comments and continuations included as C does. */
  #readAssignedValue(tokens: Token[]): void {
    const { text } = this.file;
    let start = this.#offset;
    const lineEnd = this.#textEnd(start);
    while (start < lineEnd && (text[start] === ' ' || text[start] === '\t')) start += 1;
    this.#offset = lineEnd;
    this.#push(tokens, 'value', text.slice(start, lineEnd), start);
  }

  /** Offset of the line feed that ends the line, or of the end of the file. */
  #lineEnd(from: number): number {
    const end = this.file.text.indexOf('\n', from);
    return end === -1 ? this.file.text.length : end;
  }

  /** The same without the carriage return of CRLF. */
  #textEnd(from: number): number {
    const end = this.#lineEnd(from);
    return end > from && this.file.text[end - 1] === '\r' ? end - 1 : end;
  }

  #warn(code: DiagnosticCode, message: string, offset: number): void {
    this.#report(createDiagnostic(code, message, this.span(offset, offset + 1)));
  }
}

function match(pattern: RegExp, text: string, offset: number): string {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0] ?? '';
}

function isWordCharacter(character: string): boolean {
  return character === '$' || /[A-Za-z0-9_-]/.test(character);
}

function isAssignmentStart(tokens: readonly Token[]): boolean {
  const [name, operator] = tokens;
  return name?.kind === 'word' && operator?.kind === 'operator' && assignments.has(operator.text);
}
