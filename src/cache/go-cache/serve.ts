/** Answers the go command until it says `close`, or is gone. */
import type { Readable } from 'node:stream';
import type { GoCache } from './go-cache.js';
import { formatReply, GREETING } from './messages.js';
import { NoRequest, RequestReader } from './request-reader.js';

export type ServeEnd =
  | { readonly kind: 'closed' }
  /** Ended without a word: it was interrupted, or fell. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'not-go'; readonly reason: string };

export async function serve(cache: GoCache, from: Readable, write: (text: string) => void): Promise<ServeEnd> {
  write(GREETING);
  const reader = new RequestReader();
  try {
    for await (const chunk of from) {
      for (const { request, body } of reader.push(chunk as Buffer)) {
        const answered = cache.answer(request, body).then((reply) => write(formatReply(reply)));
        if (request.command !== 'close') continue;
        await answered;
        return { kind: 'closed' };
      }
    }
    return { kind: 'gone' };
  } catch (error) {
    if (error instanceof NoRequest) return { kind: 'not-go', reason: error.message };
    throw error;
  }
}
