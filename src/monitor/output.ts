/** Where a monitor shows things: a pipe or plain terminal, or a report. A terminal with a line being edited is in edited-terminal.ts. */
import { passThrough, writeMessage } from '../output/streams.js';
import { Capture, type Captured } from './capture.js';

export interface MonitorOutput {
  /** What the device said, in the form that was asked for. In the pace of the reader; false once that has left. */
  readonly write: (bytes: Uint8Array) => Promise<boolean>;
  /** A line of bljh's own. */
  readonly tell: (text: string) => void;
}

/** Standard output gets the device's bytes and nothing else; messages go to standard error. */
export class PlainOutput implements MonitorOutput {
  readonly #sharesTerminal: boolean;
  #isInside = false;

  /** `sharesTerminal`: both go to a terminal, so that messages have to begin on a line of their own. */
  constructor(sharesTerminal: boolean) {
    this.#sharesTerminal = sharesTerminal;
  }

  async write(bytes: Uint8Array): Promise<boolean> {
    if (bytes.length > 0) this.#isInside = bytes.at(-1) !== 0x0a;
    return await passThrough(bytes);
  }

  tell(text: string): void {
    const begin = this.#sharesTerminal && this.#isInside ? '\n' : '';
    if (begin !== '') this.#isInside = false;
    writeMessage(begin + text);
  }
}

/** For --json: what was said is part of the report. */
export class CapturedOutput implements MonitorOutput {
  readonly #capture = new Capture();

  get report(): Captured {
    return this.#capture.report;
  }

  async write(bytes: Uint8Array): Promise<boolean> {
    this.#capture.take(bytes);
    return true;
  }

  tell(text: string): void {
    writeMessage(text);
  }
}
