/**
 * The bill of what was built last for a board: read from its manifest and asked of the go command. No compiler is started. The go command
 * lists the sources of now, so the build has to be one of these.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkFreshness, readBuildState } from '../../cache/build-state.js';
import { failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { buildPathsOf, type Project } from '../../project/project.js';
import { findTools } from '../../toolchains/find-tool.js';
import { prepareTinygoRoot } from '../../toolchains/tinygo/prepare-tinygo-root.js';
import type { ToolContext, ToolId } from '../../toolchains/tool.js';
import { readManifest } from '../manifest.js';
import type { Bill } from './bill.js';
import { collectBill } from './collect-bill.js';
import { listModules } from './list-modules.js';
import { readGoSums } from './module-graph.js';
import { noBill, outOfDate, readArtifacts } from './read-artifacts.js';

export interface BillRequest {
  readonly project: Project;
  readonly board: string;
  readonly toolContext: ToolContext;
  readonly bljhVersion: string;
  readonly buildId: string;
  readonly onCommand: (line: string) => void;
}

export async function makeBill(request: BillRequest): Promise<Result<Bill>> {
  const { project, board, toolContext, bljhVersion, onCommand } = request;
  const paths = buildPathsOf(board);
  const manifest = readManifest(join(project.folder, paths.manifest));
  const lost = manifest?.outputs.find(({ path }) => !existsSync(join(project.folder, path)));
  if (manifest === undefined || lost !== undefined)
    return failure(
      noBill(lost === undefined ? `nothing was built for ${board} yet` : `${lost.path} is not there`, board),
    );
  const stale = reasonToBuild(request);
  if (stale !== undefined) return failure(outOfDate(board, stale));
  const { plan } = manifest;
  const tools = await findTools(plan.tools as readonly ToolId[], toolContext);
  if (!tools.ok) return tools;
  const tinygo = tools.value.get('tinygo');
  const noRoot = success({ folder: '', sha256: '' });
  const root = tinygo === undefined ? noRoot : await prepareTinygoRoot(tinygo, toolContext);
  if (!root.ok) return root;
  const blflash = tools.value.get('blflash')?.facts['data'] ?? '';
  const { folder: tinygoroot, sha256: tinygorootHash } = root.value;
  const facts = { tinygoroot, tinygorootHash, libgcc: paths.libgcc, blflash };
  const { env } = toolContext;
  const graph = await listModules({ plan, projectFolder: project.folder, tools: tools.value, facts, env, onCommand });
  if (!graph.ok) return graph;
  const artifacts = readArtifacts(manifest, project.folder);
  if (!artifacts.ok) return artifacts;
  const goSums = readGoSums(readFileSync(join(project.folder, paths.generated, 'go.sum'), 'utf8'));
  return success(
    collectBill({
      ...{ manifest, artifacts: artifacts.value, graph: graph.value },
      ...{ goSums, projectFolder: project.folder, bljhVersion, blflash },
    }),
  );
}

/** Undefined where a build would have nothing to do. */
function reasonToBuild({ project, board, buildId, toolContext }: BillRequest): string | undefined {
  const state = readBuildState(join(project.folder, buildPathsOf(board).state));
  if (state === undefined) return 'what it was built from is not known';
  const freshness = checkFreshness(state, project.folder, buildId, toolContext.env);
  return freshness.fresh ? undefined : freshness.reason;
}
