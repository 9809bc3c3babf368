/** A -X value that did not reach the program: Go ignores it in silence, bljh does not. */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Variable } from '../plan/build-plan.js';

export function diagnoseLostVariable({ name, text, origins }: Variable, reason: string): Diagnostic {
  const origin = origins.find(({ kind }) => kind === 'project');
  return {
    severity: 'error',
    code: 'PR0004',
    message: `-X ${name}=${text} did not reach the program: ${reason}`,
    ...(origin?.kind === 'project' ? { at: origin.at } : {}),
    hint: {
      text: `declare "var ${name.slice(name.lastIndexOf('.') + 1)} string" (no const, no value) and use it, or remove the line from bljh.ini`,
    },
  };
}
