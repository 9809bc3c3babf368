/**
 * A copy of the project's sources in build/BOARD/stage, with the files that bind interrupt handlers: the user's own tree is
 * never written. Each copy begins with a line that names the original, so that messages and debug information do, too
 * (Go's "//line", cmd/compile "Line directives"; C's "#line"). The names are relative: a copy has the same bytes wherever the project lies.
 */
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { isFile } from '../process/path-kind.js';
import { writeFileAtomically } from '../process/write-file.js';
import { isPackageFolder } from './source-inputs.js';

export interface StageRequest {
  readonly projectFolder: string;
  /** Absolute. */
  readonly stageFolder: string;
  /** Files that are there already and stay, relative to the stage. */
  readonly kept: readonly string[];
  /** Files that packages embed, relative to the project: their copies have the same bytes. */
  readonly embedded: readonly string[];
  /** Those of the sources, relative to the project. */
  readonly packageFolders: readonly string[];
  /** What is added: paths relative to the stage, with their contents. */
  readonly added: ReadonlyMap<string, string>;
}

/** bljh's and git's own, and what the go command leaves out with -mod=readonly. */
const NOT_STAGED = new Set(['build', 'vendor', '.bljh', '.git']);
const C_SOURCE = /\.(c|cc|cpp|cxx|h|hh|hpp|hxx)$/;

export function stageSources(request: StageRequest): void {
  const stage = new Stage(request);
  stage.folder('');
  for (const [path, content] of request.added) stage.write(path, content);
  stage.removeOthers('');
}

class Stage {
  readonly #request: StageRequest;
  readonly #embedded: ReadonlySet<string>;
  /** Everything that belongs there; folders, too. */
  readonly #wanted = new Set<string>();

  constructor(request: StageRequest) {
    this.#request = request;
    this.#embedded = new Set(request.embedded);
    for (const path of request.kept) this.#want(path);
  }

  folder(path: string): void {
    for (const entry of readdirSync(join(this.#request.projectFolder, path), { withFileTypes: true })) {
      const below = join(path, entry.name);
      if (path === '' && NOT_STAGED.has(entry.name)) continue;
      // A package may lie behind a link.
      const isLinked = entry.isSymbolicLink() && this.#leadsToPackages(below);
      if (entry.isDirectory() || isLinked) this.#subfolder(below, entry.name, path === '');
      else this.#file(below);
    }
  }

  #leadsToPackages(path: string): boolean {
    return this.#request.packageFolders.some((folder) => folder === path || folder.startsWith(path + sep));
  }

  #subfolder(path: string, name: string, isTop: boolean): void {
    const original = join(this.#request.projectFolder, path);
    if (existsSync(join(original, 'go.mod'))) return;
    const holdsEmbedded = this.#request.embedded.some((file) => file.startsWith(path + sep));
    if (isPackageFolder(name, isTop) || holdsEmbedded) this.folder(path);
    else if (!name.startsWith('.')) this.#link(path, original);
  }

  #file(path: string): void {
    const original = join(this.#request.projectFolder, path);
    if (path === 'go.mod' || path === 'go.sum' || path.endsWith('_test.go')) return;
    // Pipes, sockets and links to nowhere are no sources; to what a link leads is.
    if (!isFile(original)) return;
    if (this.#embedded.has(path)) this.write(path, readFileSync(original));
    else if (path.endsWith('.go'))
      this.write(path, withOrigin(`//line ${this.#wayTo(path)}:1:1\n`, readFileSync(original)));
    else if (C_SOURCE.test(path))
      this.write(path, withOrigin(`#line 1 ${quote(this.#wayFromStage(original))}\n`, readFileSync(original)));
    else if (!basename(path).startsWith('.')) this.#link(path, original);
  }

  /** From the folder of a copy to the original: Go's scanner takes a relative path from there. */
  #wayTo(path: string): string {
    const { projectFolder, stageFolder } = this.#request;
    return relative(dirname(join(stageFolder, path)), join(projectFolder, path));
  }

  /** clang shows the name as it stands; it runs in the stage. */
  #wayFromStage(original: string): string {
    return relative(this.#request.stageFolder, original);
  }

  write(path: string, content: string | Uint8Array): void {
    this.#want(path);
    const file = join(this.#request.stageFolder, path);
    // A link, or a folder of an earlier build, would send the copy elsewhere.
    if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === false) rmSync(file, { recursive: true });
    writeFileAtomically(file, content);
  }

  /** For what no compiler copies from: libraries that cgo links, folders of headers. */
  #link(path: string, original: string): void {
    this.#want(path);
    const file = join(this.#request.stageFolder, path);
    if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true) return;
    rmSync(file, { recursive: true, force: true });
    mkdirSync(dirname(file), { recursive: true });
    symlinkSync(relative(dirname(file), original), file);
  }

  #want(path: string): void {
    for (let each = path; each !== '.' && each !== ''; each = dirname(each)) this.#wanted.add(each);
  }

  removeOthers(path: string): void {
    for (const entry of readdirSync(join(this.#request.stageFolder, path), { withFileTypes: true })) {
      const below = join(path, entry.name);
      if (!this.#wanted.has(below)) rmSync(join(this.#request.stageFolder, below), { recursive: true, force: true });
      else if (entry.isDirectory()) this.removeOthers(below);
    }
  }
}

/** A byte order mark counts at the beginning of a file only. */
function withOrigin(line: string, content: Buffer): Buffer {
  const hasMark = content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf;
  return Buffer.concat([Buffer.from(line), hasMark ? content.subarray(3) : content]);
}

function quote(path: string): string {
  return `"${path.replaceAll(/["\\]/g, '\\$&')}"`;
}
