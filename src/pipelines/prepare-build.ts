/** From a project and a board's name to the plan: reads every file that a plan depends on, starts no tool. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Board } from '../boards/board.js';
import { boardFoldersOf } from '../boards/board-folders.js';
import { loadBoard } from '../boards/load-board.js';
import type { Configuration } from '../configuration/configure.js';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import type { BuildPlan } from '../plan/build-plan.js';
import { createBuildPlan } from '../plan/create-plan.js';
import type { IsrMark } from '../plan/isr-marks.js';
import { measuringInput } from '../plan/measuring-plan.js';
import type { PlanInput } from '../plan/plan-input.js';
import { describeOddPath } from '../process/path-kind.js';
import { diagnoseGoVersion } from '../project/module-lines.js';
import { buildPathsOf, diagnosePackage, type Project } from '../project/project.js';
import { makeConfiguration, readBoardConfiguration } from './obtain-configuration.js';
import { readOwnLinkerScript } from './own-linker-script.js';
import { listSourceInputs } from './source-inputs.js';

export { boardFoldersOf } from '../boards/board-folders.js';

export interface PreparedBuild {
  readonly project: Project;
  readonly board: Board;
  readonly configuration: Configuration;
  readonly plan: BuildPlan;
  /** Before this time nothing was read: a file that changed later may have been read as it was. */
  readonly readAtMs: number;
  /** Files that were read, absolute: inputs of the build besides the Go sources. */
  readonly files: readonly string[];
  /** Those of them that a step reads, too, and not just through the plan. */
  readonly stepFiles: readonly string[];
  /** Files that would have been read if they existed, absolute. */
  readonly absent: readonly string[];
  /** The //go:isr marks that the plan was made from. */
  readonly isrMarks: readonly IsrMark[];
}

export interface PrepareRequest {
  readonly project: Project;
  readonly boardName: string;
  readonly packageFolder: string;
  /** Write nothing: where there is no .config, plan with the one that would be made. */
  readonly readOnly?: boolean;
  /** Told when there was no .config and one was made. */
  readonly onConfigured?: (startedFrom: string) => void;
}

export function prepareBuild(request: PrepareRequest): Result<PreparedBuild> {
  const { project, packageFolder } = request;
  const readAtMs = Date.now();
  const board = loadBoard(request.boardName, boardFoldersOf(packageFolder, project.folder));
  if (!board.ok) return board;
  const configuration = obtainConfiguration(request, board.value);
  if (!configuration.ok) return configuration;
  const planned = makePlanner({ project, board: board.value, packageFolder, readAtMs })(configuration.value);
  return planned.ok ? { ...planned, diagnostics: [...configuration.diagnostics, ...planned.diagnostics] } : planned;
}

export interface PlannerRequest {
  readonly project: Project;
  readonly board: Board;
  readonly packageFolder: string;
  readonly readAtMs: number;
}

/**
 * The plan of a configuration, whether it stands in a file or not. `measureIn`: a folder of its own, relative to the project, for a
 * build that only measures (src/plan/measuring-plan.ts).
 */
export type Planner = (configuration: Configuration, measureIn?: string) => Result<PreparedBuild>;

/**
 * Plans any number of configurations of one board: many are tried out to find one that does. What else a plan depends on, the Go
 * sources among it, is read once, for the first of them.
 */
export function makePlanner(request: PlannerRequest): Planner {
  let sources: Result<PlanSources> | undefined;
  return (configuration, measureIn) => {
    sources ??= readSources(request);
    return sources.ok ? planBuild(request, sources.value, configuration, measureIn) : sources;
  };
}

interface PlanSources {
  readonly goMod: string;
  readonly goModText: string;
  readonly goSum: string;
  /** undefined without a go.sum. */
  readonly goSumText: string | undefined;
  readonly linkerScript: string;
  readonly linkerScriptText: string;
  readonly isrMarks: readonly IsrMark[];
}

function readSources({ project, packageFolder }: PlannerRequest): Result<PlanSources> {
  const goMod = join(project.folder, 'go.mod');
  const goSum = join(project.folder, 'go.sum');
  if (!existsSync(goMod)) return failure(noGoMod(project));
  const goModText = readFileSync(goMod, 'utf8');
  const wrong = diagnosePackage(project) ?? diagnoseGoVersion(goMod, goModText);
  if (wrong !== undefined) return failure(wrong);
  const linkerScript = join(packageFolder, 'templates', 'tinygo', 'board.ld');
  const { isrMarks, odd } = listSourceInputs(project.folder, goModText, project.package);
  if (odd.length > 0) return failure(...odd.map((path) => noSource(join(project.folder, path))));
  return success({
    goMod,
    goModText,
    goSum,
    goSumText: existsSync(goSum) ? readFileSync(goSum, 'utf8') : undefined,
    linkerScript,
    linkerScriptText: readFileSync(linkerScript, 'utf8'),
    isrMarks,
  });
}

function noSource(file: string): Diagnostic {
  return {
    severity: 'error',
    code: 'PJ0011',
    message: `${file} has the name of a source, and is ${describeOddPath(file)}`,
    hint: { text: 'remove it, or give it a name that Go does not read' },
  };
}

