/** Keeps a folder that something was added to within its limit. */
import { lockFolder } from '../../process/folder-lock.js';
import type { Layout } from './layout.js';
import { makeRoom } from './make-room.js';
import { estimateBytes } from './usage.js';

/** Room is made down to this part of the limit, so that the next build need not count again. */
const LOW_WATER = 0.9;

export interface Limit {
  readonly limitBytes: number;
  /** See choose-victims.ts. */
  readonly inUseMs?: number;
}

/** Throws the system's error. */
export async function keepWithin(layout: Layout, { limitBytes, inUseMs }: Limit): Promise<void> {
  const bytes = await estimateBytes(layout);
  if (bytes !== undefined && bytes <= limitBytes) return;
  // Several builds that end together need not all count; one that is counting now counts for this one, too.
  const lock = await lockFolder(layout.lock, { waitMs: 0, onWait: () => undefined });
  if ('heldBy' in lock) return;
  try {
    // Where it is not known how much there is, nobody knows that it is too much.
    await makeRoom(layout, { maxBytes: limitBytes * (bytes === undefined ? 1 : LOW_WATER), inUseMs });
  } finally {
    lock.release();
  }
}
