/** Pieces of an image: together they are what shall be written, none is larger than the buffer, the head is the first block. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CHUNK_BYTES, planChunks } from '../../../src/device/block/chunks.js';

const extents = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 5_000_000 }), fc.integer({ min: 1, max: 12_000_000 })), {
    minLength: 1,
    maxLength: 20,
  })
  .map((pairs) => {
    let next = -1;
    return pairs.map(([gap, length]) => {
      const start = next + gap;
      next = start + length;
      return { start, end: next };
    });
  });

it('adds up for any extents', () => {
  fc.assert(
    fc.property(extents, (list) => {
      const { chunks, headCount, wipedCount, bytes } = planChunks(list);
      const joined = list.map((_, index) => {
        const parts = chunks.filter(({ extent }) => extent === index);
        for (const [at, part] of parts.slice(1).entries()) expect(part.start).toBe(parts[at]?.end);
        return { start: parts[0]?.start, end: parts.at(-1)?.end };
      });
      expect(joined).toEqual(list);
      expect(bytes).toBe(list.reduce((sum, { start, end }) => sum + end - start, 0));
      for (const { start, end } of chunks) expect(end - start).toBeLessThanOrEqual(CHUNK_BYTES);
      const first = list[0]?.start ?? 0;
      expect(headCount).toBeGreaterThan(0);
      expect(wipedCount).toBeGreaterThanOrEqual(headCount);
      for (const [index, { start, end }] of chunks.entries()) {
        expect(end <= first + 4096).toBe(index < headCount);
        if (index >= headCount) expect(start).toBeGreaterThanOrEqual(Math.min(first + 4096, start));
        expect(end <= first + 1024 * 1024).toBe(index < wipedCount);
      }
    }),
  );
});

it('places beyond 4 GiB and 2^32 blocks stay exact', () => {
  const start = 2 ** 45;
  const { chunks } = planChunks([{ start, end: start + 9 * 1024 * 1024 + 1 }]);
  expect(chunks.map((chunk) => chunk.start - start)).toEqual([0, 4096, 1048576, 5242880, 9437184]);
  expect(chunks.at(-1)?.end).toBe(start + 9 * 1024 * 1024 + 1);
});
