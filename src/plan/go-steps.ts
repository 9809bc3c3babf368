/** The standard-Go track: one `go build` with every argument's origin, and the files it reads besides the sources. */
import type { Argument, BuildPlan, GeneratedFile, Origin, Part, Step, Variable } from './build-plan.js';
import { compose } from './compose.js';
import { goLinkerParts } from './go-variables.js';
import { renderHeapLimit, renderUnit, unitOrigin } from './heap-limit.js';
import { bljhOrigin, originsOf } from './origin.js';
import type { PlanInput } from './plan-input.js';
import type { TrackInput, TrackPlan } from './track.js';
import { chosenOf, isSet } from './values.js';

const BUILD_TIMEOUT_MS = 30 * 60_000;
const PROFILES = ['GORISCV64_RVA20U64', 'GORISCV64_RVA22U64'] as const;

export function planGoTrack(input: PlanInput, track: TrackInput): TrackPlan {
  const { project } = input;
  const origins = originsOf(input);
  const isArchive = project.artifact === 'c-archive';
  const usesC = isArchive || isSet(input.values, 'CGO');
  const work = `${track.paths.folder}/.work`;
  const name = isArchive ? `lib${project.name}` : project.name;
  const outputs = isArchive
    ? [
        // cmd/go names the header after the archive; C programs include it by the driver's name.
        { made: `${work}/${name}.h`, path: `${track.paths.folder}/${project.name}.h` },
        { made: `${work}/${name}.a`, path: `${track.paths.folder}/${name}.a` },
      ]
    : [{ made: `${work}/${name}`, path: `${track.paths.folder}/${name}` }];
  const files = generatedFiles(input, track);
  const step: Step = {
    id: 'go-build',
    title: `go build ${project.package}`,
    tool: 'go',
    args: [
      ...buildArguments(
        input,
        track,
        files.some((file) => file.path.endsWith('overlay.json')),
      ),
      ...outputArguments(input, outputs.at(-1)?.made ?? ''),
    ],
    env: buildEnvironment(input, usesC),
    outputs,
    timeoutMs: BUILD_TIMEOUT_MS,
    origins: [origins.symbol('RUNTIME_GO'), origins.project('package')],
  };
  const toolOrigins = [
    { name: 'go', origins: [origins.symbol('RUNTIME_GO')] },
    { name: 'go-modules', origins: [bljhOrigin('the modules that bljh/machine imports: a build does not fetch any')] },
    ...(usesC
      ? [
          {
            name: 'riscv64-linux-gnu-gcc',
            origins: [origins.project('artifact'), origins.symbol('CGO'), origins.board('go.cc')],
          },
        ]
      : []),
  ];
  return {
    files,
    tools: toolOrigins.map((tool) => tool.name),
    toolOrigins,
    steps: [step],
    artifacts: artifactsOf(input, track, outputs),
    memory: [],
    linkerSymbols: [],
  };
}

function artifactsOf(input: PlanInput, track: TrackInput, outputs: Step['outputs']): BuildPlan['artifacts'] {
  const unit = unitPath(input, track);
  const { project } = originsOf(input);
  const origins = [project('artifact'), project('name')];
  return [
    ...outputs.map(({ path }) => ({
      kind: path.endsWith('.a')
        ? ('archive' as const)
        : path.endsWith('.h')
          ? ('header' as const)
          : ('executable' as const),
      path,
      origins,
    })),
    ...(unit === undefined ? [] : [{ kind: 'unit' as const, path: unit, origins: unitOrigins(track) }]),
  ];
}

function unitPath(input: PlanInput, track: TrackInput): string | undefined {
  if (track.heapLimit.kind !== 'cgroup' || input.project.artifact !== 'executable') return undefined;
  return `${track.paths.folder}/${input.project.name}.service`;
}

function unitOrigins(track: TrackInput): Origin[] {
  return [unitOrigin, ...track.heapLimit.origins];
}

function buildArguments(input: PlanInput, track: TrackInput, hasOverlay: boolean): Argument[] {
  const origins = originsOf(input);
  const fixed = (text: string, reason: string): Argument => ({ text, origins: [bljhOrigin(reason)] });
  return [
    fixed('build', 'the standard-Go track is one call of go build'),
    fixed('-trimpath', 'the same bytes from any folder'),
    fixed('-buildvcs=false', 'the same bytes whatever git says'),
    fixed(`-modfile=${track.paths.generated}/go.mod`, "go.mod with this board's generated package bljh/config"),
    ...(hasOverlay
      ? [
          {
            text: `-overlay=${track.paths.generated}/overlay.json`,
            origins: [
              ...track.heapLimit.origins,
              bljhOrigin('the heap limit acts even if the program does not import bljh/config'),
            ],
          },
        ]
      : []),
    {
      text: `-buildmode=${input.project.artifact === 'c-archive' ? 'c-archive' : 'exe'}`,
      origins: [origins.project('artifact')],
    },
    compose('-tags=', ',', track.tags),
    ...linkerArguments(input, track.variables),
  ];
}

