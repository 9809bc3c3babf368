/**
 * The rig of the tests that go through bljh's outermost face: the built command in a temporary folder, with an
 * environment that the test chooses, bounded in time. What a test needs of fake tools is in fakes/fake-tools.ts.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

export const packageFolder = dirname(import.meta.dirname);
export const bljhFile = join(packageFolder, 'bin', 'bljh.js');

/** An ESC byte: the beginning of every colour and every cursor movement. */
export const ESC = '\u001B';

export interface Outcome {
  /** Undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CallOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly input?: string;
  /** Leaves standard input open for type(). */
  readonly keepInput?: boolean;
  /** Another user, for the tests of rights that root would not need. */
  readonly uid?: number;
}

export interface Running {
  readonly pid: number;
  readonly done: Promise<Outcome>;
  /** What it has printed so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly isOver: () => boolean;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly type: (text: string) => void;
}

export interface Rig {
  readonly folder: string;
  /** The whole environment of what the rig starts. */
  readonly env: Record<string, string>;
  readonly path: (...parts: string[]) => string;
  readonly write: (path: string, content: string | Uint8Array, mode?: number) => string;
  readonly read: (path: string) => string;
  readonly bljh: (args: readonly string[], options?: CallOptions) => Promise<Outcome>;
  readonly run: (file: string, args: readonly string[], options?: CallOptions) => Promise<Outcome>;
  readonly start: (file: string, args: readonly string[], options?: CallOptions) => Running;
  readonly startBljh: (args: readonly string[], options?: CallOptions) => Running;
  /** A project from a template, in a new folder of the rig; returns its absolute path. */
  readonly project: (template: string, name?: string) => Promise<string>;
}

const DEFAULT_TIMEOUT_MS = 30_000;

const folders = new Set<string>();
const running = new Set<ChildProcess>();

// At the end of the test file: a file's tests may run side by side.
afterAll(() => {
  for (const child of running) endGroup(child);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** `env` is all that a command of this rig gets, besides a HOME and caches of the rig's own. Without a store: a tool that is to run runs. */
export function makeRig(env: Readonly<Record<string, string>> = {}): Rig {
  const folder = makeTemporaryFolder('bljh-cli-');
  return rigIn(folder, {
    HOME: join(folder, 'home'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    TMPDIR: makeFolder(join(folder, 'tmp')),
    BLJH_CACHE: 'off',
    ...env,
  });
}

/** A rig for real tools: the user's own environment, so that TinyGo and Go's caches are those that are there. */
export function makeRealRig(): Rig {
  const env = Object.fromEntries(
    Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  // vitest's own settings are about vitest.
  for (const name of ['NODE_ENV', 'NODE_OPTIONS', 'FORCE_COLOR', 'NO_COLOR', 'CI', 'MAKEFLAGS', 'DEBUG'])
    delete env[name];
  return rigIn(makeTemporaryFolder('bljh-tools-'), { ...env, BLJH_CACHE: 'off' });
}

const templateProjects = new Map<string, Promise<string>>();

/** What `bljh new` makes depends on the folder's name only: made once in a test file, and copied. */
function templateProject(template: string, name: string): Promise<string> {
  const key = `${template} ${name}`;
  const known = templateProjects.get(key);
  if (known !== undefined) return known;
  const made = makeTemplateProject(template, name);
  templateProjects.set(key, made);
  return made;
}

async function makeTemplateProject(template: string, name: string): Promise<string> {
  const rig = makeRig();
  const { code, stderr } = await rig.bljh(['new', '--template', template, '--', name]);
  if (code !== 0) throw new Error(`bljh new ended with ${code}: ${stderr}`);
  return rig.path(name);
}

function makeTemporaryFolder(prefix: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  folders.add(folder);
  return folder;
}

function rigIn(folder: string, env: Record<string, string>): Rig {
  const path = (...parts: string[]) => join(folder, ...parts);
  const start: Rig['start'] = (file, args, options = {}) =>
    startProcess(file, args, { cwd: folder, ...options, env: { ...env, ...options.env } });
  const run: Rig['run'] = (file, args, options) => start(file, args, options).done;
  const startBljh: Rig['startBljh'] = (args, options) => start(process.execPath, [bljhFile, ...args], options);
  const bljh: Rig['bljh'] = (args, options) => startBljh(args, options).done;
  return {
    folder,
    env,
    path,
    write: (name, content, mode = 0o644) => {
      makeFolder(dirname(path(name)));
      writeFileSync(path(name), content, { mode });
      return path(name);
    },
    read: (name) => readFileSync(path(name), 'utf8'),
    start,
    run,
    startBljh,
    bljh,
    project: async (template, name = 'app') => {
      await cp(await templateProject(template, name), path(name), { recursive: true, preserveTimestamps: true });
      return path(name);
    },
  };
}

function startProcess(file: string, args: readonly string[], options: CallOptions & { readonly cwd: string }): Running {
  const { cwd, env, input, keepInput = false, uid, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  // A group of its own, so that what is left of it when the test ends can be ended.
  const child = spawn(file, args, {
    cwd,
    env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid }),
  });
  running.add(child);
  let stdout = '';
  let stderr = '';
  let over = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined).write(input ?? '');
  if (!keepInput) child.stdin.end();
  const done = new Promise<Outcome>((resolve, reject) => {
    const timer = setTimeout(() => {
      endGroup(child);
      reject(new Error(`${[file, ...args].join(' ')} ran longer than ${timeoutMs} ms\n${stdout}\n${stderr}`));
    }, timeoutMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      over = true;
      running.delete(child);
      resolve({ code: code ?? undefined, signal: signal ?? undefined, stdout, stderr });
    });
  });
  // A test that fails before it waits must not leave an unhandled rejection behind.
  done.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    done,
    stdout: () => stdout,
    stderr: () => stderr,
    isOver: () => over,
    signal: (signal) => void child.kill(signal),
    type: (text) => void child.stdin.write(text),
  };
}

