/**
 * A terminal on which a device speaks while a line for it is being typed. The device's unfinished line is the prompt of the line that
 * is typed: what arrives is written above both, and they are drawn again.
 */
import { createInterface, type Interface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { writeMessage } from '../output/streams.js';
import type { MonitorOutput } from './output.js';

const HISTORY_LINES = 500;
/** A longer unfinished line is no prompt: it is shown as if it had ended. */
const MOST_PROMPT_BYTES = 1024;
const LINE_FEED = 0x0a;

/** Of Node's class, and of no type: how many rows above the cursor the line that was drawn last begins. */
interface Rows {
  prevRows: number;
}

export class EditedTerminal implements MonitorOutput {
  readonly #output: NodeJS.WriteStream;
  readonly #keys = new PassThrough();
  readonly #editor: Interface;
  /** The device's unfinished line, as far as it is the prompt. */
  #tail: Buffer = Buffer.alloc(0);
  #isOpen = true;

  constructor(output: NodeJS.WriteStream, onLine: (line: string) => void) {
    this.#output = output;
    this.#editor = createInterface({
      input: this.#keys,
      output,
      terminal: true,
      historySize: HISTORY_LINES,
      removeHistoryDuplicates: true,
      prompt: '',
    });
    this.#editor.on('line', (line) => {
      // The line and its prompt stay where they are.
      this.#setTail(Buffer.alloc(0));
      onLine(line);
    });
  }

  get isLineEmpty(): boolean {
    return this.#editor.line === '';
  }

  /** Keys for the line. */
  type(bytes: Uint8Array): void {
    this.#keys.write(bytes);
  }

  async write(bytes: Uint8Array): Promise<boolean> {
    const all = Buffer.concat([this.#tail, bytes]);
    const end = all.lastIndexOf(LINE_FEED) + 1;
    const isLong = all.length - end > MOST_PROMPT_BYTES;
    const done = isLong ? Buffer.concat([all, Buffer.of(LINE_FEED)]) : all.subarray(0, end);
    let isRoomLeft = true;
    // In one go, so that nothing flickers.
    this.#output.cork();
    this.#above(isLong ? Buffer.alloc(0) : all.subarray(end), () => {
      isRoomLeft = this.#output.write(done);
    });
    this.#output.uncork();
    if (!isRoomLeft) await new Promise<void>((resolve) => this.#output.write('', () => resolve()));
    return true;
  }

  tell(text: string): void {
    this.#above(this.#tail, () => writeMessage(text));
  }

  /** Draws the line again: somebody else had the terminal. */
  redraw(): void {
    this.#rows = 0;
    this.#draw();
  }

  /** What is being typed is given up, and the cursor left at the beginning of a row. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    if (this.#tail.length > 0 || !this.isLineEmpty) this.#output.write('\n');
    this.#editor.close();
  }

  /** Prints whole lines above what is being typed. */
  #above(tail: Buffer, print: () => void): void {
    if (this.#isOpen) this.#erase();
    print();
    if (!this.#isOpen) return;
    this.#setTail(tail);
    this.#draw();
  }

  #erase(): void {
    if (this.#isBare) return;
    const { rows } = this.#editor.getCursorPos();
    this.#output.write(`\r${rows > 0 ? `\u001B[${rows}A` : ''}\u001B[J`);
    this.#rows = 0;
  }

  #draw(): void {
    if (!this.#isBare) this.#editor.prompt(true);
  }

  get #isBare(): boolean {
    return this.#tail.length === 0 && this.isLineEmpty;
  }

  set #rows(rows: number) {
    (this.#editor as unknown as Rows).prevRows = rows;
  }

  #setTail(tail: Buffer): void {
    this.#tail = tail;
    this.#editor.setPrompt(promptOf(tail.toString('utf8')));
  }
}

/** What a terminal would show of an unfinished line: what was written over is gone. */
function promptOf(tail: string): string {
  const text = tail.replace(/\r+$/, '');
  return text.slice(text.lastIndexOf('\r') + 1);
}
