/** The TinyGo track: bljh's own target and linker script, then one `tinygo build`. */
import type { Argument, GeneratedFile, Step, Variable } from './build-plan.js';
import { tinygoLinkerText } from './go-variables.js';
import { planLinkerSymbols, planMemory, renderLinkerScript } from './linker-script.js';
import { bljhOrigin, originsOf } from './origin.js';
import type { PlanInput } from './plan-input.js';
import { renderTarget, TARGET_SYMBOLS } from './tinygo-target.js';
import type { TrackInput, TrackPlan } from './track.js';
import { chosenOf } from './values.js';

const BUILD_TIMEOUT_MS = 30 * 60_000;
const OPTIMISATIONS = { TINYGO_OPT_Z: 'z', TINYGO_OPT_S: 's', TINYGO_OPT_2: '2', TINYGO_OPT_1: '1' } as const;
const OPTIMISATION_SYMBOLS = ['TINYGO_OPT_Z', 'TINYGO_OPT_S', 'TINYGO_OPT_2', 'TINYGO_OPT_1'] as const;

export function planTinyGoTrack(input: PlanInput, track: TrackInput): TrackPlan {
  const origins = originsOf(input);
  const { paths } = track;
  const memory = planMemory(input);
  const linkerSymbols = planLinkerSymbols(input, track);
  const script = `${paths.generated}/board.ld`;
  const target = `${paths.generated}/target.json`;
  const elf = `${input.project.name}.elf`;
  const files: GeneratedFile[] = [
    ...track.files,
    {
      path: script,
      content: renderLinkerScript(input.linkerScript, memory, linkerSymbols),
      origins: [...memory.flatMap((region) => region.origins), ...linkerSymbols.flatMap((symbol) => symbol.origins)],
    },
    {
      path: target,
      content: renderTarget(input, script),
      origins: [
        origins.board('cpu.march'),
        origins.board('cpu.abi'),
        origins.board('tinygo.tags'),
        ...TARGET_SYMBOLS.map(origins.symbol),
      ],
    },
  ];
  const step: Step = {
    id: 'tinygo-build',
    title: `tinygo build ${input.project.package}`,
    tool: 'tinygo',
    args: tinygoArguments(input, track, target, `${paths.folder}/.work/${elf}`),
    env: tinygoEnvironment(track),
    outputs: [{ made: `${paths.folder}/.work/${elf}`, path: `${paths.folder}/${elf}` }],
    timeoutMs: BUILD_TIMEOUT_MS,
  };
  return {
    files,
    tools: ['go', 'go-modules', 'clang', 'lld', 'riscv64-unknown-elf-gcc', 'tinygo'],
    steps: [step],
    artifacts: [
      { kind: 'elf', path: `${paths.folder}/${elf}` },
      { kind: 'raw', path: `${paths.folder}/${input.project.name}.bin` },
    ],
    memory,
    linkerSymbols,
  };
}

function tinygoArguments(input: PlanInput, track: TrackInput, target: string, made: string): Argument[] {
  const origins = originsOf(input);
  const fixed = (text: string, reason: string): Argument => ({ text, origins: [bljhOrigin(reason)] });
  const optimisation = chosenOf(input.values, OPTIMISATION_SYMBOLS, 'TINYGO_OPT_Z');
  return [
    fixed('build', 'the TinyGo track is one call of tinygo build'),
    fixed(`-target=${target}`, "the board's target, made from board.ini and the options"),
    { text: `-opt=${OPTIMISATIONS[optimisation]}`, origins: [origins.symbol(optimisation)] },
    { text: `-tags=${track.tags.map((tag) => tag.text).join(' ')}`, origins: track.tags.flatMap((tag) => tag.origins) },
    ...(track.variables.length === 0
      ? []
      : [
          {
            text: `-ldflags=${tinygoLinkerText(track.variables)}`,
            origins: track.variables.flatMap((variable) => variable.origins),
          },
        ]),
    fixed('-o', 'made aside, checked, then put in place'),
    { text: made, origins: [origins.project('name')] },
    { text: input.project.package, origins: [origins.project('package')] },
  ];
}

function tinygoEnvironment(track: TrackInput): Variable[] {
  const fixed = (name: string, text: string, reason: string): Variable => ({
    name,
    text,
    origins: [bljhOrigin(reason)],
  });
  return [
    fixed('TINYGOROOT', '{tinygoroot}', "TinyGo's library with bljh's runtime for these boards"),
    fixed(
      'GOFLAGS',
      `-mod=readonly -modfile=${track.paths.generated}/go.mod`,
      "go.mod with this board's generated package bljh/config",
    ),
    fixed('GOENV', 'off', 'settings of go env -w do not reach a build'),
    fixed('GOWORK', 'off', '-modfile and a go.work file exclude each other'),
    fixed('GOTOOLCHAIN', 'local', 'the Go that bljh found, not another one'),
    fixed('GOPROXY', 'off', 'a build does not touch the network'),
  ];
}
