/**
 * What the environment says about a remote store (docs/remote-cache.md). It is the environment, not bljh.ini: which server and whose
 * credentials is a matter of the machine, not of the project. Pure: files are read when the connection is made.
 *
 * Values of credentials are in no message: neither here nor in what a server says (see trouble.ts).
 */
import { type Diagnostic, failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { type Address, parseAddress, whyNoAddress } from './address.js';
import { type Credentials, isSecret, readCredentials } from './credentials.js';

export interface RemoteSettings extends Address {
  readonly canRead: boolean;
  readonly canWrite: boolean;
  /** Of one answer; transfers get more for their bytes. */
  readonly timeoutMs: number;
  /** Metadata of each call. */
  readonly headers: Credentials;
  /** PEM files. */
  readonly caFile?: string;
  readonly certificateFile?: string;
  readonly keyFile?: string;
  /** Also the files that a step reads go to the server, so that it could run the step itself. */
  readonly uploadInputs: boolean;
  /** Also what Go compiles goes there, by a program for Go's cache. */
  readonly sharesGoCache: boolean;
}

export const REMOTE_CACHE = 'BLJH_REMOTE_CACHE';
const REMOTE_GOCACHE = 'BLJH_REMOTE_GOCACHE';
const DEFAULT_TIMEOUT_S = 20;
const MODES = ['read-write', 'read', 'write', 'off'];

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined where no server is named, or the mode is `off`. */
export function readRemoteSettings(env: Environment): Result<RemoteSettings | undefined> {
  const address = env[REMOTE_CACHE] ?? '';
  const mode = env[`${REMOTE_CACHE}_MODE`] || 'read-write';
  if (!MODES.includes(mode)) return wrong('_MODE', `is "${mode}"`, `one of ${MODES.join(', ')}`);
  if (address === '' || mode === 'off') return success(undefined);

  const parsed = parseAddress(address);
  if (parsed === undefined)
    return wrong(
      '',
      `is no address of a server: it ${whyNoAddress(address)}`,
      'grpc://HOST:PORT, grpcs://HOST:PORT, and /INSTANCE behind it',
    );
  const seconds = numberOf(env[`${REMOTE_CACHE}_TIMEOUT`] || String(DEFAULT_TIMEOUT_S));
  if (seconds === undefined) return wrong('_TIMEOUT', 'is no number of seconds', 'a number from 0.1 to 3600');
  const headers = readCredentials((name) => env[`${REMOTE_CACHE}_${name}`] || undefined);
  if (!headers.ok) return wrong(`_${headers.variable}`, headers.problem, headers.expected);
  const uploadInputs = switchOf(env[`${REMOTE_CACHE}_INPUTS`], false);
  if (uploadInputs === undefined) return wrong('_INPUTS', 'is neither 0 nor 1', '0 or 1');
  const isPlaintextAllowed = switchOf(env[`${REMOTE_CACHE}_ALLOW_PLAINTEXT`], false);
  if (isPlaintextAllowed === undefined) return wrong('_ALLOW_PLAINTEXT', 'is neither 0 nor 1', '0 or 1');

  const sharesGoCache = switchOf(env[REMOTE_GOCACHE], false);
  if (sharesGoCache === undefined) return wrongVariable(REMOTE_GOCACHE, 'is neither 0 nor 1', '0 or 1');

  const { CA, CERT, KEY } = filesOf(env);
  if ((CERT === undefined) !== (KEY === undefined))
    return wrong(
      CERT === undefined ? '_CERT' : '_KEY',
      'is not set, and the other half is',
      'a certificate and its key, or neither',
    );
  if (!parsed.isEncrypted && (CA ?? CERT) !== undefined)
    return wrong(
      '',
      'is not encrypted, so that the files of _CA, _CERT and _KEY would not be used',
      'grpcs://HOST:PORT',
    );
  if (!parsed.isEncrypted && !parsed.isLoopback && isSecret(headers.value) && !isPlaintextAllowed)
    return wrong(
      '',
      'would carry credentials over the network unencrypted',
      `grpcs://HOST:PORT, or ${REMOTE_CACHE}_ALLOW_PLAINTEXT=1 where the network is trusted`,
    );

  return success({
    ...parsed,
    canRead: mode !== 'write',
    canWrite: mode !== 'read',
    timeoutMs: seconds * 1000,
    headers: headers.value,
    uploadInputs,
    sharesGoCache,
    ...(CA === undefined ? {} : { caFile: CA }),
    ...(CERT === undefined || KEY === undefined ? {} : { certificateFile: CERT, keyFile: KEY }),
  });
}

function filesOf(env: Environment): { CA: string | undefined; CERT: string | undefined; KEY: string | undefined } {
  const file = (name: string) => env[`${REMOTE_CACHE}_${name}`] || undefined;
  return { CA: file('CA'), CERT: file('CERT'), KEY: file('KEY') };
}

function numberOf(text: string): number | undefined {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return seconds >= 0.1 && seconds <= 3600 ? seconds : undefined;
}

function switchOf(text: string | undefined, otherwise: boolean): boolean | undefined {
  if (text === undefined || text === '') return otherwise;
  return text === '1' ? true : text === '0' ? false : undefined;
}

interface Wrong {
  readonly ok: false;
  readonly diagnostics: readonly Diagnostic[];
}

function wrong(suffix: string, problem: string, expected: string): Wrong {
  return wrongVariable(`${REMOTE_CACHE}${suffix}`, problem, expected);
}

function wrongVariable(name: string, problem: string, expected: string): Wrong {
  return failure({
    severity: 'error',
    code: 'RC0001',
    message: `The environment variable ${name} ${problem}.`,
    hint: { text: `Expected: ${expected}.` },
  });
}
