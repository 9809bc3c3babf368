// How much lint may still think: the logic of one tree together has a bound, in time and so in memory. Counted are formulas
// made, looked at and taken as true.

/** Linux needs 5000 a symbol. */
const perSymbol = 8000;
const least = 5_000_000;
const most = 150_000_000;

export class Effort {
  #left: number;

  constructor(symbols: number) {
    this.#left = Math.min(most, least + perSymbol * symbols);
  }

  /** Nothing more is found out: every answer is "unknown". */
  get isSpent(): boolean {
    return this.#left < 0;
  }

  spend(amount: number): void {
    this.#left -= amount;
  }
}
