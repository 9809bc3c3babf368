/**
 * A serial port that does not exist: one end for a program that opens a path, the other one for us. The only user of
 * node-pty. A pseudo-terminal has no RTS and DTR lines, and no rate: bytes come as fast as they are written. A program that this process
 * starts afterwards inherits our end (node-pty does not close it on exec), so that unplugging has no effect before that program ends.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, rmSync, symlinkSync, write } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ReadStream } from 'node:tty';
import { promisify } from 'node:util';
import pty from '@lydell/node-pty';

/** What node-pty has and its types do not tell. */
interface Pair {
  readonly master: ReadStream;
  readonly slave: ReadStream;
  readonly fd: number;
  readonly ptsName: string;
}

const writeSome = promisify(write);
/** It answers at once, or not. */
const STTY_MS = 5_000;
/** After which a full pseudo-terminal is tried again. */
const FULL_MS = 1;

export class PseudoTerminal {
  /** The device that a program opens: the link if there is one. */
  readonly device: string;
  readonly #master: ReadStream;
  readonly #fd: number;
  readonly #ptsName: string;
  readonly #link: string | undefined;
  /** The program's end, held open and never read: its leaving must not end the terminal. */
  readonly #holder: number;
  /** Everything that is being written, in order. */
  #writing: Promise<boolean> = Promise.resolve(true);
  #isUnplugged = false;

  /** `link`: a path of our own for the device, which comes and goes with it. Throws the system's error. */
  constructor(onBytes: (bytes: Buffer) => void, link?: string) {
    const { open } = pty as unknown as { readonly open: (options: { readonly encoding: null }) => Pair };
    const { master, slave, fd, ptsName } = open({ encoding: null });
    for (const end of [master, slave]) end.on('error', () => undefined);
    this.#holder = openSync(ptsName, constants.O_RDWR | constants.O_NOCTTY);
    // node-pty's own stream would read what is the program's, even when it is paused.
    slave.destroy();
    this.#master = master;
    this.#fd = fd;
    this.#ptsName = ptsName;
    this.#link = link;
    this.device = link ?? ptsName;
    this.#stty('raw', '-echo');
    master.on('data', onBytes);
    if (link !== undefined) symlinkSync(ptsName, link);
  }

  /** Bits a second that the program has set. */
  get baudRate(): number {
    return Number(this.#stty('speed'));
  }

  /** Resolves when the system has taken the bytes, which it does in the pace of the program; false if it was unplugged. */
  send(bytes: Uint8Array): Promise<boolean> {
    this.#writing = this.#writing.then(async () => await this.#write(bytes));
    return this.#writing;
  }

  /** Both ends are gone at once, as those of an adapter that is pulled out. */
  unplug(): void {
    if (this.#isUnplugged) return;
    this.#isUnplugged = true;
    if (this.#link !== undefined) rmSync(this.#link, { force: true });
    closeSync(this.#holder);
    // Not under a write that is going on.
    void this.#writing.then(() => this.#master.destroy());
  }

  /** As a stream it would block the process as long as the program does not read. */
  async #write(bytes: Uint8Array): Promise<boolean> {
    for (let done = 0; done < bytes.length; ) {
      if (this.#isUnplugged) return false;
      try {
        done += (await writeSome(this.#fd, bytes, done)).bytesWritten;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return false;
        await delay(FULL_MS);
      }
    }
    return true;
  }

  #stty(...args: readonly string[]): string {
    const { status, stdout, stderr, error } = spawnSync('stty', ['-F', this.#ptsName, ...args], {
      encoding: 'utf8',
      timeout: STTY_MS,
    });
    if (status !== 0) throw new Error(`stty -F ${this.#ptsName} ${args.join(' ')}: ${error?.message ?? stderr}`);
    return stdout.trim();
  }
}
