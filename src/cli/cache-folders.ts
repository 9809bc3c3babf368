/** Where the local store is and what its environment says: what every `bljh cache` command begins with. */
import { goCacheFolderOf } from '../cache/go-cache/object-folder.js';
import { Layout, storeFolderOf } from '../cache/local/layout.js';
import { type LocalStoreSettings, readLocalStoreSettings } from '../cache/local/settings.js';
import { type Result, success } from '../diagnostics/diagnostic.js';
import { cacheFolderOf } from '../toolchains/cache-folder.js';

export interface CacheFolders {
  readonly cacheFolder: string;
  readonly store: Layout;
  /** What Go compiled, where builds keep that on a server; see src/cache/go-cache. */
  readonly goCache: Layout;
  readonly settings: LocalStoreSettings;
}

export function openCacheFolders(env: NodeJS.ProcessEnv): Result<CacheFolders> {
  const settings = readLocalStoreSettings(env);
  if (!settings.ok) return settings;
  const cacheFolder = cacheFolderOf(env);
  const store = new Layout(storeFolderOf(cacheFolder));
  const goCache = new Layout(goCacheFolderOf(cacheFolder));
  return success({ cacheFolder, store, goCache, settings: settings.value });
}
