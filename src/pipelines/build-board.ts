/**
 * Builds one board: prepare → is there anything to do? → generate → tools → check → put in place → record.
 * Reports events and prints nothing; old artifacts stay whole whatever fails or interrupts.
 */

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildState, checkFreshness, filesBelow, readBuildState } from '../cache/build-state.js';
import { readStepRecords, type StepOutcome } from '../cache/step-record.js';
import type { ActionStore } from '../cache/store.js';
import { type Diagnostic, failure, hasErrors, type Result, success, withEarlier } from '../diagnostics/diagnostic.js';
import type { RegionUse } from '../image/check-artifact.js';
import type { BuildPlan } from '../plan/build-plan.js';
import { lockFolder } from '../process/folder-lock.js';
import { writeFileAtomically } from '../process/write-file.js';
import { placeGoModules, showConstantsInEditor } from '../project/go-modules.js';
import { buildPathsOf, loadProject, type Project } from '../project/project.js';
import type { ToolContext } from '../toolchains/tool.js';
import { type CheckedHandlers, checkHandlers } from './check-handlers.js';
import { findComputedVariables } from './computed-variables.js';
import { withConfigurationLock } from './configuration-lock.js';
import { equip, libgccOf } from './equip.js';
import { checkMade, placeArtifacts, setTime } from './finish-build.js';
import { explainOverflow } from './fit/explain-overflow.js';
import { goCacheVariables } from './go-cache-program.js';
import { handlersKey } from './handlers-key.js';
import { makeImages } from './make-images.js';
import { type Manifest, readManifest } from './manifest.js';
import { elfOutputOf, writePlannedFiles } from './planned-files.js';
import { type PreparedBuild, prepareBuild } from './prepare-build.js';
import { proveHandlers } from './prove-handlers.js';
import { type InputStamps, recordBuild, stampInputs, writeMakeFiles } from './record-build.js';
import type { Sandbox } from './sandbox/open-sandbox.js';
import { checkBudgets } from './size/check-budgets.js';
import { programOutputOf } from './size/measure-program.js';
import { bothOf, NOTHING_CHANGED } from './steps/changed-meanwhile.js';
import { reasonForBuild } from './steps/reason-for-build.js';
import { recordSteps } from './steps/record-steps.js';
import type { SettledStep } from './steps/settle-step.js';
import { type StepsRequest, settleSteps } from './steps/settle-steps.js';
import { diagnoseRefused, withStores } from './steps/with-stores.js';
import type { ToolFacts, Tools } from './tool-facts.js';

const LOCK_WAIT_MS = 10 * 60_000;

export interface BuildRequest {
  readonly project: Project;
  readonly boardName: string;
  readonly toolContext: ToolContext;
  readonly buildId: string;
  /** Build even if nothing changed. */
  readonly force: boolean;
  /** Where results of steps are kept. */
  readonly stores: readonly ActionStore[];
  /** Run steps where they see their inputs only. */
  readonly sandbox?: Sandbox | undefined;
  /** What is being done now, in a few words, for a progress display. */
  readonly onProgress: (text: string) => void;
  /** Each command line before it is run. */
  readonly onCommand: (line: string) => void;
  /** Something that the user should know and that is no error. */
  readonly onNotice: (text: string) => void;
}

export interface BuildReport {
  readonly board: string;
  /** Nothing was made: everything in place is what a build would make. */
  readonly upToDate: boolean;
  /** Why it was built; empty when up to date. */
  readonly reason: string;
  readonly durationMs: number;
  readonly manifest: Manifest;
  /** What became of each step; empty where nothing had to be looked at. */
  readonly steps: readonly StepReport[];
}

export interface StepReport {
  readonly id: string;
  readonly title: string;
  readonly outcome: StepOutcome;
}

export type OneBoardRequest = Omit<BuildRequest, 'stores'>;

/** With the stores that the environment names. */
export function buildOneBoard(request: OneBoardRequest): Promise<Result<BuildReport>> {
  return withStores(request.toolContext, (stores) => buildBoard({ ...request, stores }));
}

