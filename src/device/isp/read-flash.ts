/** A piece of the flash as it is, compared with the digest that the chip makes of it. */
import { createHash } from 'node:crypto';
import { failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { diagnoseTrouble } from './diagnose-trouble.js';
import type { FlashLoader } from './flash-loader.js';

export interface ReadFlash {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** `onProgress`: bytes read so far. */
export async function readVerified(
  loader: FlashLoader,
  start: number,
  length: number,
  onProgress: (done: number) => void,
): Promise<Result<ReadFlash>> {
  const read = await loader.read(start, length, (end) => onProgress(end - start));
  if (read.kind !== 'ok') return failure(diagnoseTrouble(read, `reading the flash at 0x${read.at.toString(16)}`));
  const digest = await loader.digest(start, length);
  if (digest.kind !== 'ok') return failure(diagnoseTrouble(digest, 'asking for the digest of what was read'));
  const sha256 = createHash('sha256').update(read.bytes).digest('hex');
  if (sha256 === Buffer.from(digest.data).toString('hex')) return success({ bytes: read.bytes, sha256 });
  return failure({
    severity: 'error',
    code: 'FL0012',
    message: 'what was read has another digest than the chip tells',
    hint: { text: 'reset the board, then read again' },
  });
}
