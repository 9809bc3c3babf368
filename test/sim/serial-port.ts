/**
 * A serial port for tests: a pseudo-terminal behind a symbolic link, as udev makes one. It is unplugged by closing both ends, and
 * plugged in again as another pseudo-terminal, under the same name or, renumbered, under another one.
 */
import { spawnSync } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import pty from '@lydell/node-pty';
import { afterAll } from 'vitest';

interface Pair {
  /** The device's end. */
  readonly master: ReadStream;
  /** Held open, so that the device's end lives between two programs that open the port. */
  readonly slave: ReadStream;
  readonly ptsName: string;
}

const plugged = new Set<SimulatedSerialPort>();

afterAll(() => {
  for (const port of plugged) port.unplug();
});

export class SimulatedSerialPort {
  readonly #path: string;
  readonly #onBytes: (bytes: Buffer) => void;
  #pair: Pair | undefined;

  /** `path`: the name that a program opens; in a folder of the test. */
  constructor(path: string, onBytes: (bytes: Buffer) => void = () => undefined) {
    this.#path = path;
    this.#onBytes = onBytes;
  }

  get path(): string {
    return this.#path;
  }

  plug(): this {
    // The types of node-pty know neither open() nor bytes.
    const { open } = pty as unknown as { readonly open: (options: { encoding: null }) => Pair };
    const pair = open({ encoding: null });
    // It would take the bytes that are for the program.
    pair.slave.pause();
    for (const end of [pair.master, pair.slave]) end.on('error', () => undefined);
    const { status, stderr } = spawnSync('stty', ['-F', pair.ptsName, 'raw', '-echo'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`stty: ${stderr}`);
    pair.master.on('data', this.#onBytes);
    symlinkSync(pair.ptsName, this.#path);
    this.#pair = pair;
    plugged.add(this);
    return this;
  }

  unplug(): void {
    plugged.delete(this);
    rmSync(this.#path, { force: true });
    this.#pair?.slave.destroy();
    this.#pair?.master.destroy();
    this.#pair = undefined;
  }

  /** Resolves when the system has taken the bytes, which it does in the pace of the program; false if it was unplugged. */
  async send(bytes: Uint8Array | string): Promise<boolean> {
    const master = this.#pair?.master as (ReadStream & NodeJS.WritableStream) | undefined;
    if (master === undefined) return false;
    return await new Promise((resolve) => {
      master.once('close', () => resolve(false));
      master.write(bytes, (error) => resolve(error == null));
    });
  }
}
