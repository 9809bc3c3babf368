/**
 * Another place for the same sources: a temporary folder of another depth and name, with those files alone that the build says it
 * reads, and caches in which nothing is yet. A file that a build reads without saying so is missing there.
 */
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, sep } from 'node:path';
import { onLastResort } from '../../process/interruption.js';
import { toolsFolderOf } from '../../toolchains/cache-folder.js';

export interface SecondPlace {
  /** Everything is below it. */
  readonly root: string;
  readonly project: string;
  readonly home: string;
  readonly temporary: string;
  /** XDG_CACHE_HOME: of Go, of TinyGo, and of bljh, which has the tools there and nothing else. */
  readonly cache: string;
  /** What stands in paths of one place, and what stands there in the other's. */
  readonly roots: { readonly here: string; readonly there: string };
}

export interface PlaceRequest {
  readonly projectFolder: string;
  /** The inputs of the build, relative to the project or absolute. */
  readonly inputs: readonly string[];
  /** Nothing of it is copied: bljh's own files, Go's module cache. */
  readonly shared: readonly string[];
  /** bljh's cache. */
  readonly cacheFolder: string;
}

/** Gives `use` the place, and removes it whatever happens. */
export async function withSecondPlace<Value>(
  request: PlaceRequest,
  use: (place: SecondPlace) => Promise<Value>,
): Promise<Value> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'bljh-verify-')));
  const remove = () => rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  const forget = onLastResort(remove);
  try {
    return await use(layOut(root, request));
  } finally {
    forget();
    remove();
  }
}

function layOut(root: string, request: PlaceRequest): SecondPlace {
  const { projectFolder, cacheFolder } = request;
  const inputs = inputsOf(request);
  // A module beside the project is found by the same relative path.
  const ups = Math.max(0, ...inputs.map((path) => path.split(sep).filter((part) => part === '..').length));
  const outer = join(root, 'another place');
  const between = Array.from({ length: Math.max(0, ups - 1) }, (_unused, index) => `level-${index + 1}`);
  const project = join(outer, ...between, ups > 0 ? 'the-project' : basename(projectFolder));
  const place: SecondPlace = {
    root,
    project,
    home: join(root, 'home'),
    temporary: join(root, 'tmp'),
    cache: join(root, 'cache'),
    roots: {
      here: join(projectFolder, ...Array.from({ length: ups }, () => '..')),
      there: join(project, ...Array.from({ length: ups }, () => '..')),
    },
  };
  for (const folder of [project, place.home, place.temporary]) mkdirSync(folder, { recursive: true });
  for (const path of inputs) {
    const file = join(project, path);
    mkdirSync(dirname(file), { recursive: true });
    copyFileSync(join(projectFolder, path), file);
    chmodSync(file, 0o644);
  }
  linkTools(toolsFolderOf(cacheFolder), toolsFolderOf(join(place.cache, 'bljh')));
  return place;
}

function inputsOf({ projectFolder, inputs, shared }: PlaceRequest): readonly string[] {
  const paths = inputs.map((path) => (path.startsWith(sep) ? relative(projectFolder, path) : path));
  const isShared = (path: string) => shared.some((folder) => join(projectFolder, path).startsWith(folder + sep));
  return [...new Set(paths)].filter((path) => !isShared(path));
}

/** One by one: what the second build adds to the cache goes with it. */
function linkTools(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of entriesOf(from)) symlinkSync(join(from, name), join(to, name));
}

function entriesOf(folder: string): readonly string[] {
  try {
    // A TINYGOROOT is laid out anew: its place is one more that could show.
    return readdirSync(folder).filter((name) => !name.startsWith('.') && !name.startsWith('tinygoroot-'));
  } catch {
    return []; // all tools are on PATH
  }
}