export async function buildBoard(request: BuildRequest): Promise<Result<BuildReport>> {
  const started = performance.now();
  request.onProgress('reading the configuration');
  const prepared = await prepare(request.project, request);
  if (!prepared.ok) return prepared;
  const { plan, project } = prepared.value;
  const lock = await lockFolder(join(project.folder, buildPathsOf(plan.board).lock), {
    waitMs: LOCK_WAIT_MS,
    onWait: (holder) => request.onNotice(`${plan.board}: waiting for ${holder}, which builds here`),
  });
  if ('heldBy' in lock) return failure(lockedBy(plan.board, lock.heldBy));
  try {
    return await buildPrepared(prepared, request, started);
  } finally {
    lock.release();
  }
}

/** What was prepared does not hold any more: the stamps of what changed meanwhile. */
interface Outdated {
  readonly stamps: InputStamps;
}

/** What preparing had to say comes with what was built of it. Files that change meanwhile are read anew. */
async function buildPrepared(
  first: Result<PreparedBuild>,
  request: BuildRequest,
  started: number,
): Promise<Result<BuildReport>> {
  let prepared = first;
  for (let stamps: InputStamps | undefined; prepared.ok; prepared = await prepareAgain(prepared.value, request)) {
    const built = await buildLocked(prepared.value, request, started, stamps);
    if (!('stamps' in built)) return built.ok ? withEarlier(prepared.diagnostics, built) : built;
    stamps = built.stamps;
  }
  return prepared;
}

async function buildLocked(
  prepared: PreparedBuild,
  request: BuildRequest,
  started: number,
  stampsBefore?: InputStamps,
): Promise<Result<BuildReport> | Outdated> {
  const { plan, project } = prepared;
  placeGoModules(project.folder, request.toolContext.packageFolder);
  const paths = buildPathsOf(plan.board);
  const state = readBuildState(join(project.folder, paths.state));
  const stale = findReasonToBuild(prepared, state, request);
  if (typeof stale !== 'string')
    return success({
      board: plan.board,
      upToDate: true,
      reason: '',
      durationMs: sinceMs(started),
      manifest: stale,
      steps: [],
    });
  request.onProgress('looking for the tools');
  const equipped = await equip(plan, request.toolContext);
  if (!equipped.ok) return equipped;
  const { tools, facts, identities, programs } = equipped.value;
  // Later than every file that bljh itself wrote as an input, down to the millisecond.
  const readAtMs = Date.now() + 1;
  const inputs = stampInputs(prepared, state?.inputs);
  if (hasChangedSinceRead(prepared, inputs, stampsBefore)) return { stamps: inputs };
  generate(plan, project, facts, tools);
  const packageFolders = inputs.folders.map(({ path }) => path);
  const found = { plan, paths, projectFolder: project.folder, tools, facts, packageFolders };
  // Most programs have none, and need not be hashed for it.
  const memory = plan.interrupts && {
    file: join(project.folder, paths.handlers),
    key: handlersKey(plan, request.buildId, inputs, equipped.value),
  };
  const handlers = await checkHandlers({ ...request, ...found, ...(memory && { memory }) });
  if (!handlers.ok) return handlers;
  const records = readStepRecords(join(project.folder, paths.steps));
  const done = await settleChecked({
    ...request,
    ...{ prepared, inputs, tools, facts, identities, records, reason: stale },
    goCache: goCacheVariables(request.toolContext, identities),
  });
  if (!done.ok) {
    const failed = done.diagnostics.find(({ severity }) => severity === 'error');
    const explained =
      failed?.code === 'PR0006' ? await explainOverflow(prepared, failed, { ...request, ...found }) : done.diagnostics;
    return failure(...handlers.diagnostics, ...explained);
  }
  const { steps, regions } = done.value;
  const proof = await diagnoseHandlers(prepared, handlers.value, tools);
  if (hasErrors(proof)) return failure(...handlers.diagnostics, ...proof);
  const computed = diagnoseComputedVariables(prepared);
  if (computed.length > 0) return failure(...computed);
  const images = makeImages(plan, project.folder, facts);
  if (!images.ok) return images;
  const sizes = checkBudgets(plan, project.folder, programOutputOf(plan)?.made ?? '');
  if (hasErrors(sizes.diagnostics)) return failure(...sizes.diagnostics);
  for (const { keep } of steps) await keep();
  writeMakeFiles(prepared, inputs);
  const hasChanged = placeArtifacts(plan, project.folder, readAtMs, images.value);
  removeOldArtifacts(plan, project);
  recordSteps(prepared, facts, steps, records, stale);
  const manifest = recordBuild({
    prepared,
    ...{ tools, identities, programs },
    regions,
    room: sizes.room,
    packageFolder: request.toolContext.packageFolder,
    buildId: request.buildId,
    inputs,
    changed: steps.map((step) => step.changed).reduce(bothOf, NOTHING_CHANGED),
    env: process.env,
  });
  const anew = steps.filter(({ outcome }) => outcome.how !== 'unchanged');
  const upToDate = !hasChanged && anew.length === 0;
  const causes = anew.flatMap(({ record }) => record.because);
  const report = {
    board: plan.board,
    upToDate,
    reason: upToDate ? '' : reasonForBuild(stale, causes),
    durationMs: sinceMs(started),
    manifest,
    steps: steps.map(({ outcome, record: { id, title } }) => ({ id, title, outcome })),
  };
  return success(report, [...handlers.diagnostics, ...done.diagnostics, ...proof, ...sizes.diagnostics]);
}

