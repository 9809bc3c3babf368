/**
 * A configuration that changed, and from which the same program comes: only what it is held against is another. Then nothing is built;
 * the program in place is checked, and the record of the build follows.
 */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type BuildState, checkFreshness, readBuildState, stampFile } from '../../cache/build-state.js';
import { recordPathOf } from '../../configuration/defaults-record.js';
import { failure, hasErrors, type Result, success } from '../../diagnostics/diagnostic.js';
import { programOf, ratchetFileOf } from '../../plan/size-budgets.js';
import { buildPathsOf } from '../../project/project.js';
import { setTime } from '../finish-build.js';
import { type Manifest, readManifest } from '../manifest.js';
import type { PreparedBuild } from '../prepare-build.js';
import { pathInProject, recordAgain } from '../record-build.js';
import { checkBudgets } from './check-budgets.js';
import { programOutputOf } from './measure-program.js';

/** undefined: there is something to build. */
export function checkSameProgram(
  prepared: PreparedBuild,
  buildId: string,
  packageFolder: string,
): Result<Manifest> | undefined {
  const { plan, project } = prepared;
  const paths = buildPathsOf(plan.board);
  const state = readBuildState(join(project.folder, paths.state));
  const manifest = readManifest(join(project.folder, paths.manifest));
  const program = programOutputOf(plan)?.path;
  if (state === undefined || manifest === undefined || program === undefined) return undefined;
  if (!isDeepStrictEqual(programOf(manifest.plan), jsonOf(programOf(plan)))) return undefined;
  const settings = new Set(settingsOf(prepared));
  const others: BuildState = {
    ...state,
    inputs: state.inputs.filter(({ path }) => !settings.has(path)),
    absent: state.absent.filter((path) => !settings.has(path)),
  };
  if (!checkFreshness(others, project.folder, buildId, process.env).fresh) return undefined;
  const stamps = prepared.files
    .map((file) => pathInProject(file, project.folder))
    .filter((path) => settings.has(path))
    .map((path) => stampFile(project.folder, path));
  // Edited since the plan was made from it.
  if (stamps.some(({ ctimeMs }) => ctimeMs > prepared.readAtMs)) return undefined;
  const { diagnostics, room } = checkBudgets(plan, project.folder, program);
  if (hasErrors(diagnostics)) return failure(...diagnostics);
  const inputs = [...others.inputs, ...stamps];
  setTime(
    plan.artifacts.map(({ path }) => join(project.folder, path)),
    Math.max(Date.now(), ...inputs.map(({ mtimeMs }) => Math.ceil(mtimeMs))) + 1,
  );
  return success(recordAgain({ prepared, manifest: { ...manifest, room }, state, inputs, packageFolder }), diagnostics);
}

/** What options a board has set, and what the result is held against; as the state has them. Other Kconfig files are inputs like any. */
function settingsOf({ plan: { board }, project }: PreparedBuild): readonly string[] {
  const { config } = buildPathsOf(board);
  return [config, recordPathOf(config), join(...ratchetFileOf(board).split('/'))].map((path) =>
    pathInProject(join(project.folder, path), project.folder),
  );
}

function jsonOf(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
