/** `bljh build` behind its flags: what src/commands/build.ts and the quick path (src/plain-build.ts) both do. */
import { combine } from '../diagnostics/combine.js';
import { failure, type Result, success } from '../diagnostics/diagnostic.js';
import { startHeartbeat } from '../output/heartbeat.js';
import { restoreTerminal, writeMessage } from '../output/streams.js';
import type { BuildReport } from '../pipelines/build-board.js';
import { buildBoards } from '../pipelines/build-boards.js';
import { prepareBuild } from '../pipelines/prepare-build.js';
import type { Sandbox } from '../pipelines/sandbox/open-sandbox.js';
import { type BuildForecast, foreseeBuild } from '../pipelines/steps/foresee-build.js';
import { withStores } from '../pipelines/steps/with-stores.js';
import type { Verification } from '../pipelines/verify/verify-build.js';
import type { BuildPlan } from '../plan/build-plan.js';
import { parseMakeFlags } from '../process/make-flags.js';
import { loadProject, type Project } from '../project/project.js';
import type { ToolContext } from '../toolchains/tool.js';
import { chooseBoards } from './board-flags.js';
import type { BuildFlags } from './build-flags.js';
import { BUILD_ID } from './build-id.js';
import { presentBuild, presentPlan } from './present-build.js';
import { presentForecast } from './present-steps.js';
import { presentVerifications } from './present-verification.js';
import type { Session } from './session.js';
import { toolContextOf } from './tool-context.js';

export type Built =
  | { readonly builds: readonly BuildReport[]; readonly verifications?: readonly Verification[] }
  | { readonly plans: readonly BuildPlan[] }
  | { readonly forecasts: readonly BuildForecast[] };

export async function executeBuild(call: BuildFlags, session: Session, packageFolder: string): Promise<Result<Built>> {
  const project = loadProject(call.project);
  if (!project.ok) return project;
  const boards = chooseBoards(project.value, packageFolder, call);
  if (!boards.ok) return boards;
  if (call.plan) return planBoards(project.value, boards.value, session, packageFolder);
  if (call.dryRun) return foreseeBoards(project.value, boards.value, call.force, packageFolder);
  // A recipe that gets the job server runs under make -n, too.
  if (parseMakeFlags(process.env['MAKEFLAGS'] ?? '').isDryRun) {
    session.tell('make -n: nothing is built');
    return success({ builds: [] }, boards.diagnostics);
  }
  const toolContext = toolContextOf(packageFolder);
  const sandbox = call.sandbox === true ? await sandboxOf(toolContext) : success(undefined);
  if (!sandbox.ok) return sandbox;
  const settled = await withStores(toolContext, async (stores) => {
    const outcomes = await buildBoards({
      stores,
      project: project.value,
      boards: boards.value,
      toolContext,
      buildId: BUILD_ID,
      force: call.force,
      sandbox: sandbox.value,
      jobs: call.jobs,
      progress: session.progress,
      writeLine: (text) => session.tell(text),
      writeDetail: (text) => session.options.verbose && session.tell(text),
      restoreTerminal,
      startHeartbeat,
    });
    return success(outcomes);
  });
  if (!settled.ok) return settled;
  const outcomes = settled.value;
  const combined = combine(outcomes.map(({ result }) => result));
  const diagnostics = [...boards.diagnostics, ...settled.diagnostics, ...combined.diagnostics];
  if (combined.ok) {
    const builds = combined.value;
    if (call.verify !== true) return success({ builds }, diagnostics);
    const { verifyBoards } = await import('./verify-call.js');
    const verified = await verifyBoards(project.value, boards.value, session, packageFolder);
    if (verified.ok)
      return success({ builds, verifications: verified.value }, [...diagnostics, ...verified.diagnostics]);
    return failure(...diagnostics, ...verified.diagnostics);
  }
  // Of several boards some were built: say so, although the call as a whole failed.
  const made = outcomes.flatMap(({ result }) => (result.ok ? [result.value] : []));
  if (!session.options.json && !session.options.quiet && made.length > 0)
    writeMessage(presentBuild(made, session.options.verbose));
  return failure(...diagnostics);
}

async function sandboxOf(toolContext: ToolContext): Promise<Result<Sandbox>> {
  const { openSandbox } = await import('../pipelines/sandbox/open-sandbox.js');
  return openSandbox(toolContext);
}

function planBoards(
  project: Project,
  boards: readonly string[],
  session: Session,
  packageFolder: string,
): Result<Built> {
  const prepared = combine(
    boards.map((boardName) =>
      prepareBuild({
        project,
        boardName,
        packageFolder,
        readOnly: true,
        onConfigured: (from) => session.tell(`${boardName}: configured from ${from}`),
      }),
    ),
  );
  return prepared.ok ? { ...prepared, value: { plans: prepared.value.map(({ plan }) => plan) } } : prepared;
}

async function foreseeBoards(
  project: Project,
  boards: readonly string[],
  force: boolean,
  packageFolder: string,
): Promise<Result<Built>> {
  const toolContext = toolContextOf(packageFolder);
  const request = { project, toolContext, buildId: BUILD_ID, force };
  const combined = await withStores(toolContext, async (stores) => {
    const forecasts: Result<BuildForecast>[] = [];
    for (const boardName of boards) forecasts.push(await foreseeBuild({ ...request, stores, boardName }));
    return combine(forecasts);
  });
  return combined.ok ? { ...combined, value: { forecasts: combined.value } } : combined;
}

export function presentBuilt(built: Built, session: Session): string {
  if ('forecasts' in built) return built.forecasts.map(presentForecast).join('\n');
  if ('plans' in built) return built.plans.map(presentPlan).join('\n\n');
  if (session.options.quiet) return '';
  const text = presentBuild(built.builds, session.options.verbose);
  return built.verifications === undefined ? text : `${text}\n${presentVerifications(built.verifications)}`;
}
