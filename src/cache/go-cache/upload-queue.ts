/** Work that goes on behind the answers, a few at a time, in the order in which it came. Whoever ends it waits, but not for longer than it says. */

const AT_ONCE = 4;

export class UploadQueue {
  readonly #waiting: (() => Promise<void>)[] = [];
  #running = 0;
  #onIdle: (() => void) | undefined;

  /** `upload` must not fail. */
  add(upload: () => Promise<void>): void {
    this.#waiting.push(upload);
    this.#next();
  }

  /** How many were not done within the time. Nothing is begun any more then. */
  async finish(limitMs: number): Promise<number> {
    if (this.#running > 0) await this.#idleOr(limitMs);
    const left = this.#waiting.length + this.#running;
    this.#waiting.length = 0;
    return left;
  }

  #idleOr(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #next(): void {
    while (this.#running < AT_ONCE) {
      const upload = this.#waiting.shift();
      if (upload === undefined) break;
      this.#running += 1;
      void upload().finally(() => {
        this.#running -= 1;
        this.#next();
      });
    }
    if (this.#running === 0) this.#onIdle?.();
  }
}
