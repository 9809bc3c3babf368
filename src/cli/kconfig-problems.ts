/** How many problems there are, in words, and what that means for the caller. */
import { EXIT, exitCodeOf } from '../diagnostics/codes.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';

export interface ProblemCounts {
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
}

export function countProblems(diagnostics: readonly Diagnostic[]): ProblemCounts {
  const count = (severity: Diagnostic['severity']): number =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  return { errors: count('error'), warnings: count('warning'), notes: count('info') };
}

export function showCounts({ errors, warnings, notes }: ProblemCounts): string {
  const parts = [
    [errors, 'error'],
    [warnings, 'warning'],
    [notes, 'note'],
  ] as const;
  const shown = parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}${count === 1 ? '' : 's'}`);
  return shown.length === 0 ? 'nothing to complain about' : shown.join(', ');
}

/** `strict`: warnings count as errors. */
export function problemExitCode(diagnostics: readonly Diagnostic[], strict: boolean): number {
  const code = exitCodeOf(diagnostics);
  const hasWarnings = diagnostics.some(({ severity }) => severity === 'warning');
  return code === EXIT.ok && strict && hasWarnings ? EXIT.config : code;
}
