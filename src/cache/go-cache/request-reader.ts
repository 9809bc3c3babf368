/**
 * Requests of the go command out of a stream of bytes, in whatever pieces it comes. A body is decoded as it arrives: as one text it could be longer
 * than any string of JavaScript's. Pure.
 */
import { type GoRequest, parseRequest } from './messages.js';

export interface ReadRequest {
  readonly request: GoRequest;
  readonly body: Uint8Array;
}

/** What came is not what the go command says: nothing behind it can be understood. */
export class NoRequest extends Error {}

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
/** A request without its body has two hashes and a few words. */
const MAX_LINE_BYTES = 1 << 16;

export class RequestReader {
  #line: Buffer[] = [];
  #lineBytes = 0;
  #awaited: { readonly request: GoRequest; readonly body: BodyReader } | undefined;

  /** Throws NoRequest. */
  *push(chunk: Buffer): Generator<ReadRequest> {
    for (let rest = chunk; rest.length > 0; ) {
      const feed = rest.indexOf(LINE_FEED);
      const part = feed === -1 ? rest : rest.subarray(0, feed);
      rest = feed === -1 ? rest.subarray(rest.length) : rest.subarray(feed + 1);
      const read = this.#take(part, feed !== -1);
      if (read !== undefined) yield read;
    }
  }

  #take(part: Buffer, isEnd: boolean): ReadRequest | undefined {
    return this.#awaited === undefined ? this.#takeLine(part, isEnd) : this.#takeBody(this.#awaited, part, isEnd);
  }

  #takeLine(part: Buffer, isEnd: boolean): ReadRequest | undefined {
    this.#line.push(Buffer.from(part));
    this.#lineBytes += part.length;
    if (this.#lineBytes > MAX_LINE_BYTES) throw new NoRequest('a line is too long');
    if (!isEnd) return undefined;
    const line = Buffer.concat(this.#line).toString('utf8').trim();
    this.#line = [];
    this.#lineBytes = 0;
    // Go writes one between a request and its body.
    if (line === '') return undefined;
    const parsed = parseRequest(line);
    if (parsed === undefined) throw new NoRequest('a line is no request');
    const { request, bodyBytes } = parsed;
    if (bodyBytes === 0) return { request, body: new Uint8Array() };
    this.#awaited = { request, body: new BodyReader(bodyBytes) };
    return undefined;
  }

  #takeBody(awaited: { request: GoRequest; body: BodyReader }, part: Buffer, isEnd: boolean): ReadRequest | undefined {
    const { request, body } = awaited;
    body.push(part);
    if (!isEnd || body.isUntouched) return undefined;
    this.#awaited = undefined;
    return { request, body: body.finish() };
  }
}

/** A string of JSON that holds base64, which needs no escapes. */
class BodyReader {
  readonly #bytes: Buffer;
  #filled = 0;
  /** Up to three characters that wait for the fourth. */
  #rest = '';
  #quotes = 0;
  isUntouched = true;

  constructor(sizeBytes: number) {
    this.#bytes = Buffer.allocUnsafe(sizeBytes);
  }

  push(part: Buffer): void {
    if (part.length === 0) return;
    const begin = this.isUntouched && part[0] === QUOTE ? 1 : 0;
    const end = part.length > begin && part[part.length - 1] === QUOTE ? part.length - 1 : part.length;
    if (this.isUntouched && begin === 0) throw new NoRequest('a body does not begin with a quote');
    if (this.#quotes === 2) throw new NoRequest('a body goes on behind its end');
    this.#quotes += begin + (part.length - end);
    this.isUntouched = false;
    this.#decode(this.#rest + part.toString('latin1', begin, end), this.#quotes === 2);
  }

  finish(): Uint8Array {
    if (this.#quotes !== 2 || this.#filled !== this.#bytes.length)
      throw new NoRequest('a body is not as long as it says');
    return this.#bytes;
  }

  #decode(text: string, isEnd: boolean): void {
    const length = isEnd ? text.length : text.length - (text.length % 4);
    this.#rest = text.slice(length);
    const decoded = Buffer.from(text.slice(0, length), 'base64');
    if (this.#filled + decoded.length > this.#bytes.length) throw new NoRequest('a body is longer than it says');
    this.#filled += decoded.copy(this.#bytes, this.#filled);
  }
}
