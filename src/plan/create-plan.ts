/** Config + Board + Project → BuildPlan. Pure: the same values give the same plan on every machine. */
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { replaceModule, replacesModule, requiresModule } from '../project/go-mod.js';
import { buildPathsOf } from '../project/project.js';
import { planBl602Symbols } from './bl602-symbols.js';
import type { BuildPlan, GeneratedFile } from './build-plan.js';
import { planTags } from './build-tags.js';
import { planConstants, renderConstants } from './go-constants.js';
import { planGoTrack } from './go-steps.js';
import { OPTIONAL_VARIABLES, planVariables } from './go-variables.js';
import { planHeapLimit } from './heap-limit.js';
import { OPTION_SYMBOLS } from './linker-script.js';
import { planMemory } from './memory-regions.js';
import { bljhOrigin, originsOf } from './origin.js';
import { findScriptMistakes } from './own-linker-script.js';
import type { PlanInput } from './plan-input.js';
import { planInterrupts } from './plan-interrupts.js';
import { planBudgets, planRatchet } from './size-budgets.js';
import { planTinyGoTrack } from './tinygo-steps.js';
import { bareMetalTags } from './tinygo-target.js';
import type { TrackInput } from './track.js';
import { isSet } from './values.js';

/** Where a project keeps the copies of bljh's Go modules (see src/project/go-modules.ts). */
export const MACHINE_MODULE_FOLDER = './.bljh/go/machine';

export function createBuildPlan(input: PlanInput): Result<BuildPlan> {
  const runtime = isSet(input.values, 'RUNTIME_TINYGO') ? 'tinygo' : 'go';
  const constants = planConstants(input);
  const tags = planTags(input);
  const variables = planVariables(input);
  const heapLimit = planHeapLimit(input);
  const chipSymbols = runtime === 'tinygo' ? planBl602Symbols(input) : success([]);
  const memory = runtime === 'tinygo' ? planMemory(input) : success([]);
  const symbolNames = [...OPTION_SYMBOLS, ...(chipSymbols.ok ? chipSymbols.value.map(({ name }) => name) : [])];
  const script = memory.ok ? findScriptMistakes(input, memory.value, symbolNames) : [];
  const clash = findTrackClash(input, runtime);
  if (
    script.length > 0 ||
    !constants.ok ||
    !tags.ok ||
    !variables.ok ||
    !heapLimit.ok ||
    !chipSymbols.ok ||
    !memory.ok ||
    clash !== undefined
  ) {
    const parts = [constants, tags, variables, memory, heapLimit, chipSymbols];
    return failure(...parts.flatMap((part) => part.diagnostics), ...script, ...(clash === undefined ? [] : [clash]));
  }
  const paths = input.paths ?? buildPathsOf(input.board.name);
  const track: TrackInput = {
    paths,
    tags: tags.value,
    // TinyGo boards reach their pins by registers: there is no device to name.
    variables:
      runtime === 'go' ? variables.value : variables.value.filter(({ name }) => !OPTIONAL_VARIABLES.includes(name)),
    heapLimit: heapLimit.value,
    memory: [...memory.value],
    chipSymbols: chipSymbols.value,
    files: commonFiles(input, paths.generated, constants.value),
  };
  const made = runtime === 'go' ? planGoTrack(input, track) : planTinyGoTrack(input, track);
  return success({
    schemaVersion: 1,
    project: input.project.name,
    board: input.board.name,
    runtime,
    artifact: input.project.artifact,
    cpu: { xlen: input.board.cpu.xlen, march: input.board.cpu.march, abi: input.board.cpu.abi },
    tags: [...track.tags],
    constants: [...constants.value],
    variables: [...track.variables],
    heapLimit: heapLimit.value,
    budgets: [...planBudgets(input)],
    ...planRatchet(input),
    ...planInterrupts(input, tagsOf(input, runtime, track)),
    ...made,
  });
}

/** The tags that hold in a build besides those of Go's own. */
function tagsOf(input: PlanInput, runtime: BuildPlan['runtime'], { tags }: TrackInput): readonly string[] {
  const { board } = input;
  const own = tags.map(({ text }) => text);
  if (runtime === 'go') return [...own, board.go?.goos ?? '', board.go?.goarch ?? ''];
  return [...own, ...bareMetalTags(input), ...(board.tinygo?.tags ?? [])];
}

function findTrackClash(input: PlanInput, runtime: BuildPlan['runtime']): Diagnostic | undefined {
  const at = originsOf(input).project('artifact');
  if (runtime === 'tinygo' && input.project.artifact === 'c-archive') {
    return {
      severity: 'error',
      code: 'PL0005',
      message: `board ${input.board.name} builds with TinyGo, which makes no C archives yet`,
      ...(at.kind === 'project' ? { at: at.at } : {}),
      hint: {
        text: 'build the driver for a Linux board, such as virt64 or jh7110',
        command: 'bljh build --board virt64',
      },
    };
  }
  if ((runtime === 'go' ? input.board.go : input.board.tinygo) === undefined) {
    return {
      severity: 'error',
      code: 'BD0001',
      message: `board ${input.board.name} selects RUNTIME_${runtime.toUpperCase()}, but its board.ini has no [${runtime}] section`,
    };
  }
  return undefined;
}

function commonFiles(
  input: PlanInput,
  generated: string,
  constants: readonly BuildPlan['constants'][number][],
): GeneratedFile[] {
  const origins = [bljhOrigin("go.mod with this board's generated package bljh/config")];
  const withConfig = replaceModule(input.goMod, 'bljh/config', `./${generated}/config`);
  const lacksMachine = requiresModule(withConfig, 'bljh/machine') && !replacesModule(withConfig, 'bljh/machine');
  const goMod = lacksMachine ? replaceModule(withConfig, 'bljh/machine', MACHINE_MODULE_FOLDER) : withConfig;
  return [
    { path: `${generated}/config/go.mod`, content: 'module bljh/config\n\ngo 1.23\n', origins },
    {
      path: `${generated}/config/config.go`,
      content: renderConstants(input.board.name, constants),
      origins: [bljhOrigin('the options as typed constants'), ...constants.flatMap((constant) => constant.origins)],
    },
    { path: `${generated}/go.mod`, content: goMod, origins },
    { path: `${generated}/go.sum`, content: input.goSum, origins },
  ];
}
