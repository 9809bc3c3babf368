/**
 * After a link that failed because something does not fit: links again with regions that are large enough, says who takes the space
 * of each region that overflows, and tries out which options would help. Every region stands for itself; nothing is put in place.
 */
import { chmodSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { decideAsItStands } from '../../configuration/configure.js';
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import type { RegionFit } from '../../diagnostics/region-fit.js';
import { Trials } from '../../fixes/trials.js';
import type { RegionContent } from '../../image/region-content.js';
import { leastHeapLimit } from '../../plan/heap-limit.js';
import { inflate } from '../../plan/measuring-plan.js';
import { interruption } from '../../process/interruption.js';
import { buildPathsOf } from '../../project/project.js';
import { sizeRegionOf } from '../../size/size-report.js';
import { makePlanner, type PreparedBuild } from '../prepare-build.js';
import { type Bench, type Measured, measure, needsOf } from './measure.js';
import { largestHeapLimit } from './numbers.js';
import { capacitiesOf, type Needs, rankOptions } from './rank-options.js';
import { type TriedOptions, tryOptions } from './try-options.js';

/** For all options together; the second link takes as long as the first one did. */
const LIMIT_MS = 60_000;
const SYMBOLS = 20;
const NOTHING_TRIED: TriedOptions = { tried: [], count: 0, untried: 0 };

export interface OverflowContext extends Bench {
  readonly onProgress: (text: string) => void;
  readonly onNotice: (text: string) => void;
}

/** The failure with all that could be found out about it: one diagnostic a region. */
export async function explainOverflow(
  prepared: PreparedBuild,
  failed: Diagnostic,
  context: OverflowContext,
): Promise<readonly Diagnostic[]> {
  const { plan, project, board } = prepared;
  // A linker script of the project's own has its regions from nobody but itself.
  const isOwnScript = !plan.files.some(({ path }) => path.endsWith('/board.ld'));
  if (isOwnScript || inflate(plan.memory) === undefined) return [failed];
  const folder = buildPathsOf(plan.board).measured;
  const trialFolder = `${folder}/trials`;
  rmSync(join(project.folder, folder), { recursive: true, force: true });
  context.onNotice(
    `${failed.message}; measuring who takes the space, then for up to ${LIMIT_MS / 1000} s which options would help`,
  );
  try {
    const planner = makePlanner({
      project,
      board,
      packageFolder: context.toolContext.packageFolder,
      readAtMs: prepared.readAtMs,
    });
    context.onProgress(`${plan.steps[0]?.title ?? ''} with larger regions, to measure`);
    const base = `${trialFolder}/0`;
    const planned = planner(prepared.configuration, base);
    if (!planned.ok) return [failed];
    const measured = await measure(planned.value.plan, base, context);
    if (!measured.ok) return interruption.aborted ? [failed, ...measured.diagnostics] : [failed];
    const elf = keepElf(project.folder, measured.value, folder);
    const capacities = capacitiesOf(plan);
    const needs = needsOf(measured.value);
    const tooLarge = measured.value.contents.filter(({ name, needed }) => needed > (capacities.get(name) ?? 0));
    const options = await tryAll(prepared, {
      planner,
      plan,
      folder: trialFolder,
      bench: context,
      needs,
      capacities,
      overflowing: tooLarge.map(({ name }) => name),
      deadlineMs: performance.now() + LIMIT_MS,
      onProgress: (what, number, of) =>
        context.onProgress(`${plan.steps[0]?.title ?? ''} with ${what}, to measure (${number} of ${of})`),
    });
    const fits = tooLarge.map((content) => fitOf(content, { needs, capacities, options, elf }));
    return fits.length === 0 ? [failed] : fits.map((fit, index) => diagnose(fit, failed, index === 0, prepared));
  } finally {
    rmSync(join(project.folder, trialFolder), { recursive: true, force: true });
  }
}

/** The one ELF file that is left, for who wants to look closer. */
function keepElf(projectFolder: string, { elf }: Measured, folder: string): string {
  const kept = `${folder}/${elf.slice(elf.lastIndexOf('/') + 1)}`;
  mkdirSync(join(projectFolder, folder), { recursive: true });
  renameSync(join(projectFolder, elf), join(projectFolder, kept));
  chmodSync(join(projectFolder, kept), 0o644);
  return kept;
}

async function tryAll(
  { configuration, project, board }: PreparedBuild,
  request: Omit<Parameters<typeof tryOptions>[0], 'trials' | 'configuration'>,
): Promise<TriedOptions> {
  if (request.overflowing.length === 0) return NOTHING_TRIED;
  const { packageFolder } = request.bench.toolContext;
  const decided = decideAsItStands(configuration, project, board, packageFolder);
  if (!decided.ok) return NOTHING_TRIED;
  const { settings, configuration: own } = decided.value;
  return tryOptions({ ...request, configuration: own, trials: new Trials(own.model, settings, own.resolution) });
}

interface Findings {
  readonly needs: Needs;
  readonly capacities: Needs;
  readonly options: TriedOptions;
  readonly elf: string;
}

function fitOf(content: RegionContent, { needs, capacities, options, elf }: Findings): RegionFit {
  const capacityBytes = capacities.get(content.name) ?? 0;
  const { packages, symbols = [] } = sizeRegionOf(content);
  const named = symbols.filter(({ name }) => name !== '');
  return {
    region: content.name,
    capacityBytes,
    neededBytes: content.needed,
    excessBytes: content.needed - capacityBytes,
    packages: Object.entries(packages).map(([owner, bytes]) => ({ package: owner, bytes })),
    symbols: named.slice(0, SYMBOLS).map(({ name, package: owner, section, bytes }) => ({
      symbol: name,
      package: owner,
      section,
      bytes,
    })),
    options: rankOptions(content.name, needs, capacities, options.tried),
    tried: options.count,
    untried: options.untried,
    elf,
  };
}

function diagnose(
  fit: RegionFit,
  { hint: _log, toolOutput, ...failed }: Diagnostic,
  isFirst: boolean,
  { plan, configuration }: PreparedBuild,
): Diagnostic {
  const limit = largestHeapLimit(fit, plan.heapLimit.bytes, leastHeapLimit(configuration.resolution.values));
  const tellLimit = limit === undefined ? '' : `; the largest HEAP_LIMIT that fits is ${limit}`;
  const best = fit.options.find(({ fits }) => fits);
  return {
    ...failed,
    message: `${plan.board}: ${fit.region} overflows by ${fit.excessBytes} bytes: the program needs ${fit.neededBytes}, the region has ${fit.capacityBytes}${tellLimit}`,
    // The linker's words are about all regions.
    ...(isFirst && toolOutput !== undefined && { toolOutput }),
    fit,
    hint:
      best === undefined
        ? { text: 'no option that was tried is enough alone: make the program smaller, or the region larger' }
        : { text: 'the least change that makes it fit', command: best.command, set: best.set },
  };
}
