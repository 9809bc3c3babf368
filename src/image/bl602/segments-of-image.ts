/**
 * The pieces of a flash that an image file speaks of. What it leaves erased between them, such as partitions for data, stays
 * as it is in a flash; a header and the program behind it are one piece.
 */
import type { Inspection } from '../verify/inspect-image.js';
import type { FlashSegment } from './flash-image.js';

const HEADER_OF = 'header of ';

/** `base`: where the file's first byte goes. Each piece is named for what it is. */
export function segmentsOfImage(bytes: Uint8Array, { parts }: Inspection, base: number): readonly FlashSegment[] {
  const segments: FlashSegment[] = [];
  let headerStart: number | undefined;
  for (const { name, start, end, coverage } of parts) {
    if (name.startsWith(HEADER_OF)) headerStart = start;
    else if (coverage !== 'erased') {
      const from = headerStart ?? start;
      segments.push({ name, address: base + from, bytes: bytes.subarray(from, end) });
      headerStart = undefined;
    }
  }
  return segments;
}
