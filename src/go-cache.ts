/**
 * The program that the go command starts for its cache (GOCACHEPROG), as bljh's builds ask it to: one process a `go build`. It has no flags; everything is
 * in the environment. Standard output belongs to the go command, which passes standard error on to the build's log.
 */
import { GoCache } from './cache/go-cache/go-cache.js';
import { goCacheFolderOf, ObjectFolder } from './cache/go-cache/object-folder.js';
import { serve } from './cache/go-cache/serve.js';
import { readLocalStoreSettings } from './cache/local/settings.js';
import { RemoteStore } from './cache/remote/remote-store.js';
import { readRemoteSettings } from './cache/remote/settings.js';
import type { Diagnostic } from './diagnostics/diagnostic.js';
import { interruption, listenForInterruption } from './process/interruption.js';
import { cacheFolderOf } from './toolchains/cache-folder.js';

export async function main(): Promise<void> {
  // On a Ctrl-C the go command still has to hear from us, and ends us.
  listenForInterruption(() => undefined);
  const { env } = process;
  const onTrouble = (text: string) => {
    if (!interruption.aborted) process.stderr.write(`bljh-gocache: ${text}\n`);
  };
  const local = readLocalStoreSettings(env);
  const remote = readRemoteSettings(env);
  for (const result of [local, remote]) for (const line of problemsOf(result)) onTrouble(line);
  const settings = remote.ok ? remote.value : undefined;
  const limitBytes = local.ok ? local.value.limitBytes : Number.POSITIVE_INFINITY;
  const folder = new ObjectFolder(goCacheFolderOf(cacheFolderOf(env)), limitBytes);
  const cache = new GoCache({
    folder,
    remote: settings && new RemoteStore(settings, onTrouble),
    machine: env['BLJH_GOCACHE_MACHINE'] ?? '',
    finishMs: settings?.timeoutMs ?? 0,
    onTrouble,
  });
  // The go command is gone, and nobody is left to answer.
  process.stdout.on('error', () => process.exit(0));
  const end = await serve(cache, process.stdin, (text) => process.stdout.write(text));
  // Ended without a word: what was put there counts all the same.
  if (end.kind === 'gone') await folder.count().catch(() => undefined);
  if (end.kind === 'not-go') onTrouble(`This is for the go command: ${end.reason}.`);
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
  // Calls that are still open would keep the process, and with it the go command.
  process.exit(end.kind === 'not-go' ? 2 : 0);
}

function problemsOf(result: { readonly ok: boolean; readonly diagnostics: readonly Diagnostic[] }): readonly string[] {
  return result.ok ? [] : result.diagnostics.map(({ message }) => message);
}
