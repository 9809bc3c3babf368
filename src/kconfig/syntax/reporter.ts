// Makes diagnostics out of what the parser and the checks notice: for people with file, line and column, and with the
// words that Linux's `conf` prints in the same place.

import type { ConfText, DiagnosticCode, DiagnosticExtra, KconfigDiagnostic } from '../diagnostic.js';
import { diagnosticCodes, plainMessage } from '../diagnostic.js';
import type { Location, SourceFile } from '../text/source.js';
import type { Place } from '../tree/builder.js';

/** How `conf` prefixes a message. */
export type ConfStyle =
  /** `file:line:warning: text`; `file:line: error: text` for what is an error */
  | 'warning'
  /** `file:line: text` */
  | 'plain'
  /** The same, and `conf` ends. */
  | 'stop'
  /** `conf` says nothing. */
  | 'silent';

const maxDiagnostics = 20_000;

export class Reporter {
  readonly diagnostics: KconfigDiagnostic[] = [];
  /** Without those that `conf` takes as warnings. */
  errors = 0;
  #hasError = false;
  readonly #sources: readonly SourceFile[];

  /** `sources` by file number of the tree. */
  constructor(sources: readonly SourceFile[]) {
    this.#sources = sources;
  }

  /** More would fill the memory, and nobody reads them. */
  get isFull(): boolean {
    return this.diagnostics.length >= maxDiagnostics;
  }

  /** The name of a file as its `source` statement writes it. */
  fileName(file: number): string {
    return this.#sources[file]?.name ?? '<none>';
  }

  report(
    code: DiagnosticCode,
    message: string,
    place: Place | undefined,
    style: ConfStyle,
    /** `why` is for people only. */
    extra: DiagnosticExtra & { readonly confPlace?: Place; readonly why?: string } = {},
  ): void {
    const severity = diagnosticCodes[code][0];
    // The first error is always told, so that nobody builds from what is left.
    if (this.isFull && (severity !== 'error' || this.#hasError)) return;
    const confPlace = extra.confPlace ?? place;
    const conf = extra.conf ?? (style === 'silent' ? undefined : this.#confText(severity, message, confPlace, style));
    if (severity === 'error') {
      this.#hasError = true;
      if (!conf?.goesOn) this.errors += 1;
    }
    this.diagnostics.push({
      severity,
      code,
      message: plainMessage(extra.why === undefined ? message : `${message}: ${extra.why}`),
      ...this.#where(place),
      ...(extra.related && { related: extra.related }),
      ...(extra.hint && { hint: extra.hint }),
      ...(conf && { conf }),
    });
  }

  /** Adds to what `conf` prints on its error output, after the last diagnostic that has such text. */
  append(text: string): void {
    const index = this.diagnostics.findLastIndex(({ conf }) => conf?.stream === 'stderr');
    const last = this.diagnostics[index];
    if (last?.conf === undefined || last.conf.stops) return;
    this.diagnostics[index] = { ...last, conf: { ...last.conf, text: last.conf.text + text } };
  }

  /** A place as people read it; undefined outside of all files. */
  locate({ file, offset }: Place): Location | undefined {
    const source = this.#sources[file];
    return source?.locate(Math.min(offset, source.text.length));
  }

  #where(place: Place | undefined): Pick<KconfigDiagnostic, 'at' | 'source' | 'sourceCol'> {
    const at = place && this.locate(place);
    return place === undefined || at === undefined ? {} : { at, ...this.#sources[place.file]?.excerpt(at) };
  }

  #confText(
    severity: KconfigDiagnostic['severity'],
    message: string,
    place: Place | undefined,
    style: Exclude<ConfStyle, 'silent'>,
  ): ConfText {
    const where = place === undefined ? '' : `${this.fileName(place.file)}:${place.line}:`;
    const gap = where === '' ? '' : ' ';
    const mark = style !== 'warning' ? gap : severity === 'error' ? `${gap}error: ` : 'warning: ';
    return { text: `${where}${mark}${message}\n`, stream: 'stderr', ...(style === 'stop' && { stops: true as const }) };
  }
}
