/**
 * The name of a TinyGo in bljh's cache. It carries a key of everything that bljh decides about the build, and the Go
 * it was built with: TinyGo parses the standard library with the go/types of that Go, which refuses a newer library.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolsFolderOf } from '../cache-folder.js';
import type { Probe, ToolContext } from '../tool.js';

export const TINYGO_VERSION = '0.41.0';
export const TINYGO_MODULE = 'github.com/tinygo-org/tinygo';
export const TINYGO_BUILD_ARGS = ['-trimpath', '-tags', 'llvm19 osusergo', '-ldflags', '-s -w'] as const;
export const TINYGO_BUILD_FILES = ['go.mod', 'go.sum', 'tools.go'] as const;
/** Changes when the folders inside an entry do. */
const LAYOUT = '1';

/** The module, with every hash pinned, that TinyGo is built in. */
export function tinygoBuildModuleOf(context: ToolContext): string {
  return join(context.packageFolder, 'templates', 'tinygo', 'tool');
}

/** The complete entry that suits the Go at hand: built with the same minor version or the next newer one. */
export function findCachedTinygo(context: ToolContext, go: Probe): string | undefined {
  const prefix = tinygoEntryPrefix(context);
  if (prefix === undefined) return undefined;
  const folder = toolsFolderOf(context.cacheFolder);
  const needed = go.kind === 'ok' ? goMinorOf(go.tool.version) : 0;
  const minors = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)))
    .filter((minor) => minor >= needed)
    .sort((a, b) => a - b);
  return minors[0] === undefined ? undefined : join(folder, `${prefix}${minors[0]}`);
}

/** The entry that a build with this Go makes. Undefined when bljh's own files are missing. */
export function tinygoEntryName(context: ToolContext, goVersion: string): string | undefined {
  const prefix = tinygoEntryPrefix(context);
  return prefix && `${prefix}${goMinorOf(goVersion)}`;
}

/** What the entries of this bljh begin with. Undefined when bljh's own files are missing. */
export function tinygoEntryPrefix(context: ToolContext): string | undefined {
  const hash = createHash('sha256').update(JSON.stringify([LAYOUT, process.platform, process.arch, TINYGO_BUILD_ARGS]));
  try {
    for (const name of TINYGO_BUILD_FILES)
      hash.update(readFileSync(join(tinygoBuildModuleOf(context), name))).update('\0');
  } catch {
    return undefined;
  }
  return `tinygo-${TINYGO_VERSION}-${hash.digest('hex').slice(0, 12)}-go1.`;
}

function goMinorOf(version: string): number {
  return Number(version.split('.')[1] ?? 0);
}
