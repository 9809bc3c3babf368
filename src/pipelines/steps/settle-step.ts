/**
 * Has what a step makes, by the cheapest way that is certain: it stands in the build folder since the last build, it lies in a store, or the
 * tool makes it. However it comes, it ends where the step would have put it, and is checked like everything that was made.
 */
import { chmodSync, constants, copyFileSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ActionResult, EncodedAction, OutputFile } from '../../cache/action.js';
import { digestOf } from '../../cache/reapi/digest.js';
import { encodeAction } from '../../cache/reapi/encode-action.js';
import { causesBetween, type PartChange } from '../../cache/step-parts.js';
import type { StepOutcome, StepRecord } from '../../cache/step-record.js';
import type { ActionStore } from '../../cache/store.js';
import { type Result, success } from '../../diagnostics/diagnostic.js';
import type { Step } from '../../plan/build-plan.js';
import { executeStep, type StepContext } from '../execute-step.js';
import type { Sandbox } from '../sandbox/open-sandbox.js';
import { type ChangedMeanwhile, hasChanges, NOTHING_CHANGED, uncertainParts } from './changed-meanwhile.js';
import { type DescribedStep, describeStep, type StepWorld } from './describe-step.js';

export interface SettleContext extends StepContext {
  readonly world: StepWorld;
  /** Those of the last build. */
  readonly records: readonly StepRecord[];
  readonly stores: readonly ActionStore[];
  /** Run the tool, whatever there is. */
  readonly force: boolean;
  /** Why the board is built, in words. */
  readonly reason: string;
  /** What of the files that the steps read is not any more what it was when the build began. */
  readonly changedMeanwhile: () => ChangedMeanwhile;
  readonly onProgress: (text: string) => void;
  /** Run the tool where it sees its inputs only. */
  readonly sandbox?: Sandbox | undefined;
}

export interface SettledStep {
  readonly outcome: StepOutcome;
  readonly record: StepRecord;
  readonly changed: ChangedMeanwhile;
  /** Puts what came into the stores that lack it. For when it has been checked, and before it is put in place. */
  readonly keep: () => Promise<void>;
}

export async function settleStep(step: Step, context: SettleContext): Promise<Result<SettledStep>> {
  const described = describeStep(step, context.world);
  const action = encodeAction(described.action);
  const before = context.records.find(({ id }) => id === step.id);
  const settled = (
    outcome: StepOutcome,
    outputs: readonly OutputFile[],
    changed = NOTHING_CHANGED,
    keep = () => Promise.resolve(),
  ) =>
    success({
      outcome,
      record: recordOf(step, { described, action, outcome, outputs, before, reason: context.reason, changed }),
      changed,
      keep,
    });
  if (!context.force) {
    if (before?.key === action.digest.hash && takeFromPlace(step, before, context.projectFolder))
      return settled({ how: 'unchanged' }, before.outputs);
    const fetched = await fetchFrom(context.stores, step, action, context.projectFolder);
    if (fetched !== undefined) {
      // Those stores that are nearer have it the next time.
      const keep = () => keepIn(fetched.nearer, action, fetched.result, fileIn(step, context.projectFolder));
      return settled({ how: 'fetched', from: fetched.from }, fetched.outputs, NOTHING_CHANGED, keep);
    }
  }
  context.onProgress(step.title);
  const done = await runStep(step, described, context);
  if (!done.ok) return done;
  const outputs = step.outputs.flatMap(({ made, path }) => outputOf(join(context.projectFolder, made), path));
  const changed = context.changedMeanwhile();
  if (hasChanges(changed)) return settled({ how: 'ran' }, outputs, changed);
  const result = resultOf(step, described, outputs);
  const keep = () => keepIn(context.stores, action, result, fileIn(step, context.projectFolder));
  return settled({ how: 'ran' }, outputs, changed, keep);
}

async function runStep(step: Step, { action, projectPlace, unseen }: DescribedStep, context: SettleContext) {
  const { sandbox, world } = context;
  if (sandbox === undefined) return executeStep(step, { ...context, unseen });
  const { confineStep } = await import('../sandbox/confine-step.js');
  const confinement = confineStep({ ...context, sandbox, plan: world.plan, step, action, place: projectPlace });
  try {
    return await executeStep(step, { ...context, unseen, around: confinement.around });
  } finally {
    confinement.release();
  }
}

/** What changed since the last build, and what would be done now. */
export interface Forecast {
  readonly outcome: StepOutcome;
  readonly because: readonly PartChange[];
  readonly isFirst: boolean;
}

