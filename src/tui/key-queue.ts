/** Keys in the order in which they were pressed, for a program that takes one after the other: those that come meanwhile wait. */
import type { Key } from './key.js';

export class KeyQueue {
  readonly #keys: Key[] = [];
  hasEnded = false;
  #wake: (() => void) | undefined;

  push(key: Key): void {
    this.#keys.push(key);
    this.#wake?.();
  }

  /** No more keys will come, and those that wait do not count. */
  end(): void {
    this.hasEnded = true;
    this.#wake?.();
  }

  get hasMore(): boolean {
    return this.#keys.length > 0;
  }

  /** undefined at the end. */
  async next(): Promise<Key | undefined> {
    while (!this.hasEnded && this.#keys.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = undefined;
    return this.hasEnded ? undefined : this.#keys.shift();
  }
}
