// Repeatable random numbers (mulberry32): the same seed gives the same numbers on each machine and each Node.js.

/** A generator: below(n) is 0..n-1, chance(p) is true in p of 100 times, pick(list), fork() is a generator of its own. */
export function numbers(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const below = (n) => next() % n;
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (percent) => below(100) < percent,
    pick: (list) => list[below(list.length)],
    fork: () => numbers(next()),
  };
}
