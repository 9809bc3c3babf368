/** The TinyGo track: bljh's own target and linker script, then one `tinygo build`. */
import { posix } from 'node:path';
import { moveReplacements } from '../project/go-mod.js';
import type { Argument, GeneratedFile, Step, Variable } from './build-plan.js';
import { compose } from './compose.js';
import { planFlashImage, planImageArtifacts } from './flash-image.js';
import { tinygoLinkerParts } from './go-variables.js';
import { planLinkerSymbols, renderLinkerScript } from './linker-script.js';
import { inflate } from './measuring-plan.js';
import { bljhOrigin, originsOf } from './origin.js';
import type { PlanInput } from './plan-input.js';
import { planTarget } from './tinygo-target.js';
import type { TrackInput, TrackPlan } from './track.js';
import { chosenOf } from './values.js';

const BUILD_TIMEOUT_MS = 30 * 60_000;
const OPTIMISATIONS = { TINYGO_OPT_Z: 'z', TINYGO_OPT_S: 's', TINYGO_OPT_2: '2', TINYGO_OPT_1: '1' } as const;
const OPTIMISATION_SYMBOLS = ['TINYGO_OPT_Z', 'TINYGO_OPT_S', 'TINYGO_OPT_2', 'TINYGO_OPT_1'] as const;
const PANIC_STRATEGIES = { TINYGO_PANIC_PRINT: 'print', TINYGO_PANIC_TRAP: 'trap' } as const;
const PANIC_SYMBOLS = ['TINYGO_PANIC_PRINT', 'TINYGO_PANIC_TRAP'] as const;

const TOOLS = [
  ['go', "TinyGo reads packages with Go's own tools"],
  ['go-modules', 'the modules that bljh/machine imports: a build does not fetch any'],
  ['clang', "compiles TinyGo's C and assembly files"],
  ['lld', 'links'],
  ['riscv64-unknown-elf-gcc', 'has libgcc, of which soft-float arithmetic needs a part'],
  ['tinygo', 'compiles'],
] as const;

export function planTinyGoTrack(input: PlanInput, track: TrackInput): TrackPlan {
  const origins = originsOf(input);
  const { paths } = track;
  const memory = [...((input.isMeasuring === true ? inflate(track.memory) : undefined) ?? track.memory)];
  const linkerSymbols = planLinkerSymbols(input, track);
  const script = `${paths.generated}/board.ld`;
  const target = `${paths.generated}/target.json`;
  const elf = `${input.project.name}.elf`;
  const place = placeOf(input, track);
  const files: GeneratedFile[] = [
    ...track.files,
    ...(input.ownLinkerScript === undefined
      ? [
          {
            path: script,
            content: renderLinkerScript(input.linkerScript, memory, linkerSymbols),
            origins: [
              ...memory.flatMap((region) => region.origins),
              ...linkerSymbols.flatMap((symbol) => symbol.origins),
              origins.symbol('LINKER_SCRIPT'),
            ],
          },
        ]
      : []),
    planTarget(input, target, { generated: script, symbols: linkerSymbols }),
    ...place.files,
  ];
  const step: Step = {
    id: 'tinygo-build',
    title: `tinygo build ${input.project.package}`,
    tool: 'tinygo',
    args: tinygoArguments(input, track, place.toProject + target, `${place.work}/${elf}`),
    ...(place.cwd !== undefined && { cwd: place.cwd }),
    env: tinygoEnvironment(track, place),
    outputs: [{ made: posix.join(place.cwd ?? '', place.work, elf), path: `${paths.folder}/${elf}` }],
    timeoutMs: BUILD_TIMEOUT_MS,
    origins: [origins.symbol('RUNTIME_TINYGO'), origins.project('package')],
  };
  const named = [origins.symbol('RUNTIME_TINYGO'), origins.project('name')];
  const image = input.isMeasuring === true ? undefined : planFlashImage(input);
  const fromBlflash = image?.parts.filter(({ file }) => file?.startsWith('{blflash}/')) ?? [];
  const vendors = bljhOrigin("its crate holds the vendor's boot2 and device tree, which bljh does not ship");
  return {
    files,
    tools: [...TOOLS.map(([name]) => name), ...(fromBlflash.length === 0 ? [] : ['blflash'])],
    toolOrigins: [
      ...TOOLS.map(([name, reason]) => ({
        name,
        origins: [origins.symbol('RUNTIME_TINYGO'), bljhOrigin(reason)],
      })),
      ...(fromBlflash.length === 0
        ? []
        : [{ name: 'blflash', origins: [...fromBlflash.flatMap((part) => part.origins), vendors] }]),
    ],
    steps: [step],
    artifacts: [
      { kind: 'elf', path: `${paths.folder}/${elf}`, origins: named },
      {
        kind: 'raw',
        path: `${paths.folder}/${input.project.name}.bin`,
        origins: [...named, bljhOrigin('the raw bytes of the flash, taken from the ELF file')],
      },
      ...planImageArtifacts(image, `${paths.folder}/${input.project.name}`, named),
    ],
    ...(image !== undefined && { image }),
    memory,
    linkerSymbols,
  };
}

