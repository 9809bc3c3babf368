/**
 * What the last build of a board read and made, kept beside it, and whether that still holds. Answers "nothing to do"
 * with nothing but stat calls, so it imports only node: modules and is part of the quick path (src/quick.ts).
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findExecutable } from '../process/find-executable.js';
import { formatHashed, parseHashed } from '../process/hashed-text.js';
import { isFile } from '../process/path-kind.js';

export interface FileStamp {
  /** Relative to the project, or absolute outside of it. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** Nobody can set this one back: a file that was edited and given its old time counts as changed. */
  readonly ctimeMs: number;
  readonly sha256: string;
}

export interface FolderStamp {
  /** Relative to the project. */
  readonly path: string;
  /** The names of its source files; with `embeds`, the paths of all files below it. */
  readonly names: readonly string[];
  /** A package in it embeds files: any file may be one of them. */
  readonly embeds?: true;
}

export interface BuildState {
  readonly schemaVersion: 1;
  /** Which bljh built it. */
  readonly buildId: string;
  readonly inputs: readonly FileStamp[];
  /** Folders whose file names count: a new file is a change. */
  readonly folders: readonly FolderStamp[];
  /** Files that did not exist and would count if they did. */
  readonly absent: readonly string[];
  readonly outputs: readonly FileStamp[];
  /** The programs of the tools used: path, size and times stand for their identity; `onPath`: found on PATH, not in bljh's cache. */
  readonly tools: readonly {
    readonly path: string;
    readonly size: number;
    readonly mtimeMs: number;
    readonly ctimeMs: number;
    readonly onPath: boolean;
  }[];
  /** Environment variables that reach a tool, with their values. */
  readonly environment: Readonly<Record<string, string>>;
  /** Those of the outputs that make compares with the inputs by their time. */
  readonly artifacts: readonly string[];
  /** What the build made, as people read it. */
  readonly summary: string;
}

export type Freshness =
  | {
      readonly fresh: true;
      /** Set when an input is newer than an artifact though its content is the same: the time that make wants to see. */
      readonly touchMs?: number;
    }
  | { readonly fresh: false; readonly reason: string };

/** Extensions of the files that `go build` and TinyGo take from a package folder (go/build, "Go packages"). */
const SOURCE = /\.(go|c|cc|cpp|cxx|h|hh|hpp|hxx|s|S|sx|syso|swig|swigcxx|m|f|F|for|f90)$/;

export function isSourceName(name: string): boolean {
  return SOURCE.test(name) && !name.endsWith('_test.go') && !/^[_.]/.test(name);
}

export function sourceNamesIn(folder: string): string[] {
  return readdirSync(folder).filter(isSourceName).sort();
}

/** Every file below a folder, as paths relative to it, but for what bljh and git keep there. */
export function filesBelow(folder: string, isProject: boolean): string[] {
  const own = isProject ? ['.git', '.bljh', 'build'] : [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !own.includes(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path, false).map((below) => join(entry.name, below));
      // Pipes, sockets and links to nowhere or to folders: go:embed takes none of them.
      return isFile(path) ? [entry.name] : [];
    })
    .sort();
}

export function stampFolder(projectFolder: string, path: string, embeds: boolean): FolderStamp {
  const folder = inProject(projectFolder, path);
  if (!embeds) return { path, names: sourceNamesIn(folder) };
  return { path, names: filesBelow(folder, path === '.'), embeds };
}

/** Throws the system's error for a folder that is gone. */
export function hasSameNames(projectFolder: string, { path, names, embeds }: FolderStamp): boolean {
  const now = stampFolder(projectFolder, path, embeds === true).names;
  return now.length === names.length && now.every((name, index) => name === names[index]);
}

/** The state as it is stored: its own hash in the first line, so that a damaged file is never believed. */
export function formatBuildState(state: BuildState): string {
  return formatHashed(JSON.stringify(state));
}

/** Undefined where there is none, where it is damaged, or of another version: build again. */
export function readBuildState(file: string): BuildState | undefined {
  try {
    const text = parseHashed(readFileSync(file, 'utf8'));
    if (text === undefined) return undefined;
    const state = JSON.parse(text) as BuildState;
    return state.schemaVersion === 1 ? state : undefined;
  } catch {
    return undefined;
  }
}

