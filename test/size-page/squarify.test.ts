/** Laws of the treemap: areas are sizes, nothing overlaps, nothing is outside. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Placed, squarify } from '../../src/size-page/squarify.js';

const box = { x: 10, y: 20, width: 1200, height: 640 };
const items = fc
  .array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 60 })
  .map((sizes) => sizes.toSorted((one, other) => other - one).map((bytes) => ({ bytes })));

const overlap = (one: Placed<unknown>, other: Placed<unknown>) => {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(0, width) * Math.max(0, height);
};

describe('squarify', () => {
  it('gives each item the area of its share, inside of the box and beside the others', () => {
    fc.assert(
      fc.property(items, (all) => {
        const total = all.reduce((sum, { bytes }) => sum + bytes, 0);
        const area = box.width * box.height;
        const placed = squarify(all, box);
        expect(placed.map(({ item }) => item)).toEqual(all);
        for (const [index, tile] of placed.entries()) {
          expect(tile.width * tile.height).toBeCloseTo((area * tile.item.bytes) / total, 3);
          expect(tile.x).toBeGreaterThanOrEqual(box.x - 1e-6);
          expect(tile.y).toBeGreaterThanOrEqual(box.y - 1e-6);
          expect(tile.x + tile.width).toBeLessThanOrEqual(box.x + box.width + 1e-6);
          expect(tile.y + tile.height).toBeLessThanOrEqual(box.y + box.height + 1e-6);
          for (const other of placed.slice(index + 1)) expect(overlap(tile, other)).toBeLessThan(1e-3);
        }
      }),
    );
  });

  it('makes squares of equal items, where rows alone would make ribbons', () => {
    const ratios = squarify(
      Array.from({ length: 16 }, () => ({ bytes: 1 })),
      { x: 0, y: 0, width: 400, height: 400 },
    ).map(({ width, height }) => Math.max(width / height, height / width));
    expect(Math.max(...ratios)).toBeLessThan(1.01);
  });

  it('has nothing to place in nothing', () => {
    expect(squarify([], box)).toEqual([]);
    expect(squarify([{ bytes: 1 }], { ...box, height: 0 })).toEqual([]);
  });
});