function endGroup(child: ChildProcess): void {
  // One that never started has no number, and 0 would be the tests' own group.
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // gone already
  }
}

function makeFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Waits until something holds, looking often; fails after a bounded time and says what it waited for. */
export async function until(what: string, holds: () => boolean, timeoutMs = 30_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Whether a process runs; one that has ended and waits to be reaped by init counts as gone. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return existsSync('/proc/self') ? existsSync(`/proc/${pid}`) : true;
  }
}

/**
 * Every file below a folder with what makes it itself: content, mode and time. Equal trees are untouched ones; a lock
 * that came and went is no difference, so the times of folders do not count.
 */
export function treeOf(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(entries.map((file) => [file.slice(folder.length + 1), describeFile(file)]));
}

function describeFile(file: string): string {
  const stat = lstatSync(file);
  if (stat.isDirectory()) return `folder ${stat.mode.toString(8)}`;
  return `${stat.mode.toString(8)} ${stat.mtimeMs} ${stat.isSymbolicLink() ? readlinkSync(file) : bytesOf(file)}`;
}

export function bytesOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

interface JsonDocument {
  readonly schemaVersion: number;
  readonly command: string;
  readonly ok: boolean;
  readonly exitCode: number;
  readonly result?: Record<string, unknown>;
  readonly diagnostics: readonly {
    readonly severity: string;
    readonly code: string;
    readonly message: string;
    readonly at?: { readonly file: string; readonly line: number; readonly col: number };
    readonly hint?: { readonly text: string; readonly command?: string };
    readonly source?: string;
    readonly sourceCol?: number;
    readonly toolOutput?: string;
  }[];
}

/** The one JSON document of --json; fails when standard output holds anything else. */
export function jsonOf({ stdout, stderr }: Outcome): JsonDocument {
  try {
    return JSON.parse(stdout) as JsonDocument;
  } catch (error) {
    throw new Error(`standard output is not one JSON document: ${String(error)}\n${stdout}\n--- stderr\n${stderr}`);
  }
}