function planBuild(
  { project, board, packageFolder, readAtMs }: PlannerRequest,
  { goMod, goModText, goSum, goSumText, linkerScript, linkerScriptText, isrMarks }: PlanSources,
  configuration: Configuration,
  measureIn?: string,
): Result<PreparedBuild> {
  const showPath = (file: string): string => showPathOf(file, project.folder, packageFolder);
  const ownScript = readOwnLinkerScript(
    configuration.resolution.values,
    { projectFolder: project.folder, board: board.name },
    showPath,
  );
  if (!ownScript.ok) return ownScript;
  const input: PlanInput = {
    project,
    board,
    values: configuration.resolution.values,
    projectSymbols: configuration.projectSymbols,
    goMod: goModText,
    goSum: goSumText ?? '',
    linkerScript: linkerScriptText,
    ...(ownScript.value !== undefined && { ownLinkerScript: ownScript.value }),
    isrMarks,
    showPath,
  };
  const plan = createBuildPlan(measureIn === undefined ? input : measuringInput(input, measureIn));
  if (!plan.ok) return plan;
  const own = ownImageFiles(plan.value, project.folder);
  const lost = own.find(({ file }) => !existsSync(file));
  if (lost !== undefined) return failure(noImageFile(lost));
  const stepFiles = [
    goMod,
    ...(goSumText === undefined ? [] : [goSum]),
    ...(ownScript.value === undefined ? [] : [ownScript.value.file]),
  ];
  const ratchet = plan.value.ratchet === undefined ? [] : [join(project.folder, plan.value.ratchet.path)];
  const files = [
    project.source.file,
    ...own.map(({ file }) => file),
    ...board.sources.map((source) => source.file),
    ...configuration.files,
    ...stepFiles,
    linkerScript,
    ...ratchet.filter(existsSync),
  ];
  // A board of the project's own would be taken instead of bljh's.
  const ownBoard = join(project.folder, 'boards', board.name, 'board.ini');
  const absent = [
    ...(existsSync(ownBoard) ? [] : [ownBoard]),
    ...configuration.absent,
    ...ratchet.filter((file) => !existsSync(file)),
    ...(goSumText === undefined ? [goSum] : []),
  ];
  return success(
    {
      project,
      board,
      configuration,
      plan: plan.value,
      readAtMs,
      files: [...new Set(files)],
      stepFiles,
      absent,
      isrMarks,
    },
    plan.diagnostics,
  );
}

function obtainConfiguration(request: PrepareRequest, board: Board): Result<Configuration> {
  const { project, packageFolder } = request;
  if (!existsSync(join(project.folder, buildPathsOf(board.name).config))) {
    const made = makeConfiguration({ project, board, packageFolder, set: [], dryRun: request.readOnly === true });
    if (!made.ok) {
      // Somebody else configured this board in the same moment: then that counts.
      const isThere = made.diagnostics.some(({ code }) => code === 'PJ0010');
      return isThere ? readBoardConfiguration(project, board, packageFolder) : made;
    }
    if (request.readOnly === true) return success(made.value.configuration, made.diagnostics);
    request.onConfigured?.(showPathOf(made.value.startedFrom, project.folder, packageFolder));
    const read = readBoardConfiguration(project, board, packageFolder);
    // What was said about the defconfig is not said again about the .config that was made of it.
    const notes = made.diagnostics.filter(({ at }) => at?.file === made.value.startedFrom);
    return { ...read, diagnostics: [...notes, ...read.diagnostics] };
  }
  return readBoardConfiguration(project, board, packageFolder);
}

/** A path as plans and messages show it: relative to the project, bljh's own files as <bljh>/... */
export function showPathOf(file: string, projectFolder: string, packageFolder: string): string {
  if (file.startsWith(projectFolder + sep)) return relative(projectFolder, file);
  if (file.startsWith(packageFolder + sep)) return `<bljh>/${relative(packageFolder, file)}`;
  return file;
}

interface ImageFile {
  readonly file: string;
  readonly part: NonNullable<BuildPlan['image']>['parts'][number];
}

/** What an option says to put into the flash image, beside the program. */
function ownImageFiles({ image }: BuildPlan, projectFolder: string): readonly ImageFile[] {
  return (image?.parts ?? []).flatMap((part) =>
    part.file === undefined || part.file.startsWith('{') ? [] : [{ file: resolve(projectFolder, part.file), part }],
  );
}

function noImageFile({ file, part }: ImageFile): Diagnostic {
  const origin = part.origins.find((each) => each.kind === 'symbol' && each.value === part.file);
  const symbol = origin?.kind === 'symbol' ? origin.symbol : '';
  return {
    severity: 'error',
    code: 'PL0009',
    message: `${symbol} names a file for ${part.name} that is not there: ${file}`,
    ...(origin?.kind === 'symbol' && origin.at !== undefined && { at: origin.at }),
    hint: { text: `name a file, or empty the option: then the one of blflash is taken` },
  };
}

function noGoMod(project: Project) {
  return {
    severity: 'error',
    code: 'PJ0006',
    message: `no go.mod beside ${project.source.file}`,
    hint: { text: 'make the project a Go module', command: `go mod init ${project.name}` },
  } as const;
}
