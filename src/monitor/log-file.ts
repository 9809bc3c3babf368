/** The log of a monitor: everything that was received, in order. A log that cannot go on is told once, and the monitor goes on without it. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { LineFormat, LinePart } from './line-part.js';

export class LogFile {
  readonly name: string;
  readonly #format: LineFormat;
  readonly #onFailure: (reason: string) => void;
  #file: number | undefined;
  #failure: string | undefined;

  /** Appends to the file. Throws the system's error where it cannot be opened. */
  constructor(name: string, format: LineFormat, onFailure: (reason: string) => void) {
    this.name = name;
    this.#format = format;
    this.#onFailure = onFailure;
    this.#file = openSync(name, 'a');
  }

  /** Why bytes are missing at its end. */
  get failure(): string | undefined {
    return this.#failure;
  }

  take(parts: readonly LinePart[]): void {
    if (this.#file !== undefined) this.#write(Buffer.concat(parts.map((part) => this.#format.take(part))));
  }

  cut(): void {
    if (this.#file !== undefined) this.#write(this.#format.cut());
  }

  close(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) return;
    // Some file systems find no space for what was written before only now.
    this.#attempt(() => closeSync(file));
  }

  #write(bytes: Uint8Array): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#attempt(() => {
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    });
    if (this.#failure !== undefined) this.close();
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (this.#failure !== undefined) return;
      this.#failure = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
      this.#onFailure(this.#failure);
    }
  }
}
