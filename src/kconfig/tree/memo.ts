// What was computed for an expression, or for a symbol, by its number.

export class Memo {
  #results = new Int32Array(1 << 14);

  /** undefined if nothing was kept. */
  get(expression: number): number | undefined {
    // Kept one higher, so that 0 means nothing.
    const kept = this.#results[expression];
    return kept === undefined || kept === 0 ? undefined : kept - 1;
  }

  set(expression: number, result: number): void {
    if (expression >= this.#results.length) {
      const larger = new Int32Array(Math.max(expression + 1, this.#results.length * 2));
      larger.set(this.#results);
      this.#results = larger;
    }
    this.#results[expression] = result + 1;
  }

  clear(): void {
    this.#results.fill(0);
  }
}
