// Help texts: where one ends, and what it says. Offsets only are kept while parsing, because nearly nobody reads a help
// text and a kernel has four megabytes of them. Rules: scripts/kconfig/lexer.l, state HELP, of Linux 6.1.

export interface HelpExtent {
  /** Offset of the first character that is not part of the text. */
  readonly end: number;
  /** Line feeds between start and end. */
  readonly lines: number;
  /** Nothing but blanks. */
  readonly blank: boolean;
}

/**
 * Finds the end of the help text that begins at the line at `start`. The first line with text sets the indentation; the
 * text ends at the first line indented less. A first line without indentation is text as well, up to the next line feed.
 */
export function measureHelp(text: string, start: number): HelpExtent {
  const { length } = text;
  let at = start;
  let lines = 0;
  let indentation = 0;
  let indented = '';
  let blank = true;
  while (at < length) {
    // Nearly every line begins with the blanks of the first one, and needs no closer look.
    if (blank || indented === '' || !text.startsWith(indented, at)) {
      const content = skipBlanks(text, at);
      if (content === length) return { end: content, lines, blank };
      if (text.charCodeAt(content) !== 10) {
        const width = widthOf(text, at, content);
        if (width > 0 && width < indentation) return { end: content, lines, blank };
        if (indentation === 0) {
          indentation = width;
          indented = text.slice(at, content);
        }
        if (blank) blank = text.slice(content, lineEnd(text, content)).trim() === '';
      }
    }
    at = lineEnd(text, at);
    if (at === length) break;
    at += 1;
    lines += 1;
    if (at < length && !mayGoOn(text.charCodeAt(at))) break;
  }
  return { end: at, lines, blank };
}

/** The help text that begins at the line at `start`, without the indentation of its first line. */
export function readHelp(text: string, start: number): string {
  const { end } = measureHelp(text, start);
  // The line feed before a line that is no more of it is none of its own.
  const last = end < text.length && text[end - 1] === '\n' ? end - 1 : end;
  let indentation = 0;
  const lines = text.slice(start, last).split('\n');
  return lines
    .map((line) => {
      const content = skipBlanks(line, 0);
      if (content === line.length) return '';
      const width = widthOf(line, 0, content);
      if (indentation === 0) indentation = width;
      return ' '.repeat(Math.max(0, width - indentation)) + trimBlanks(line.slice(content));
    })
    .join('\n');
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  // V8 compiles a function again when it has looked behind the end of a text.
  while (at < text.length && isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

/** Columns that blanks take. */
function widthOf(text: string, start: number, end: number): number {
  let width = 0;
  for (let at = start; at < end; at += 1) width = text.charCodeAt(at) === 9 ? (width & ~7) + 8 : width + 1;
  return width;
}

function lineEnd(text: string, start: number): number {
  const feed = text.indexOf('\n', start);
  return feed === -1 ? text.length : feed;
}

/** What a line of a help text can begin with. */
function mayGoOn(code: number): boolean {
  return isBlank(code) || code === 10;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** Blanks and tabs only: a carriage return stays. */
function trimBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
