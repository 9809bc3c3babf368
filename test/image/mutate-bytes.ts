/** Damages bytes as a broken disk would: flipped bits, other bytes, a cut end. */
import fc from 'fast-check';

export type Damage = (bytes: Uint8Array) => Uint8Array;

const change = fc.tuple(
  fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  fc.integer({ min: 1, max: 255 }),
);

export const damage: fc.Arbitrary<Damage> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(change, { minLength: 1, maxLength: 4 }).map(
      (changes): Damage =>
        (bytes) =>
          flip(bytes, changes),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }).map(
      (share): Damage =>
        (bytes) =>
          bytes.slice(0, share * bytes.length),
    ),
  },
);

function flip(bytes: Uint8Array, changes: readonly (readonly [number, number])[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (const [share, mask] of changes) {
    const at = Math.floor(share * copy.length);
    copy[at] = (copy[at] ?? 0) ^ mask;
  }
  return copy;
}
