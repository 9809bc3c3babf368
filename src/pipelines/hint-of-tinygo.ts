/** What to do about words of TinyGo that an option of bljh's explains. Pure. */
import type { Hint } from '../diagnostics/diagnostic.js';
import { hintToSet } from '../plan/symbol-problem.js';

interface Case {
  readonly words: RegExp;
  readonly text: string;
  readonly set: readonly string[];
}

const CASES: readonly Case[] = [
  {
    words: /attempted to start a goroutine without a scheduler/,
    text: 'TINYGO_SCHEDULER_NONE=y allows no go statement; this gives the program its goroutines back',
    set: ['TINYGO_SCHEDULER_TASKS=y'],
  },
  {
    // Every allocation ends in one of the two functions, which only a garbage collector defines.
    words: /linker could not find symbol runtime\.(alloc|realloc)\b/,
    text: 'TINYGO_GC_NONE=y allows no allocation, and these places allocate; this gives the program a heap',
    set: ['TINYGO_GC_CONSERVATIVE=y'],
  },
  {
    // The object files that TinyGo 0.41 makes of embedded files do not say that calls are soft-float.
    words: /embed-\S*: cannot link object files with different floating-point ABI/,
    text: 'TinyGo cannot link //go:embed with the F extension',
    set: ['HARD_FLOAT=n'],
  },
];

export function hintOfTinygo(output: string, board: string): Hint | undefined {
  const found = CASES.find(({ words }) => words.test(output));
  return found && hintToSet(board, found.set, found.text);
}
