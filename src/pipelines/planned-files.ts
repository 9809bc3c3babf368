/** The files of a plan: those that are written before its steps, and the ELF file among those that they make. */
import { join } from 'node:path';
import type { BuildPlan, GeneratedFile, Step } from '../plan/build-plan.js';
import { writeFileAtomically } from '../process/write-file.js';
import { fillFacts, type ToolFacts, wayToProject } from './tool-facts.js';

export function writePlannedFiles(plan: BuildPlan, projectFolder: string, facts: ToolFacts): void {
  for (const file of plan.files) writeFileAtomically(join(projectFolder, file.path), contentOf(file, plan, facts));
}

/** As the file stands on the disk: only the target file names what the tools know; the others are the plan's text as it is. */
export function contentOf({ path, content }: GeneratedFile, plan: BuildPlan, facts: ToolFacts): string {
  return path.endsWith('/target.json')
    ? fillFacts(content, facts, wayToProject(plan.steps.find(({ cwd }) => cwd !== undefined) ?? {}))
    : content;
}

/** undefined where the steps make none. */
export function elfOutputOf({ steps }: BuildPlan): Step['outputs'][number] | undefined {
  return steps.flatMap((step) => step.outputs).find(({ path }) => path.endsWith('.elf'));
}
