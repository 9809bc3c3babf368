// The six built-in functions of the macro language (preprocess.c, function_table) with their exact argument counts.
// `shell` runs through the injected runner only; info, warning-if and error-if become diagnostics.

import { decodeText, encodeText } from '../text/bytes.js';
import type { MacroPlace, Shell } from './macro-place.js';

export interface BuiltinFunction {
  readonly arity: number;
  readonly run: (args: readonly string[], place: MacroPlace, shell: Shell | undefined) => string;
}

/** Linux's tools read one buffer of 4096 bytes and need the last byte for themselves. */
const shellOutputBytes = 4095;

export const builtinFunctions: ReadonlyMap<string, BuiltinFunction> = new Map<string, BuiltinFunction>([
  ['shell', { arity: 1, run: ([command = ''], place, shell) => runShell(command, place, shell) }],
  ['info', { arity: 1, run: ([text = ''], place) => say(place, 'KC0111', text, { stream: 'stdout' }) }],
  // Only the exact text `y` triggers.
  ['warning-if', { arity: 2, run: ([on, text = ''], place) => (on === 'y' ? say(place, 'KC0112', text, stderr) : '') }],
  ['error-if', { arity: 2, run: ([on, text = ''], place) => (on === 'y' ? say(place, 'KC0113', text, stop) : '') }],
  ['filename', { arity: 0, run: (_, { fileName }) => fileName }],
  ['lineno', { arity: 0, run: (_, { line }) => String(line) }],
]);

const stderr = { stream: 'stderr' } as const;
const stop = { stream: 'stderr', stops: true } as const;

function say(
  place: MacroPlace,
  code: 'KC0109' | 'KC0110' | 'KC0111' | 'KC0112' | 'KC0113',
  text: string,
  how: Parameters<MacroPlace['report']>[2],
): string {
  place.report(code, text, how);
  return '';
}

function runShell(command: string, place: MacroPlace, shell: Shell | undefined): string {
  if (shell === undefined) return say(place, 'KC0109', `no shell is allowed here to run '${command.trim()}'`, {});
  try {
    return shapeOutput(shell(command));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return say(place, 'KC0110', `the shell failed to run '${command.trim()}': ${reason}`, stop);
  }
}

/** The first 4095 bytes, without line feeds at the end, the others as blanks; a NUL ends a C string. */
export function shapeOutput(output: string): string {
  let text =
    output.length * 3 <= shellOutputBytes ? output : decodeText(encodeText(output).subarray(0, shellOutputBytes));
  const nul = text.indexOf('\0');
  text = text.replace(/\n+$/, '');
  if (nul !== -1) text = text.slice(0, nul);
  return text.replaceAll('\n', ' ');
}
