/**
 * Go string variables that the linker sets (-X): bljh's own, and those of [ldflags] in bljh.ini. Go ignores a name it
 * does not find in silence, so src/image/check-artifact.ts looks for each required one in the linked program.
 */
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import type { Part, Variable } from './build-plan.js';
import { originsOf } from './origin.js';
import type { PlanInput } from './plan-input.js';
import { textOf } from './values.js';

/** Set for package bljh/machine where a program uses it: its absence is no error. */
export const OPTIONAL_VARIABLES: readonly string[] = ['bljh/machine.chip'];

export function planVariables(input: PlanInput): Result<readonly Variable[]> {
  const origins = originsOf(input);
  const variables: Variable[] = [];
  const diagnostics: Diagnostic[] = [];
  if (input.values.has('GPIO_CHIP')) {
    const text = textOf(input.values, 'GPIO_CHIP');
    variables.push({ name: 'bljh/machine.chip', text, origins: [origins.symbol('GPIO_CHIP')] });
  }
  for (const [name, symbol] of Object.entries(input.project.ldflags)) {
    const key = origins.project(`ldflags.${name}`);
    if (input.values.has(symbol)) {
      variables.push({ name, text: textOf(input.values, symbol), origins: [key, origins.symbol(symbol)] });
    } else {
      const message = `ldflags.${name}: no Kconfig file defines ${symbol}`;
      diagnostics.push({
        severity: 'error',
        code: 'PL0006',
        message,
        ...(key.kind === 'project' ? { at: key.at } : {}),
      });
    }
  }
  diagnostics.push(...variables.flatMap(findUnquotable));
  return diagnostics.length === 0 ? success(variables) : failure(...diagnostics);
}

function findUnquotable(variable: Variable): Diagnostic[] {
  if (quoteLinkerWord(assignmentOf(variable)) !== undefined) return [];
  const located = variable.origins.find((origin) => origin.kind !== 'bljh' && origin.at !== undefined);
  return [
    {
      severity: 'error',
      code: 'PL0007',
      message: `-X ${variable.name}: a value with both kinds of quotes, or a line break, cannot be passed to Go's linker`,
      ...(located !== undefined && located.kind !== 'bljh' && located.at !== undefined ? { at: located.at } : {}),
    },
  ];
}

/** The parts of -ldflags for `go build`. */
export function goLinkerParts(variables: readonly Variable[]): readonly Part[] {
  return variables.map((variable) => ({
    text: `-X ${quoteLinkerWord(assignmentOf(variable))}`,
    origins: variable.origins,
  }));
}

/** The parts of -ldflags for `tinygo build`, which reads words as a POSIX shell does (github.com/google/shlex). */
export function tinygoLinkerParts(variables: readonly Variable[]): readonly Part[] {
  return variables.map((variable) => ({
    text: `-X ${quoteForTinyGo(assignmentOf(variable))}`,
    origins: variable.origins,
  }));
}

function assignmentOf({ name, text }: Variable): string {
  return `${name}=${text}`;
}

function quoteForTinyGo(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return word.includes("'") ? `"${word.replaceAll(/["\\]/g, '\\$&')}"` : `'${word}'`;
}

/** A word of -ldflags, quoted as cmd/internal/quoted reads it: no escapes, so a word can hold one kind of quote only. */
export function quoteLinkerWord(word: string): string | undefined {
  if (/[\r\n]/.test(word)) return undefined;
  if (word !== '' && !/[\s'"]/.test(word)) return word;
  if (!word.includes("'")) return `'${word}'`;
  return word.includes('"') ? undefined : `"${word}"`;
}
