/** The stores that builds use, as the environment has them: this machine's first. */
import { storeFolderOf } from '../../cache/local/layout.js';
import { LocalStore } from '../../cache/local/local-store.js';
import { readLocalStoreSettings } from '../../cache/local/settings.js';
import { RemoteStore } from '../../cache/remote/remote-store.js';
import { readRemoteSettings } from '../../cache/remote/settings.js';
import type { ActionStore, OnTrouble } from '../../cache/store.js';
import { type Diagnostic, type Result, success, withEarlier } from '../../diagnostics/diagnostic.js';
import type { ToolContext } from '../../toolchains/tool.js';

/** Opens them for as long as `use` takes. What they had to say comes with its result, and what closing them had, too. */
export async function withStores<T>(
  context: ToolContext,
  use: (stores: readonly ActionStore[]) => Promise<Result<T>>,
): Promise<Result<T>> {
  const troubles: string[] = [];
  const opened = openStores(context, (text) => troubles.push(text));
  if (!opened.ok) return opened;
  const used = await use(opened.value).finally(async () => {
    for (const store of opened.value) await store.close();
  });
  return withEarlier(troubles.map(diagnoseTrouble), used);
}

/** Nothing is opened before it is asked for something. */
function openStores({ env, cacheFolder }: ToolContext, onTrouble: OnTrouble): Result<readonly ActionStore[]> {
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

/** `code`: of the check that it did not pass. */
export function diagnoseRefused(step: string, store: string, code: string): Diagnostic {
  return diagnoseTrouble(`${store}: its result of ${step} does not pass bljh's checks (${code}); it is made anew`);
}

/** What a store has told, as something that a build that goes on has to say. */
function diagnoseTrouble(text: string): Diagnostic {
  return { severity: 'warning', code: text.startsWith('remote store') ? 'RC0002' : 'CA0003', message: text };
}
