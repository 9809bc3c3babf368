/** Lays out what a step may see on this machine, and puts its command line into a sandbox that shows just that. */
import { existsSync, lstatSync, mkdirSync, readdirSync, readlinkSync, realpathSync, rmSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { StepAction } from '../../cache/action.js';
import type { BuildPlan, Step } from '../../plan/build-plan.js';
import type { CommandLine } from '../../process/run-command.js';
import { buildPathsOf } from '../../project/project.js';
import { findBoardCompiler } from '../board-compiler.js';
import type { ToolFacts, Tools } from '../tool-facts.js';
import { layOutInputs } from './lay-out-inputs.js';
import type { Sandbox } from './open-sandbox.js';
import { useOwnFolder } from './own-folders.js';
import { commandInSandbox } from './sandbox-command.js';
import { visiblePlaces } from './visible-places.js';

export interface ConfineRequest {
  readonly sandbox: Sandbox;
  readonly plan: BuildPlan;
  readonly step: Step;
  readonly action: StepAction;
  /** Of the project, in the input root of the action. */
  readonly place: string;
  readonly projectFolder: string;
  readonly tools: Tools;
  readonly facts: ToolFacts;
  readonly env: NodeJS.ProcessEnv;
}

export interface Confinement {
  readonly around: (command: CommandLine) => CommandLine;
  /** Removes what was laid out. */
  readonly release: () => void;
}

export function confineStep(request: ConfineRequest): Confinement {
  const folder = join(request.projectFolder, buildPathsOf(request.plan.board).sandbox);
  const release = () => rmSync(folder, { recursive: true, force: true });
  try {
    return { around: layOut(request, folder), release };
  } catch (error) {
    release(); // an input that is gone meanwhile, a full disk
    throw error;
  }
}

function layOut(request: ConfineRequest, folder: string): Confinement['around'] {
  const { sandbox, step, action, projectFolder, env } = request;
  const laidOut = layOutInputs({ inputs: action.inputs, project: request.place, projectFolder, folder });
  const outputs = [...new Set(step.outputs.map(({ made }) => join(projectFolder, dirname(made))))];
  // Mount points, and the folder that the step runs in.
  const [own] = laidOut.mounts;
  for (const made of [...step.outputs.map((output) => dirname(output.made)), step.cwd ?? '.'])
    mkdirSync(join(own?.content ?? folder, made), { recursive: true });
  const places = visiblePlaces({ ...request, compiler: compilerPrograms(request) });
  const readable = readableOf(places.filter(({ access }) => access === 'read').flatMap(({ paths }) => paths));
  const ownFolders = places.filter(({ access }) => access === 'own').flatMap(({ paths }) => paths);
  const view = {
    bwrap: sandbox.bwrap,
    temporary: temporaryFoldersOf(env),
    readable: readable.folders.map((path) => ({ content: path, shownAt: path })),
    links: readable.links.map((path) => ({ target: readlinkSync(path), path })),
    inputs: laidOut.mounts,
    writable: [
      ...outputs.map((path) => ({ content: path, shownAt: path })),
      ...ownFolders.map((path) => ({ content: useOwnFolder(sandbox.cacheFolder, path), shownAt: path })),
    ],
  };
  return (command) => commandInSandbox(command, view);
}

/** It was found when the build began; if it is gone since, the step says so. */
function compilerPrograms({ plan, tools, env }: ConfineRequest): readonly string[] {
  const found = findBoardCompiler(plan, tools, env);
  return found.ok ? (found.value?.programs ?? []).map(({ path }) => path) : [];
}

interface Readable {
  readonly folders: readonly string[];
  readonly links: readonly string[];
}

/** A link is shown as a link, and what it leads to as well. What lies in a folder that is shown anyway is not named again. */
function readableOf(paths: readonly string[]): Readable {
  const there = [...new Set(paths)].filter((path) => existsSync(path));
  const isLink = (path: string) => lstatSync(path).isSymbolicLink();
  const folders = new Set(there.flatMap((path) => [realpathSync(path), ...linkTargetsIn(path)]));
  // A path that leads through links keeps its name.
  for (const path of there) if (!isLink(path)) folders.add(path);
  // What /lib/x is, where /lib is a link to /usr/lib, is shown with that: a mount there would be in the way of the link.
  const links = there.filter(isLink);
  const isShown = (path: string) => [...folders, ...links].some((folder) => path.startsWith(`${folder}/`));
  return {
    folders: [...folders].filter((path) => !isShown(path)),
    links: links.filter((path) => !isShown(path)),
  };
}

/** Distributions make parts of GOROOT links into other folders, and bljh parts of TINYGOROOT. */
function linkTargetsIn(folder: string): readonly string[] {
  if (!statSync(folder).isDirectory() || !isToolFolder(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink() && existsSync(join(folder, entry.name)))
    .map(({ name }) => realpathSync(join(folder, name)));
}

/** Folders of programs, such as /usr/bin, have links to anywhere. */
function isToolFolder(folder: string): boolean {
  return existsSync(join(folder, 'src')) || existsSync(join(folder, 'targets'));
}

function temporaryFoldersOf(env: NodeJS.ProcessEnv): readonly string[] {
  const set = ['TMPDIR', 'TMP', 'TEMP'].flatMap((name) => env[name] ?? []).filter(isAbsolute);
  return [...new Set(['/tmp', ...set])];
}
