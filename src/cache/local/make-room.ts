/** Brings the store below a size, removes what killed processes left, and counts anew. Safe beside builds: a blob that vanishes is a miss. */
import { rm, utimes } from 'node:fs/promises';
import { chooseVictims } from './choose-victims.js';
import type { Layout } from './layout.js';
import { type StoredFile, scanStore } from './scan-store.js';
import { findAbandoned, removeAbandoned } from './temporaries.js';
import { noteCount } from './usage.js';

export interface RoomOptions {
  readonly maxBytes: number;
  readonly olderThanMs?: number | undefined;
  /** See choose-victims.ts. */
  readonly inUseMs?: number | undefined;
  /** Only tells what would go. */
  readonly dryRun?: boolean;
  readonly nowMs?: number;
}

export interface RoomMade {
  readonly removed: readonly StoredFile[];
  readonly temporaries: number;
  readonly keptFiles: number;
  readonly keptBytes: number;
}

export async function makeRoom(layout: Layout, options: RoomOptions): Promise<RoomMade> {
  const { maxBytes, olderThanMs, inUseMs, dryRun = false, nowMs = Date.now() } = options;
  const { files } = await scanStore(layout);
  const { victims, keptBytes, restamped } = chooseVictims(files, { nowMs, maxBytes, olderThanMs, inUseMs });
  const abandoned = findAbandoned(layout.temporaries, nowMs);
  const made = { removed: victims, temporaries: abandoned.length, keptFiles: files.length - victims.length, keptBytes };
  if (dryRun) return made;
  for (const { path } of victims) await rm(path, { force: true });
  for (const { file, usedMs } of restamped)
    await utimes(file.path, usedMs / 1000, usedMs / 1000).catch(() => undefined);
  await removeAbandoned(abandoned);
  if (files.length > 0) await noteCount(layout, keptBytes);
  return made;
}
