/** Who bljh is to a remote store: a bearer token, a user with a password, or a header of the server's own. Pure. */

/** Names in lower case, with their values. */
export type Credentials = readonly (readonly [name: string, value: string])[];

type Read =
  | { readonly ok: true; readonly value: Credentials }
  | { readonly ok: false; readonly variable: string; readonly problem: string; readonly expected: string };

/** `read` gets the last part of a variable's name; empty values count as none. */
export function readCredentials(read: (name: string) => string | undefined): Read {
  const token = read('TOKEN');
  const user = read('USER');
  const password = read('PASSWORD');
  const wrong = (variable: string, problem: string, expected: string): Read => ({
    ok: false,
    variable,
    problem,
    expected,
  });
  if (token !== undefined && !isHeaderValue(token))
    return wrong('TOKEN', 'has characters that no token has', 'letters, digits and signs of ASCII in one line');
  if ((user === undefined) !== (password === undefined))
    return wrong(
      user === undefined ? 'USER' : 'PASSWORD',
      'is not set, and the other half is',
      'a user and a password, or neither',
    );
  if (user?.includes(':')) return wrong('USER', 'has a colon, which no user name may have', 'a name without a colon');
  if (token !== undefined && user !== undefined)
    return wrong('TOKEN', 'is set, and so are a user and a password', 'one of both');
  const headers: [string, string][] = [];
  if (token !== undefined) headers.push(['authorization', `Bearer ${token}`]);
  if (user !== undefined)
    headers.push(['authorization', `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`]);
  for (const line of (read('HEADER') ?? '').split('\n').filter((text) => text.trim() !== '')) {
    const header = parseHeader(line);
    if (header === undefined)
      return wrong(
        'HEADER',
        'has a line that is no header',
        '"NAME: VALUE", one a line, in ASCII, and no name that gRPC uses itself',
      );
    headers.push(header);
  }
  return { ok: true, value: headers };
}

export function isSecret(credentials: Credentials): boolean {
  return credentials.length > 0;
}

function parseHeader(line: string): [string, string] | undefined {
  const [, name = '', value = ''] = /^\s*([A-Za-z0-9_.-]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
  const lower = name.toLowerCase();
  // "-bin": binary metadata; "grpc-": reserved; the others belong to HTTP/2.
  if (lower === '' || lower.endsWith('-bin') || /^(grpc-|te$|content-type$|user-agent$)/.test(lower)) return undefined;
  return value !== '' && isHeaderValue(value) ? [lower, value] : undefined;
}

function isHeaderValue(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}
