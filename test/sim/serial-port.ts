/**
 * A serial port for tests, as udev makes one: a pseudo-terminal behind a symbolic link. It is unplugged by closing both ends, and
 * plugged in again as another pseudo-terminal, under the same name or, renumbered, under another one. A test that unplugs starts the
 * program first: see src/simulator/pseudo-terminal.ts.
 */
import { afterAll } from 'vitest';
import { PseudoTerminal } from '../../src/simulator/pseudo-terminal.js';

const plugged = new Set<SimulatedSerialPort>();

afterAll(() => {
  for (const port of plugged) port.unplug();
});

export class SimulatedSerialPort {
  readonly path: string;
  readonly #onBytes: (bytes: Buffer) => void;
  #terminal: PseudoTerminal | undefined;

  /** `path`: the name that a program opens; in a folder of the test. `onBytes`: what the program sends. */
  constructor(path: string, onBytes: (bytes: Buffer) => void = () => undefined) {
    this.path = path;
    this.#onBytes = onBytes;
  }

  plug(): this {
    this.#terminal = new PseudoTerminal(this.#onBytes, this.path);
    plugged.add(this);
    return this;
  }

  unplug(): void {
    plugged.delete(this);
    this.#terminal?.unplug();
    this.#terminal = undefined;
  }

  /** Resolves when the system has taken the bytes, which it does in the pace of the program; false if it was unplugged. */
  async send(bytes: Uint8Array | string): Promise<boolean> {
    return (await this.#terminal?.send(Buffer.from(bytes as string))) ?? false;
  }
}
