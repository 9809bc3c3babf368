/** The stores that a build uses, as the environment has them: this machine's first. */
import { join } from 'node:path';
import { LocalStore } from '../../cache/local/local-store.js';
import { readLocalStoreSettings } from '../../cache/local/settings.js';
import type { ActionStore, OnTrouble } from '../../cache/store.js';
import { type Result, success } from '../../diagnostics/diagnostic.js';
import type { ToolContext } from '../../toolchains/tool.js';

export function openStores({ env, cacheFolder }: ToolContext, onTrouble: OnTrouble): Result<readonly ActionStore[]> {
  const settings = readLocalStoreSettings(env);
  if (!settings.ok) return settings;
  const { isOn, limitBytes } = settings.value;
  return success(isOn ? [new LocalStore(join(cacheFolder, 'store'), limitBytes, onTrouble)] : []);
}
