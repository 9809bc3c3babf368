/** Writes down what a build read and made: manifest.json for people and machines, the state for the next build, two files for make. */
import { statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import {
  type BuildState,
  type FileStamp,
  formatBuildState,
  hashFile,
  restampFile,
  stampFile,
  stampFolder,
} from '../cache/build-state.js';
import type { RegionUse } from '../image/check-artifact.js';
import type { IsrMark } from '../plan/isr-marks.js';
import { writeFileAtomically, writeOwnFile } from '../process/write-file.js';
import { buildPathsOf } from '../project/project.js';
import type { ToolIdentity } from '../toolchains/identify.js';
import type { ToolId } from '../toolchains/tool.js';
import { describeOutputs } from './describe-outputs.js';
import { renderDependencies } from './make-dependencies.js';
import { renderMakeVariables } from './make-variables.js';
import type { Manifest, SizeRoom } from './manifest.js';
import type { PreparedBuild } from './prepare-build.js';
import { listSourceInputs } from './source-inputs.js';
import { type ChangedMeanwhile, uncertainState } from './steps/changed-meanwhile.js';
import type { Tools } from './tool-facts.js';

export interface RecordRequest {
  readonly prepared: PreparedBuild;
  readonly tools: Tools;
  readonly identities: readonly ToolIdentity[];
  readonly programs: BuildState['tools'];
  readonly regions: readonly RegionUse[];
  readonly room: readonly SizeRoom[];
  readonly packageFolder: string;
  readonly buildId: string;
  /** Stamps taken before the build: a file that changed meanwhile must count as changed. */
  readonly inputs: InputStamps;
  /** What of them changed while it ran. */
  readonly changed: ChangedMeanwhile;
  readonly env: NodeJS.ProcessEnv;
}

export interface InputStamps {
  readonly files: readonly FileStamp[];
  /** Those of the files that the steps read; what else is there, the plan was made from. */
  readonly ofSteps: ReadonlySet<string>;
  readonly folders: BuildState['folders'];
  readonly isrMarks: readonly IsrMark[];
}

/** Reads every input of the build before any tool does. `known`: stamps of the last build, which spare reading what did not change. */
export function stampInputs(prepared: PreparedBuild, known: readonly FileStamp[] = []): InputStamps {
  const { folder } = prepared.project;
  const knownOf = new Map(known.map((stamp) => [stamp.path, stamp]));
  const goMod = prepared.plan.files.find(({ path }) => path.endsWith('/gen/go.mod'))?.content ?? '';
  const sources = listSourceInputs(folder, goMod, prepared.project.package);
  const files = [...prepared.files.map((file) => pathInProject(file, folder)), ...sources.files];
  return {
    files: [...new Set(files)].map((path) => restampFile(folder, path, knownOf.get(path))),
    ofSteps: new Set([...sources.files, ...prepared.stepFiles.map((file) => pathInProject(file, folder))]),
    folders: [
      ...sources.folders.map((path) => stampFolder(folder, path, false)),
      ...sources.embedding.map((path) => stampFolder(folder, path, true)),
    ],
    isrMarks: sources.isrMarks,
  };
}

/** What make needs, before the archive is put in place: an interrupted build must not leave a new archive with old dependencies. */
export function writeMakeFiles(prepared: PreparedBuild, inputs: InputStamps): void {
  const { board, plan, project, absent } = prepared;
  if (plan.artifact !== 'c-archive') return;
  const paths = buildPathsOf(plan.board);
  const makeInputs = {
    files: inputs.files.map(({ path }) => path),
    folders: inputs.folders,
    absent: absent.map((path) => pathInProject(path, project.folder)),
  };
  writeFileAtomically(join(project.folder, paths.makeVariables), renderMakeVariables(board));
  writeFileAtomically(join(project.folder, paths.dependencies), renderDependencies(makeInputs));
}

export function recordBuild(request: RecordRequest): Manifest {
  const { prepared, tools } = request;
  const { plan, project } = prepared;
  const paths = buildPathsOf(plan.board);
  const manifest: Manifest = {
    schemaVersion: 1,
    project: plan.project,
    board: plan.board,
    runtime: plan.runtime,
    heapLimit: { kind: plan.heapLimit.kind, bytes: plan.heapLimit.bytes, meaning: plan.heapLimit.meaning },
    regions: request.regions,
    room: request.room,
    inputs: inputsOf(request.inputs.files, request.packageFolder),
    tools: [
      ...[...tools.values()].map(({ id, version }) => {
        const identity = request.identities.find((each) => each.id === id);
        return { name: id, version, ...(identity && { sha256: identity.sha256 }) };
      }),
      // A board's own C compiler: nobody asked for its version.
      ...request.identities
        .filter(({ id }) => !tools.has(id as ToolId))
        .map(({ id, version, sha256 }) => ({ name: id, version, sha256 })),
    ],
    outputs: plan.artifacts.map(({ kind, path }) => {
      const file = join(project.folder, path);
      return { kind, path, sizeBytes: statSync(file).size, sha256: hashFile(file) };
    }),
    plan,
  };
  writeManifest(manifest, project.folder);
  writeOwnFile(
    join(project.folder, paths.state),
    formatBuildState(uncertainState(stateOf(request, manifest), request.changed)),
  );
  return manifest;
}

function writeManifest(manifest: Manifest, projectFolder: string): void {
  const file = join(projectFolder, buildPathsOf(manifest.board).manifest);
  writeFileAtomically(file, `${JSON.stringify(manifest, null, 2)}\n`);
}

function inputsOf(files: readonly FileStamp[], packageFolder: string): Manifest['inputs'] {
  const show = (path: string) =>
    path.startsWith(packageFolder + sep) ? `<bljh>/${relative(packageFolder, path)}` : path;
  return files.map(({ path, sha256 }) => ({ path: show(path), sha256 }));
}

function stateOf(request: RecordRequest, manifest: Manifest): BuildState {
  const { plan, project, absent } = request.prepared;
  const paths = buildPathsOf(plan.board);
  return {
    schemaVersion: 1,
    buildId: request.buildId,
    inputs: request.inputs.files,
    folders: request.inputs.folders,
    absent: absent.map((path) => pathInProject(path, project.folder)),
    outputs: [
      ...manifest.outputs.map(({ path, sha256 }) => stampFile(project.folder, path, sha256)),
      ...[paths.manifest, ...makeFilesOf(plan)].map((path) => stampFile(project.folder, path)),
    ],
    tools: request.programs,
    environment: { GOROOT: request.env['GOROOT'] ?? '', TINYGOROOT: request.env['TINYGOROOT'] ?? '' },
    artifacts: plan.artifacts.map(({ path }) => path),
    summary: describeOutputs(manifest),
  };
}

function makeFilesOf(plan: PreparedBuild['plan']): string[] {
  const { dependencies, makeVariables } = buildPathsOf(plan.board);
  return plan.artifact === 'c-archive' ? [dependencies, makeVariables] : [];
}

export function pathInProject(file: string, projectFolder: string): string {
  return file.startsWith(projectFolder + sep) ? relative(projectFolder, file) : file;
}
