/** The stores that a build uses, as the environment has them: this machine's first. */
import { storeFolderOf } from '../../cache/local/layout.js';
import { LocalStore } from '../../cache/local/local-store.js';
import { readLocalStoreSettings } from '../../cache/local/settings.js';
import { RemoteStore } from '../../cache/remote/remote-store.js';
import { readRemoteSettings } from '../../cache/remote/settings.js';
import type { ActionStore, OnTrouble } from '../../cache/store.js';
import { type Diagnostic, type Result, success } from '../../diagnostics/diagnostic.js';
import type { ToolContext } from '../../toolchains/tool.js';

/** Nothing is opened before it is asked for something; whoever calls this closes them. */
export function openStores({ env, cacheFolder }: ToolContext, onTrouble: OnTrouble): Result<readonly ActionStore[]> {
  const local = readLocalStoreSettings(env);
  if (!local.ok) return local;
  const remote = readRemoteSettings(env);
  if (!remote.ok) return remote;
  const { isOn, limitBytes } = local.value;
  return success([
    ...(isOn ? [new LocalStore(storeFolderOf(cacheFolder), limitBytes, onTrouble)] : []),
    ...(remote.value === undefined ? [] : [new RemoteStore(remote.value, onTrouble)]),
  ]);
}

/** What a store has told, as something that a build that goes on has to say. */
export function diagnoseTrouble(text: string): Diagnostic {
  return { severity: 'warning', code: text.startsWith('remote store') ? 'RC0002' : 'CA0003', message: text };
}
