// Syntax errors: one diagnostic a line for people, with what Linux's `conf` prints. Its parser, made by bison, says "syntax
// error" only if it accepted three tokens since the last error; the line it gave up is named each time.

import type { DiagnosticCode } from '../diagnostic.js';
import { plainMessage } from '../diagnostic.js';
import type { Dialect } from '../dialect.js';
import type { Place, TreeBuilder } from '../tree/builder.js';
import type { Inclusions } from './inclusions.js';
import type { Reporter } from './reporter.js';
import type { Scanner } from './scanner.js';

export interface SyntaxErrorDetails {
  /** Of what is wrong; the current token without it. */
  readonly offset?: number;
  /** What `conf` says about the line. */
  readonly conf?: string;
  readonly hint?: string;
  /** The current token is a word at the start of its line: a value that is assigned to it is not read as tokens. */
  readonly isWord?: boolean;
  /** `conf` gives up here. */
  readonly stops?: boolean;
}

/** The end of the erroneous line is the first of the three tokens. */
const tokensAfterLine = 2;

export class SyntaxErrors {
  readonly #dialect: Dialect;
  readonly #reporter: Reporter;
  readonly #builder: TreeBuilder;
  readonly #inclusions: Inclusions;
  /** Tokens without an error until `conf` says "syntax error" again. */
  #quiet = 0;

  constructor(dialect: Dialect, reporter: Reporter, builder: TreeBuilder, inclusions: Inclusions) {
    this.#dialect = dialect;
    this.#reporter = reporter;
    this.#builder = builder;
    this.#inclusions = inclusions;
  }

  /** A statement was fine. */
  accept(): void {
    this.#quiet = 0;
  }

  /** Reports the current token and skips its line. */
  report(scanner: Scanner, code: DiagnosticCode, message: string, details: SyntaxErrorDetails = {}): void {
    const { place } = this.#builder;
    const text = this.firstText(scanner.consumed);
    const conf = { text, stream: 'stderr', ...(details.stops && { stops: true as const }) } as const;
    const hintText = details.hint ?? hintOf(scanner);
    const hint = hintText === undefined ? {} : { hint: { text: hintText } };
    const at: Place = { ...place, offset: details.offset ?? scanner.start };
    this.#reporter.report(code, message, at, 'silent', { conf, ...hint });
    if (details.isWord) scanner.skipAssignment();
    else scanner.skipLine();
    // A file may end without the end of the line, and then `conf` does not get to say more.
    if (scanner.kind === 'line') {
      this.#reporter.append(`${this.#fileName()}:${place.line}: ${details.conf ?? 'invalid statement'}\n`);
    }
    this.#quiet = tokensAfterLine;
  }

  /** What `conf` says at an error, after the tokens it accepted in this statement. */
  firstText(consumed: number): string {
    if (this.#quiet > consumed) return '';
    const { line } = this.#builder.place;
    return `${this.#fileName()}:${this.#dialect.choices === 'symbols' ? line + 1 : line}: syntax error\n`;
  }

  #fileName(): string {
    return this.#reporter.fileName(this.#inclusions.namedFile);
  }
}

/** At the end of a line whose macros may be why something is missing. */
function hintOf({ kind, text, start }: Scanner): string | undefined {
  if (kind !== 'line') return undefined;
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start).replace(/"[^"]*"|'[^']*'|#.*$/g, '');
  const [from, to] = [line.indexOf('$('), line.lastIndexOf(')')];
  const macro = from !== -1 && to > from ? line.slice(from, to + 1) : undefined;
  return macro === undefined ? undefined : plainMessage(`see what ${macro} gives here: it may be empty`);
}
