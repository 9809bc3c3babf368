// What an answer of $(shell,...) depends on besides its text: the programs and scripts it names, the folders programs are
// found in, and the environment variables that the command and its scripts mention.

import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { statOf } from '../text/disk.js';
import type { CommandPlace } from './run-command.js';

/** Size and time of the last change; '' if there is no such file. */
export type FileStamp = string;

export interface CommandIdentity {
  /** Files by path with their stamps, folders of PATH among them. */
  readonly files: Readonly<Record<string, FileStamp>>;
  /** Environment variables by name; null if not set. */
  readonly environment: Readonly<Record<string, string | null>>;
}

/** Variables that compilers and the shell itself look at, named or not. */
const alwaysRead = [
  'PATH',
  'LANG',
  'LANGUAGE',
  'LC_ALL',
  'LC_MESSAGES',
  'LC_CTYPE',
  'CPATH',
  'C_INCLUDE_PATH',
  'LIBRARY_PATH',
  'COMPILER_PATH',
  'GCC_EXEC_PREFIX',
  'LD_LIBRARY_PATH',
  'LD_PRELOAD',
];

/** Scripts that call scripts are followed so far. */
const maxScripts = 40;
/** Larger files are programs, whatever they begin with. */
const maxScriptBytes = 1 << 18;

export class Identities {
  readonly #place: CommandPlace;
  readonly #stamps = new Map<string, FileStamp>();
  readonly #programs = new Map<string, string | undefined>();
  readonly #scripts = new Map<string, { readonly names: readonly string[]; readonly scripts: readonly string[] }>();

  /** The latest change of all files that were looked at, folders not among them, in milliseconds since 1970. */
  newest = 0;

  constructor(place: CommandPlace) {
    this.#place = place;
  }

  /** What a command depends on now. */
  of(command: string): CommandIdentity {
    const files: Record<string, FileStamp> = {};
    const names = new Set([...alwaysRead, ...variablesIn(command)]);
    const pending: string[] = [];
    for (const word of wordsOf(command)) {
      for (const path of this.#filesOf(word)) pending.push(path);
    }
    for (const folder of this.#folders()) files[folder] = this.stamp(folder);
    for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
      if (path in files) continue;
      files[path] = this.stamp(path);
      const { names: mentioned, scripts } = this.#readScript(path);
      for (const name of mentioned) names.add(name);
      if (Object.keys(files).length < maxScripts) pending.push(...scripts);
    }
    const environment: Record<string, string | null> = {};
    for (const name of names) environment[name] = this.#place.env[name] ?? null;
    return { files, environment };
  }

  /** Whether nothing of it has changed. */
  isCurrent({ files, environment }: CommandIdentity): boolean {
    for (const name in environment) if ((this.#place.env[name] ?? null) !== environment[name]) return false;
    for (const path in files) if (this.stamp(path) !== files[path]) return false;
    return true;
  }

  /** The stamp of a file or folder, looked at once a run. */
  stamp(path: string): FileStamp {
    const known = this.#stamps.get(path);
    if (known !== undefined) return known;
    const stats = statOf(path);
    const stamp = stats === undefined ? '' : `${stats.size}:${stats.mtimeMs}:${stats.ino}`;
    if (stats?.isFile() && stats.mtimeMs > this.newest) this.newest = stats.mtimeMs;
    this.#stamps.set(path, stamp);
    return stamp;
  }

  #folders(): readonly string[] {
    return (this.#place.env['PATH'] ?? '').split(':').filter((folder) => folder !== '');
  }

  /** The file a word names, or the program; of a compiler also the programs it starts. */
  #filesOf(word: string): readonly string[] {
    if (word.includes('/')) {
      const path = isAbsolute(word) ? word : join(this.#place.cwd, word);
      return this.stamp(path) === '' ? [] : [path];
    }
    const compiler = /^(.*?)(?:gcc|g\+\+|cc|c\+\+|clang)(?:-[0-9.]+)?$/.exec(word);
    const tools = compiler === null ? [] : [`${compiler[1]}as`, `${compiler[1]}ld`];
    return [word, ...tools].flatMap((name) => this.#findProgram(name) ?? []);
  }

  #findProgram(name: string): string | undefined {
    if (this.#programs.has(name)) return this.#programs.get(name);
    const path = this.#folders()
      .map((folder) => join(folder, name))
      .find((candidate) => this.stamp(candidate) !== '');
    this.#programs.set(name, path);
    return path;
  }

  #readScript(path: string): { readonly names: readonly string[]; readonly scripts: readonly string[] } {
    const known = this.#scripts.get(path);
    if (known !== undefined) return known;
    const text = readScriptText(path);
    const found =
      text === undefined
        ? { names: [], scripts: [] }
        : { names: variablesIn(text), scripts: this.#scriptsNamedIn(text, dirname(path)) };
    this.#scripts.set(path, found);
    return found;
  }

  /** Scripts beside a script that it names. */
  #scriptsNamedIn(text: string, folder: string): readonly string[] {
    const names = new Set(text.match(/[A-Za-z0-9_.-]+\.(?:sh|pl|py|awk)\b/g) ?? []);
    return [...names].map((name) => join(folder, basename(name))).filter((path) => this.stamp(path) !== '');
  }
}

function readScriptText(path: string): string | undefined {
  try {
    const stats = statSync(path);
    if (!stats.isFile() || stats.size > maxScriptBytes) return undefined;
    const text = readFileSync(path, 'latin1');
    return text.startsWith('#!') || /\.(sh|pl|py|awk)$/.test(path) ? text : undefined;
  } catch {
    // What cannot be read cannot be run either; its absence is part of the identity.
    return undefined;
  }
}

function variablesIn(text: string): readonly string[] {
  const names = new Set<string>();
  for (const [, braced, plain] of text.matchAll(/\$(?:\{([A-Za-z_][A-Za-z0-9_]*)|([A-Za-z_][A-Za-z0-9_]*))/g)) {
    names.add(braced ?? plain ?? '');
  }
  return [...names];
}

function wordsOf(command: string): ReadonlySet<string> {
  return new Set(command.split(/[\s;|&(){}<>"'`=,]+/).filter((word) => /^[A-Za-z0-9_./+-]+$/.test(word)));
}
