/** A wrong call as diagnostics: what was not understood, and what was probably meant. */
import { type Command, Errors } from '@oclif/core';
import type { Diagnostic, Hint } from '../diagnostics/diagnostic.js';
import { suggest } from '../diagnostics/suggest.js';
import { quoteForShell } from '../process/quote-for-shell.js';

/** What is of interest in a flag of oclif's. */
interface Flag {
  readonly type: string;
  readonly helpValue?: string | string[];
  readonly min?: number;
  readonly max?: number;
}

/** Undefined if the error is not about the call: a bug. */
export function diagnoseUsage(
  error: Error,
  command: typeof Command,
  bin: string,
  argv: readonly string[],
): Diagnostic | undefined {
  if (!(error instanceof Errors.CLIError)) return undefined;
  const call = `${bin} ${command.id?.replaceAll(':', ' ') ?? ''}`;
  const flags: Readonly<Record<string, Flag>> = { ...command.baseFlags, ...command.flags };
  const [unknown] = wordsIn(error, 'flags');
  if (unknown !== undefined) {
    const takesArguments = Object.keys(command.args).length > 0;
    return {
      severity: 'error',
      code: 'CL0002',
      message: `unknown flag ${unknown}`,
      hint: hintForFlag(unknown, Object.keys(flags), call, takesArguments),
    };
  }
  const { message, hint } = describe(error, flags, argv);
  return {
    severity: 'error',
    code: 'CL0003',
    message,
    hint: hint ?? { text: 'see how it is called', command: `${call} --help` },
  };
}

function hintForFlag(unknown: string, flags: readonly string[], call: string, takesArguments: boolean): Hint {
  const near = suggest(
    unknown,
    flags.map((name) => `--${name}`),
  );
  if (near !== undefined && unknown.startsWith('--')) return { text: `did you mean ${near}?` };
  return takesArguments && !unknown.startsWith('--')
    ? { text: 'what begins with - and is no flag stands behind --', command: `${call} -- ${quoteForShell(unknown)}` }
    : { text: 'see all flags', command: `${call} --help` };
}

/** oclif's own text, in the words of the rest of bljh; what it says beyond that is put into one line. */
function describe(
  error: Error,
  flags: Readonly<Record<string, Flag>>,
  argv: readonly string[],
): { readonly message: string; readonly hint?: Hint } {
  const [text = ''] = error.message.split('\nSee more help');

  const [, integer = '', given = ''] = /^Parsing --(\S+)[\s\S]*but received: (.*)$/.exec(text) ?? [];
  if (integer !== '') {
    const { min, max } = flags[integer] ?? {};
    const range = min === undefined || max === undefined ? '' : ` from ${min} to ${max}`;
    return { message: `--${integer} ${given}: expected a whole number${range}` };
  }
  const [, lonely] = /^Flag --(\S+) expects a value$/.exec(text) ?? [];
  if (lonely !== undefined)
    return { message: `--${lonely} needs a value: ${flags[lonely]?.helpValue ?? lonely.toUpperCase()}` };

  const [, one, other] = /--([\w-]+)=[\s\S]* cannot also be provided when using --([\w-]+)/.exec(text) ?? [];
  if (one !== undefined) return { message: `--${one} and --${other} exclude each other` };

  const [, needing, needed] = /must be provided when using --([\w-]+): --([\w-]+)/.exec(text) ?? [];
  if (needed !== undefined) return { message: `--${needing} needs --${needed}, too` };

  const [, wrong = '', list = ''] = /^Expected (.*) to be one of: (.*)$/s.exec(text) ?? [];
  if (list !== '') {
    const near = suggest(wrong.replace(/^--[\w-]+=/, ''), list.split(', '));
    return {
      message: `${wrong}: expected one of ${list}`,
      ...(near !== undefined && { hint: { text: `did you mean ${near}?` } }),
    };
  }
  if (text.startsWith('Missing ')) return { message: describeMissing(error) };

  const [stray] = text.startsWith('Unexpected argument') ? wordsIn(error, 'args') : [];
  const valued = argv.find((word) => /^--[\w-]+=/.test(word) && word.endsWith(`=${stray}`));
  if (valued !== undefined) return { message: `${valued}: this flag takes no value` };
  if (stray !== undefined) return { message: `unexpected argument "${stray}"` };
  return { message: text.replaceAll(/\s+/g, ' ').trim() };
}

/** "Missing 1 required arg" with its name, what it is, and what it may be. */
function describeMissing(error: Error): string {
  const args = 'args' in error && Array.isArray(error.args) ? error.args : [];
  const names = args.map(
    ({ name, description, options }: { name: string; description?: string; options?: string[] }) => {
      const choices = options === undefined ? '' : ` (${options.join(', ')})`;
      return `${name.toUpperCase()}${description === undefined ? '' : `: ${description}`}${choices}`;
    },
  );
  return `an argument is missing: ${names.join('; ')}`;
}

/** Of an error of oclif's parser, whose classes @oclif/core does not export. */
function wordsIn(error: Error, property: 'flags' | 'args'): readonly string[] {
  const words: unknown = Reflect.get(error, property);
  return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : [];
}
