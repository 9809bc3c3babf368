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
  return scanHelp(text, start, undefined);
}

/** The help text that begins at the line at `start`, without the indentation of its first line. */
export function readHelp(text: string, start: number): string {
  const parts: string[] = [];
  scanHelp(text, start, parts);
  return parts.join('');
}

function scanHelp(text: string, start: number, into: string[] | undefined): HelpExtent {
  let at = start;
  let lines = 0;
  let indentation = 0;
  let blank = true;
  const { length } = text;
  while (at < length) {
    let width = 0;
    let content = at;
    // Nothing here may look behind the end of the text: V8 would compile this function again each time that happens first.
    for (; content < length; content += 1) {
      const code = text.charCodeAt(content);
      if (code !== 32 && code !== 9) break;
      width = code === 9 ? (width & ~7) + 8 : width + 1;
    }
    if (content >= length) return { end: content, lines, blank };
    if (text.charCodeAt(content) === 10) {
      at = content + 1;
      lines += 1;
      if (at < length && !mayGoOn(text.charCodeAt(at))) return { end: at, lines, blank };
      into?.push('\n');
      continue;
    }
    if (width > 0 && indentation > 0) {
      if (width < indentation) return { end: content, lines, blank };
      into?.push(' '.repeat(width - indentation));
    }
    let end = text.indexOf('\n', content);
    if (end === -1) end = length;
    if (into !== undefined) into.push(trimBlanks(text.slice(content, end)));
    if (blank) blank = text.slice(content, end).trim() === '';
    if (indentation === 0) indentation = width;
    at = end;
    if (at >= length) break;
    at += 1;
    lines += 1;
    if (at < length && !mayGoOn(text.charCodeAt(at))) return { end: at, lines, blank };
    into?.push('\n');
  }
  return { end: at, lines, blank };
}

/** What a line of a help text can begin with. */
function mayGoOn(code: number): boolean {
  return code === 32 || code === 9 || code === 10;
}

/** Blanks and tabs only: a carriage return stays. */
function trimBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && (text.charCodeAt(end - 1) === 32 || text.charCodeAt(end - 1) === 9)) end -= 1;
  return text.slice(0, end);
}
