// The random numbers of the GNU C library: srand and rand with the additive feedback generator of degree 31 (TYPE_3),
// because a randconfig of one seed must be the same configuration everywhere. Source of the recurrence: the manual page
// random(3) and its algorithm r[i] = r[i-3] + r[i-31].

const degree = 31;
const separation = 3;
const modulus = 2147483647;

export class GlibcRandom {
  readonly #state = new Int32Array(degree);
  #front = separation;
  #rear = 0;

  constructor(seed: number) {
    // A linear congruential generator fills the table; 0 would stay 0.
    let word = (seed | 0) === 0 ? 1 : seed | 0;
    this.#state[0] = word;
    for (let index = 1; index < degree; index += 1) {
      const high = Math.trunc(word / 127773);
      const low = word % 127773;
      word = 16807 * low - 2836 * high;
      if (word < 0) word += modulus;
      this.#state[index] = word;
    }
    for (let index = 0; index < degree * 10; index += 1) this.next();
  }

  /** From 0 to 2^31 - 1. */
  next(): number {
    const state = this.#state;
    const sum = ((state[this.#front] as number) + (state[this.#rear] as number)) | 0;
    state[this.#front] = sum;
    this.#front = (this.#front + 1) % degree;
    this.#rear = (this.#rear + 1) % degree;
    return sum >>> 1;
  }
}
