/**
 * Takes a terminal for raw keys and gives it back as it was: at the end, before the program stops for Ctrl-Z, and when bljh
 * has to leave without unwinding. Whatever the device has switched on goes off again.
 */
import { writeSync } from 'node:fs';
import { onLastResort } from '../process/interruption.js';

/** Soft reset (DECSTR), no colour, the cursor, the ordinary screen. */
const AS_BEFORE = '\u001B[!p\u001B[0m\u001B[?25h';
const ORDINARY_SCREEN = '\u001B[?1049l';
const ESCAPE = 0x1b;

export class TerminalKeeper {
  readonly #input: NodeJS.ReadStream;
  readonly #output: NodeJS.WriteStream & { readonly fd?: number };
  readonly #onBack: () => void;
  #isTaken = false;
  #hasEscapes = false;
  #hasOtherScreen = false;
  readonly #forget: () => void;

  /** `onBack`: the program goes on after Ctrl-Z, and has the terminal again. */
  constructor(input: NodeJS.ReadStream, output: NodeJS.WriteStream, onBack: () => void) {
    this.#input = input;
    this.#output = output;
    this.#onBack = onBack;
    this.#forget = onLastResort(() => this.giveBack());
    process.on('SIGTSTP', this.suspend);
    process.on('SIGCONT', this.#onContinue);
  }

  /** Each key at once, and none of them a signal. */
  takeKeys(): void {
    this.#isTaken = true;
    this.#setRaw(true);
  }

  /** What the device writes to the terminal. */
  watch(bytes: Uint8Array): void {
    if (!bytes.includes(ESCAPE)) return;
    this.#hasEscapes = true;
    this.#hasOtherScreen ||= Buffer.from(bytes).includes('\u001B[?1049h');
  }

  /** Stops the program as Ctrl-Z does; it goes on when the shell says so. */
  readonly suspend = (): void => {
    this.#setRaw(false);
    process.kill(process.pid, 'SIGSTOP');
  };

  readonly #onContinue = (): void => {
    // What libuv believes of the terminal need not be so any more.
    this.#setRaw(false);
    if (this.#isTaken) this.#setRaw(true);
    this.#onBack();
  };

  giveBack(): void {
    this.#setRaw(false);
    if (this.#hasEscapes && this.#output.isTTY === true) {
      try {
        writeSync(this.#output.fd ?? 1, AS_BEFORE + (this.#hasOtherScreen ? ORDINARY_SCREEN : ''));
      } catch {
        // The terminal is gone.
      }
    }
    this.#hasEscapes = false;
  }

  close(): void {
    this.#isTaken = false;
    this.giveBack();
    this.#forget();
    process.off('SIGTSTP', this.suspend);
    process.off('SIGCONT', this.#onContinue);
  }

  #setRaw(isRaw: boolean): void {
    if (!this.#isTaken && isRaw) return;
    try {
      if (this.#input.isTTY === true) this.#input.setRawMode(isRaw);
    } catch {
      // The terminal is gone.
    }
  }
}
