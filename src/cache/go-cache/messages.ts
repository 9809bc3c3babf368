/**
 * What the go command and a program for its cache say to each other: cmd/go/internal/cacheprog of Go 1.24 and later. Each message is a line of
 * JSON; hashes are base64. What goes here is only what we answer to. Pure.
 */

export type GoRequest =
  | { readonly command: 'get'; readonly id: number; readonly action: string }
  | { readonly command: 'put'; readonly id: number; readonly action: string; readonly output: string }
  | { readonly command: 'close'; readonly id: number }
  /** Of a later Go: it is told that we do not know it. */
  | { readonly command: 'unknown'; readonly id: number };

export interface GoReply {
  readonly id: number;
  readonly error?: string;
  readonly isMiss?: boolean;
  /** In hex, as everywhere in bljh. */
  readonly output?: string;
  readonly sizeBytes?: number;
  /** An absolute path. */
  readonly file?: string;
}

/** A request, and how many bytes follow it on a line of their own. */
export interface RequestLine {
  readonly request: GoRequest;
  readonly bodyBytes: number;
}

/** More is no object that a compiler makes. */
const MAX_BODY_BYTES = 2 ** 30;

/** What we say first. */
export const GREETING = `${JSON.stringify({ ID: 0, KnownCommands: ['get', 'put', 'close'] })}\n`;

/** Undefined for what is no request: whoever sends that is not the go command. */
export function parseRequest(line: string): RequestLine | undefined {
  const message = parseObject(line);
  const id = message?.['ID'];
  if (message === undefined || typeof id !== 'number' || !Number.isSafeInteger(id)) return undefined;
  const bodyBytes = message['BodySize'] ?? 0;
  if (typeof bodyBytes !== 'number' || !Number.isSafeInteger(bodyBytes)) return undefined;
  if (bodyBytes < 0 || bodyBytes > MAX_BODY_BYTES) return undefined;
  const action = hexOf(message['ActionID']);
  const output = hexOf(message['OutputID']);
  switch (message['Command']) {
    case 'get':
      return action === undefined ? undefined : { request: { command: 'get', id, action }, bodyBytes };
    case 'put':
      if (action === undefined || output === undefined) return undefined;
      return { request: { command: 'put', id, action, output }, bodyBytes };
    case 'close':
      return { request: { command: 'close', id }, bodyBytes };
    default:
      return { request: { command: 'unknown', id }, bodyBytes };
  }
}

export function formatReply({ id, error, isMiss, output, sizeBytes, file }: GoReply): string {
  const message = {
    ID: id,
    Err: error,
    Miss: isMiss,
    OutputID: output === undefined ? undefined : Buffer.from(output, 'hex').toString('base64'),
    Size: sizeBytes,
    DiskPath: file,
  };
  return `${JSON.stringify(message)}\n`;
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function hexOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return undefined;
  return Buffer.from(value, 'base64').toString('hex');
}
