/** Writes what is flashable to the board behind a port, and proves it. */

import { diagnoseTrouble } from '../../device/isp/diagnose-trouble.js';
import type { FlashLoader } from '../../device/isp/flash-loader.js';
import { type SessionRequest, withFlashLoader } from '../../device/isp/flash-session.js';
import { type Stage, type WriteRequest, type WrittenSegment, writeSegments } from '../../device/isp/write-flash.js';
import { failure, type Result, success } from '../../diagnostics/diagnostic.js';
import type { Flashable } from './read-flashable.js';

/** Where boot2 looks for the partition table, and what it begins with. */
const TABLE = { address: 0xe000, magic: 'BFPT' } as const;
const BOOT2 = { address: 0, magic: 'BFNP' } as const;
const MAGIC_BYTES = 4;

export interface WriteBoardRequest {
  readonly session: SessionRequest;
  readonly flashable: Flashable;
  readonly rewrite: boolean;
  readonly verify: boolean;
  readonly eraseAll: number | undefined;
  readonly onProgress: (stage: Stage, name: string, done: number, total: number) => void;
}

export interface WrittenBoard {
  readonly segments: readonly WrittenSegment[];
  readonly verified: boolean;
}

export async function writeBoard(request: WriteBoardRequest): Promise<Result<WrittenBoard>> {
  const { flashable, verify } = request;
  const wanted: WriteRequest = { ...request, segments: flashable.segments };
  return await withFlashLoader(request.session, async (loader) => {
    const alone = flashable.kind === 'firmware' ? await requireBoot2(loader) : success(undefined);
    if (!alone.ok) return alone;
    const written = await writeSegments(loader, wanted);
    return written.ok ? success({ segments: written.value, verified: verify }, written.diagnostics) : written;
  });
}

/** A firmware for a partition is started by boot2, or not at all. */
async function requireBoot2(loader: FlashLoader): Promise<Result<void>> {
  for (const { address, magic } of [BOOT2, TABLE]) {
    const read = await loader.read(address, MAGIC_BYTES, () => undefined);
    if (read.kind !== 'ok') return failure(diagnoseTrouble(read, 'looking for boot2'));
    if (Buffer.from(read.bytes).toString('latin1') === magic) continue;
    return failure({
      severity: 'error',
      code: 'FL0017',
      message: `the file is a firmware for a flash with boot2, and the flash has none: no ${magic} at 0x${address.toString(16)}`,
      hint: { text: 'flash the whole image once: the .img file without -fw in its name' },
    });
  }
  return success(undefined);
}
