// The files being read: each one sourced by the one below it.

import type { ConfText, KconfigDiagnostic } from '../diagnostic.js';
import type { Dialect } from '../dialect.js';
import type { ExpressionParser } from './expression-parser.js';
import type { Scanner } from './scanner.js';
import type { OpenedSource } from './sources.js';

export interface Inclusion {
  readonly source: OpenedSource;
  readonly scanner: Scanner;
  readonly expressions: ExpressionParser;
  /** Line of the `source` statement that led to the next file. */
  sourceLine: number;
  /** Where the path stands in it. */
  sourceOffset: number;
}

/** No file: after the end of the first one. */
export const noFile = -1;

export class Inclusions {
  readonly #open: Inclusion[] = [];
  readonly #dialect: Dialect;
  /** The file the current statement began in. */
  statementFile = noFile;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  get depth(): number {
    return this.#open.length;
  }

  get top(): Inclusion | undefined {
    return this.#open.at(-1);
  }

  /** What Linux's tools read: at the end of a file they are in the one that sourced it already. */
  get reading(): Inclusion | undefined {
    const { top } = this;
    return top?.scanner.hasEnded && this.#open.length > 1 ? this.#open.at(-2) : top;
  }

  /** Where more of the same is to be read: the nearest file that has not ended. */
  get unfinished(): Inclusion | undefined {
    return this.#open.findLast(({ scanner }) => !scanner.hasEnded);
  }

  /** The number of the one that is read. */
  get file(): number {
    return this.reading?.source.index ?? noFile;
  }

  /** The file that messages about the current statement name: Linux 6.1 means the statement, 6.12 what is being read. */
  get namedFile(): number {
    return this.#dialect.choices === 'symbols' ? this.statementFile : this.file;
  }

  push(inclusion: Inclusion): void {
    this.#open.push(inclusion);
  }

  pop(): void {
    this.#open.pop();
  }

  includes(source: OpenedSource): boolean {
    return this.#open.some(({ source: { index } }) => index === source.index);
  }

  /** The `source` statements that led here, the first one first; the last one is at `offset`. */
  describeSources(offset: number): NonNullable<KconfigDiagnostic['related']> {
    return this.#open.map(({ source, sourceOffset }, index) => {
      const isLast = index === this.#open.length - 1;
      return { message: 'sourced here', at: source.file.locate(isLast ? offset : sourceOffset) };
    });
  }

  /** What `conf` says about a file that sources itself; `whole` names all files down to the first. */
  describeCircle(name: string, whole: boolean): ConfText {
    const path: string[] = [];
    const read = this.reading === this.top ? this.#open : this.#open.slice(0, -1);
    for (const { source, sourceLine } of read.toReversed()) {
      path.push(`  included from: ${source.file.name}:${sourceLine}\n`);
      if (!whole && source.file.name === name) break;
    }
    const text = `Recursive inclusion detected.\nInclusion path:\n  current file : ${name}\n${path.join('')}`;
    return { text, stream: 'stderr', stops: true };
  }
}
