/** A wrong call as diagnostics: what was not understood, and what was probably meant. */
import { type Command, Errors } from '@oclif/core';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { suggest } from '../diagnostics/suggest.js';

/** Undefined if the error is not about the call: a bug. */
export function diagnoseUsage(error: Error, command: typeof Command, bin: string): Diagnostic | undefined {
  if (!(error instanceof Errors.CLIError)) return undefined;
  const help = `${bin} ${command.id?.replaceAll(':', ' ') ?? ''} --help`;
  const [unknown] = unknownFlagsOf(error);
  if (unknown !== undefined) {
    const known = Object.keys({ ...command.baseFlags, ...command.flags }).map((name) => `--${name}`);
    const near = suggest(unknown, known);
    return {
      severity: 'error',
      code: 'CL0002',
      message: `unknown flag ${unknown}`,
      hint: near === undefined ? { text: 'see all flags', command: help } : { text: `did you mean ${near}?` },
    };
  }
  const [message = ''] = error.message.split('\nSee more help');
  return {
    severity: 'error',
    code: 'CL0003',
    message: message.trim(),
    hint: { text: 'see how it is called', command: help },
  };
}

/** The flags of oclif's NonExistentFlagsError, which @oclif/core does not export. */
function unknownFlagsOf(error: Error): readonly string[] {
  return 'flags' in error && Array.isArray(error.flags) ? error.flags.filter((flag) => typeof flag === 'string') : [];
}
