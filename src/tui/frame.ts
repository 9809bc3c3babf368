/** What stands on the screen, as data: lines of styled text. Widths are columns of a terminal. */
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

export type Style = 'title' | 'cursor' | 'dim' | 'new' | 'error' | 'key';

export interface Span {
  readonly text: string;
  readonly style?: Style;
}

export type Line = readonly Span[];

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Frame {
  /** At most `rows` of them; the rest of the screen is empty. */
  readonly lines: readonly Line[];
  /** Where the terminal's own cursor stands, if it shows. */
  readonly cursor?: { readonly row: number; readonly column: number };
}

/** Signs that a terminal without Unicode does not have, in both forms. */
export interface Signs {
  readonly line: string;
  readonly more: string;
  readonly up: string;
  readonly down: string;
  readonly opens: string;
}

export const unicodeSigns: Signs = { line: '─', more: '…', up: '↑', down: '↓', opens: '→' };
export const asciiSigns: Signs = { line: '-', more: '>', up: '^', down: 'v', opens: '--->' };

/** What people take for one letter, however many units it has. */
export const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Printable ASCII, and the signs of above. */
const narrow = /^[ -~─…↑↓→]*$/;

export function widthOf(text: string): number {
  // Nearly all text is so, and the tables for all the rest take 30 ms to load.
  return narrow.test(text) ? text.length : stringWidth(text);
}

/** Tabs, line breaks and control characters of other people's texts must not move the cursor. */
export function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  return text.replace(/\t/g, '  ').replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}

/** Letters of several units are rare, and this long ones do not exist: what lies beyond cannot show. */
const unitsPerColumn = 16;

/** The text in at most `columns`; a sign at the end says that something is missing. */
export function fitText(text: string, columns: number, more: string): string {
  // Of a value of some megabytes only the beginning is looked at.
  const clean = plain(text.slice(0, (columns + 1) * unitsPerColumn));
  // Nothing is wider than two columns a unit, and most text is short: measuring is what costs.
  if (clean.length * 2 <= columns || widthOf(clean) <= columns) return clean;
  let room = columns - widthOf(more);
  if (room < 0) return '';
  let end = 0;
  for (const { segment } of letters.segment(clean)) {
    room -= widthOf(segment);
    if (room < 0) break;
    end += segment.length;
  }
  return clean.slice(0, end) + more;
}

/** The line in at most `columns`. */
export function fitLine(line: Line, columns: number, more: string): Line {
  const spans: Span[] = [];
  let left = columns;
  for (const span of line) {
    const text = fitText(span.text, left, more);
    if (text !== '') spans.push({ ...span, text });
    left -= widthOf(text);
    if (left <= 0 || text !== plain(span.text)) break;
  }
  return spans;
}

/** More than anybody reads on a screen. */
const longestParagraph = 10_000;

/** The text in lines of at most `columns`, broken between words; what is indented stays so. */
export function wrap(text: string, columns: number): readonly string[] {
  if (columns < 1) return [];
  const isCut = text.length > longestParagraph;
  const clean = plain(isCut ? `${text.slice(0, longestParagraph)} ...` : text);
  if (widthOf(clean) <= columns) return [clean];
  const indent = (/^ */.exec(clean)?.[0] ?? '').slice(0, Math.max(0, columns - 8));
  const wrapped = wrapAnsi(clean.trim(), columns - indent.length, { hard: true });
  return wrapped.split('\n').map((line) => indent + line);
}

export function textOf(line: Line): string {
  return line.map(({ text }) => text).join('');
}
