/** Builds a program with regions that are large enough for any, and reads what lies in them. Nothing of it is put in place. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { readElf } from '../../image/elf.js';
import { contentsOf, type RegionContent } from '../../image/region-content.js';
import type { BuildPlan } from '../../plan/build-plan.js';
import { buildPathsIn } from '../../project/project.js';
import type { ToolContext } from '../../toolchains/tool.js';
import { checkHandlers } from '../check-handlers.js';
import { executeStep } from '../execute-step.js';
import { elfOutputOf, writePlannedFiles } from '../planned-files.js';
import type { ToolFacts, Tools } from '../tool-facts.js';
import type { Needs } from './rank-options.js';

export interface Bench {
  readonly projectFolder: string;
  readonly tools: Tools;
  readonly facts: ToolFacts;
  readonly toolContext: ToolContext;
  /** Those of the sources, relative to the project. */
  readonly packageFolders: readonly string[];
  readonly onCommand: (line: string) => void;
}

export interface Measured {
  readonly contents: readonly RegionContent[];
  /** The ELF file, relative to the project. */
  readonly elf: string;
}

export function needsOf({ contents }: Measured): Needs {
  return new Map(contents.map(({ name, needed }) => [name, needed]));
}

/** `plan` is one that only measures, made for `folder`. A failure is that of the build; nobody needs to be told twice. */
export async function measure(
  plan: BuildPlan,
  folder: string,
  bench: Bench,
  timeoutMs = Number.POSITIVE_INFINITY,
): Promise<Result<Measured>> {
  const { projectFolder, facts } = bench;
  const paths = buildPathsIn(folder);
  writePlannedFiles(plan, projectFolder, facts);
  const handlers = await checkHandlers({ ...bench, plan, paths, onProgress: () => undefined });
  if (!handlers.ok) return handlers;
  for (const step of plan.steps) {
    const done = await executeStep(
      { ...step, timeoutMs: Math.max(1, Math.round(Math.min(step.timeoutMs, timeoutMs))) },
      {
        ...bench,
        env: process.env,
        log: join(projectFolder, paths.log),
        board: plan.board,
        variables: plan.variables,
      },
    );
    if (!done.ok) return done;
  }
  const made = elfOutputOf(plan)?.made ?? '';
  const bytes = readFileSync(join(projectFolder, made));
  const elf = readElf(bytes);
  if (elf === undefined) return failure({ severity: 'error', code: 'IM0001', message: `${made}: not an ELF file` });
  return success({ contents: contentsOf(bytes, elf, plan.memory, plan.heapLimit.bytes), elf: made });
}
