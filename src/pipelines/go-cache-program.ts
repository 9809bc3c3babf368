/**
 * How a build asks Go to keep what it compiles on the server of the remote store: by GOCACHEPROG, a program that Go starts in place of its own cache.
 * None of this is in a plan or in a step's key, for it does not change what is made.
 */
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { REMOTE_CACHE, readRemoteSettings } from '../cache/remote/settings.js';
import type { ToolIdentity } from '../toolchains/identify.js';
import type { ToolContext } from '../toolchains/tool.js';

/** What the program reads, and what the libraries do that it is made of. */
const PASSED_ON =
  /^(?:BLJH_CACHE_SIZE|NODE_EXTRA_CA_CERTS|SSL_CERT_(?:FILE|DIR)|(?:grpc|https|http)_proxy|no_(?:grpc_)?proxy)$/;
const FILES = ['CA', 'CERT', 'KEY'].map((name) => `${REMOTE_CACHE}_${name}`);

/** Empty where it was not asked for, or Go could not be told where the program is. */
export function goCacheVariables(
  { env, packageFolder }: ToolContext,
  identities: readonly ToolIdentity[],
): Readonly<Record<string, string>> {
  const remote = readRemoteSettings(env);
  if (!remote.ok || remote.value?.sharesGoCache !== true) return {};
  const program = quoteForGo([process.execPath, join(packageFolder, 'bin', 'bljh-gocache.js')]);
  if (program === undefined) return {};
  const passedOn = Object.entries(env)
    .filter(([name]) => name.startsWith(REMOTE_CACHE) || PASSED_ON.test(name))
    // A step runs in another folder than bljh.
    .map(([name, value]) => [name, FILES.includes(name) && value !== '' ? resolve(value) : value]);
  return { ...Object.fromEntries(passedOn), GOCACHEPROG: program, BLJH_GOCACHE_MACHINE: machineOf(identities) };
}

/** The tools of a plan by their bytes: see src/cache/go-cache/go-action.ts. */
function machineOf(identities: readonly ToolIdentity[]): string {
  const lines = identities.map(({ id, version, sha256 }) => `${id} ${version} ${sha256}`).sort();
  const hash = createHash('sha256').update(lines.join('\n')).digest('hex');
  return `${process.platform} ${process.arch} ${hash}`;
}

/** As Go splits it (cmd/internal/quoted): words in quotes of either kind, without escapes. Undefined for a word with both kinds. */
export function quoteForGo(words: readonly string[]): string | undefined {
  const quoted = words.map((word) => {
    if (/^[^\s'"]+$/.test(word)) return word;
    return word.includes("'") ? (word.includes('"') ? undefined : `"${word}"`) : `'${word}'`;
  });
  return quoted.includes(undefined) ? undefined : quoted.join(' ');
}
