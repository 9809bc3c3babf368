/**
 * Removes entries of the tools folder that the present bljh does not use and that were of no use for a while. One that is named in the
 * environment, the arguments or the folder of any process is in use, and stays. Each is moved aside first: whoever looks for it finds it whole or not at all.
 */
import { renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Result, success } from '../diagnostics/diagnostic.js';
import { makeFolder } from '../process/make-folder.js';
import { pathsInUse } from '../process/paths-in-use.js';
import { withInstallLock } from './install-lock.js';
import type { ToolContext } from './tool.js';
import { listToolEntries, type ToolEntry } from './tool-entries.js';

export interface RemoveOptions {
  readonly olderThanMs: number;
  readonly dryRun: boolean;
  readonly onWait: (text: string) => void;
  readonly nowMs?: number;
}

export interface RemovedEntries {
  readonly removed: readonly ToolEntry[];
  /** Old, but a process works with them. */
  readonly inUse: readonly ToolEntry[];
}

const LOCK_WAIT_MS = 60_000;

export async function removeToolEntries(
  context: ToolContext,
  { olderThanMs, dryRun, onWait, nowMs = Date.now() }: RemoveOptions,
): Promise<Result<RemovedEntries>> {
  const isOld = ({ isCurrent, usedMs }: ToolEntry) => !isCurrent && nowMs - usedMs > olderThanMs;
  const old = (await listToolEntries(context)).filter(isOld);
  if (old.length === 0) return success({ removed: [], inUse: [] });
  if (dryRun) return success(divide(old));
  return withInstallLock(context.cacheFolder, { onWait, waitMs: LOCK_WAIT_MS }, async () => {
    // Again: another bljh may have begun to use one while this one waited.
    const divided = divide((await listToolEntries(context)).filter(isOld));
    const nursery = join(context.cacheFolder, 'tmp');
    makeFolder(nursery);
    for (const { name, path } of divided.removed) {
      const aside = join(nursery, `${process.pid}@${hostname()}@${name}`);
      renameSync(path, aside);
      rmSync(aside, { recursive: true, force: true });
    }
    return success(divided);
  });
}

function divide(entries: readonly ToolEntry[]): RemovedEntries {
  const used = pathsInUse(entries.map(({ path }) => path));
  return {
    removed: entries.filter(({ path }) => !used.has(path)),
    inUse: entries.filter(({ path }) => used.has(path)),
  };
}
