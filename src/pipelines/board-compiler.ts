/** A board's own C compiler (`[go] cc` of its board.ini): a tool, too, though bljh knows nothing of it but how it is called. */
import { isAbsolute } from 'node:path';
import { failure, type Result, success } from '../diagnostics/diagnostic.js';
import type { BuildPlan } from '../plan/build-plan.js';
import { findExecutable, isExecutable } from '../process/find-executable.js';
import { TOOL_IDS } from '../toolchains/tool.js';

export interface BoardCompiler {
  /** As CC has it. */
  readonly text: string;
  /** The programs that it names, absolute: of `ccache riscv64-linux-gnu-gcc -pipe` two. */
  readonly programs: readonly { readonly path: string; readonly onPath: boolean }[];
}

/** Undefined where no step compiles C, or does it with a compiler that is one of bljh's tools. */
export function findBoardCompiler(
  { board, steps }: BuildPlan,
  searchPath: string | undefined,
): Result<BoardCompiler | undefined> {
  const text = steps.flatMap(({ env }) => env).find(({ name }) => name === 'CC')?.text;
  if (text === undefined || (TOOL_IDS as readonly string[]).includes(text)) return success(undefined);
  const [first = '', ...others] = wordsOf(text);
  const program = findProgram(first, searchPath);
  if (program === undefined)
    return failure({
      severity: 'error',
      code: 'TC0001',
      message: `${first || 'a C compiler'} is missing; it is the C compiler of the board ${board}`,
      hint: { text: 'put it on PATH, or name another one as cc in [go] of the board.ini: a name, or an absolute path' },
    });
  const more = others.filter((word) => !word.startsWith('-')).flatMap((word) => findProgram(word, searchPath) ?? []);
  return success({ text, programs: [program, ...more] });
}

/** As Go splits CC (cmd/internal/quoted): words in quotes of either kind, without escapes. */
function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]\S*)/g)].map((match) => match.slice(1).join(''));
}

/** Go takes no path that is neither a bare name nor absolute. */
function findProgram(word: string, searchPath: string | undefined): BoardCompiler['programs'][number] | undefined {
  if (isAbsolute(word)) return isExecutable(word) ? { path: word, onPath: false } : undefined;
  const path = word === '' || word.includes('/') ? undefined : findExecutable(word, searchPath);
  return path === undefined ? undefined : { path, onPath: true };
}
