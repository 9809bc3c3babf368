/** Reads which modules a go.mod asks for, and looks for them in a Go module cache, whose layout is documented by Go. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ToolContext } from '../tool.js';

export interface PinnedModule {
  readonly path: string;
  readonly version: string;
  /** The `h1:` sum of go.sum; undefined where only the module's go.mod is pinned. */
  readonly sum?: string;
}

/** The module of bljh's whose requirements are meant. */
export function machineModuleOf(context: ToolContext): string {
  return join(context.packageFolder, 'go', 'machine');
}

/** The modules of the require directives, each with its hash. */
export function parsePinnedModules(goMod: string, goSum: string): readonly PinnedModule[] {
  const sums = new Map(
    goSum.split('\n').map((line) => {
      const [path, version, sum] = line.split(' ');
      return [`${path}@${version}`, sum] as const;
    }),
  );
  return requirements(goMod).map(({ path, version }) => {
    const sum = sums.get(`${path}@${version}`);
    return { path, version, ...(sum === undefined ? {} : { sum }) };
  });
}

function requirements(goMod: string): readonly { readonly path: string; readonly version: string }[] {
  const found: { path: string; version: string }[] = [];
  let block: string | undefined;
  for (const raw of goMod.split('\n')) {
    const words = raw
      .replace(/\/\/.*/, '')
      .trim()
      .split(/\s+/);
    if (words[0] === ')') block = undefined;
    else if (words[1] === '(') block = words[0];
    else {
      const [path, version] = block === 'require' ? words : words[0] === 'require' ? words.slice(1) : [];
      if (path !== undefined && version !== undefined) found.push({ path, version });
    }
  }
  return found;
}

/** A module counts as there when it is unpacked and the hash that Go noted while unpacking is the pinned one. */
export function missingModules(modules: readonly PinnedModule[], gomodcache: string): readonly PinnedModule[] {
  return modules.filter((module) => {
    const path = escapePath(module.path);
    const version = escapePath(module.version);
    const download = join(gomodcache, 'cache', 'download', path, '@v', version);
    if (!existsSync(`${download}.mod`)) return true;
    if (module.sum === undefined) return false;
    return !existsSync(join(gomodcache, `${path}@${version}`)) || readHash(`${download}.ziphash`) !== module.sum;
  });
}

/** Module paths tell upper from lower case, file systems may not: Go writes `!a` for `A`. */
function escapePath(path: string): string {
  return path.replaceAll(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}

function readHash(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}
