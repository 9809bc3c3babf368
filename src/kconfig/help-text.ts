// Reads a block of help text. The first line with text sets the indentation; the block ends at the first line that is
// indented less (lexer.l, state HELP). Tabs count to multiples of 8; deeper indentation is kept as spaces.
// One deviation: a first line without indentation ends the block. C takes it as help text, which silently swallows the
// statement below an empty `help`.

export interface HelpText {
  readonly text: string;
  /** Offset where the block ends: the start of the first line that is not part of it. */
  readonly end: number;
}

export function readHelpText(text: string, start: number): HelpText {
  const lines: string[] = [];
  let indentation = 0;
  let offset = start;
  while (offset < text.length) {
    const lineFeed = text.indexOf('\n', offset);
    const next = lineFeed === -1 ? text.length : lineFeed + 1;
    const line = text.slice(offset, lineFeed === -1 ? text.length : lineFeed).trimEnd();
    if (line !== '') {
      const [width, length] = measureIndentation(line);
      if (width === 0 || width < indentation) break;
      if (indentation === 0) indentation = width;
      lines.push(' '.repeat(width - indentation) + line.slice(length));
    } else if (lines.length > 0) {
      lines.push('');
    }
    offset = next;
  }
  return { text: lines.join('\n').trimEnd(), end: offset };
}

/** Width in columns and length in characters of the blanks in front. */
function measureIndentation(line: string): readonly [width: number, length: number] {
  let width = 0;
  let length = 0;
  for (; line[length] === ' ' || line[length] === '\t'; length += 1) {
    width = line[length] === '\t' ? (width & ~7) + 8 : width + 1;
  }
  return [width, length];
}