/** `sha256`: the hash of the file, where it is known already. */
export function stampFile(projectFolder: string, path: string, sha256?: string): FileStamp {
  const absolute = inProject(projectFolder, path);
  const { size, mtimeMs, ctimeMs } = statSync(absolute);
  return { path, size, mtimeMs, ctimeMs, sha256: sha256 ?? hashFile(absolute) };
}

/** Without reading a file that has its size and times still. */
export function restampFile(projectFolder: string, path: string, known: FileStamp | undefined): FileStamp {
  const absolute = inProject(projectFolder, path);
  const { size, mtimeMs, ctimeMs } = statSync(absolute);
  const isSame = known?.size === size && known.mtimeMs === mtimeMs && known.ctimeMs === ctimeMs;
  return { path, size, mtimeMs, ctimeMs, sha256: isSame ? known.sha256 : hashFile(absolute) };
}

/** Whether nobody wrote to the files since they were stamped. */
export function areUntouched(projectFolder: string, stamps: readonly FileStamp[]): boolean {
  return stamps.every(({ path, size, ctimeMs }) => {
    const now = statSync(inProject(projectFolder, path), { throwIfNoEntry: false });
    return now?.size === size && now.ctimeMs === ctimeMs;
  });
}

export function hashFile(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Whether the outputs of the last build are what a build now would make. */
export function checkFreshness(
  state: BuildState,
  projectFolder: string,
  buildId: string,
  env: NodeJS.ProcessEnv,
): Freshness {
  try {
    const stale = (reason: string): Freshness => ({ fresh: false, reason });
    if (state.buildId !== buildId) return stale('bljh itself changed');
    for (const [name, value] of Object.entries(state.environment)) {
      if ((env[name] ?? '') !== value) return stale(`environment variable ${name} changed`);
    }
    const changedTool = state.tools.find((tool) => !isSameTool(tool, env['PATH']));
    if (changedTool !== undefined) return stale(`${basename(changedTool.path)} changed`);
    const appeared = state.absent.find((path) => existsSync(inProject(projectFolder, path)));
    if (appeared !== undefined) return stale(`${appeared} is new`);
    const folder = state.folders.find((each) => !hasSameNames(projectFolder, each));
    if (folder !== undefined) return stale(`files in ${folder.path} came or went`);
    let newestInput = 0;
    let oldestArtifact = Number.POSITIVE_INFINITY;
    for (const stamp of state.outputs) {
      const now = compare(stamp, projectFolder);
      if (!now.same) return stale(`${stamp.path} is not what was built`);
      if (state.artifacts.includes(stamp.path)) oldestArtifact = Math.min(oldestArtifact, now.mtimeMs);
    }
    for (const stamp of state.inputs) {
      const now = compare(stamp, projectFolder);
      if (!now.same) return stale(`${stamp.path} changed`);
      newestInput = Math.max(newestInput, now.mtimeMs);
    }
    if (newestInput <= oldestArtifact) return { fresh: true };
    return { fresh: true, touchMs: Math.max(Date.now(), Math.ceil(newestInput)) + 1 };
  } catch (error) {
    if (isSystemError(error)) return { fresh: false, reason: `${error.path ?? 'a file'} is gone` };
    throw error;
  }
}

function compare(stamp: FileStamp, projectFolder: string): { same: boolean; mtimeMs: number } {
  const absolute = inProject(projectFolder, stamp.path);
  const { size, mtimeMs, ctimeMs } = statSync(absolute);
  if (size !== stamp.size) return { same: false, mtimeMs };
  return {
    same: (mtimeMs === stamp.mtimeMs && ctimeMs === stamp.ctimeMs) || hashFile(absolute) === stamp.sha256,
    mtimeMs,
  };
}

export function stampTool(path: string, onPath: boolean): BuildState['tools'][number] {
  const { size, mtimeMs, ctimeMs } = statSync(path);
  return { path, size, mtimeMs, ctimeMs, onPath };
}

function isSameTool(tool: BuildState['tools'][number], path: string | undefined): boolean {
  if (tool.onPath && findExecutable(basename(tool.path), path) !== tool.path) return false;
  const { size, mtimeMs, ctimeMs } = statSync(tool.path);
  return size === tool.size && mtimeMs === tool.mtimeMs && ctimeMs === tool.ctimeMs;
}

/** Like path.resolve for a path that is relative to the project or absolute. */
function inProject(folder: string, path: string): string {
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path) ? path : join(folder, path);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