/**
 * What no check lets pass never came into a store by a bljh that checks as this one: whoever put it there was wrong, and the tools make it
 * anew.
 */
async function settleChecked(
  request: StepsRequest,
): Promise<Result<{ readonly steps: readonly SettledStep[]; readonly regions: readonly RegionUse[] }>> {
  const { plan, project } = request.prepared;
  const settled = await settleSteps(request);
  if (!settled.ok) return settled;
  request.onProgress('checking what was made');
  const checked = checkMade(plan, project.folder);
  if (checked.ok) return success({ steps: settled.value, regions: checked.value }, checked.diagnostics);
  const code = checked.diagnostics.find(({ severity }) => severity === 'error')?.code ?? '';
  const refused = settled.value.flatMap(({ outcome, record }) =>
    outcome.how === 'fetched' ? [diagnoseRefused(record.title, outcome.from, code)] : [],
  );
  return refused.length === 0 ? checked : withEarlier(refused, await settleChecked({ ...request, force: true }));
}

/** The manifest of the last build if it still holds, otherwise the reason to build. */
function findReasonToBuild(
  { plan, project }: PreparedBuild,
  state: BuildState | undefined,
  request: BuildRequest,
): Manifest | string {
  const paths = buildPathsOf(plan.board);
  if (request.force) return 'asked for by --force';
  const manifest = readManifest(join(project.folder, paths.manifest));
  if (state === undefined || manifest === undefined) return 'not built before';
  const freshness = checkFreshness(state, project.folder, request.buildId, process.env);
  if (!freshness.fresh) return freshness.reason;
  if (freshness.touchMs !== undefined)
    setTime(
      plan.artifacts.map(({ path }) => join(project.folder, path)),
      freshness.touchMs,
    );
  return manifest;
}

function generate(plan: BuildPlan, project: Project, facts: ToolFacts, tools: Tools): void {
  removeOldGenerated(plan, project);
  writePlannedFiles(plan, project.folder, facts);
  const libgcc = libgccOf(tools);
  if (libgcc !== undefined) writeFileAtomically(join(project.folder, facts.libgcc), readFileSync(libgcc));
  const constants = plan.files.find(({ path }) => path.endsWith('/config/config.go'));
  if (constants !== undefined) showConstantsInEditor(project.folder, constants.content);
}

/** A generated file of an earlier plan would still act: a heap limit, say. */
function removeOldGenerated(plan: BuildPlan, project: Project): void {
  const { generated, libgcc } = buildPathsOf(plan.board);
  const folder = join(project.folder, generated);
  const planned = new Set([...plan.files.map(({ path }) => path), libgcc]);
  for (const path of existsSync(folder) ? filesBelow(folder, false) : [])
    if (!planned.has(`${generated}/${path}`)) rmSync(join(folder, path), { force: true });
}

