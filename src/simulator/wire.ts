/** A wire that takes time: bytes one after the other, each as long as a UART takes for it. */

/** Start bit, eight data bits, stop bit. */
const BITS_PER_BYTE = 10;
/** How late a timer may be. */
const TIMER_MS = 2;

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
    arriveAt(this.#freeAt, arrive);
  }
}

/** Timers are a millisecond late or more, which is a tenth of a frame at 2 Mbaud: the last bit of the time is waited for by asking. */
function arriveAt(at: number, arrive: () => void): void {
  const left = at - performance.now();
  if (left > TIMER_MS) setTimeout(() => arriveAt(at, arrive), left - TIMER_MS);
  else if (left > 0) setImmediate(() => arriveAt(at, arrive));
  else arrive();
}
