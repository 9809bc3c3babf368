// Text with positions: one file's text and the conversion of offsets to lines and columns.
// Owns SourceFile, Span and Location; knows nothing of Kconfig. Positions stay offsets until somebody
// needs to read them: line starts are found on first use.

/** A place in a file as people read it: line and column count from 1, columns in UTF-16 units. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly col: number;
}

/** A half-open range of offsets in one file. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** A line as it is shown beside a message: whole, or of a very long one what is around the column. */
export interface Excerpt {
  readonly source: string;
  /** The column that `source` begins at, if that is not 1. */
  readonly sourceCol?: number;
}

const maxExcerpt = 1000;

/** Of the line between two offsets, without its line ending. */
export function excerptOf(text: string, col: number, start = 0, end = text.length): Excerpt {
  const last = text[end - 1] === '\r' ? end - 1 : end;
  const length = last - start;
  const skipped = Math.min(Math.max(0, col - 1 - maxExcerpt / 2), Math.max(0, length - maxExcerpt));
  const source = text.slice(start + skipped, Math.min(last, start + skipped + maxExcerpt));
  return { source, ...(skipped > 0 && { sourceCol: skipped + 1 }) };
}

/** One file's text. `path` can be opened; `name` is what a `source` statement called it. */
export class SourceFile {
  readonly path: string;
  readonly name: string;
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(path: string, text: string, name: string = path) {
    this.path = path;
    this.name = name;
    this.text = text;
  }

  /** The 1-based line that holds an offset. */
  lineAt(offset: number): number {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  locate(offset: number): Location {
    const line = this.lineAt(offset);
    return { file: this.path, line, col: offset - (this.#starts()[line - 1] ?? 0) + 1 };
  }

  /** The text at a place of this file. */
  excerpt({ line, col }: Location): Excerpt {
    const starts = this.#starts();
    const start = starts[line - 1] ?? this.text.length;
    const end = starts[line] ?? this.text.length + 1;
    return excerptOf(this.text, col, start, end - 1);
  }

  #starts(): readonly number[] {
    if (this.#lineStarts === undefined) {
      const starts = [0];
      for (let at = this.text.indexOf('\n'); at !== -1; at = this.text.indexOf('\n', at + 1)) {
        starts.push(at + 1);
      }
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }
}

/** Where a span begins. */
export function locationOf(span: Span): Location {
  return span.file.locate(span.start);
}