/** An artifact of an earlier plan would mislead. Called when those of this one are in place. */
function removeOldArtifacts(plan: BuildPlan, project: Project): void {
  const paths = buildPathsOf(plan.board);
  const planned = new Set([...plan.files, ...plan.artifacts].map(({ path }) => path));
  for (const { path } of readManifest(join(project.folder, paths.manifest))?.outputs ?? []) {
    // A manifest is a file that anyone can edit: nothing outside of the build folder is removed.
    if (planned.has(path) || !path.startsWith(`${paths.folder}/`) || path.includes('..')) continue;
    rmSync(join(project.folder, path), { force: true });
  }
}

/**
 * Whether a file may have been edited after the plan was made from it, while bljh waited for the lock, say: then the
 * plan is not that of these inputs. What stood in the stamps taken before the plan was read is known not to have been,
 * whatever the clock says.
 */
function hasChangedSinceRead(prepared: PreparedBuild, inputs: InputStamps, before?: InputStamps): boolean {
  // Marks decide what is done at all, and any source file may have one.
  if (JSON.stringify(prepared.isrMarks) !== JSON.stringify(inputs.isrMarks)) return true;
  const known = new Map(before?.files.map(({ path, ctimeMs }) => [path, ctimeMs]));
  return inputs.files.some(
    ({ path, ctimeMs }) => ctimeMs > prepared.readAtMs && known.get(path) !== ctimeMs && isPlanInput(prepared, path),
  );
}

function isPlanInput({ files, project }: PreparedBuild, path: string): boolean {
  return files.includes(path) || files.includes(join(project.folder, path));
}

/** Reads everything anew, bljh.ini too. */
async function prepareAgain(prepared: PreparedBuild, request: BuildRequest): Promise<Result<PreparedBuild>> {
  const project = loadProject(prepared.project.folder);
  return project.ok ? prepare(project.value, request) : project;
}

/** Where there is no .config, one is made, and nobody else makes another one meanwhile. */
async function prepare(project: Project, request: BuildRequest): Promise<Result<PreparedBuild>> {
  const { boardName, toolContext, onNotice } = request;
  const onConfigured = (from: string) => onNotice(`${boardName}: configured from ${from}`);
  const call = () => prepareBuild({ project, boardName, packageFolder: toolContext.packageFolder, onConfigured });
  if (existsSync(join(project.folder, buildPathsOf(boardName).config))) return call();
  const done = await withConfigurationLock({ project, boardName, onNotice }, call);
  return 'refused' in done ? failure(done.refused) : done.value;
}

async function diagnoseHandlers(
  { plan, project }: PreparedBuild,
  handlers: CheckedHandlers | undefined,
  tools: Tools,
): Promise<readonly Diagnostic[]> {
  const elf = elfOutputOf(plan);
  if (handlers === undefined || elf === undefined) return [];
  if (!handlers.listed)
    return [{ severity: 'error', code: 'PR0001', message: `${plan.board}: go list failed, so no handler was bound` }];
  if (handlers.handlers.length === 0) return [];
  const { stage } = buildPathsOf(plan.board);
  return proveHandlers({ elf: elf.made, projectFolder: project.folder, stage, tools, checked: handlers });
}

function diagnoseComputedVariables({ plan, project }: PreparedBuild): readonly Diagnostic[] {
  const goMod = plan.files.find(({ path }) => path.endsWith('/gen/go.mod'))?.content ?? '';
  const module = /^module\s+"?([^\s"]+)/m.exec(goMod)?.[1] ?? '';
  const found = findComputedVariables(plan, project.folder, { module, mainPackage: project.package });
  return found.map(({ name, at }) => ({
    severity: 'error',
    code: 'PR0004',
    message: `-X ${name} is lost: the program computes that variable itself, which overwrites the linker's value`,
    at,
    hint: { text: `declare "var ${name.slice(name.lastIndexOf('.') + 1)} string", or remove the line from bljh.ini` },
  }));
}

function lockedBy(board: string, holder: string): Diagnostic {
  return {
    severity: 'error',
    code: 'PJ0004',
    message: `${holder} is at work in build/${board}`,
    hint: { text: 'wait for it to end, then call again' },
  };
}

function sinceMs(started: number): number {
  return Math.round(performance.now() - started);
}
