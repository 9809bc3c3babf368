// The six built-in functions of the macro language (preprocess.c, function_table) with their exact argument counts.
// `shell` runs through the injected runner only. info, warning-if and error-if become diagnostics instead of prints,
// and error-if does not stop the parse.

import type { Report } from './diagnostic.js';
import { createDiagnostic } from './diagnostic.js';
import type { Span } from './source.js';

export interface BuiltinContext {
  readonly at: Span;
  readonly report: Report;
  readonly shell?: (command: string) => string;
}

export interface BuiltinFunction {
  readonly arity: number;
  readonly run: (args: readonly string[], context: BuiltinContext) => string;
}

/** The C tool reads one buffer of 4096 bytes and needs the last byte for itself. */
const shellOutputBytes = 4095;

export const builtinFunctions: ReadonlyMap<string, BuiltinFunction> = new Map<string, BuiltinFunction>([
  ['shell', { arity: 1, run: ([command = ''], context) => runShell(command, context) }],
  ['info', { arity: 1, run: ([text = ''], { at, report }) => say(report, createDiagnostic('KC0111', text, at)) }],
  ['warning-if', { arity: 2, run: (args, { at, report }) => sayIf(args, report, 'KC0112', at) }],
  ['error-if', { arity: 2, run: (args, { at, report }) => sayIf(args, report, 'KC0113', at) }],
  ['filename', { arity: 0, run: (_, { at }) => at.file.name }],
  ['lineno', { arity: 0, run: (_, { at }) => String(at.file.lineAt(at.start)) }],
]);

function say(report: Report, diagnostic: ReturnType<typeof createDiagnostic>): string {
  report(diagnostic);
  return '';
}

/** Only the exact text `y` triggers. */
function sayIf([condition, text = '']: readonly string[], report: Report, code: 'KC0112' | 'KC0113', at: Span): string {
  return condition === 'y' ? say(report, createDiagnostic(code, text, at)) : '';
}

function runShell(command: string, { at, report, shell }: BuiltinContext): string {
  if (shell === undefined) {
    return say(report, createDiagnostic('KC0109', `no shell is allowed here to run '${command.trim()}'`, at));
  }
  try {
    const output = Buffer.from(shell(command)).subarray(0, shellOutputBytes).toString();
    return output.replace(/\n+$/, '').replaceAll('\n', ' ');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return say(report, createDiagnostic('KC0110', `the shell failed to run '${command.trim()}': ${reason}`, at));
  }
}
