/** A board's own C compiler (`[go] cc` of its board.ini): a tool, too, though bljh knows nothing of it but how it is called. */
import { basename, isAbsolute } from 'node:path';
import { failure, type Result, success } from '../diagnostics/diagnostic.js';
import type { BuildPlan } from '../plan/build-plan.js';
import { findExecutable, isExecutable } from '../process/find-executable.js';
import { baseEnvironment, type Tools } from './tool-facts.js';

export interface BoardCompiler {
  /** As CC has it. */
  readonly text: string;
  /** The programs that it names, absolute: of `ccache riscv64-linux-gnu-gcc -pipe` two. `onPath`: found by the user's PATH. */
  readonly programs: readonly { readonly path: string; readonly onPath: boolean }[];
}

/** What stands before the compiler and runs it. Of `zig cc` the second word is no program. */
const LAUNCHERS = new Set(['ccache', 'distcc', 'icecc', 'sccache']);

/** Undefined where no step compiles C, or does it with a compiler that is one of the plan's tools. */
export function findBoardCompiler(
  { board, steps, tools: planned }: BuildPlan,
  tools: Tools,
  env: NodeJS.ProcessEnv,
): Result<BoardCompiler | undefined> {
  const text = steps.flatMap((step) => step.env).find(({ name }) => name === 'CC')?.text;
  if (text === undefined || planned.includes(text)) return success(undefined);
  const [first = '', ...others] = wordsOf(text);
  const behind = LAUNCHERS.has(basename(first)) ? others.find((word) => !word.startsWith('-')) : undefined;
  const searchPath = baseEnvironment(tools, env)['PATH'];
  const programs: BoardCompiler['programs'][number][] = [];
  for (const word of behind === undefined ? [first] : [first, behind]) {
    const path = findProgram(word, searchPath);
    if (path === undefined)
      return failure({
        severity: 'error',
        code: 'TC0001',
        message: `${word || 'a C compiler'} is missing; it is the C compiler of the board ${board}`,
        hint: {
          text: 'put it on PATH, or name another one as cc in [go] of the board.ini: a name, or an absolute path',
        },
      });
    programs.push({ path, onPath: findProgram(word, env['PATH']) === path && !isAbsolute(word) });
  }
  return success({ text, programs });
}

/** As Go splits CC (cmd/internal/quoted): words in quotes of either kind, without escapes. */
function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]\S*)/g)].map((match) => match.slice(1).join(''));
}

/** Go takes no path that is neither a bare name nor absolute. */
function findProgram(word: string, searchPath: string | undefined): string | undefined {
  if (isAbsolute(word)) return isExecutable(word) ? word : undefined;
  return word === '' || word.includes('/') ? undefined : findExecutable(word, searchPath);
}
