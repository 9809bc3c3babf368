/** All steps of a plan, one after the other. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StepRecord } from '../../cache/step-record.js';
import type { ActionStore } from '../../cache/store.js';
import { type Result, success } from '../../diagnostics/diagnostic.js';
import { valuesOfKeys } from '../../plan/ini-values.js';
import { buildPathsOf } from '../../project/project.js';
import type { ToolIdentity } from '../../toolchains/identify.js';
import { libgccOf } from '../equip.js';
import type { PreparedBuild } from '../prepare-build.js';
import type { InputStamps } from '../record-build.js';
import type { Sandbox } from '../sandbox/open-sandbox.js';
import type { ToolFacts, Tools } from '../tool-facts.js';
import { findChanges } from './changed-meanwhile.js';
import { type SettledStep, settleStep } from './settle-step.js';

export interface StepsRequest {
  readonly prepared: PreparedBuild;
  readonly tools: Tools;
  readonly identities: readonly ToolIdentity[];
  readonly facts: ToolFacts;
  readonly inputs: InputStamps;
  /** Those of the last build. */
  readonly records: readonly StepRecord[];
  readonly stores: readonly ActionStore[];
  readonly force: boolean;
  readonly reason: string;
  readonly sandbox?: Sandbox | undefined;
  readonly onProgress: (text: string) => void;
  readonly onCommand: (line: string) => void;
  readonly goCache?: Readonly<Record<string, string>>;
}

export async function settleSteps(request: StepsRequest): Promise<Result<readonly SettledStep[]>> {
  const { prepared, facts, identities, inputs } = request;
  const { plan, project } = prepared;
  const paths = buildPathsOf(plan.board);
  const log = join(project.folder, paths.log);
  rmSync(log, { force: true });
  rmSync(join(project.folder, paths.measured), { recursive: true, force: true });
  const world = {
    ...{ plan, projectFolder: project.folder, facts, identities, inputs },
    valueOfKey: valuesOfKeys(project, prepared.board),
    libgcc: libgccOf(request.tools),
  };
  const settled: SettledStep[] = [];
  for (const step of plan.steps) {
    const outcome = await settleStep(step, {
      ...request,
      projectFolder: project.folder,
      env: process.env,
      log,
      board: plan.board,
      variables: plan.variables,
      world,
      changedMeanwhile: () => findChanges(project.folder, inputs),
    });
    if (!outcome.ok) return outcome;
    settled.push(outcome.value);
  }
  return success(settled);
}