/** Where TinyGo runs: in the project, or in a copy of its sources that has more files. */
interface Place {
  readonly cwd?: string;
  /** From there to the project. */
  readonly toProject: string;
  /** The folder that it writes into, from there: never above it. */
  readonly work: string;
  readonly files: readonly GeneratedFile[];
}

function placeOf(input: PlanInput, { paths, files }: TrackInput): Place {
  if (input.isrMarks.length === 0 || input.board.tinygo?.irqs === undefined)
    return { toProject: '', work: `${paths.folder}/.work`, files: [] };
  const toProject = '../'.repeat(paths.stage.split('/').length);
  const contentOf = (name: string) => files.find(({ path }) => path === `${paths.generated}/${name}`)?.content ?? '';
  const origins = [bljhOrigin('the sources with the binding of //go:isr handlers are a module of their own')];
  return {
    cwd: paths.stage,
    toProject,
    work: '.work',
    files: [
      { path: `${paths.stage}/go.mod`, content: moveReplacements(contentOf('go.mod'), toProject), origins },
      { path: `${paths.stage}/go.sum`, content: contentOf('go.sum'), origins },
    ],
  };
}

function tinygoArguments(input: PlanInput, track: TrackInput, target: string, made: string): Argument[] {
  const origins = originsOf(input);
  const fixed = (text: string, reason: string): Argument => ({ text, origins: [bljhOrigin(reason)] });
  const optimisation = chosenOf(input.values, OPTIMISATION_SYMBOLS, 'TINYGO_OPT_Z');
  const panic = chosenOf(input.values, PANIC_SYMBOLS, 'TINYGO_PANIC_PRINT');
  return [
    fixed('build', 'the TinyGo track is one call of tinygo build'),
    fixed(`-target=${target}`, "the board's target, made from board.ini and the options"),
    { text: `-opt=${OPTIMISATIONS[optimisation]}`, origins: [origins.symbol(optimisation)] },
    { text: `-panic=${PANIC_STRATEGIES[panic]}`, origins: [origins.symbol(panic)] },
    compose('-tags=', ' ', track.tags),
    ...(track.variables.length === 0 ? [] : [compose('-ldflags=', ' ', tinygoLinkerParts(track.variables))]),
    fixed('-o', 'made aside, checked, then put in place'),
    { text: made, origins: [origins.project('name')] },
    { text: input.project.package, origins: [origins.project('package')] },
  ];
}

function tinygoEnvironment(track: TrackInput, place: Place): Variable[] {
  const fixed = (name: string, text: string, reason: string): Variable => ({
    name,
    text,
    origins: [bljhOrigin(reason)],
  });
  return [
    fixed('TINYGOROOT', '{tinygoroot}', "TinyGo's library with bljh's runtime for these boards"),
    {
      name: 'GOFLAGS',
      ...compose('', ' ', [
        { text: '-mod=readonly', origins: [bljhOrigin('go.mod is the truth: a build does not change it')] },
        ...(place.cwd === undefined
          ? [
              {
                text: `-modfile=${track.paths.generated}/go.mod`,
                origins: [bljhOrigin("go.mod with this board's generated package bljh/config")],
              },
            ]
          : []),
      ]),
    },
    fixed('GOENV', 'off', 'settings of go env -w do not reach a build'),
    fixed('GOWORK', 'off', '-modfile and a go.work file exclude each other'),
    fixed('GOTOOLCHAIN', 'local', 'the Go that bljh found, not another one'),
    fixed('GOPROXY', 'off', 'a build does not touch the network'),
  ];
}
