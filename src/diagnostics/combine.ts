/** Several results as one: all values, or every diagnostic of those that failed (and the warnings of the others). */
import type { Result } from './diagnostic.js';

export function combine<T>(results: readonly Result<T>[]): Result<readonly T[]> {
  const diagnostics = results.flatMap((result) => result.diagnostics);
  const values: T[] = [];
  for (const result of results) {
    if (!result.ok) return { ok: false, diagnostics };
    values.push(result.value);
  }
  return { ok: true, value: values, diagnostics };
}
