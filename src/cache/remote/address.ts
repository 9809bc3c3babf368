/** The address of a remote store: `grpc://HOST:PORT/INSTANCE`, or `grpcs:` with TLS. Pure. */

export interface Address {
  readonly host: string;
  readonly port: number;
  /** REAPI's instance name: servers keep several caches apart by it. Mostly empty. */
  readonly instance: string;
  readonly isEncrypted: boolean;
  /** What is sent there does not leave the machine. */
  readonly isLoopback: boolean;
}

/** Undefined for what is no address. Credentials in it are refused: addresses are shown. */
export function parseAddress(text: string): Address | undefined {
  // URL knows no rules for these schemes, and would take hosts such as "a b".
  if (!/^grpcs?:\/\//.test(text) || !URL.canParse(text.replace(/^grpcs?:/, 'http:'))) return undefined;
  const isEncrypted = text.startsWith('grpcs:');
  const url = new URL(text.replace(/^grpcs?:/, 'http:'));
  const { hostname, pathname, username, password, search, hash } = url;
  if (username !== '' || password !== '' || search !== '' || hash !== '') return undefined;
  const port = portIn(text);
  if (port === undefined || Number(port) === 0) return undefined;
  const instance = decodeURIComponentOr(pathname.slice(1).replace(/\/$/, ''));
  if (instance === undefined) return undefined;
  return { host: hostname, port: Number(port), instance, isEncrypted, isLoopback: isLoopbackHost(hostname) };
}

/** What `parseAddress` does not take, in words that go on "is no address of a server: it ..."; never with the text, which may hold a password. */
export function whyNoAddress(text: string): string {
  if (!/^grpcs?:\/\//.test(text)) return 'does not begin with grpc:// or grpcs://';
  if (/^\w+:\/\/[^/]*@/.test(text))
    return 'has a user in it, and addresses are shown: credentials have variables of their own';
  if (portIn(text) === undefined) return 'names no port';
  return /[?#]/.test(text) ? 'has a ? or a # in it' : 'names no host and port that there can be';
}

/** Of the host, not of the instance behind it. URL would leave out the port 80 of http. */
function portIn(text: string): string | undefined {
  return /^\w+:\/\/[^/]*:(\d+)(?:\/|$)/.exec(text)?.[1];
}

/** As people write it; an instance belongs to it, as it is where things are kept. */
export function formatAddress({ isEncrypted, host, port, instance }: Address): string {
  return `${isEncrypted ? 'grpcs' : 'grpc'}://${host}:${port}${instance === '' ? '' : `/${instance}`}`;
}

function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function decodeURIComponentOr(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
