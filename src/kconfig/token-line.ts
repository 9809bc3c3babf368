// A cursor over the tokens of one line, which reports at most one error a line: what follows the first is noise.

import type { DiagnosticCode, DiagnosticExtra, Report } from './diagnostic.js';
import { createDiagnostic } from './diagnostic.js';
import type { SourceFile, Span } from './source.js';
import type { Token } from './token.js';

export class TokenLine {
  readonly file: SourceFile;
  readonly tokens: readonly Token[];
  readonly #report: Report;
  #index = 0;
  #failed = false;

  constructor(file: SourceFile, tokens: readonly Token[], report: Report) {
    this.file = file;
    this.tokens = tokens;
    this.#report = report;
  }

  /** From the first token to the last one. */
  get span(): Span {
    return { file: this.file, start: this.tokens[0]?.start ?? 0, end: this.tokens.at(-1)?.end ?? 0 };
  }

  get failed(): boolean {
    return this.#failed;
  }

  peek(): Token | undefined {
    return this.tokens[this.#index];
  }

  next(): Token | undefined {
    const token = this.tokens[this.#index];
    this.#index += 1;
    return token;
  }

  spanOf(token: Token): Span {
    return { file: this.file, start: token.start, end: token.end };
  }

  takeOperator(text: string): boolean {
    return this.#take('operator', text);
  }

  takeKeyword(text: string): boolean {
    return this.#take('keyword', text);
  }

  /** Reports at the next token, or after the last one. */
  fail(code: DiagnosticCode, message: string, extra?: DiagnosticExtra): void {
    if (this.#failed) return;
    this.#failed = true;
    const token = this.peek();
    const end = this.span.end;
    const at = token === undefined ? { file: this.file, start: end, end } : this.spanOf(token);
    this.#report(createDiagnostic(code, message, at, extra));
  }

  /** Reports text that is left over. */
  expectEnd(): void {
    const token = this.peek();
    if (token !== undefined) this.fail('KC0210', `unexpected '${token.text}' after the end of the statement`);
  }

  #take(kind: Token['kind'], text: string): boolean {
    const token = this.peek();
    if (token?.kind !== kind || token.text !== text) return false;
    this.#index += 1;
    return true;
  }
}
