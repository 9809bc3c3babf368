/**
 * What lies in the tools folder of the cache: tools that bljh has built or fetched, and what it has made of them. Each version of bljh, Go
 * and TinyGo has entries of its own, so that old ones stay behind.
 */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { blflashEntryName } from './blflash/vendor-files.js';
import { toolsFolderOf } from './cache-folder.js';
import { probeTools } from './find-tool.js';
import { isrCheckerName } from './go/isr-checker.js';
import { hostGoPlatform, pinnedToolchainOf } from './go/toolchain-module.js';
import { tinygoEntryPrefix } from './tinygo/cached-tinygo.js';
import { tinygoRootName } from './tinygo/prepare-tinygo-root.js';
import type { Probe, ToolContext } from './tool.js';
import { pinnedUnicorn } from './unicorn/pinned-unicorn.js';

export interface ToolEntry {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly usedMs: number;
  /** This bljh uses it, or would. */
  readonly isCurrent: boolean;
}

/** Names that bljh gives. What is called otherwise is not touched. */
const OWN = /^(?:go\d|tinygo-|tinygoroot-|isr-|unicorn-|blflash-)/;

export async function listToolEntries(context: ToolContext): Promise<readonly ToolEntry[]> {
  const folder = toolsFolderOf(context.cacheFolder);
  const names = namesIn(folder).filter((name) => OWN.test(name));
  if (names.length === 0) return [];
  const isCurrent = await currentNames(context);
  return names.flatMap((name) => {
    const path = join(folder, name);
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status?.isDirectory() !== true) return [];
    return [{ name, path, bytes: bytesBelow(path), usedMs: status.mtimeMs, isCurrent: isCurrent(name) }];
  });
}

async function currentNames(context: ToolContext): Promise<(name: string) => boolean> {
  const found = await probeTools(['go', 'tinygo'], context);
  const goToolchain = pinnedToolchainOf(hostGoPlatform(process))?.entry;
  const names = new Set([
    goToolchain,
    pinnedUnicorn(context)?.entry,
    blflashEntryName(),
    nameOr(found.get('tinygo'), (tool) => tinygoRootName(tool, context)),
    nameOr(found.get('go'), (tool) => isrCheckerName(tool, context)),
  ]);
  const prefix = tinygoEntryPrefix(context);
  return (name) => names.has(name) || (prefix !== undefined && name.startsWith(prefix));
}

/** Undefined where the tool is not there: nothing made of it is in use. */
function nameOr(
  probe: Probe | undefined,
  nameOf: (tool: Extract<Probe, { kind: 'ok' }>['tool']) => string,
): string | undefined {
  try {
    return probe?.kind === 'ok' ? nameOf(probe.tool) : undefined;
  } catch {
    return undefined; // files of bljh's own, or of the tool, that are gone
  }
}

/** Of a folder that changes meanwhile: what could be seen. Links are not followed. */
export function bytesBelow(folder: string): number {
  let sum = 0;
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const status = lstatSync(path, { throwIfNoEntry: false });
    sum += status?.isDirectory() === true ? bytesBelow(path) : (status?.size ?? 0);
  }
  return sum;
}

/** Sorted. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // not there, or not ours to read
  }
}
