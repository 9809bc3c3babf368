/**
 * The only way to fail: a Diagnostic says what is wrong, where, and the one thing that mends it.
 * Codes are stable (see codes.ts) and each has a section in docs/errors.md.
 * Thrown exceptions are bugs; expected failures travel as Result values.
 */
import type { Growth } from './growth.js';
import type { RegionFit } from './region-fit.js';

export interface Location {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based; 1 where only the line is known. */
  readonly col: number;
}

export interface Hint {
  readonly text: string;
  /** A command that can be pasted into a shell as it stands. */
  readonly command?: string;
  /** The settings that the command makes, SYMBOL=VALUE each, where others may put them into a command of their own. */
  readonly set?: readonly string[];
}

export interface Diagnostic {
  readonly severity: 'error' | 'warning' | 'info';
  readonly code: string;
  readonly message: string;
  readonly at?: Location;
  readonly related?: readonly { readonly message: string; readonly at: Location }[];
  readonly hint?: Hint;
  /** The text of the line at `at`, for an excerpt with a caret. */
  readonly source?: string;
  /** The column that `source` begins at, if that is not 1: of a very long line only a part is kept. */
  readonly sourceCol?: number;
  /** Output of a failed tool, shown before the message: a compiler's own words come first. */
  readonly toolOutput?: string;
  /** Of a program that does not fit: who takes the space, and what would help. */
  readonly fit?: RegionFit;
  /** Of a program that is larger than its budget: what grew. */
  readonly growth?: Growth;
}

/** A value, possibly with warnings, or the errors that kept it from being made. */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export function success<T>(value: T, diagnostics: readonly Diagnostic[] = []): Result<T> {
  return { ok: true, value, diagnostics };
}

export function failure(...diagnostics: readonly Diagnostic[]): {
  readonly ok: false;
  readonly diagnostics: readonly Diagnostic[];
} {
  return { ok: false, diagnostics };
}

/** What would be an error elsewhere, and here is worth knowing. */
export function asWarnings(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.map((each) => (each.severity === 'error' ? { ...each, severity: 'warning' } : each));
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** The same result, with what was said before it was made. */
export function withEarlier<T>(earlier: readonly Diagnostic[], result: Result<T>): Result<T> {
  return { ...result, diagnostics: [...earlier, ...result.diagnostics] };
}
