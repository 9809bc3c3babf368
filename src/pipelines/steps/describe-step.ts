/**
 * What a step of a plan is on this machine: the action whose digest is its key, and the parts that tell why a key is another one. Reads what
 * has been generated and staged; starts no tool.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import type { Digest, InputFile, StepAction } from '../../cache/action.js';
import { inputRootOf } from '../../cache/input-path.js';
import { digestOf } from '../../cache/reapi/digest.js';
import { idOf, type StepPart } from '../../cache/step-parts.js';
import type { BuildPlan, Step } from '../../plan/build-plan.js';
import type { ValueOfKey } from '../../plan/ini-values.js';
import { BINDING_FILE } from '../../plan/isr-binding.js';
import { isFile } from '../../process/path-kind.js';
import { buildPathsOf } from '../../project/project.js';
import type { ToolIdentity } from '../../toolchains/identify.js';
import { contentOf } from '../planned-files.js';
import type { InputStamps } from '../record-build.js';
import { fillFacts, type ToolFacts, wayToProject } from '../tool-facts.js';
import { argumentParts, environmentParts, generatedPart, originParts, sourcesOf } from './step-arguments.js';
import { flagForUnseen } from './unseen-by-go.js';

export interface DescribedStep {
  readonly action: StepAction;
  readonly parts: readonly StepPart[];
  /** Where the project lies in the input root; empty: it is the root. */
  readonly projectPlace: string;
  /** See unseen-by-go.ts. */
  readonly unseen: string | undefined;
}

export interface StepWorld {
  readonly plan: BuildPlan;
  readonly projectFolder: string;
  readonly facts: ToolFacts;
  readonly identities: readonly ToolIdentity[];
  readonly valueOfKey: ValueOfKey;
  /** Taken before anything was generated. */
  readonly inputs: InputStamps;
  /** The compiler's run-time library, of which the build folder has a copy. */
  readonly libgcc: string | undefined;
}

/** Of the tools of a plan, those whose programs no step runs: it reads their files, or the flash image is made with them. */
const NOT_RUN = new Set(['riscv64-unknown-elf-gcc', 'blflash']);
/** Their values are folders of a machine: whoever runs the step has them from its tools. */
const OF_THE_MACHINE = /\{(tinygoroot|blflash)\}/;

/** A file that a step reads. */
interface Input {
  /** Relative to the project. */
  readonly path: string;
  readonly digest: Digest;
  readonly source: string | Uint8Array;
  readonly part: StepPart;
}

export function describeStep(step: Step, world: StepWorld): DescribedStep {
  const { plan, facts, identities } = world;
  const inputs = inputsOf(step, world);
  const root = inputRootOf(inputs.map(({ path }) => path));
  const fill = (text: string) => fillFacts(text, facts, wayToProject(step));
  const cwd = step.cwd ?? '';
  const tools = toolParts(identities, plan, step.tool === 'tinygo' ? facts.tinygorootHash : undefined);
  const platform = platformParts();
  const files = inputs.map(
    ({ path, digest, source }): InputFile => ({ path: root.placeOf(path), digest, isExecutable: false, source }),
  );
  const unseen = flagForUnseen(files);
  const variable = (name: string, text: string) =>
    name === 'CGO_CFLAGS' && unseen !== undefined ? `${fill(text)} ${unseen}` : fill(text);
  const action: StepAction = {
    arguments: [step.tool, ...step.args.map(({ text }) => fill(text))],
    environment: Object.fromEntries(
      step.env.filter(({ text }) => !OF_THE_MACHINE.test(text)).map(({ name, text }) => [name, variable(name, text)]),
    ),
    workingDirectory: root.placeOf(cwd).replace(/\/$/, '').replace(/^\.$/, ''),
    outputPaths: step.outputs.map(({ made }) => posix.relative(cwd, made)),
    platform: Object.fromEntries([
      ...platform.map(({ name, value }) => [name, value]),
      ...tools.map(({ name, value }) => [`bljh-${name}`, value]),
    ]),
    inputs: files,
    timeoutMs: step.timeoutMs,
  };
  const generated = plan.files.filter(({ path }) => inputs.some((input) => input.path === path));
  const handlers = step.cwd === undefined ? [] : (plan.interrupts?.handlers ?? []);
  // What only would have a say with another value counts, too: its change is the cause then.
  const elsewhere = [plan.heapLimit, ...plan.memory, ...plan.linkerSymbols, ...plan.toolOrigins];
  const pieces = [...step.args, ...step.env, ...generated, ...handlers, ...elsewhere];
  const origins = originParts(pieces, world.valueOfKey);
  const parts = [
    ...origins,
    ...inputs.map(({ part }) => withNaming(part, origins, world.projectFolder)),
    ...tools,
    ...platform,
    ...argumentParts(step),
    ...environmentParts(step),
  ];
  return { action, parts, projectPlace: root.project, unseen };
}

/** A file that an option names is there because of it: with another name it is another file. */
export function withNaming(file: StepPart, origins: readonly StepPart[], projectFolder: string): StepPart {
  if (file.kind !== 'file') return file;
  const names = ({ kind, value }: StepPart) =>
    kind === 'symbol' && value !== '' && resolve(projectFolder, value) === resolve(projectFolder, file.name);
  const from = origins.filter(names).map(idOf);
  return from.length === 0 ? file : { ...file, from: [...(file.from ?? []), ...from] };
}

