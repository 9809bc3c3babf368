/** A question to the person at the terminal. Only asked where there is one: who calls looks for that before. */
import { createInterface } from 'node:readline/promises';
import { interruption } from '../process/interruption.js';

/** Yes only for a y; the end of the input and Ctrl-C are a no. */
export async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new AbortController();
  lines.once('close', () => ended.abort());
  // readline takes Ctrl-C for itself.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const answer = await lines.question(`${question} [y/N] `, {
      signal: AbortSignal.any([interruption, ended.signal]),
    });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return false;
    throw error;
  } finally {
    lines.close();
  }
}
