/**
 * The source files that a build reads: those of the project's Go module and of the modules that its go.mod replaces
 * by folders. Modules in Go's module cache cannot change (go.sum holds their hashes), so they are not listed.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { filesBelow, isSourceName } from '../cache/build-state.js';
import { findIsrMarks, type IsrMark } from '../plan/isr-marks.js';
import { listLocalReplacements } from '../project/go-mod.js';
import { findCInputs } from './c-inputs.js';

export interface SourceInputs {
  /** Relative to the project. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** Those of the folders in which a package embeds files. */
  readonly embedding: readonly string[];
  readonly isrMarks: readonly IsrMark[];
}

/** `goMod` is the generated go.mod; the folder it gives bljh/config is made by bljh and no source. */
export function listSourceInputs(projectFolder: string, goMod: string): SourceInputs {
  const found: Found = { files: new Set(), folders: new Set(), embedding: new Set(), isrMarks: [] };
  const localModules = listLocalReplacements(goMod)
    .filter(({ module }) => module !== 'bljh/config')
    .map(({ folder }) => resolve(projectFolder, folder));
  for (const module of new Set([projectFolder, ...localModules])) {
    if (existsSync(module)) walk(module, module, projectFolder, found);
  }
  const { files, folders, embedding, isrMarks } = found;
  return { files: [...files].sort(), folders: [...folders].sort(), embedding: [...embedding].sort(), isrMarks };
}

interface Found {
  readonly files: Set<string>;
  readonly folders: Set<string>;
  readonly embedding: Set<string>;
  readonly isrMarks: IsrMark[];
}

function walk(folder: string, module: string, projectFolder: string, found: Found): void {
  const entries = readdirSync(folder, { withFileTypes: true });
  const shown = relative(projectFolder, folder) || '.';
  const inProject = (name: string) => relative(projectFolder, join(folder, name));
  const sources = entries.filter((entry) => !entry.isDirectory() && isSourceName(entry.name)).map(({ name }) => name);
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
  for (const file of findCInputs(folder, sources, goTexts)) found.files.add(relative(projectFolder, file));
  if (embeds) {
    found.embedding.add(shown);
    for (const path of filesBelow(folder, folder === projectFolder)) found.files.add(inProject(path));
  }
  for (const entry of entries) {
    if (!entry.isDirectory() || !isPackageFolder(entry.name, folder === projectFolder)) continue;
    const below = join(folder, entry.name);
    if (!existsSync(join(below, 'go.mod'))) walk(below, module, projectFolder, found);
  }
}

/** build/ of the project is bljh's; the go command leaves out the others (go help packages), vendor with -mod=readonly. */
export function isPackageFolder(name: string, isProjectRoot: boolean): boolean {
  if (/^[_.]/.test(name) || name === 'testdata') return false;
  return !isProjectRoot || (name !== 'build' && name !== 'vendor');
}
