/**
 * Credentials of servers that bljh itself talks to (docs/remote-cache.md) stand in its environment, and tools, installers and the user's
 * programs have no use for them.
 */
const CREDENTIALS = /^BLJH_REMOTE_CACHE_(?:TOKEN|USER|PASSWORD|HEADER)$/;

export function withoutCredentials(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !CREDENTIALS.test(name)));
}
