/**
 * Where bljh keeps what it can make or fetch again: the folder that the system reserves for caches, so that
 * nothing new appears in the user's home. Pure: environment, platform and home are given.
 */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

export function cacheFolderOf(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
  home: string = env['HOME'] || homedir(),
): string {
  const xdg = env['XDG_CACHE_HOME'];
  // The XDG base directory specification asks to ignore a relative path; a user who sets it on macOS means it.
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'bljh');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'bljh');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'bljh');
  return join(home, '.cache', 'bljh');
}

/** The entries: each a folder that is complete or absent. */
export function toolsFolderOf(cacheFolder: string): string {
  return join(cacheFolder, 'tools');
}
