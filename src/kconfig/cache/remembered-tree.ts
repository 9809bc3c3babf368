// Reads a tree as quickly as its inputs allow: from a remembered one if nothing has changed, else with remembered answers
// of $(shell,...), and the missing ones run side by side.

import type { ParsedTree, TreeOptions } from '../parse-tree.js';
import { parseTree } from '../parse-tree.js';
import type { LateCommands } from '../shell/find-commands.js';
import { findCommands } from '../shell/find-commands.js';
import type { CommandIdentity, FileStamp } from '../shell/identity.js';
import { Identities } from '../shell/identity.js';
import type { SavedAnswers } from '../shell/memory.js';
import { ShellMemory } from '../shell/memory.js';
import type { CommandOutput, CommandPlace } from '../shell/run-command.js';
import { runCommand } from '../shell/run-command.js';
import { WorkerShells } from '../shell/worker-shells.js';
import type { FileSystem } from '../text/file-system.js';
import { CacheFolder } from './cache-folder.js';
import { nameFor } from './file-name.js';
import { packTree, unpackTree } from './tree-file.js';

/**
 * `on` remembers trees and answers, `answers` no trees. `verify` runs everything and says what the remembered answers would
 * have got wrong.
 */
export const rememberModes = ['on', 'answers', 'off', 'verify'] as const;
export type RememberMode = (typeof rememberModes)[number];

export interface RememberOptions extends Omit<TreeOptions, 'shell'> {
  readonly place: CommandPlace;
  readonly mode: RememberMode;
  /** Where things are remembered. */
  readonly folder: string;
  /** Of the program: another one's trees are not read. */
  readonly version: string;
  readonly pid: number;
  /** Shells that run commands side by side. */
  readonly jobs: number;
  /** What commands say on their error output, in the order of the tree. */
  readonly stderr: (text: string) => void;
  /** Called when a tree has to be parsed. */
  readonly beforeParsing?: () => void;
}

export interface RememberedTree {
  readonly parsed: ParsedTree;
  /** In the mode `verify`: what was remembered wrongly. */
  readonly wrong: readonly string[];
}

/** Milliseconds after which a change of a file shows in its time of change on every file system. */
const settleTime = 2000;

/** What a remembered tree depends on besides its environment. */
interface TreeInputs {
  readonly files: Readonly<Record<string, FileStamp>>;
  readonly commands: Readonly<Record<string, CommandIdentity>>;
  readonly said: readonly string[];
}

/** Reads a tree. Wildcards look into folders, which are not watched, so such trees are read anew. */
export function readRememberedTree(options: RememberOptions): RememberedTree {
  const started = Date.now();
  const folder = new CacheFolder(options.folder, options.pid);
  const identities = new Identities(options.place);
  const name = nameOf(options);
  const keepsTree = options.mode !== 'off' && options.mode !== 'answers' && !options.dialect.wildcards;
  if (options.mode === 'on' && keepsTree) {
    const remembered = loadTree(options, folder, identities, name);
    if (remembered !== undefined) return { parsed: remembered, wrong: [] };
  }
  options.beforeParsing?.();
  const saved = options.mode === 'off' ? undefined : loadAnswers(folder, name);
  const memory = new ShellMemory(identities, options.mode === 'verify' ? undefined : saved);
  const { parsed, said } = parseWithCommands(options, memory);
  const wrong = options.mode === 'verify' ? compareAnswers(memory, new ShellMemory(identities, saved)) : [];
  // What was written a moment ago may be written again without its time telling it.
  const isSettled = (): boolean => identities.newest < started - settleTime;
  if (options.mode !== 'off' && memory.changed && isSettled())
    folder.write(`${name}.answers`, JSON.stringify(memory.save()));
  if (keepsTree && parsed.diagnostics.every(({ severity, conf }) => severity !== 'error' || conf?.goesOn)) {
    const inputs = inputsOf(options, identities, parsed, memory, said);
    if (isSettled()) saveTree(options, folder, name, parsed, inputs);
  }
  return { parsed, wrong };
}

/** Commands without an answer run side by side, while the tree is parsed as far as answers are there. */
function parseWithCommands(
  options: RememberOptions,
  memory: ShellMemory,
): { readonly parsed: ParsedTree; readonly said: readonly string[] } {
  const said: string[] = [];
  const note = (output: CommandOutput): string => {
    if (output.stderr !== '') said.push(output.stderr);
    return output.stdout;
  };
  const fileSystem = rememberTexts(options.fileSystem);
  const shells = new WorkerShells(options.place, options.jobs);
  let late: LateCommands | undefined;
  const known = (command: string): string | undefined => (memory.get(command) ?? shells.peek(command))?.stdout;
  const run = (command: string): CommandOutput => {
    late ??= findCommands({ ...options, fileSystem }, known, (found) => shells.start(found, 'early'));
    for (const ready of late.takeReady(known)) shells.start(ready, 'late');
    const output = shells.answer(command) ?? runCommand(command, options.place);
    memory.add(command, output);
    return output;
  };
  try {
    const shell = (command: string): string => note(memory.get(command) ?? run(command));
    const parsed = parseTree({ ...options, fileSystem, shell });
    for (const text of said) options.stderr(text);
    return { parsed, said };
  } finally {
    shells.end();
  }
}

