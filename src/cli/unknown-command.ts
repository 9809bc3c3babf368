/** Words that are no command, as a diagnostic: what was probably meant. */
import type { Interfaces } from '@oclif/core';
import { EXIT } from '../diagnostics/codes.js';
import { type Diagnostic, failure } from '../diagnostics/diagnostic.js';
import { suggest } from '../diagnostics/suggest.js';
import { turnColourOff } from '../output/streams.js';
import { quoteForShell } from '../process/quote-for-shell.js';
import { BljhCommand } from './base-command.js';
import { Session } from './session.js';

/** Tells it, as JSON if that was asked for, and sets the exit code. */
export function reportUnknownCommand(
  words: readonly string[],
  argv: readonly string[],
  config: Interfaces.Config,
): void {
  if (argv.includes('--no-color')) turnColourOff();
  const session = new Session(words.join(' '));
  session.options = { ...session.options, json: argv.includes('--json') };
  session.finish(failure(diagnoseUnknownCommand(words, config)), { present: () => '' });
  process.exitCode = EXIT.usage;
}

function diagnoseUnknownCommand(words: readonly string[], config: Interfaces.Config): Diagnostic {
  const { bin } = config;
  const [first = ''] = words;
  if (first.startsWith('-')) return diagnoseFlag(first, bin);
  for (const length of [2, 1]) {
    const command = config.findCommand(words.slice(0, length).join(':'));
    const extra = words[length];
    if (command === undefined || extra === undefined) continue;
    const name = words.slice(0, length).join(' ');
    return {
      severity: 'error',
      code: 'CL0003',
      message: `${bin} ${name} takes no argument "${extra}"`,
      hint:
        'port' in command.flags
          ? { text: 'a port is named with --port:', command: `${bin} ${name} --port ${quoteForShell(extra)}` }
          : 'board' in command.flags
            ? { text: 'a board is named with --board:', command: `${bin} ${name} --board ${quoteForShell(extra)}` }
            : { text: 'see how it is called', command: `${bin} ${name} --help` },
    };
  }
  const text = words.join(' ');
  const known = config.commandIDs.map((id) => id.replaceAll(':', ' '));
  const near = suggest(text, known) ?? suggest(first, known);
  return {
    severity: 'error',
    code: 'CL0001',
    message: `unknown command "${text}"`,
    hint:
      near === undefined
        ? { text: 'see all commands', command: `${bin} help` }
        : { text: 'did you mean this?', command: `${bin} ${near}` },
  };
}

/** A flag without a command. */
function diagnoseFlag(flag: string, bin: string): Diagnostic {
  if (flag === '-v' || flag === '--verbose') {
    return {
      severity: 'error',
      code: 'CL0003',
      message: `${flag} lets a command say more, and there is no command`,
      hint: { text: 'did you mean --version?', command: `${bin} --version` },
    };
  }
  const known = ['--version', '--help', ...Object.keys(BljhCommand.baseFlags).map((name) => `--${name}`)];
  const near = suggest(flag, known);
  return {
    severity: 'error',
    code: 'CL0002',
    message: `unknown flag ${flag}`,
    hint: near === undefined ? { text: 'see all commands', command: `${bin} help` } : { text: `did you mean ${near}?` },
  };
}
