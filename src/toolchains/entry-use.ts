/** When an entry of the cache was last of use: the time of its folder, so that those that nobody uses any more can be told and removed. */
import { statSync, utimesSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { toolsFolderOf } from './cache-folder.js';

/** Days are what is asked for; a build should not write each time. */
const FRESH_MS = 24 * 60 * 60_000;

/** `path`: the folder of an entry, or something in it. Where the time cannot be set, a cache of somebody else's, nothing is lost. */
export function noteEntryUse(cacheFolder: string, path: string): void {
  const tools = toolsFolderOf(cacheFolder);
  const [name = ''] = relative(tools, path).split(sep);
  if (name === '' || name === '..') return;
  const folder = `${tools}${sep}${name}`;
  try {
    const now = Date.now();
    if (Math.abs(now - statSync(folder).mtimeMs) > FRESH_MS) utimesSync(folder, now / 1000, now / 1000);
  } catch {
    // see above
  }
}
