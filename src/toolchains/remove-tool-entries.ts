/**
 * Removes entries of the tools folder that the present bljh does not use and that were of no use for a while. One that is named in the
 * environment, the arguments or the folder of any process is in use, and stays. Each is moved aside first: whoever looks for it finds it whole or not at all.
 */
import { type Result, success } from '../diagnostics/diagnostic.js';
import { withInstallLock } from './install-lock.js';
import { type Divided, divideByUse, removeAside } from './remove-aside.js';
import type { ToolContext } from './tool.js';
import { listToolEntries, type ToolEntry } from './tool-entries.js';

export interface RemoveOptions {
  readonly olderThanMs: number;
  readonly dryRun: boolean;
  readonly onWait: (text: string) => void;
  readonly nowMs?: number;
}

const LOCK_WAIT_MS = 60_000;

export async function removeToolEntries(
  context: ToolContext,
  { olderThanMs, dryRun, onWait, nowMs = Date.now() }: RemoveOptions,
): Promise<Result<Divided<ToolEntry>>> {
  const isOld = ({ isCurrent, usedMs }: ToolEntry) => !isCurrent && nowMs - usedMs > olderThanMs;
  const old = (await listToolEntries(context)).filter(isOld);
  if (old.length === 0) return success({ removed: [], inUse: [] });
  if (dryRun) return success(divideByUse(old));
  return withInstallLock(context.cacheFolder, { onWait, waitMs: LOCK_WAIT_MS }, async () => {
    // Again: another bljh may have begun to use one while this one waited.
    const divided = divideByUse((await listToolEntries(context)).filter(isOld));
    for (const entry of divided.removed) removeAside(entry, context.cacheFolder);
    return success(divided);
  });
}
