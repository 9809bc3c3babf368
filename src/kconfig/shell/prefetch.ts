// Runs the commands of a tree side by side: a first reading finds those that nobody has answered yet, and starts them at
// once. A command that is made of another one's answer waits for it. If everything was answered, the first reading is the
// only one.

import { shapeOutput } from '../macros/builtin-functions.js';
import type { Shell } from '../macros/macro-place.js';
import type { CommandOutput } from './run-command.js';

export interface PrefetchOptions<Result> {
  /** Reads the tree with a shell. */
  readonly read: (shell: Shell) => Result;
  /** An answer that is known already. */
  readonly known: (command: string) => CommandOutput | undefined;
  /** Starts a command; undefined if it could not be run. */
  readonly start: (command: string) => Promise<CommandOutput | undefined>;
  readonly learned: (command: string, output: CommandOutput) => void;
  /** Commands that run at a time. */
  readonly jobs: number;
}

/** Stands for an answer that is not there yet, in texts that are made of it. */
const mark = (index: number): string => `\uE000${index}\uE000`;
const marks = /\uE000([0-9]+)\uE000/g;
/** Answers made of answers made of answers, so far. */
const maxRounds = 8;

/** The result of the first reading if every command was answered; undefined if it has to be read again. */
export async function prefetch<Result>(options: PrefetchOptions<Result>): Promise<Result | undefined> {
  const found: string[] = [];
  const indexOf = new Map<string, number>();
  const queue = new Queue(options);
  const result = options.read((command) => {
    const known = command.includes('\uE000') ? undefined : options.known(command);
    if (known !== undefined) return known.stdout;
    const index = indexOf.get(command) ?? found.push(command) - 1;
    if (!indexOf.has(command) && !command.includes('\uE000')) queue.add(command);
    indexOf.set(command, index);
    return mark(index);
  });
  if (found.length === 0) return result;
  await queue.end();
  for (let round = 0; round < maxRounds; round += 1) {
    const resolve = (text: string): string =>
      text.replace(marks, (whole, index: string) => {
        const answer = options.known(resolve(found[Number(index)] ?? ''));
        return answer === undefined ? whole : shapeOutput(answer.stdout);
      });
    const ready = found.map(resolve).filter((command) => !command.includes('\uE000') && !options.known(command));
    if (ready.length === 0) break;
    for (const command of new Set(ready)) queue.add(command);
    await queue.end();
  }
  return undefined;
}

/** Starts commands at once up to the limit, the others as one ends. */
class Queue {
  readonly #options: Pick<PrefetchOptions<unknown>, 'jobs' | 'start' | 'learned'>;
  readonly #waiting: string[] = [];
  readonly #running = new Set<Promise<void>>();

  constructor(options: Pick<PrefetchOptions<unknown>, 'jobs' | 'start' | 'learned'>) {
    this.#options = options;
  }

  add(command: string): void {
    if (this.#running.size < this.#options.jobs) this.#start(command);
    else this.#waiting.push(command);
  }

  async end(): Promise<void> {
    while (this.#running.size > 0) await Promise.race(this.#running);
  }

  #start(command: string): void {
    const { start, learned } = this.#options;
    const run = start(command).then((output) => {
      if (output !== undefined) learned(command, output);
      this.#running.delete(run);
      const next = this.#waiting.shift();
      if (next !== undefined) this.#start(next);
    });
    this.#running.add(run);
  }
}
