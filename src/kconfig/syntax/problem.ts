// What is wrong with a line.

import type { DiagnosticCode } from '../diagnostic.js';
import { describeRest } from './expression-parser.js';
import type { Scanner } from './scanner.js';

export interface Problem {
  readonly code: DiagnosticCode;
  readonly message: string;
}

/** What is left on the line, if anything. */
export function endOf(scanner: Scanner): Problem | undefined {
  if (scanner.kind === 'line') return undefined;
  return { code: 'KC0210', message: describeRest(scanner) };
}
