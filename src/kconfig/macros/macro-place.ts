// What macros see of the world: the place they stand in, and a shell.

import type { DiagnosticCode } from '../diagnostic.js';

/** Runs a command and gives its standard output. */
export type Shell = (command: string) => string;

/** Where an expansion happens: known to whoever reads the file, asked for only when it matters. */
export interface MacroPlace {
  readonly fileName: string;
  readonly line: number;
  /** `stops`: Linux's tools end here. `stream`: where they print the text, as `file:line: text` on stderr. */
  report(
    code: DiagnosticCode,
    message: string,
    how?: { readonly stops?: true; readonly stream?: 'stdout' | 'stderr' },
  ): void;
}
