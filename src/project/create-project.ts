/** Makes a project from a template: copies its files, fills in the name, and brings bljh's Go modules along. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { suggestOrList } from '../diagnostics/suggest.js';
import { placeGoModules } from './go-modules.js';

/** Top-level names of the standard library, of TinyGo's and of Go's own module paths: a module so called is ambiguous. */
const GO_PACKAGES = new Set(
  'archive bljh bufio builtin bytes cmd cmp compress container context crypto database debug device embed encoding errors expvar flag fmt go hash html image index internal io iter log machine main maps math mime net os path plugin reflect regexp runtime slices sort std strconv strings structs sync syscall testing text time tinygo unicode unique unsafe vendor weak'.split(
    ' ',
  ),
);

export interface CreatedProject {
  readonly folder: string;
  readonly name: string;
  readonly template: string;
  /** Relative to the folder, sorted. */
  readonly files: readonly string[];
}

export function listTemplates(packageFolder: string): readonly string[] {
  return readdirSync(templatesFolderOf(packageFolder)).sort();
}

export function createProject(request: {
  folder: string;
  template: string;
  packageFolder: string;
}): Result<CreatedProject> {
  const folder = resolve(request.folder);
  const templates = listTemplates(request.packageFolder);
  if (!templates.includes(request.template)) {
    return failure({
      severity: 'error',
      code: 'CL0006',
      message: `unknown template "${request.template}"`,
      hint: { text: suggestOrList(request.template, templates, 'templates') },
    });
  }
  if (isFilledFolder(folder)) {
    return failure({
      severity: 'error',
      code: 'CL0007',
      message: `${folder} is not empty`,
      hint: { text: 'name a new folder; nothing was changed' },
    });
  }
  const name = projectNameOf(folder);
  if (GO_PACKAGES.has(name)) return failure(nameTaken(name));
  // Made beside its place and moved there whole: an interrupted call leaves no half project behind.
  const aside = join(dirname(folder), `.${basename(folder)}.${process.pid}.tmp`);
  try {
    const files = copyTemplate(join(templatesFolderOf(request.packageFolder), request.template), aside, name);
    placeGoModules(aside, request.packageFolder);
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(aside, folder);
    return success({ folder, name, template: request.template, files: files.sort() });
  } catch (error) {
    removeQuietly(aside);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return failure({ severity: 'error', code: 'PJ0005', message: `cannot make ${folder}: ${message}` });
  }
}

function isFilledFolder(path: string): boolean {
  try {
    return readdirSync(path).length > 0;
  } catch {
    return false; // absent, or no folder: making it will tell
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // It could not even be made, for the reason that is being reported.
  }
}

function nameTaken(name: string): Diagnostic {
  return {
    severity: 'error',
    code: 'CL0009',
    message: `a project cannot be called ${name}: Go has a package of that name`,
    hint: { text: 'give the folder another name', command: `bljh new ${name}-app` },
  };
}

/** A name that bljh.ini, Go modules and C libraries all accept. */
export function projectNameOf(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '_')
    .replace(/^[^a-z]+/, '');
  return name === '' ? 'app' : name;
}

function copyTemplate(from: string, to: string, name: string, prefix = ''): string[] {
  mkdirSync(to, { recursive: true });
  return readdirSync(from, { withFileTypes: true }).flatMap((entry) => {
    // npm leaves files called .gitignore out of a package, so templates carry them without the dot.
    const target = entry.name === 'gitignore' ? '.gitignore' : entry.name;
    if (entry.isDirectory()) return copyTemplate(join(from, entry.name), join(to, target), name, `${prefix}${target}/`);
    writeFileSync(join(to, target), readFileSync(join(from, entry.name), 'utf8').replaceAll('@NAME@', name));
    return [`${prefix}${target}`];
  });
}

function templatesFolderOf(packageFolder: string): string {
  return join(packageFolder, 'templates', 'projects');
}
