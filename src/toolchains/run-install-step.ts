/** Runs one command of an installation and, when it fails, lets the tool itself say why: the end of its output. */
import { type Diagnostic, failure, type Hint, type Result, success } from '../diagnostics/diagnostic.js';
import { quoteForShell } from '../process/quote-for-shell.js';
import { type CommandLine, type RunOutcome, runCommand, succeeded } from '../process/run-command.js';

const TAIL_LINES = 20;

export interface InstallStep extends CommandLine {
  /** What is being installed, for the message. */
  readonly tool: string;
}

export interface InstallStepOptions {
  readonly timeoutMs: number;
  readonly report: (text: string) => void;
  /** Default: run the command by hand. */
  readonly hint?: Hint;
}

export async function runInstallStep(step: InstallStep, options: InstallStepOptions): Promise<Result<void>> {
  const outcome = await runStep(step, options);
  return succeeded(outcome) ? success(undefined) : failure(diagnoseStep(step, outcome, options));
}

/** For steps whose output is the result. */
export function runStep(step: InstallStep, options: InstallStepOptions): Promise<RunOutcome> {
  return runCommand(step, { timeoutMs: options.timeoutMs, onOutput: options.report });
}

export function diagnoseStep(
  step: InstallStep,
  outcome: RunOutcome,
  { timeoutMs, hint }: Pick<InstallStepOptions, 'timeoutMs' | 'hint'>,
): Diagnostic {
  if (outcome.end.kind === 'interrupted') return { severity: 'error', code: 'PR0003', message: 'interrupted' };
  const command = shellCommandOf(step);
  const toolOutput = tailOf(outcome.output);
  return {
    severity: 'error',
    code: 'TC0003',
    message: `${step.tool} could not be installed: \`${command}\` ${describeEnd(outcome, timeoutMs)}`,
    hint: hint ?? { text: 'mend what the output above names, then run the installation again' },
    ...(toolOutput === '' ? {} : { toolOutput }),
  };
}

export function shellCommandOf({ file, args }: Pick<CommandLine, 'file' | 'args'>): string {
  return [file, ...args].map(quoteForShell).join(' ');
}

function describeEnd({ end }: RunOutcome, timeoutMs: number): string {
  switch (end.kind) {
    case 'exited':
      return `ended with exit code ${end.exitCode}`;
    case 'signalled':
      return `was ended by ${end.signal}`;
    case 'timed-out':
      return `did not finish within ${Math.round(timeoutMs / 60_000)} minutes`;
    case 'not-started':
      return `could not be started (${end.reason})`;
    case 'interrupted':
      return 'was interrupted';
  }
}

function tailOf(output: string): string {
  return output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
}
