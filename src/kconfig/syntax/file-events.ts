// What the scanner and the macros notice about the text of a file, as diagnostics.

import { dirname, isAbsolute, relative } from 'node:path';
import type { MacroPlace } from '../macros/macro-place.js';
import { encodeText, findInvalidByte } from '../text/bytes.js';
import type { Place, TreeBuilder } from '../tree/builder.js';
import type { Inclusions } from './inclusions.js';
import type { Reporter } from './reporter.js';
import type { ScannerEvents } from './scanner.js';
import type { OpenedSource } from './sources.js';

export function scannerEvents(
  { file, index }: OpenedSource,
  inclusions: Inclusions,
  builder: TreeBuilder,
  reporter: Reporter,
): ScannerEvents {
  const placeAt = (offset: number): Place => ({ file: index, line: inclusions.top?.scanner.line ?? 0, offset });
  return {
    unsupported: (character, offset) => {
      if (reporter.isFull) return;
      const place = placeAt(offset);
      const message = `ignoring unsupported character '${character}'`;
      // Told once for the whole file.
      if (character === '\0') return;
      const start = `${file.name}:${place.line}:warning: ignoring unsupported character`;
      const text = bytesOf(character)
        .map((byte) => `${start} '${byte}'\n`)
        .join('');
      reporter.report('KC0101', message, place, 'silent', { conf: { text, stream: 'stderr' } });
    },
    openString: (offset) => {
      const name = reporter.fileName(inclusions.namedFile);
      const text = `${name}:${builder.place.line}:warning: multi-line strings not supported\n`;
      const message = 'the string is not closed on its line; it ends here';
      const conf = { text, stream: 'stderr', goesOn: true } as const;
      reporter.report('KC0102', message, placeAt(offset), 'silent', { conf });
    },
    openEnd: () => reporter.report('KC0103', 'no new line at end of file', placeAt(file.text.length), 'warning'),
  };
}

/** Where macros are expanded. */
export function macroPlace(inclusions: Inclusions, reporter: Reporter): MacroPlace {
  return {
    get fileName() {
      return inclusions.reading?.source.file.name ?? '<none>';
    },
    get line() {
      return inclusions.reading?.scanner.line ?? 0;
    },
    report(code, message, how = {}) {
      const { top } = inclusions;
      const place = top && { file: top.source.index, line: top.scanner.line, offset: top.scanner.macroOffset };
      if (how.stream === undefined) {
        reporter.report(code, message, place, 'silent');
      } else {
        const text = how.stream === 'stdout' ? `${message}\n` : `${this.fileName}:${this.line}: ${message}\n`;
        const stops = how.stops && { stops: true as const };
        reporter.report(code, message, place, 'silent', { conf: { text, stream: how.stream, ...stops } });
      }
    },
  };
}

/** Tells about bytes that a text should not have. */
export function checkText({ file, index }: OpenedSource, reporter: Reporter): void {
  const { text } = file;
  const at = (offset: number): Place => ({ file: index, line: 1, offset });
  if (index > 0 && isOutside(file.name, reporter.fileName(0))) {
    reporter.report('KC0219', `"${file.name}" lies outside of the tree`, at(0), 'silent');
  }
  const nul = text.indexOf('\0');
  if (nul !== -1) reporter.report('KC0104', 'the file holds NUL bytes; it is not a Kconfig text', at(nul), 'silent');
  if (text.startsWith('\uFEFF')) reporter.report('KC0114', 'byte order mark ignored', at(0), 'silent');
  const invalid = findInvalidByte(text);
  if (invalid !== -1) reporter.report('KC0115', 'a byte here is not UTF-8', at(invalid), 'silent');
  const crlf = text.indexOf('\r\n');
  if (crlf !== -1) reporter.report('KC0114', 'the lines end with CRLF; read as if with LF', at(crlf), 'silent');
}

/** Whether a relative path leads out of the folder of the first file. Linux's tools read such files without a word. */
function isOutside(name: string, first: string): boolean {
  // Of nearly every name it is clear without taking it apart.
  if (isAbsolute(name) || !(name.includes('..') || first.includes('/'))) return false;
  return relative(isAbsolute(first) ? '' : dirname(first), name).split('/')[0] === '..';
}

/** The bytes of a character, each as a character that is written as this byte. */
function bytesOf(character: string): readonly string[] {
  return [...encodeText(character)].map((byte) => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte));
}
