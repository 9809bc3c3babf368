/** `bljh cache gc`: makes room in the store and removes what nobody uses any more from the tools. */
import { join } from 'node:path';
import { IN_USE_MS } from '../cache/go-cache/object-folder.js';
import { makeRoom } from '../cache/local/make-room.js';
import { readSize, readSpanMs } from '../cache/local/sizes.js';
import { findAbandoned, removeAbandoned } from '../cache/local/temporaries.js';
import { failure, type Result, success } from '../diagnostics/diagnostic.js';
import { formatBytes } from '../pipelines/describe-outputs.js';
import { type OwnFolder, removeOwnFolders } from '../pipelines/sandbox/own-folders.js';
import { removeToolEntries } from '../toolchains/remove-tool-entries.js';
import type { ToolEntry } from '../toolchains/tool-entries.js';
import { openCacheFolders } from './cache-folders.js';
import { count, dateOf, shortDate, sum } from './cache-info.js';
import { toolContextOf } from './tool-context.js';

/** For tools and their caches, where nothing is said: TinyGo takes minutes to build again. */
const TOOLS_UNUSED = '30d';

export interface GcCall {
  readonly packageFolder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly maxSize: string | undefined;
  readonly olderThan: string | undefined;
  readonly dryRun: boolean;
  readonly tell: (text: string) => void;
}

interface RemovedTool {
  readonly name: string;
  readonly bytes: number;
  readonly lastUse: string;
}

export interface GcOutcome {
  readonly dryRun: boolean;
  readonly store: {
    readonly folder: string;
    readonly removedResults: number;
    readonly removedFiles: number;
    readonly removedBytes: number;
    readonly keptFiles: number;
    readonly keptBytes: number;
  };
  readonly tools: { readonly removed: readonly RemovedTool[]; readonly inUse: readonly RemovedTool[] };
  /** Caches of tools in sandboxes. */
  readonly sandbox: { readonly removed: readonly RemovedTool[]; readonly inUse: readonly RemovedTool[] };
  /** What Go compiled. */
  readonly goCache: {
    readonly folder: string;
    readonly removedFiles: number;
    readonly removedBytes: number;
    readonly keptBytes: number;
  };
  /** What killed processes had begun to write. */
  readonly abandoned: number;
}

export async function collectGarbage(call: GcCall): Promise<Result<GcOutcome>> {
  const { packageFolder, env, dryRun, tell } = call;
  const opened = openCacheFolders(env);
  if (!opened.ok) return opened;
  const { store, goCache, settings, cacheFolder } = opened.value;
  const maxBytes = call.maxSize === undefined ? settings.limitBytes : readSize(call.maxSize);
  if (maxBytes === undefined) return wrongFlag('--max-size', call.maxSize, 'a size such as 500M or 2G');
  const olderThanMs = call.olderThan === undefined ? undefined : readSpanMs(call.olderThan);
  if (call.olderThan !== undefined && olderThanMs === undefined)
    return wrongFlag('--older-than', call.olderThan, 'a span of time such as 12h, 30d or 8w');
  const room = await makeRoom(store, { maxBytes, olderThanMs, dryRun });
  const compiled = await makeRoom(goCache, { maxBytes, olderThanMs, inUseMs: IN_USE_MS, dryRun });
  const results = room.removed.filter(({ kind }) => kind === 'ac').length;
  const unused = { olderThanMs: olderThanMs ?? readSpanMs(TOOLS_UNUSED) ?? 0, dryRun };
  const tools = await removeToolEntries(toolContextOf(packageFolder, env), { ...unused, onWait: tell });
  if (!tools.ok) return tools;
  const sandbox = removeOwnFolders(cacheFolder, unused);
  const abandoned = findAbandoned(join(cacheFolder, 'tmp'), Date.now());
  if (!dryRun) await removeAbandoned(abandoned);
  return success({
    dryRun,
    store: {
      folder: store.root,
      removedResults: results,
      removedFiles: room.removed.length - results,
      removedBytes: sum(room.removed),
      keptFiles: room.keptFiles,
      keptBytes: room.keptBytes,
    },
    tools: { removed: tools.value.removed.map(rowOf), inUse: tools.value.inUse.map(rowOf) },
    sandbox: { removed: sandbox.removed.map(rowOf), inUse: sandbox.inUse.map(rowOf) },
    goCache: {
      folder: goCache.root,
      removedFiles: compiled.removed.length,
      removedBytes: sum(compiled.removed),
      keptBytes: compiled.keptBytes,
    },
    abandoned: room.temporaries + compiled.temporaries + abandoned.length,
  });
}

function rowOf({ name, bytes, usedMs }: ToolEntry | OwnFolder): RemovedTool {
  return { name, bytes, lastUse: dateOf(usedMs) };
}

function wrongFlag(flag: string, value: string | undefined, wanted: string): Result<never> {
  return failure({
    severity: 'error',
    code: 'CL0003',
    message: `${flag} ${value}: expected ${wanted}`,
    hint: { text: 'for example', command: 'bljh cache gc --max-size 2G --older-than 30d' },
  });
}

export function presentGarbage({ dryRun, store, tools, sandbox, goCache, abandoned }: GcOutcome): string {
  const verb = dryRun ? 'would remove' : 'removed';
  const removed = `${count(store.removedResults, 'result')} and ${count(store.removedFiles, 'file')}, ${formatBytes(store.removedBytes)}`;
  return [
    `${store.folder}: ${verb} ${removed}; ${formatBytes(store.keptBytes)} ${dryRun ? 'would stay' : 'left'}`,
    ...(goCache.removedFiles + goCache.keptBytes === 0
      ? []
      : [
          `${goCache.folder}: ${verb} ${count(goCache.removedFiles, 'file')}, ${formatBytes(goCache.removedBytes)}; ${formatBytes(goCache.keptBytes)} ${dryRun ? 'would stay' : 'left'}`,
        ]),
    ...[...tools.removed, ...sandbox.removed.map(inSandbox)].map(
      ({ name, bytes, lastUse }) => `${verb} ${name}, ${formatBytes(bytes)}, last used ${shortDate(lastUse)}`,
    ),
    ...[...tools.inUse, ...sandbox.inUse.map(inSandbox)].map(
      ({ name }) => `${name} is old, but a running process uses it`,
    ),
    ...(abandoned === 0 ? [] : [`${verb} ${count(abandoned, 'leftover')} of killed processes`]),
  ].join('\n');
}

function inSandbox(folder: RemovedTool): RemovedTool {
  return { ...folder, name: `sandbox/${folder.name}` };
}
