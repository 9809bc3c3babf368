/**
 * A question on the terminal, answered by a line. The terminal stays in its ordinary mode: the system edits the line, and nothing
 * has to be restored.
 */
import { createInterface } from 'node:readline';

export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Asks until `answer` accepts a line; undefined at the end of input, and when `signal` is aborted. */
export async function ask<Value>(
  question: string,
  prompt: string,
  answer: (line: string) => Value | undefined,
  signal: AbortSignal,
): Promise<Value | undefined> {
  const { stdin, stderr } = process;
  const lines = createInterface({ input: stdin, terminal: false });
  const close = (): void => lines.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    stderr.write(`${question}${prompt}`);
    for await (const line of lines) {
      const value = answer(line.trim());
      if (value !== undefined) return value;
      stderr.write(prompt);
    }
    // Where the end of input was typed, the prompt still stands in the line.
    if (!signal.aborted) stderr.write('\n');
    return undefined;
  } finally {
    signal.removeEventListener('abort', close);
    lines.close();
    stdin.pause();
  }
}
