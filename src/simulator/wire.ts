/** A wire that takes time: bytes one after the other, each as long as a UART takes for it. */

/** Start bit, eight data bits, stop bit. */
const BITS_PER_BYTE = 10;

export class Wire {
  readonly #askRate: () => number;
  #baudRate: number | undefined;
  #freeAt = 0;

  /** `askRate`: bits a second, asked when it may have changed. */
  constructor(askRate: () => number) {
    this.#askRate = askRate;
  }

  rateMayHaveChanged(): void {
    this.#baudRate = undefined;
  }

  /** Calls `arrive` when so many bytes have come through. */
  carry(bytes: number, arrive: () => void): void {
    this.#baudRate ??= this.#askRate();
    const now = performance.now();
    this.#freeAt = Math.max(now, this.#freeAt) + (bytes * BITS_PER_BYTE * 1000) / this.#baudRate;
    setTimeout(arrive, this.#freeAt - now);
  }
}