/** The same without doing it. */
export async function foresee(
  step: Step,
  context: Pick<SettleContext, 'world' | 'records' | 'stores' | 'force' | 'projectFolder'>,
): Promise<Forecast> {
  const described = describeStep(step, context.world);
  const { digest } = encodeAction(described.action);
  const before = context.records.find(({ id }) => id === step.id);
  const because = before === undefined ? [] : causesBetween(before.parts, described.parts);
  const told = { because, isFirst: before === undefined };
  if (context.force) return { outcome: { how: 'ran' }, ...told };
  // The copy that it runs in may be that of earlier sources, so its digest tells nothing: the parts do.
  if (step.cwd !== undefined) {
    const isSame = before !== undefined && because.length === 0 && isInPlace(step, before, context.projectFolder);
    return { outcome: { how: isSame ? 'unchanged' : 'ran' }, ...told };
  }
  if (before?.key === digest.hash && isInPlace(step, before, context.projectFolder))
    return { outcome: { how: 'unchanged' }, ...told };
  for (const store of context.stores)
    if ((await store.find(digest)) !== undefined) return { outcome: { how: 'fetched', from: store.title }, ...told };
  return { outcome: { how: 'ran' }, ...told };
}

interface Settlement {
  readonly described: DescribedStep;
  readonly action: EncodedAction;
  readonly outcome: StepOutcome;
  readonly outputs: readonly OutputFile[];
  readonly before: StepRecord | undefined;
  readonly reason: string;
  readonly changed: ChangedMeanwhile;
}

function recordOf(step: Step, settlement: Settlement): StepRecord {
  const { described, action, outcome, outputs, before, reason, changed } = settlement;
  const { id, title } = step;
  const key = hasChanges(changed) ? '' : action.digest.hash;
  const made = { id, title, key, parts: uncertainParts(described.parts, changed), outputs };
  // Nothing happened to it: the story of the last time stays.
  if (outcome.how === 'unchanged' && before !== undefined)
    return { ...made, last: before.last, because: before.because, reason: before.reason };
  return {
    ...made,
    last: outcome,
    because: before === undefined ? [] : causesBetween(before.parts, described.parts),
    reason,
  };
}

function isInPlace(step: Step, { outputs }: StepRecord, projectFolder: string): boolean {
  return step.outputs.every(({ path }) => {
    const known = outputs.find((output) => output.path === path);
    return known !== undefined && isOutputInPlace(known, projectFolder);
  });
}

export function isOutputInPlace({ path, digest }: OutputFile, projectFolder: string): boolean {
  return outputOf(join(projectFolder, path), path)[0]?.digest.hash === digest.hash;
}

function takeFromPlace(step: Step, before: StepRecord, projectFolder: string): boolean {
  if (!isInPlace(step, before, projectFolder)) return false;
  for (const { made, path } of step.outputs) {
    const target = join(projectFolder, made);
    clear(target);
    copyFileSync(join(projectFolder, path), target, constants.COPYFILE_FICLONE);
  }
  return true;
}

/** From the first that has it; `nearer` are those that had not. */
async function fetchFrom(stores: readonly ActionStore[], step: Step, action: EncodedAction, projectFolder: string) {
  for (const [index, store] of stores.entries()) {
    const result = await store.find(action.digest);
    if (result === undefined) continue;
    const outputs = await fetchOutputs(store, result, step, projectFolder);
    if (outputs === undefined) continue;
    return { from: store.title, outputs, result, nearer: stores.slice(0, index) };
  }
  return undefined;
}

/** All of them, or undefined. */
async function fetchOutputs(
  store: ActionStore,
  { outputs }: ActionResult,
  step: Step,
  projectFolder: string,
): Promise<readonly OutputFile[] | undefined> {
  const fetched: OutputFile[] = [];
  for (const { made, path } of step.outputs) {
    const output = outputs.find((each) => join(step.cwd ?? '', each.path) === join(made));
    if (output === undefined) return undefined;
    const target = join(projectFolder, made);
    clear(target);
    if (!(await store.fetch(output.digest, target))) return undefined;
    chmodSync(target, (output.isExecutable ? 0o777 : 0o666) & ~process.umask());
    fetched.push({ ...output, path });
  }
  return fetched;
}

function clear(target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  rmSync(target, { force: true });
}

function outputOf(file: string, path: string): readonly OutputFile[] {
  const status = statSync(file, { throwIfNoEntry: false });
  if (status?.isFile() !== true) return [];
  return [{ path, digest: digestOf(readFileSync(file)), isExecutable: (status.mode & 0o111) !== 0 }];
}

/** With the paths that the action has. */
function resultOf(step: Step, { action }: DescribedStep, outputs: readonly OutputFile[]): ActionResult {
  return {
    outputs: outputs.map((output) => {
      const index = step.outputs.findIndex(({ path }) => path === output.path);
      return { ...output, path: action.outputPaths[index] ?? '' };
    }),
  };
}

async function keepIn(
  stores: readonly ActionStore[],
  action: EncodedAction,
  result: ActionResult,
  fileOf: (path: string) => string,
): Promise<void> {
  for (const store of stores) await store.keep(action, result, fileOf);
}

/** Where an output of an action lies on this machine. */
function fileIn({ cwd = '' }: Step, projectFolder: string): (path: string) => string {
  return (path) => join(projectFolder, cwd, path);
}
