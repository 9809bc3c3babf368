/** How a person or a program sees a monitor and speaks to it: which of the outputs, and where input comes from. */
import type { Readable } from 'node:stream';
import { EditedTerminal } from './edited-terminal.js';
import { KEYS_HELP, type KeyEvent, KeyReader } from './key-reader.js';
import { CapturedOutput, type MonitorOutput, PlainOutput } from './output.js';
import { TerminalKeeper } from './terminal-keeper.js';

export const INPUTS = ['line', 'raw', 'none'] as const;
export type InputKind = (typeof INPUTS)[number];

export const LINE_ENDS = { lf: '\n', crlf: '\r\n', cr: '\r' } as const;
export type LineEnd = keyof typeof LINE_ENDS;

export interface FaceOptions {
  readonly input: InputKind;
  /** What ends a line that is sent; undefined: a line feed, and of single keys what the terminal gives for Enter. */
  readonly eol: LineEnd | undefined;
  /** What is shown is kept for a report. */
  readonly isCaptured: boolean;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

export interface FaceEvents {
  /** Bytes for the device. `canWait`: until there is a device to take them. */
  readonly onSend: (bytes: Uint8Array, canWait: boolean) => Promise<void>;
  readonly onLeave: () => void;
  readonly onReset: () => void;
}

export interface Face {
  readonly output: MonitorOutput;
  /** What was kept for a report. */
  readonly captured: CapturedOutput | undefined;
  /** Whether Ctrl-] and Ctrl-T are read. */
  readonly hasKeys: boolean;
  readonly listen: (events: FaceEvents) => void;
  /** The terminal is as it was, and standard input keeps nobody here. */
  readonly close: () => void;
}

export function openFace(options: FaceOptions): Face {
  const { stdin, stdout, stderr, isCaptured, input } = options;
  if (input !== 'none' && stdin.isTTY === true && (input === 'raw' || (stdout.isTTY === true && !isCaptured)))
    return new KeyFace(options);
  const captured = isCaptured ? new CapturedOutput() : undefined;
  const plain = new PlainOutput(stdout.isTTY === true && stderr.isTTY === true);
  return new StreamFace(captured ?? plain, captured, options);
}

/** Standard input is a stream of bytes for the device. Of a terminal it gives lines, with the end that was asked for. */
class StreamFace implements Face {
  readonly hasKeys = false;
  readonly output: MonitorOutput;
  readonly captured: CapturedOutput | undefined;
  readonly #options: FaceOptions;
  readonly #keeper: TerminalKeeper;

  constructor(output: MonitorOutput, captured: CapturedOutput | undefined, options: FaceOptions) {
    this.#options = options;
    this.captured = captured;
    this.#keeper = new TerminalKeeper(options.stdin, options.stdout, () => undefined);
    this.output = captured ?? watched(output, this.#keeper);
  }

  listen(events: FaceEvents): void {
    if (this.#options.input !== 'none') void this.#pass(this.#options.stdin, events);
  }

  close(): void {
    this.#keeper.close();
    if (this.#options.input !== 'none') this.#options.stdin.destroy();
  }

  async #pass(stdin: NodeJS.ReadStream, events: FaceEvents): Promise<void> {
    const eol = LINE_ENDS[this.#options.eol ?? 'lf'];
    try {
      for await (const chunk of stdin as Readable) {
        const bytes = chunk as Buffer;
        const isTyped = stdin.isTTY === true;
        await events.onSend(
          isTyped ? Buffer.from(bytes.toString('latin1').replaceAll('\n', eol), 'latin1') : bytes,
          true,
        );
      }
    } catch {
      // Closed, here or by whoever was at the other end: the monitor goes on without input.
    }
  }
}

/** A terminal whose keys are read one by one: for a line that is edited, or for the device at once. */
class KeyFace implements Face {
  readonly hasKeys = true;
  readonly output: MonitorOutput;
  readonly captured: CapturedOutput | undefined;
  readonly #options: FaceOptions;
  readonly #keeper: TerminalKeeper;
  readonly #editor: EditedTerminal | undefined;
  readonly #reader: KeyReader;
  #events: FaceEvents | undefined;

  constructor(options: FaceOptions) {
    this.#options = options;
    const isRaw = options.input === 'raw';
    this.#reader = new KeyReader(isRaw);
    this.#keeper = new TerminalKeeper(options.stdin, options.stdout, () => this.#editor?.redraw());
    this.#editor = isRaw ? undefined : new EditedTerminal(options.stdout, (line) => this.#sendLine(line));
    this.captured = options.isCaptured ? new CapturedOutput() : undefined;
    const shown = this.#editor ?? new PlainOutput(options.stdout.isTTY === true && options.stderr.isTTY === true);
    this.output = this.captured ?? watched(shown, this.#keeper);
  }

  listen(events: FaceEvents): void {
    const { stdin } = this.#options;
    this.#events = events;
    this.#keeper.takeKeys();
    stdin.on('data', this.#onData);
    // Nobody is there any more.
    stdin.once('end', events.onLeave);
    stdin.once('error', events.onLeave);
    stdin.resume();
  }

  close(): void {
    const { stdin } = this.#options;
    stdin.off('data', this.#onData);
    this.#editor?.close();
    this.#keeper.close();
    stdin.destroy();
  }

  readonly #onData = (bytes: Buffer): void => {
    for (const event of this.#reader.read(bytes)) this.#act(event);
  };

  #act(event: KeyEvent): void {
    switch (event.kind) {
      case 'keys':
        if (this.#editor === undefined) this.#send(this.#withEol(event.bytes));
        else this.#editor.type(event.bytes);
        return;
      case 'send':
        this.#send(event.bytes);
        return;
      case 'end of file':
        if (this.#editor === undefined || this.#editor.isLineEmpty) this.#send(Buffer.of(0x04));
        else this.#editor.type(Buffer.of(0x04));
        return;
      case 'help':
        this.output.tell(KEYS_HELP);
        return;
      case 'leave':
        this.#events?.onLeave();
        return;
      case 'reset':
        this.#events?.onReset();
        return;
      case 'suspend':
        this.#keeper.suspend();
        return;
      case 'interrupt':
        // The one way that ends every command, with its message and exit code.
        process.kill(process.pid, 'SIGINT');
    }
  }

  #sendLine(line: string): void {
    this.#send(Buffer.from(line + LINE_ENDS[this.#options.eol ?? 'lf']));
  }

  #send(bytes: Uint8Array): void {
    void this.#events?.onSend(bytes, false);
  }

  /** A terminal gives a carriage return for Enter. */
  #withEol(bytes: Uint8Array): Uint8Array {
    const { eol } = this.#options;
    if (eol === undefined || !bytes.includes(0x0d)) return bytes;
    return Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r', LINE_ENDS[eol]), 'latin1');
  }
}

function watched(output: MonitorOutput, keeper: TerminalKeeper): MonitorOutput {
  return {
    write: async (bytes) => {
      keeper.watch(bytes);
      return await output.write(bytes);
    },
    tell: (text) => output.tell(text),
  };
}
