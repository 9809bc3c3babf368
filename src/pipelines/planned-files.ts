/** The files of a plan: those that are written before its steps, and the ELF file among those that they make. */
import { join } from 'node:path';
import type { BuildPlan, Step } from '../plan/build-plan.js';
import { writeFileAtomically } from '../process/write-file.js';
import { fillFacts, type ToolFacts } from './tool-facts.js';

export function writePlannedFiles({ files }: BuildPlan, projectFolder: string, facts: ToolFacts): void {
  for (const { path, content } of files) {
    // Only the target file names things of this machine; the others are the plan's text as it stands.
    writeFileAtomically(join(projectFolder, path), path.endsWith('/target.json') ? fillFacts(content, facts) : content);
  }
}

/** undefined where the steps make none. */
export function elfOutputOf({ steps }: BuildPlan): Step['outputs'][number] | undefined {
  return steps.flatMap((step) => step.outputs).find(({ path }) => path.endsWith('.elf'));
}
