/** A question with yes or no, on standard error, answered on standard input. */
import { createInterface } from 'node:readline/promises';

/** Whether somebody is there to answer. */
export function canConfirm(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Only `y` and `yes` agree. False, too, when standard input ends or `signal` is aborted. */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  // The terminal edits the line itself and turns Ctrl-C into a signal: nothing has to be restored.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  const closed = new AbortController();
  lines.once('close', () => closed.abort());
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal: AbortSignal.any([signal, closed.signal]) });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if ((error as Error).name === 'AbortError') return false;
    throw error;
  } finally {
    lines.close();
    process.stdin.unref?.();
  }
}
