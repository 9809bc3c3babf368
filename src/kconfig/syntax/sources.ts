// Opens the files of a tree: as the path is written, then below srctree; wildcards in dialects that have them.

import { dirname, isAbsolute, join } from 'node:path';
import type { FileSystem } from '../text/file-system.js';
import { SourceFile } from '../text/source.js';
import type { Tree } from '../tree/tree.js';

export interface OpenedSource {
  readonly file: SourceFile;
  /** Its number in the tree. */
  readonly index: number;
}

export class Sources {
  /** By file number. */
  readonly files: SourceFile[] = [];
  readonly #byName = new Map<string, number>();
  readonly #tree: Tree;
  readonly #fileSystem: FileSystem;
  readonly #srctree: string | undefined;
  /** Topmost folders of names, and whether they are there where paths are as written. */
  readonly #folders = new Map<string, boolean>();

  constructor(tree: Tree, fileSystem: FileSystem, srctree: string | undefined) {
    this.#tree = tree;
    this.#fileSystem = fileSystem;
    this.#srctree = srctree;
  }

  /** undefined if there is no such file, or it cannot be read. */
  open(name: string): OpenedSource | undefined {
    const known = this.#byName.get(name);
    if (known !== undefined) return { file: this.files[known] as SourceFile, index: known };
    if (this.#srctree === undefined || isAbsolute(name)) return this.#read(name, name);
    const asWritten = this.#isThere(name) ? this.#read(name, name) : undefined;
    return asWritten ?? this.#read(name, `${this.#srctree}/${name}`);
  }

  #read(name: string, path: string): OpenedSource | undefined {
    const text = this.#fileSystem.readText(path);
    if (text === undefined) return undefined;
    const file = new SourceFile(path, text, name);
    const { files, texts } = this.#tree;
    const index = files.addRow();
    files.name.set(index, texts.add(name));
    files.path.set(index, texts.add(path));
    this.files[index] = file;
    this.#byName.set(name, index);
    return { file, index };
  }

  /** A tree is mostly read from elsewhere, where none of its folders is: thousands of files are not looked for there. */
  #isThere(name: string): boolean {
    const slash = name.indexOf('/');
    return (slash === -1 || this.#hasFolder(name.slice(0, slash))) && this.#exists(name);
  }

  #hasFolder(folder: string): boolean {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const isThere = this.#exists(folder);
    this.#folders.set(folder, isThere);
    return isThere;
  }

  /** Without an answer it has to be tried. */
  #exists(path: string): boolean {
    return this.#fileSystem.exists?.(path) ?? true;
  }

  /** What `open` does not tell, for people. */
  describeMissing(name: string): { readonly why?: string; readonly hint?: { readonly text: string } } {
    for (const path of this.#candidates(name)) {
      const why = this.#fileSystem.whyUnreadable?.(path);
      if (why !== undefined) return { why };
    }
    const folder = dirname(this.files[0]?.name ?? name);
    const isBelow = this.#srctree === undefined && folder !== '.' && !isAbsolute(name);
    if (!isBelow || this.#fileSystem.readText(join(folder, name)) === undefined) return {};
    return { hint: { text: `there is one below ${folder}: name that folder as srctree` } };
  }

  /** The names a pattern stands for, in order; a name without wildcards stands for itself if the file exists. */
  expand(word: string, pattern: string, from: SourceFile): readonly string[] {
    const beside = isAbsolute(pattern) ? pattern : join(dirname(from.name), pattern);
    const found = this.#match(word.includes('rsource') ? beside : pattern);
    return found.length === 0 && this.#tree.dialect.sourceBeside ? this.#match(beside) : found;
  }

  /** Whether a statement may name no file. Without words that say so, a pattern may. */
  mayBeMissing(word: string, path: string): boolean {
    const { sourceVariants, wildcards, missingFiles } = this.#tree.dialect;
    return missingFiles || (sourceVariants ? /^[og]/.test(word) : wildcards && hasWildcard(path));
  }

  #match(written: string): readonly string[] {
    if (!hasWildcard(written)) return this.open(written) === undefined ? [] : [written];
    for (const path of this.#candidates(written)) {
      const found = matchPaths(this.#fileSystem, path);
      if (found.length === 0) continue;
      const prefix = path.length - written.length;
      return found.map((file) => file.slice(prefix));
    }
    return [];
  }

  #candidates(name: string): readonly string[] {
    return this.#srctree === undefined || isAbsolute(name) ? [name] : [name, `${this.#srctree}/${name}`];
  }
}

function hasWildcard(path: string): boolean {
  return /[*?[]/.test(path);
}

/** The paths that match a pattern with `*`, `?` and `[...]` in its segments, in alphabetical order. */
function matchPaths(fileSystem: FileSystem, pattern: string): readonly string[] {
  let found = [pattern.startsWith('/') ? '/' : ''];
  for (const segment of pattern.split('/').filter((part) => part !== '')) {
    const matches = new RegExp(`^${toRegExp(segment)}$`);
    found = found.flatMap((folder) => {
      if (!hasWildcard(segment)) return [`${folder}${segment}/`];
      const names = fileSystem.list?.(folder === '' ? '.' : folder) ?? [];
      return names.filter((name) => matches.test(name) && !name.startsWith('.')).map((name) => `${folder}${name}/`);
    });
  }
  return found
    .map((path) => path.slice(0, -1))
    .filter((path) => fileSystem.readText(path) !== undefined)
    .sort();
}

function toRegExp(segment: string): string {
  return segment
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
}
