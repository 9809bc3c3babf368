/** Writes down what became of each step of a build, the flash image among them. */
import { join } from 'node:path';
import { type StepRecord, writeStepRecords } from '../../cache/step-record.js';
import { valuesOfKeys } from '../../plan/ini-values.js';
import { buildPathsOf } from '../../project/project.js';
import type { PreparedBuild } from '../prepare-build.js';
import type { ToolFacts } from '../tool-facts.js';
import { IMAGE_STEP, imageParts, imageRecord } from './image-step.js';
import type { SettledStep } from './settle-step.js';

export function recordSteps(
  { plan, project, board }: PreparedBuild,
  facts: ToolFacts,
  steps: readonly SettledStep[],
  before: readonly StepRecord[],
  reason: string,
): void {
  const records = steps.map(({ record }) => record);
  const elf = records.flatMap(({ outputs }) => outputs).find(({ path }) => path.endsWith('.elf'));
  const parts = imageParts(plan, project.folder, facts, elf?.digest.hash ?? '', valuesOfKeys(project, board));
  const known = before.find(({ id }) => id === IMAGE_STEP);
  const image = parts.length === 0 ? [] : [imageRecord(plan, project.folder, parts, known, reason)];
  writeStepRecords(join(project.folder, buildPathsOf(plan.board).steps), [...records, ...image]);
}