function platformParts(): readonly StepPart[] {
  // Names of the REAPI's platform lexicon (build/bazel/remote/execution/v2/platform.md).
  const systems: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'macos', win32: 'windows' };
  const processors: Partial<Record<NodeJS.Architecture, string>> = { x64: 'x86-64', arm64: 'aarch64' };
  const system = systems[process.platform] ?? process.platform;
  const processor = processors[process.arch] ?? process.arch;
  return [
    { kind: 'platform', name: 'OSFamily', value: system },
    { kind: 'platform', name: 'ISA', value: processor },
  ];
}

function toolParts(
  identities: readonly ToolIdentity[],
  { toolOrigins }: BuildPlan,
  tinygoroot: string | undefined,
): readonly StepPart[] {
  const programs = identities
    .filter(({ id }) => !NOT_RUN.has(id))
    .map(({ id, version, sha256 }): StepPart => {
      const from = toolOrigins.filter(({ name }) => name === id).flatMap(sourcesOf);
      return { kind: 'tool', name: id, value: `${version} ${sha256}`.trimStart(), ...(from.length > 0 && { from }) };
    });
  if (tinygoroot === undefined) return programs;
  // TinyGo's own library is most of it.
  const from = [idOf({ kind: 'tool', name: 'tinygo' })];
  return [...programs, { kind: 'tool', name: 'tinygoroot', value: tinygoroot, from }];
}

function inputsOf(step: Step, world: StepWorld): readonly Input[] {
  const { plan, projectFolder, facts, inputs } = world;
  const staged = step.cwd === undefined ? [] : stagedInputs(step.cwd, world);
  const inStage = new Set(staged.map(({ part }) => idOf(part)));
  const sources = inputs.files
    .filter(({ path }) => inputs.ofSteps.has(path))
    .map(
      ({ path, sha256, size }): Input => ({
        path: isAbsolute(path) ? relative(projectFolder, path) : path,
        digest: { hash: sha256, sizeBytes: size },
        source: resolve(projectFolder, path),
        part: { kind: 'file', name: path, value: sha256 },
      }),
    )
    .filter(({ part }) => !inStage.has(idOf(part)));
  return [...sources, ...staged, ...generatedInputs(step, plan, facts, inputs), ...libgccInput(step, world)];
}

/**
 * Everything in the copy of the sources but what is planned: that has its own parts. A copy is told by its original; what stands there since an
 * earlier build and has none will be gone.
 */
function stagedInputs(stage: string, { plan, projectFolder, inputs }: StepWorld): readonly Input[] {
  const planned = new Set(plan.files.map(({ path }) => path));
  const folder = join(projectFolder, stage);
  const known = new Map(inputs.files.map(({ path, sha256 }) => [path, sha256]));
  const marked = plan.interrupts?.markedFiles.map((name) => idOf({ kind: 'file', name })) ?? [];
  const bound = plan.interrupts?.handlers.flatMap(sourcesOf) ?? [];
  // Links to what no tool reads are there, too: the rule of what counts is the same as without a copy.
  const sources = [...inputs.ofSteps].filter(
    (name) => !/^(?:\.\.(?:\/|$)|\/)/.test(name) && isFile(join(folder, name)) && existsSync(join(projectFolder, name)),
  );
  const bindings = bindingsIn(folder).filter((name) => !name.startsWith('.work/'));
  const isPlanned = (name: string) => planned.has(posix.join(stage, name));
  return [...sources, ...bindings]
    .filter((name) => !isPlanned(name))
    .map((name): Input => {
      const path = posix.join(stage, name);
      const isBinding = posix.basename(name) === BINDING_FILE;
      const digest = digestOf(readFileSync(join(folder, name)));
      const part: StepPart = isBinding
        ? { kind: 'generated', name: path, value: digest.hash, from: [...marked, ...bound] }
        : { kind: 'file', name, value: known.get(name) ?? digest.hash };
      return { path, digest, source: join(folder, name), part };
    });
}

/** Without those behind links to folders: what bljh writes lies behind none. */
function bindingsIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name === BINDING_FILE && entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** Of the generated files, those that lie where tools look; a service unit, say, is for nobody but the user. */
function generatedInputs(step: Step, plan: BuildPlan, facts: ToolFacts, { files }: InputStamps): readonly Input[] {
  const { generated } = buildPathsOf(plan.board);
  const isRead = (path: string) =>
    path.startsWith(`${generated}/`) || (step.cwd !== undefined && path.startsWith(`${step.cwd}/`));
  const artifacts = new Set(plan.artifacts.map(({ path }) => path));
  const known = new Set(files.map(({ path }) => path));
  return plan.files
    .filter(({ path }) => isRead(path) && !artifacts.has(path))
    .map((file): Input => {
      const content = contentOf(file, plan, facts);
      const bytes = Buffer.from(content);
      // A copy with other lines: go.mod and go.sum of the project.
      const sources = ['go.mod', 'go.sum'].filter((name) => file.path.endsWith(`/${name}`) && known.has(name));
      return { path: file.path, digest: digestOf(bytes), source: bytes, part: generatedPart(file, content, sources) };
    });
}

function libgccInput(step: Step, { facts, libgcc }: StepWorld): readonly Input[] {
  if (step.tool !== 'tinygo' || libgcc === undefined) return [];
  const digest = digestOf(readFileSync(libgcc));
  return [{ path: facts.libgcc, digest, source: libgcc, part: { kind: 'file', name: 'libgcc.a', value: digest.hash } }];
}
