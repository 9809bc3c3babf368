/**
 * A serial port for tests: a pseudo-terminal behind a symbolic link, as udev makes one. It is unplugged by closing both ends, and
 * plugged in again as another pseudo-terminal, under the same name or, renumbered, under another one. A program that is started
 * while it is plugged in inherits the device's end (node-pty does not close it on exec), so that unplugging has no effect until
 * that program ends: a test that unplugs starts the program first.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, rmSync, symlinkSync, write } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ReadStream } from 'node:tty';
import { promisify } from 'node:util';
import pty from '@lydell/node-pty';
import { afterAll } from 'vitest';

const writeSome = promisify(write);
/** After which a full pseudo-terminal is tried again. */
const FULL_MS = 1;

/** The types of node-pty know neither open() nor bytes. */
interface NodePty {
  readonly open: (options: { encoding: null }) => {
    /** The device's end. */
    readonly master: ReadStream;
    readonly slave: ReadStream;
    readonly fd: number;
    readonly ptsName: string;
  };
}

const plugged = new Set<SimulatedSerialPort>();

afterAll(() => {
  for (const port of plugged) port.unplug();
});

/** One pseudo-terminal: it is plugged in once. */
class Plug {
  readonly #master: ReadStream;
  readonly #fd: number;
  /** The program's end is held open and never read, so that the device's end lives between two programs that open the port. */
  readonly #held: number;
  /** Everything that is being written, in order. */
  #writing: Promise<boolean> = Promise.resolve(true);
  #isGone = false;

  constructor(path: string, onBytes: (bytes: Buffer) => void) {
    const { master, slave, fd, ptsName } = (pty as unknown as NodePty).open({ encoding: null });
    for (const end of [master, slave]) end.on('error', () => undefined);
    this.#held = openSync(ptsName, constants.O_RDWR | constants.O_NOCTTY);
    // As a stream it would take bytes that are for the program.
    slave.destroy();
    const { status, stderr } = spawnSync('stty', ['-F', ptsName, 'raw', '-echo'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`stty: ${stderr}`);
    master.on('data', onBytes);
    symlinkSync(ptsName, path);
    this.#master = master;
    this.#fd = fd;
  }

  send(bytes: Uint8Array): Promise<boolean> {
    this.#writing = this.#writing.then(async () => await this.#write(bytes));
    return this.#writing;
  }

  pull(): void {
    this.#isGone = true;
    closeSync(this.#held);
    // Not under a write that is going on.
    void this.#writing.then(() => this.#master.destroy());
  }

  /** By the stream it would block the whole test as long as the program does not read. */
  async #write(bytes: Uint8Array): Promise<boolean> {
    for (let done = 0; done < bytes.length; ) {
      if (this.#isGone) return false;
      try {
        done += (await writeSome(this.#fd, bytes, done)).bytesWritten;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return false;
        await delay(FULL_MS);
      }
    }
    return true;
  }
}

export class SimulatedSerialPort {
  readonly path: string;
  readonly #onBytes: (bytes: Buffer) => void;
  #plug: Plug | undefined;

  /** `path`: the name that a program opens; in a folder of the test. `onBytes`: what the program sends. */
  constructor(path: string, onBytes: (bytes: Buffer) => void = () => undefined) {
    this.path = path;
    this.#onBytes = onBytes;
  }

  plug(): this {
    this.#plug = new Plug(this.path, this.#onBytes);
    plugged.add(this);
    return this;
  }

  unplug(): void {
    plugged.delete(this);
    rmSync(this.path, { force: true });
    this.#plug?.pull();
    this.#plug = undefined;
  }

  /** Resolves when the system has taken the bytes, which it does in the pace of the program; false if it was unplugged. */
  async send(bytes: Uint8Array | string): Promise<boolean> {
    return (await this.#plug?.send(Buffer.from(bytes as string))) ?? false;
  }
}
