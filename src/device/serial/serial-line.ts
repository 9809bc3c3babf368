/**
 * A serial line that is open: bytes in both directions, its rate, its modem lines, and the news that it has gone. The only
 * user of npm's serialport.
 */
import { SerialPort } from 'serialport';
import { failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { diagnosePort } from '../ports/diagnose-port.js';
import { noticeHangUp } from './hang-up.js';
import { wireMs } from './wire-time.js';

/** Some drivers wait, when a port is closed, until what was written has left: for ever, if the other end stopped it. */
const CLOSE_MS = 1_000;

/** A system that has taken nothing for so long beyond the time on the line is stopped by the other end. */
const STUCK_MS = 2_000;

/** stuck: the other end has stopped the line, and the bytes wait in the system. */
export type WriteEnd = 'sent' | 'stuck' | 'gone';

/** Always both: serialport asserts a line that it is not told of (defaultSetFlags in @serialport/stream 13.0.0). */
export interface ModemLines {
  /** Request To Send and Data Terminal Ready, as the program sees them: true is asserted, which is a low level on the wire. */
  readonly rts: boolean;
  readonly dtr: boolean;
}

export interface LineEvents {
  readonly onBytes: (bytes: Uint8Array) => void;
  /** The device was unplugged, or the system has closed it for another reason. Not after close(). */
  readonly onGone: () => void;
}

/**
 * Opens a port for this process alone. 8 data bits, no parity, 1 stop bit, no flow control; `baudRate` in bits a second.
 * `wasListed`: the path was found, not typed, so that its absence is news.
 */
export async function openSerialLine(
  path: string,
  baudRate: number,
  events: LineEvents,
  wasListed = false,
): Promise<Result<SerialLine>> {
  const before = diagnosePort(path, undefined, wasListed);
  if (before !== undefined) return failure(before);
  const port = new SerialPort({ path, baudRate, autoOpen: false, lock: true });
  // What goes wrong is told by callbacks; without a listener it would be thrown as well.
  port.on('error', () => undefined);
  const error = await new Promise<Error | null>((resolve) => port.open(resolve));
  if (error != null)
    return failure(diagnosePort(path, error) ?? { severity: 'error', code: 'DV0009', message: error.message });
  noticeHangUp(port.port);
  return success(new SerialLine(port, events));
}

export class SerialLine {
  readonly #port: SerialPort;
  #isClosing = false;

  constructor(port: SerialPort, { onBytes, onGone }: LineEvents) {
    this.#port = port;
    port.on('data', onBytes);
    port.on('close', () => {
      if (this.#isClosing) return;
      // What had come before belongs to the reader, also if it has paused: each read is a 'data' event.
      while (port.read() !== null);
      onGone();
    });
  }

  /** No more bytes for now: they wait in the system, which stops the sender or, without flow control, drops what it cannot keep. */
  pause(): void {
    this.#port.pause();
  }

  resume(): void {
    this.#port.resume();
  }

  get path(): string {
    return this.#port.path;
  }

  get baudRate(): number {
    return this.#port.baudRate;
  }

  get isOpen(): boolean {
    return this.#port.isOpen;
  }

  /** Resolves when the system has taken all bytes, some of which may still be on their way, or takes no more. */
  async write(bytes: Uint8Array): Promise<WriteEnd> {
    const limitMs = 2 * wireMs(bytes.length, this.baudRate) + STUCK_MS;
    return await new Promise<WriteEnd>((resolve) => {
      const timer = setTimeout(() => resolve('stuck'), limitMs);
      this.#port.write(Buffer.from(bytes), (error) => {
        clearTimeout(timer);
        resolve(error == null ? 'sent' : 'gone');
      });
    });
  }

  async setBaudRate(baudRate: number): Promise<boolean> {
    return await new Promise<boolean>((resolve) => this.#port.update({ baudRate }, (error) => resolve(error == null)));
  }

  /** False where the line has no such lines: a pseudo-terminal. */
  async setModemLines(lines: ModemLines): Promise<boolean> {
    return await new Promise<boolean>((resolve) => this.#port.set(lines, (error) => resolve(error == null)));
  }

  /** The other end is not asked: what was not read is lost. */
  async close(): Promise<void> {
    this.#isClosing = true;
    if (!this.#port.isOpen) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, CLOSE_MS);
      this.#port.close(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
