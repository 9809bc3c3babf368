/**
 * The source files that a build reads: those of the project's Go module and of the modules that its go.mod replaces
 * by folders. Modules in Go's module cache cannot change (go.sum holds their hashes), so they are not listed.
 */
import { type Dirent, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { filesBelow, isSourceName } from '../cache/build-state.js';
import { findIsrMarks, type IsrMark } from '../plan/isr-marks.js';
import { isFile, isFolder } from '../process/path-kind.js';
import { listLocalReplacements } from '../project/go-mod.js';
import { findCInputs } from './c-inputs.js';

export interface SourceInputs {
  /** Relative to the project. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** Those of the folders in which a package embeds files. */
  readonly embedding: readonly string[];
  readonly isrMarks: readonly IsrMark[];
  /** What has the name of a source and is no file: pipes, links to nowhere. Go would wait for a pipe without end. */
  readonly odd: readonly string[];
}

/**
 * `goMod` is the generated go.mod; the folder it gives bljh/config is made by bljh and no source. `mainPackage`: as bljh.ini has it, `./cmd`.
 */
export function listSourceInputs(projectFolder: string, goMod: string, mainPackage: string): SourceInputs {
  const found: Found = { files: new Set(), folders: new Set(), embedding: new Set(), isrMarks: [], odd: [], links: [] };
  const localModules = listLocalReplacements(goMod)
    .filter(({ module }) => module !== 'bljh/config')
    .map(({ folder }) => resolve(projectFolder, folder));
  for (const module of new Set([projectFolder, ...localModules])) {
    if (existsSync(module)) walk(module, module, projectFolder, found);
  }
  followLinks(projectFolder, mainPackage, found);
  const { files, folders, embedding, isrMarks, odd } = found;
  return { files: [...files].sort(), folders: [...folders].sort(), embedding: [...embedding].sort(), isrMarks, odd };
}

interface Found {
  readonly files: Set<string>;
  readonly folders: Set<string>;
  readonly embedding: Set<string>;
  readonly isrMarks: IsrMark[];
  readonly odd: string[];
  /** To folders. */
  links: Link[];
}

interface Link {
  /** Absolute. */
  readonly folder: string;
  readonly module: string;
}

/**
 * Patterns such as ./... leave out links to folders, but a package behind one can be imported. Only those that an import may mean are walked: a
 * link may lead to the whole disk, or back.
 */
function followLinks(projectFolder: string, mainPackage: string, found: Found): void {
  if (found.links.length === 0) return;
  const imports = [mainPackage, ...importsOf([...found.files].map((path) => resolve(projectFolder, path)))];
  const isImported = ({ folder, module }: Link) => {
    const tail = `/${relative(module, folder).split(sep).join('/')}`;
    return imports.some((path) => path.endsWith(tail) || path.includes(`${tail}/`));
  };
  const imported = found.links.filter(isImported);
  found.links = found.links.filter((link) => !imported.includes(link));
  for (const { folder, module } of imported) walk(folder, module, projectFolder, found);
  // What they import may lie behind others; each import is finite, and so is this.
  if (imported.length > 0) followLinks(projectFolder, mainPackage, found);
}

function importsOf(files: readonly string[]): readonly string[] {
  const texts = files.filter((file) => file.endsWith('.go')).map((file) => readFileSync(file, 'utf8'));
  return [
    ...new Set(
      texts.flatMap((text) => [...text.matchAll(/["`]([^"`\s]+\/[^"`\s]+)["`]/g)].map(([, path = '']) => path)),
    ),
  ];
}

function walk(folder: string, module: string, projectFolder: string, found: Found): void {
  const entries = readdirSync(folder, { withFileTypes: true });
  const shown = relative(projectFolder, folder) || '.';
  const inProject = (name: string) => relative(projectFolder, join(folder, name));
  const isLinkToFolder = (entry: Dirent) => entry.isSymbolicLink() && isFolder(join(folder, entry.name));
  const sources: string[] = [];
  for (const entry of entries) {
    if (!isSourceName(entry.name) || entry.isDirectory() || isLinkToFolder(entry)) continue;
    if (entry.isFile() || isFile(join(folder, entry.name))) sources.push(entry.name);
    else found.odd.push(inProject(entry.name));
  }
  if (sources.length > 0 || folder === module) found.folders.add(shown);
  for (const name of sources) found.files.add(inProject(name));
  if (folder !== projectFolder && entries.some(({ name }) => name === 'go.mod')) found.files.add(inProject('go.mod'));
  let embeds = false;
  const goTexts: string[] = [];
  for (const name of sources.filter((each) => each.endsWith('.go'))) {
    const text = readFileSync(join(folder, name), 'utf8');
    goTexts.push(text);
    embeds ||= text.includes('//go:embed');
    found.isrMarks.push(...findIsrMarks(inProject(name), text));
  }
  for (const file of findCInputs({ folder, module, sources, goTexts })) found.files.add(relative(projectFolder, file));
  if (embeds) {
    found.embedding.add(shown);
    for (const path of filesBelow(folder, folder === projectFolder)) found.files.add(inProject(path));
  }
  for (const entry of entries) {
    if (!isPackageFolder(entry.name, folder === projectFolder)) continue;
    const isLink = isLinkToFolder(entry);
    const below = join(folder, entry.name);
    if (!(entry.isDirectory() || isLink) || existsSync(join(below, 'go.mod'))) continue;
    if (isLink) found.links.push({ folder: below, module });
    else walk(below, module, projectFolder, found);
  }
}

/** build/ of the project is bljh's; the go command leaves out the others (go help packages), vendor with -mod=readonly. */
export function isPackageFolder(name: string, isProjectRoot: boolean): boolean {
  if (/^[_.]/.test(name) || name === 'testdata') return false;
  return !isProjectRoot || (name !== 'build' && name !== 'vendor');
}
