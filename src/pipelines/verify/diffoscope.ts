/** What diffoscope, where it is installed, says of two files: the beginning of its report, within a time limit. */
import { findExecutable } from '../../process/find-executable.js';
import { runCommand } from '../../process/run-command.js';

const TIMEOUT_MS = 2 * 60_000;
const SHOWN_LINES = 60;

/** Undefined where there is none, or where it came to no end. */
export async function askDiffoscope(
  here: string,
  there: string,
  env: Readonly<Record<string, string>>,
  folder: string,
): Promise<string | undefined> {
  const file = findExecutable('diffoscope', env['PATH']);
  if (file === undefined) return undefined;
  const limits = ['--timeout', String(TIMEOUT_MS / 2000), '--max-text-report-size', '16000'];
  const outcome = await runCommand(
    { file, args: ['--no-progress', ...limits, '--text', '-', here, there], cwd: folder, env },
    { timeoutMs: TIMEOUT_MS },
  );
  // 1: there are differences.
  if (outcome.end.kind !== 'exited' || outcome.end.exitCode > 1 || outcome.stdout.trim() === '') return undefined;
  const lines = outcome.stdout.trimEnd().split('\n');
  return [...lines.slice(0, SHOWN_LINES), ...(lines.length > SHOWN_LINES ? ['[...]'] : [])].join('\n');
}
