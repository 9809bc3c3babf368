/** What the toolchain layer needs to know of this call: environment, cache folder, bljh's own folder. */
import { cacheFolderOf } from '../toolchains/cache-folder.js';
import type { ToolContext } from '../toolchains/tool.js';

export function toolContextOf(packageFolder: string, env: NodeJS.ProcessEnv = process.env): ToolContext {
  const known = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { env: Object.fromEntries(known), cacheFolder: cacheFolderOf(env), packageFolder };
}