function outputArguments(input: PlanInput, made: string): Argument[] {
  const origins = originsOf(input);
  return [
    { text: '-o', origins: [bljhOrigin('made aside, checked, then put in place')] },
    { text: made, origins: [origins.project('name'), origins.project('artifact')] },
    { text: input.project.package, origins: [origins.project('package')] },
  ];
}

function linkerArguments(input: PlanInput, variables: readonly Variable[]): Argument[] {
  const origins = originsOf(input);
  const words = isSet(input.values, 'STRIP') ? ['-s', '-w'] : [];
  const parts: readonly Part[] = [
    ...words.map((text) => ({ text, origins: [origins.symbol('STRIP')] })),
    ...goLinkerParts(variables),
  ];
  return parts.length === 0 ? [] : [compose('-ldflags=', ' ', parts)];
}

function buildEnvironment(input: PlanInput, usesC: boolean): Variable[] {
  const origins = originsOf(input);
  const { go, cpu } = input.board;
  if (go === undefined) throw new Error(`board ${input.board.name} has no [go] section`);
  const fixed = (name: string, text: string, reason: string): Variable => ({
    name,
    text,
    origins: [bljhOrigin(reason)],
  });
  const profile = chosenOf(input.values, PROFILES, 'GORISCV64_RVA20U64');
  const cFlags = compose('', ' ', [
    { text: '-O2', origins: [bljhOrigin('C code is optimised')] },
    { text: '-g', origins: [bljhOrigin('C code has debug information')] },
    { text: `-march=${cpu.march}`, origins: [origins.board('cpu.march')] },
    { text: `-mabi=${cpu.abi}`, origins: [origins.board('cpu.abi')] },
    ...(cpu.tune === undefined ? [] : [{ text: `-mtune=${cpu.tune}`, origins: [origins.board('cpu.tune')] }]),
  ]);
  const needsC = [origins.project('artifact'), origins.symbol('CGO')];
  return [
    { name: 'GOOS', text: go.goos, origins: [origins.board('go.goos')] },
    { name: 'GOARCH', text: go.goarch, origins: [origins.board('go.goarch')] },
    { name: 'GORISCV64', text: profile.replace('GORISCV64_', '').toLowerCase(), origins: [origins.symbol(profile)] },
    { name: 'CGO_ENABLED', text: usesC ? '1' : '0', origins: needsC },
    ...(usesC
      ? [
          { name: 'CC', text: go.cc, origins: [origins.board('go.cc'), ...needsC] },
          { name: 'CGO_CFLAGS', ...cFlags, origins: [...cFlags.origins, ...needsC] },
        ]
      : []),
    fixed('GOFLAGS', '-mod=readonly', 'no flags from elsewhere; go.mod is the truth'),
    fixed('GOENV', 'off', 'settings of go env -w do not reach a build'),
    fixed('GOWORK', 'off', '-modfile and a go.work file exclude each other'),
    fixed('GOTOOLCHAIN', 'local', 'the Go that bljh found, not another one'),
    fixed('GOPROXY', 'off', 'a build does not touch the network'),
  ];
}

function generatedFiles(input: PlanInput, track: TrackInput): GeneratedFile[] {
  const files = [...track.files];
  const limit = renderHeapLimit(track.heapLimit);
  if (limit !== undefined) {
    const { origins } = track.heapLimit;
    const imported = `${track.paths.generated}/import_config.go`;
    // A file that is only in the overlay joins the main package: the limit holds whatever the program imports.
    const inPackage = `${input.project.package.replace(/\/$/, '')}/bljh_import_config.go`;
    files.push(
      { path: `${track.paths.generated}/config/heap_limit.go`, content: limit, origins },
      {
        path: imported,
        content: '// Code generated by bljh. DO NOT EDIT.\n\npackage main\n\nimport _ "bljh/config"\n',
        origins,
      },
      {
        path: `${track.paths.generated}/overlay.json`,
        content: `${JSON.stringify({ Replace: { [inPackage]: imported } }, null, 2)}\n`,
        origins: [...origins, originsOf(input).project('package')],
      },
    );
  }
  const unit = unitPath(input, track);
  if (unit !== undefined) {
    files.push({
      path: unit,
      content: renderUnit(input.project.name, track.heapLimit),
      origins: unitOrigins(track),
    });
  }
  return files;
}
