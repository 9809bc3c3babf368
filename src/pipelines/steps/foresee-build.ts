/** What a build would do now, and why, without doing any of it: `bljh build --dry-run`. Writes nothing into the project and starts no build tool. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkFreshness, hashFile, isSourceName, readBuildState } from '../../cache/build-state.js';
import { causesBetween } from '../../cache/step-parts.js';
import { readStepRecords } from '../../cache/step-record.js';
import { asWarnings, type Result, success } from '../../diagnostics/diagnostic.js';
import type { BuildPlan } from '../../plan/build-plan.js';
import { valuesOfKeys } from '../../plan/ini-values.js';
import { buildPathsOf } from '../../project/project.js';
import type { BuildRequest } from '../build-board.js';
import { equip, libgccOf } from '../equip.js';
import { prepareBuild } from '../prepare-build.js';
import { type InputStamps, stampInputs } from '../record-build.js';
import { checkBudgets } from '../size/check-budgets.js';
import { programOutputOf } from '../size/measure-program.js';
import { IMAGE_STEP, IMAGE_TITLE, imageParts } from './image-step.js';
import { reasonForBuild } from './reason-for-build.js';
import { type Forecast, foresee, isOutputInPlace, type SettleContext } from './settle-step.js';

/** As projects name it in their go.mod. */
const OWN_MODULE = '.bljh/go/machine';

export interface BuildForecast {
  readonly board: string;
  /** In place is what a build would make: it would not even look at its steps. */
  readonly upToDate: boolean;
  /** Why not; empty when up to date. */
  readonly reason: string;
  readonly steps: readonly (Forecast & { readonly id: string; readonly title: string })[];
}

export type ForecastRequest = Pick<
  BuildRequest,
  'project' | 'boardName' | 'toolContext' | 'buildId' | 'force' | 'stores'
>;

export async function foreseeBuild(request: ForecastRequest): Promise<Result<BuildForecast>> {
  const { project, boardName, toolContext, buildId, force } = request;
  const { packageFolder } = toolContext;
  const prepared = prepareBuild({ project, boardName, packageFolder, readOnly: true });
  if (!prepared.ok) return prepared;
  const { plan } = prepared.value;
  const paths = buildPathsOf(plan.board);
  const state = readBuildState(join(project.folder, paths.state));
  const freshness = state && checkFreshness(state, project.folder, buildId, process.env);
  if (!force && freshness?.fresh === true)
    return success({ board: plan.board, upToDate: true, reason: '', steps: [] }, prepared.diagnostics);
  const equipped = await equip(plan, toolContext);
  if (!equipped.ok) return equipped;
  const { tools, facts, identities } = equipped.value;
  const stamps = stampInputs(prepared.value, state?.inputs);
  const usesOwn = plan.files.some(({ path, content }) => path.endsWith('/go.mod') && content.includes(OWN_MODULE));
  const inputs = usesOwn ? withOwnModule(stamps, packageFolder) : stamps;
  const context = {
    world: {
      ...{ plan, projectFolder: project.folder, facts, identities, inputs, libgcc: libgccOf(tools) },
      valueOfKey: valuesOfKeys(project, prepared.value.board),
    },
    records: readStepRecords(join(project.folder, paths.steps)),
    stores: request.stores,
    force,
    projectFolder: project.folder,
  };
  const steps: BuildForecast['steps'][number][] = [];
  for (const step of plan.steps) steps.push({ id: step.id, title: step.title, ...(await foresee(step, context)) });
  steps.push(...foreseeImage(plan, context, steps));
  const first = force ? 'asked for by --force' : freshness?.fresh === false ? freshness.reason : 'not built before';
  const anew = steps.filter(({ outcome }) => outcome.how !== 'unchanged');
  const causes = anew.flatMap(({ because }) => because);
  const reason = reasonForBuild(first, causes);
  const isMade = anew.length === 0;
  const sizes = isMade ? checkBudgets(plan, project.folder, programOutputOf(plan)?.path ?? '').diagnostics : [];
  // The build would fail for it; a forecast does not.
  const told = [...prepared.diagnostics, ...asWarnings(sizes)];
  return success({ board: plan.board, upToDate: false, reason, steps }, told);
}

/** The image is made anew where the program may be another one. */
function foreseeImage(
  plan: BuildPlan,
  { world, records, force, projectFolder }: Pick<SettleContext, 'world' | 'records' | 'force' | 'projectFolder'>,
  before: BuildForecast['steps'],
): BuildForecast['steps'] {
  const elf = records.flatMap(({ outputs }) => outputs).find(({ path }) => path.endsWith('.elf'));
  const parts = imageParts(plan, projectFolder, world.facts, elf?.digest.hash ?? '', world.valueOfKey);
  if (parts.length === 0) return [];
  const known = records.find(({ id }) => id === IMAGE_STEP);
  const because = known === undefined ? [] : causesBetween(known.parts, parts);
  const isSame =
    !force &&
    because.length === 0 &&
    before.every(({ outcome }) => outcome.how === 'unchanged') &&
    known?.outputs.every((output) => isOutputInPlace(output, projectFolder)) === true;
  return [
    {
      id: IMAGE_STEP,
      title: IMAGE_TITLE,
      outcome: { how: isSame ? 'unchanged' : 'ran' },
      because,
      isFirst: known === undefined,
    },
  ];
}

/** A build puts bljh's own Go module into the project first: its files count as they will be. */
function withOwnModule(inputs: InputStamps, packageFolder: string): InputStamps {
  const from = join(packageFolder, 'go', 'machine');
  const isOwn = (path: string) => path.startsWith(`${OWN_MODULE}/`);
  const names = readdirSync(from).filter((name) => isSourceName(name) || name === 'go.mod');
  const own = names.map((name) => {
    const path = `${OWN_MODULE}/${name}`;
    const known = inputs.files.find((stamp) => stamp.path === path);
    const sha256 = hashFile(join(from, name));
    return { size: 0, mtimeMs: 0, ctimeMs: 0, ...known, path, sha256 };
  });
  return {
    ...inputs,
    files: [...inputs.files.filter(({ path }) => !isOwn(path)), ...own],
    ofSteps: new Set([...inputs.ofSteps].filter((path) => !isOwn(path)).concat(own.map(({ path }) => path))),
  };
}
