/**
 * A serial port for tests: a pseudo-terminal behind a symbolic link, as udev makes one. It is unplugged by closing both ends, and
 * plugged in again as another pseudo-terminal, under the same name or, renumbered, under another one. A program that is started
 * while it is plugged in inherits the device's end (node-pty does not close it on exec), so that unplugging has no effect until
 * that program ends: a test that unplugs starts the program first.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, rmSync, symlinkSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import pty from '@lydell/node-pty';
import { afterAll } from 'vitest';

/** The types of node-pty know neither open() nor bytes. */
interface NodePty {
  readonly open: (options: { encoding: null }) => {
    readonly master: ReadStream & NodeJS.WritableStream;
    readonly slave: ReadStream;
    readonly ptsName: string;
  };
}

interface Plugged {
  /** The device's end. */
  readonly device: ReadStream & NodeJS.WritableStream;
  /** The other end is held open and never read, so that the device's end lives between two programs that open the port. */
  readonly held: number;
  /** Of bytes that are on their way. */
  readonly sending: Set<(isSent: boolean) => void>;
}

const plugged = new Set<SimulatedSerialPort>();

afterAll(() => {
  for (const port of plugged) port.unplug();
});

export class SimulatedSerialPort {
  readonly #path: string;
  readonly #onBytes: (bytes: Buffer) => void;
  #plugged: Plugged | undefined;

  /** `path`: the name that a program opens; in a folder of the test. */
  constructor(path: string, onBytes: (bytes: Buffer) => void = () => undefined) {
    this.#path = path;
    this.#onBytes = onBytes;
  }

  get path(): string {
    return this.#path;
  }

  plug(): this {
    const { master, slave, ptsName } = (pty as unknown as NodePty).open({ encoding: null });
    for (const end of [master, slave]) end.on('error', () => undefined);
    const held = openSync(ptsName, constants.O_RDWR | constants.O_NOCTTY);
    // As a stream it would take bytes that are for the program.
    slave.destroy();
    const { status, stderr } = spawnSync('stty', ['-F', ptsName, 'raw', '-echo'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`stty: ${stderr}`);
    const sending = new Set<(isSent: boolean) => void>();
    master.on('data', this.#onBytes);
    master.once('close', () => {
      for (const finish of sending) finish(false);
    });
    symlinkSync(ptsName, this.#path);
    this.#plugged = { device: master, held, sending };
    plugged.add(this);
    return this;
  }

  unplug(): void {
    plugged.delete(this);
    rmSync(this.#path, { force: true });
    if (this.#plugged === undefined) return;
    closeSync(this.#plugged.held);
    this.#plugged.device.destroy();
    this.#plugged = undefined;
  }

  /** Resolves when the system has taken the bytes, which it does in the pace of the program; false if it was unplugged. */
  async send(bytes: Uint8Array | string): Promise<boolean> {
    if (this.#plugged === undefined) return false;
    const { device, sending } = this.#plugged;
    return await new Promise((resolve) => {
      const finish = (isSent: boolean): void => {
        sending.delete(finish);
        resolve(isSent);
      };
      sending.add(finish);
      device.write(bytes, (error) => finish(error == null));
    });
  }
}
