/**
 * The libraries that a compiler of LLVM does its work in: Debian's clang-19 is a small program, and what generates code is beside it. The
 * system's loader is asked (ldd of glibc and musl); where there is none, nothing is told.
 */
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { askTool } from './ask-tool.js';
import type { Answer } from './find-program.js';
import type { ToolContext } from './tool.js';

const LOADER = '/usr/bin/ldd';
const LINE = /^\s*lib(?:LLVM|clang|lld)\S* => (\/\S+)/gm;

/** Adds them to the answer of a tool, as the fact `parts`. */
export async function withLibraries(answer: Answer, path: string, context: ToolContext): Promise<Answer> {
  if (answer.kind !== 'answer' || !existsSync(LOADER)) return answer;
  const reply = await askTool(LOADER, [path], context);
  const libraries = reply.ok ? [...reply.text.matchAll(LINE)].map(([, file = '']) => file) : [];
  return libraries.length === 0 ? answer : { ...answer, facts: { ...answer.facts, parts: libraries.join(delimiter) } };
}
