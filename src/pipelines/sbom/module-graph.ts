/**
 * The Go modules that are in a program, from the packages that the go command lists for it: a module of go.mod no package of which
 * is compiled is not among them. Pure.
 */

/** What is read of each package (go help list). */
interface ListedPackage {
  readonly ImportPath: string;
  readonly Standard?: boolean;
  readonly Imports?: readonly string[];
  readonly Module?: {
    readonly Path: string;
    readonly Version?: string;
    readonly Main?: boolean;
    readonly Dir?: string;
    readonly Replace?: { readonly Path: string; readonly Version?: string };
  };
}

export interface GoModule {
  readonly path: string;
  readonly version: string;
  readonly isMain: boolean;
  readonly folder: string;
  /** A folder, or another module and its version. */
  readonly replacement?: { readonly path: string; readonly version: string };
}

export interface ModuleGraph {
  readonly modules: readonly GoModule[];
  /** Module paths to the module paths that their packages import. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
}

/** `output`: that of `go list -deps -json`, one object after the other. */
export function readModuleGraph(output: string): ModuleGraph {
  const packages = readObjects(output).flatMap(({ ImportPath, Standard, Imports = [], Module }) => {
    if (Standard === true || Module === undefined) return [];
    const { Path, Version = '', Main = false, Dir = '', Replace } = Module;
    const replacement =
      Replace === undefined ? {} : { replacement: { path: Replace.Path, version: Replace.Version ?? '' } };
    const module: GoModule = { path: Path, version: Version, isMain: Main, folder: Dir, ...replacement };
    return [{ importPath: ImportPath, module, imports: Imports }];
  });
  const moduleOf = new Map(packages.map(({ importPath, module }) => [importPath, module]));
  const modules = new Map(packages.map(({ module }) => [module.path, module]));
  const edges = new Map([...modules.keys()].map((path) => [path, new Set<string>()]));
  for (const { module, imports } of packages)
    for (const imported of imports) {
      const target = moduleOf.get(imported)?.path;
      if (target !== undefined && target !== module.path) edges.get(module.path)?.add(target);
    }
  return {
    modules: [...modules.values()].sort((a, b) => compareText(a.path, b.path)),
    imports: new Map([...edges].map(([path, targets]) => [path, [...targets].sort(compareText)])),
  };
}

/** The go command indents objects, so each ends with the first brace at the beginning of a line. */
function readObjects(output: string): readonly ListedPackage[] {
  return output
    .split(/^}$/m)
    .filter((text) => text.trim() !== '')
    .map((text) => JSON.parse(`${text}}`) as ListedPackage);
}

/** The h1 sums of a go.sum by `PATH@VERSION`; those of go.mod files alone are left out. */
export function readGoSums(goSum: string): ReadonlyMap<string, string> {
  return new Map(
    goSum.split('\n').flatMap((line) => {
      const [path, version, sum] = line.split(' ');
      return version === undefined || sum === undefined || version.endsWith('/go.mod')
        ? []
        : [[`${path}@${version}`, sum]];
    }),
  );
}

/** By code units: the same order in every language. */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