/** Each file is read once, whoever looks at it. */
function rememberTexts(fileSystem: FileSystem): FileSystem {
  const texts = new Map<string, string | undefined>();
  return {
    ...fileSystem,
    readText: (path) => {
      if (!texts.has(path)) texts.set(path, fileSystem.readText(path));
      return texts.get(path);
    },
  };
}

/** Of the place a tree is read from: not of its environment, which is not known before it was read once. */
function nameOf({ place, file, srctree, dialect, version }: RememberOptions): string {
  return nameFor([version, dialect.name, place.cwd, srctree ?? '', file]);
}

function loadAnswers(folder: CacheFolder, name: string): SavedAnswers | undefined {
  const bytes = folder.read(`${name}.answers`);
  if (bytes === undefined) return undefined;
  try {
    const saved = JSON.parse(Buffer.from(bytes).toString('utf8')) as SavedAnswers;
    return saved.version === 1 ? saved : undefined;
  } catch {
    return undefined;
  }
}

/** The file of the tree for the present values of the environment variables that were read the last times. */
function treeName(
  options: RememberOptions,
  folder: CacheFolder,
  name: string,
  read?: readonly string[],
): string | undefined {
  const index = `${name}.names`;
  const known = folder.read(index);
  const text = known === undefined ? '' : Buffer.from(known).toString('utf8');
  let names: readonly string[] = text === '' ? [] : text.split('\n');
  if (read !== undefined) {
    const union = [...new Set([...names, ...read])].sort();
    if (known === undefined || union.length !== names.length) folder.write(index, union.join('\n'));
    names = union;
  } else if (known === undefined) {
    return undefined;
  }
  return `${name}-${nameFor(names.map((variable) => [variable, options.environment[variable] ?? null]))}.tree`;
}

function loadTree(
  options: RememberOptions,
  folder: CacheFolder,
  identities: Identities,
  name: string,
): ParsedTree | undefined {
  const file = treeName(options, folder, name);
  const bytes = file === undefined ? undefined : folder.read(file);
  const packed = bytes === undefined ? undefined : unpackTree<TreeInputs>(bytes);
  if (file === undefined || packed === undefined || !isCurrent(options, identities, packed.tree, packed.extra))
    return undefined;
  for (const text of packed.extra.said) options.stderr(text);
  folder.touch(file);
  const { tree, diagnostics, syntaxDiagnostics } = packed;
  return { tree, diagnostics, syntaxDiagnostics, sources: [] };
}

function isCurrent(
  { environment }: RememberOptions,
  identities: Identities,
  tree: ParsedTree['tree'],
  { files, commands }: TreeInputs,
): boolean {
  for (const [variable, value] of tree.environment) if (environment[variable] !== value) return false;
  for (const variable of tree.unsetEnvironment) if (environment[variable] !== undefined) return false;
  for (const path in files) if (identities.stamp(path) !== files[path]) return false;
  for (const command in commands) {
    const identity = commands[command];
    if (identity === undefined || !identities.isCurrent(identity)) return false;
  }
  return true;
}

function inputsOf(
  options: RememberOptions,
  identities: Identities,
  { tree }: ParsedTree,
  memory: ShellMemory,
  said: readonly string[],
): TreeInputs {
  const files: Record<string, FileStamp> = {};
  for (let file = 0; file < tree.files.length; file += 1) {
    const path = absolute(options, tree.texts.get(tree.files.path.get(file)));
    files[path] = identities.stamp(path);
    // A file that appears where it was looked for first would be read instead.
    const first = absolute(options, tree.texts.get(tree.files.name.get(file)));
    if (first !== path) files[shallowestMissing(options, first, identities)] = '';
  }
  return { files, commands: mergeIdentities(memory.used), said };
}

function saveTree(
  options: RememberOptions,
  folder: CacheFolder,
  name: string,
  { tree, diagnostics, syntaxDiagnostics }: ParsedTree,
  extra: TreeInputs,
): void {
  const target = treeName(options, folder, name, [...tree.environment.keys(), ...tree.unsetEnvironment]);
  if (target !== undefined) folder.write(target, packTree({ tree, diagnostics, syntaxDiagnostics, extra }));
}

/** One identity for all commands of a tree: they share nearly everything. */
function mergeIdentities(used: ReadonlyMap<string, CommandIdentity>): Record<string, CommandIdentity> {
  const files: Record<string, FileStamp> = {};
  const environment: Record<string, string | null> = {};
  for (const identity of used.values()) {
    Object.assign(files, identity.files);
    Object.assign(environment, identity.environment);
  }
  return used.size === 0 ? {} : { all: { files, environment } };
}

/** Of a path in the current folder, where the file is not. */
function shallowestMissing({ place }: RememberOptions, path: string, identities: Identities): string {
  for (let slash = path.indexOf('/', place.cwd.length + 1); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    const folder = path.slice(0, slash);
    if (identities.stamp(folder) === '') return folder;
  }
  return path;
}

function absolute({ place }: RememberOptions, path: string): string {
  return path.startsWith('/') ? path : `${place.cwd}/${path}`;
}

function compareAnswers(now: ShellMemory, before: ShellMemory): readonly string[] {
  return [...now.used.keys()].flatMap((command) => {
    const [old, current] = [before.get(command), now.get(command)];
    if (old === undefined || current === undefined) return [];
    if (old.stdout === current.stdout && old.stderr === current.stderr) return [];
    return [
      `the remembered answer of $(shell,${command}) is ${JSON.stringify(old.stdout)}, but now it is ${JSON.stringify(current.stdout)}`,
    ];
  });
}
