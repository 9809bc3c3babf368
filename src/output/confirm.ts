/** A question with yes or no, on standard error, answered on standard input: whoever calls looks whether somebody is there (canAsk). */
import { ask } from './question.js';

/** Only `y` and `yes` agree. False, too, when standard input ends or `signal` is aborted. */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  return (await ask(`${question} `, '[y/N] ', (line) => /^y(es)?$/i.test(line), signal)) === true;
}
