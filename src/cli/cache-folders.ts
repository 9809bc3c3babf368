/** Where the local store is and what its environment says: what every `bljh cache` command begins with. */
import { join } from 'node:path';
import { Layout } from '../cache/local/layout.js';
import { type LocalStoreSettings, readLocalStoreSettings } from '../cache/local/settings.js';
import { type Result, success } from '../diagnostics/diagnostic.js';
import { cacheFolderOf } from '../toolchains/cache-folder.js';

export interface CacheFolders {
  readonly cacheFolder: string;
  readonly store: Layout;
  readonly settings: LocalStoreSettings;
}

export function openCacheFolders(env: NodeJS.ProcessEnv): Result<CacheFolders> {
  const settings = readLocalStoreSettings(env);
  if (!settings.ok) return settings;
  const cacheFolder = cacheFolderOf(env);
  return success({ cacheFolder, store: new Layout(storeFolderOf(cacheFolder)), settings: settings.value });
}

function storeFolderOf(cacheFolder: string): string {
  return join(cacheFolder, 'store');
}
