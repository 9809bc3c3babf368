/**
 * Where bljh keeps what it has learned of this user's machine: the folder that the system reserves for it. Unlike a cache it cannot
 * be made again. Pure: environment, platform and home are given.
 */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

export function stateFolderOf(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
  home: string = env['HOME'] || homedir(),
): string {
  const xdg = env['XDG_STATE_HOME'];
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'bljh');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'bljh', 'state');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'bljh');
  return join(home, '.local', 'state', 'bljh');
}
