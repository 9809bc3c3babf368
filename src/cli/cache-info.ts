/** `bljh cache info`: what is kept, where, how much of it, and since when nobody has used it. */
import { join } from 'node:path';
import { scanStore } from '../cache/local/scan-store.js';
import { findAbandoned } from '../cache/local/temporaries.js';
import { type Result, success } from '../diagnostics/diagnostic.js';
import { formatBytes } from '../pipelines/describe-outputs.js';
import { listOwnFolders, ownFoldersOf } from '../pipelines/sandbox/own-folders.js';
import { bytesBelow, listToolEntries } from '../toolchains/tool-entries.js';
import { openCacheFolders } from './cache-folders.js';
import { toolContextOf } from './tool-context.js';

export interface CacheInfo {
  readonly store: {
    readonly folder: string;
    readonly on: boolean;
    readonly limitBytes: number;
    readonly results: number;
    readonly files: number;
    readonly bytes: number;
    /** Absent in an empty store. */
    readonly oldestUse?: string;
    readonly newestUse?: string;
    readonly abandoned: { readonly files: number; readonly bytes: number };
    /** What is not bljh's. */
    readonly strays: number;
  };
  readonly tools: {
    readonly folder: string;
    readonly bytes: number;
    readonly entries: readonly {
      readonly name: string;
      readonly bytes: number;
      readonly lastUse: string;
      /** This bljh uses it. */
      readonly current: boolean;
    }[];
  };
  /** What Go compiled, where builds keep that on a server. */
  readonly goCache: { readonly folder: string; readonly files: number; readonly bytes: number };
  /** Caches of tools that ran in sandboxes. */
  readonly sandbox: { readonly folder: string; readonly bytes: number };
  /** Kconfig trees that bljh-conf remembers. */
  readonly kconfig: { readonly folder: string; readonly bytes: number };
}

export async function describeCache(packageFolder: string, env: NodeJS.ProcessEnv): Promise<Result<CacheInfo>> {
  const opened = openCacheFolders(env);
  if (!opened.ok) return opened;
  const { cacheFolder, store, goCache, settings } = opened.value;
  const context = toolContextOf(packageFolder, env);
  const { files, strays } = await scanStore(store);
  const abandoned = findAbandoned(store.temporaries, Date.now());
  const uses = files.map(({ usedMs }) => usedMs).sort((one, other) => one - other);
  const [oldest, newest] = [uses[0], uses.at(-1)];
  const entries = await listToolEntries(context);
  const compiled = (await scanStore(goCache)).files;
  const kconfig = join(cacheFolder, 'kconfig');
  return success({
    store: {
      folder: store.root,
      on: settings.isOn,
      limitBytes: settings.limitBytes,
      results: files.filter(({ kind }) => kind === 'ac').length,
      files: files.filter(({ kind }) => kind === 'cas').length,
      bytes: sum(files),
      ...(oldest !== undefined && { oldestUse: dateOf(oldest) }),
      ...(newest !== undefined && { newestUse: dateOf(newest) }),
      abandoned: { files: abandoned.length, bytes: sum(abandoned) },
      strays: strays.length,
    },
    tools: {
      folder: join(cacheFolder, 'tools'),
      bytes: sum(entries),
      entries: entries.map(({ name, bytes, usedMs, isCurrent }) => ({
        name,
        bytes,
        lastUse: dateOf(usedMs),
        current: isCurrent,
      })),
    },
    goCache: {
      folder: goCache.root,
      files: compiled.filter(({ kind }) => kind === 'cas').length,
      bytes: sum(compiled),
    },
    sandbox: { folder: ownFoldersOf(cacheFolder), bytes: sum(listOwnFolders(cacheFolder)) },
    kconfig: { folder: kconfig, bytes: bytesBelow(kconfig) },
  });
}

export function presentCache({ store, tools, goCache, sandbox, kconfig }: CacheInfo): string {
  const { on, results, files, bytes, limitBytes, oldestUse, newestUse, abandoned, strays } = store;
  const uses =
    oldestUse === undefined
      ? []
      : [`  last used ${shortDate(newestUse)}, the longest unused one ${shortDate(oldestUse)}`];
  const left =
    abandoned.files === 0 ? [] : [`  left by killed processes: ${abandoned.files}, ${formatBytes(abandoned.bytes)}`];
  const others = strays === 0 ? [] : [`  not bljh's: ${strays} (\`bljh cache verify\` names them)`];
  const width = Math.max(0, ...tools.entries.map(({ name }) => name.length));
  const rows = tools.entries.map(({ name, bytes: size, current, lastUse }) => {
    const use = current ? 'used by this bljh' : `not used by this bljh; last used ${shortDate(lastUse)}`;
    return `  ${name.padEnd(width)}  ${formatBytes(size).padStart(9)}  ${use}`;
  });
  return [
    `results of steps: ${store.folder}`,
    `  ${on ? 'on' : 'off (BLJH_CACHE)'}, at most ${formatBytes(limitBytes)}`,
    `  ${count(results, 'result')} with ${count(files, 'file')}, ${formatBytes(bytes)}`,
    ...uses,
    ...left,
    ...others,
    `tools: ${tools.folder}`,
    ...rows,
    `  ${formatBytes(tools.bytes)} together`,
    ...(goCache.files === 0
      ? []
      : [`what Go compiled: ${goCache.folder}`, `  ${count(goCache.files, 'file')}, ${formatBytes(goCache.bytes)}`]),
    ...(sandbox.bytes === 0
      ? []
      : [`caches of tools in sandboxes: ${sandbox.folder}`, `  ${formatBytes(sandbox.bytes)}`]),
    `Kconfig trees: ${kconfig.folder}`,
    `  ${formatBytes(kconfig.bytes)}`,
  ].join('\n');
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

export function sum(rows: readonly { readonly bytes: number }[]): number {
  return rows.reduce((total, { bytes }) => total + bytes, 0);
}

/** Of a damaged file system a time can be anything. */
export function dateOf(timeMs: number): string {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? 'unknown' : date.toISOString();
}

/** 2026-11-29T15:46:13.984Z as people read it. */
export function shortDate(date = ''): string {
  return date.replace(/^(.*)T(\d\d:\d\d).*Z$/, '$1 $2 UTC');
}
