/**
 * A terminal that shows one full screen: the alternate screen, raw keys, and only the lines that changed are written, as one update. It
 * is always given back as it was: at the end, before the program stops for Ctrl-Z, and when bljh has to leave without unwinding.
 */
import { writeSync } from 'node:fs';
import { emitKeypressEvents } from 'node:readline';
import ansi from 'ansi-escapes';
import type { Frame, Line, Size, Style } from './frame.js';
import { type Key, type Keypress, readKey } from './key.js';

export interface TerminalOptions {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** Paints text; without colour the text as it is. */
  readonly paint: (style: Style, text: string) => string;
}

export interface TerminalEvents {
  readonly onKey: (key: Key) => void;
  /** The size is another one, or the terminal was somebody else's for a while. */
  readonly onRedraw: () => void;
  /** Nobody is there any more. */
  readonly onEnd: () => void;
}

/** Milliseconds after which an Esc is one, and no longer the first byte of another key. */
const escapeTimeout = 50;

const beginUpdate = '\u001B[?2026h';
const endUpdate = '\u001B[?2026l';

export class Terminal {
  readonly #options: TerminalOptions;
  readonly #events: TerminalEvents;
  #shown: readonly string[] = [];
  #isOpen = false;

  constructor(options: TerminalOptions, events: TerminalEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** Some terminals say that they have no columns. */
  get size(): Size {
    const { columns, rows } = this.#options.output;
    return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 };
  }

  open(): void {
    const { input, output } = this.#options;
    // Without the timeout, node:readline waits half a second for what follows an Esc.
    emitKeypressEvents(input, { escapeCodeTimeout: escapeTimeout } as unknown as Parameters<
      typeof emitKeypressEvents
    >[1]);
    input.on('keypress', this.#onKeypress);
    input.once('end', this.#events.onEnd);
    input.once('error', this.#events.onEnd);
    output.on('resize', this.#onResize);
    process.on('SIGCONT', this.#onContinue);
    this.#take();
  }

  close(): void {
    const { input, output } = this.#options;
    input.off('keypress', this.#onKeypress);
    input.off('end', this.#events.onEnd);
    input.off('error', this.#events.onEnd);
    output.off('resize', this.#onResize);
    process.off('SIGCONT', this.#onContinue);
    this.giveBack();
    input.pause();
  }

  /** Shows a frame: the lines that are other ones than before; nothing while the terminal is somebody else's. */
  draw({ lines, cursor }: Frame): void {
    if (!this.#isOpen) return;
    const { rows } = this.size;
    const painted = Array.from({ length: rows }, (_, row) => this.#paintLine(lines[row] ?? []));
    const parts: string[] = [];
    for (const [row, text] of painted.entries()) {
      if (text === this.#shown[row]) continue;
      parts.push(ansi.cursorTo(0, row), text, ansi.eraseEndLine);
    }
    this.#shown = painted;
    const place = cursor === undefined ? ansi.cursorHide : ansi.cursorTo(cursor.column, cursor.row) + ansi.cursorShow;
    this.#options.output.write(beginUpdate + ansi.cursorHide + parts.join('') + place + endUpdate);
  }

  /** Stops the program as Ctrl-Z does; SIGCONT takes the terminal again. */
  suspend(): void {
    this.giveBack();
    process.kill(process.pid, 'SIGSTOP');
  }

  /** At once and in one write: the program may be about to end. */
  giveBack(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const { input, output } = this.#options;
    try {
      if (input.isTTY) input.setRawMode(false);
      writeSync(
        (output as NodeJS.WriteStream & { readonly fd: number }).fd,
        `${endUpdate}${ansi.cursorShow}${ansi.exitAlternativeScreen}`,
      );
    } catch {
      // The terminal is gone.
    }
  }

  #take(): void {
    const { input, output } = this.#options;
    this.#isOpen = true;
    if (input.isTTY) input.setRawMode(true);
    input.resume();
    output.write(ansi.enterAlternativeScreen + ansi.cursorHide + ansi.eraseScreen);
    this.#shown = [];
  }

  readonly #onKeypress = (text: string | undefined, key: Keypress): void => this.#events.onKey(readKey(text, key));

  readonly #onResize = (): void => {
    if (!this.#isOpen) return;
    this.#shown = [];
    this.#options.output.write(ansi.eraseScreen);
    this.#events.onRedraw();
  };

  readonly #onContinue = (): void => {
    this.#take();
    this.#events.onRedraw();
  };

  #paintLine(line: Line): string {
    return line.map(({ text, style }) => (style === undefined ? text : this.#options.paint(style, text))).join('');
  }
}
