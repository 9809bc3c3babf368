/**
 * Lets one bljh install at a time, so that two of them neither fetch the same thing twice nor fight over apt. It is a
 * courtesy, not what keeps the cache whole (that is cache-entry.ts).
 */
import { join } from 'node:path';
import { failure, type Result } from '../diagnostics/diagnostic.js';
import { lockFolder } from '../process/folder-lock.js';
import { interruption } from '../process/interruption.js';

const WAIT_MS = 30 * 60_000;

export interface InstallLockOptions {
  readonly onWait: (text: string) => void;
  readonly waitMs?: number;
}

export async function withInstallLock<T>(
  cacheFolder: string,
  options: InstallLockOptions,
  action: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const file = join(cacheFolder, 'install.lock');
  const waitMs = options.waitMs ?? WAIT_MS;
  const lock = await lockFolder(file, {
    waitMs,
    onWait: (holder) => options.onWait(`waiting for another bljh (${holder}) that is installing`),
  });
  if ('heldBy' in lock) {
    if (interruption.aborted) return failure({ severity: 'error', code: 'PR0003', message: 'interrupted' });
    return failure({
      severity: 'error',
      code: 'TC0003',
      message: `another bljh (${lock.heldBy}) has been installing for more than ${Math.round(waitMs / 60_000)} minutes`,
      hint: { text: `wait for it or end it; its lock is ${file}` },
    });
  }
  try {
    return await action();
  } finally {
    lock.release();
  }
}
