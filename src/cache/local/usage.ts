/**
 * How large the store is, known without looking at it. `usage` holds a line with the bytes at the last count, and behind it a byte for
 * each 64 KiB that were added since: processes append without a lock, and the length of the file is the sum. What is removed is not
 * subtracted before the next count, and what is appended to a file that is being replaced is lost until then: an estimate that decides
 * nothing but when to count.
 */
import { appendFile, open } from 'node:fs/promises';
import { makeFolder } from '../../process/make-folder.js';
import { storeWhole } from './files.js';
import type { Layout } from './layout.js';

const STEP_BYTES = 64 * 1024;
const FIRST_LINE = /^bljh-usage 1 (\d{1,15}) *\n/;
const LINE_LENGTH = 32;
/** Beyond this something else than bljh writes into it: count. */
const MAX_LENGTH = 64 << 20;

/** Undefined where it must be counted. */
export async function estimateBytes(layout: Layout): Promise<number | undefined> {
  try {
    const file = await open(layout.usage, 'r');
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(LINE_LENGTH), 0, LINE_LENGTH, 0);
      const counted = FIRST_LINE.exec(buffer.toString('latin1', 0, bytesRead))?.[1];
      if (counted === undefined || size < LINE_LENGTH || size > MAX_LENGTH) return undefined;
      return Number(counted) + (size - LINE_LENGTH) * STEP_BYTES;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

/** `bytes` were added to the store. */
export async function noteGrowth(layout: Layout, bytes: number): Promise<void> {
  if (bytes === 0) return;
  makeFolder(layout.root);
  await appendFile(layout.usage, '+'.repeat(Math.ceil(bytes / STEP_BYTES)));
}

export async function noteCount(layout: Layout, bytes: number): Promise<void> {
  const line = `${`bljh-usage 1 ${bytes}`.padEnd(LINE_LENGTH - 1)}\n`;
  await storeWhole(layout, layout.usage, async (file) => {
    await file.writeFile(line);
    return true;
  });
}
