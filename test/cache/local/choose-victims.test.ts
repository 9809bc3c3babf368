/** The law of the store's bound: what was of no use for longest goes first, no more than must, and no clock can turn that round. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bounds, chooseVictims } from '../../../src/cache/local/choose-victims.js';
import type { StoredFile } from '../../../src/cache/local/scan-store.js';

const NOW = Date.UTC(2026, 10, 29);
const YEAR = 365 * 86_400_000;

const files = fc
  .array(
    fc.record({
      kind: fc.constantFrom('ac' as const, 'cas' as const),
      bytes: fc.integer({ min: 0, max: 1000 }),
      usedMs: fc.oneof(
        fc.integer({ min: 0, max: NOW }),
        // Many used at once, and some by a clock that was ahead.
        fc.constantFrom(NOW, NOW - 1, NOW - 2),
        fc.integer({ min: NOW + 60_001, max: NOW + 2 * YEAR }),
      ),
    }),
    { maxLength: 40 },
  )
  .map((rows) =>
    rows.map(
      (row, index): StoredFile => ({ ...row, hash: String(index).padStart(4, '0'), path: `${row.kind}/${index}` }),
    ),
  );
const bounds = fc.record({
  maxBytes: fc.integer({ min: 0, max: 20_000 }),
  olderThanMs: fc.option(fc.integer({ min: 0, max: YEAR }), { nil: undefined }),
});

const choose = (stored: readonly StoredFile[], limits: Omit<Bounds, 'nowMs'>) =>
  chooseVictims(stored, { nowMs: NOW, ...limits });
const sum = (stored: readonly StoredFile[]) => stored.reduce((total, { bytes }) => total + bytes, 0);

describe('what goes', () => {
  it('is what was used longest ago, and only as much as must go', () => {
    fc.assert(
      fc.property(files, bounds, (stored, limits) => {
        const { victims, keptBytes } = choose(stored, limits);
        const gone = new Set(victims);
        const kept = stored.filter((file) => !gone.has(file));
        expect(sum(kept)).toBe(keptBytes);
        expect(keptBytes).toBeLessThanOrEqual(limits.maxBytes);
        const oldestKept = Math.min(...kept.map(({ usedMs }) => usedMs));
        for (const { usedMs } of victims) expect(usedMs).toBeLessThanOrEqual(oldestKept);
        // With the last one it would not have fitted, or it was too old.
        const last = victims.at(-1);
        if (last === undefined) return;
        const isTooOld = limits.olderThanMs !== undefined && last.usedMs < NOW - limits.olderThanMs;
        expect(isTooOld || keptBytes + last.bytes > limits.maxBytes).toBe(true);
        if (limits.olderThanMs !== undefined) expect(oldestKept).toBeGreaterThanOrEqual(NOW - limits.olderThanMs);
      }),
      { numRuns: 2000 },
    );
  });

  it('does not depend on the order in which the files are found', () => {
    fc.assert(
      fc.property(files, bounds, (stored, limits) => {
        expect(choose(stored.toReversed(), limits)).toEqual(choose(stored, limits));
      }),
    );
  });

  it('brings times of the future back to now, in their order: nothing is the newest for ever', () => {
    fc.assert(
      fc.property(files, bounds, (stored, limits) => {
        const { victims, restamped } = choose(stored, limits);
        const gone = new Set(victims);
        const ahead = stored.filter((file) => file.usedMs > NOW + 60_000 && !gone.has(file));
        expect(restamped.map(({ file }) => file)).toHaveLength(ahead.length);
        for (const [index, { file, usedMs }] of restamped.entries()) {
          expect(usedMs).toBeLessThan(NOW);
          expect(usedMs).toBeGreaterThan(NOW - 60_000);
          const before = restamped[index - 1];
          if (before === undefined) continue;
          expect(before.usedMs).toBeLessThan(usedMs);
          expect(before.file.usedMs).toBeLessThanOrEqual(file.usedMs);
        }
      }),
    );
  });

  it('is the result before its blobs, where both were used at the same time', () => {
    const used = { bytes: 10, usedMs: NOW - 5 };
    const blob: StoredFile = { ...used, kind: 'cas', hash: '0', path: 'cas/0' };
    const result: StoredFile = { ...used, kind: 'ac', hash: 'f', path: 'ac/f' };
    expect(choose([blob, result], { maxBytes: 10 }).victims).toEqual([result]);
  });
});
