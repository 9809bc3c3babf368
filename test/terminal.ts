/**
 * A terminal for tests: a real pseudo-terminal with a terminal emulator behind it, so that what is compared is what a person would see.
 * Every wait is for something on the screen, and bounded.
 */
import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { afterAll } from 'vitest';

export interface TestTerminalOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

export interface TerminalExit {
  readonly code: number;
  readonly signal: number;
}

const WAIT_MS = 20_000;

const keys: Readonly<Record<string, string>> = {
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  enter: '\r',
  escape: '\u001b',
  backspace: '\u007f',
  pagedown: '\u001b[6~',
  'ctrl-c': '\u0003',
  'ctrl-u': '\u0015',
  'ctrl-z': '\u001a',
};

const open = new Set<TestTerminal>();

afterAll(() => {
  for (const terminal of open) terminal.kill();
});

export class TestTerminal {
  readonly #pty: pty.IPty;
  readonly #screen: xterm.Terminal;
  #written = '';
  #exit: TerminalExit | undefined;
  /** Called whenever something was shown, and at the end. */
  readonly #waiting = new Set<() => void>();

  constructor({ file, args, cwd, env, columns = 80, rows = 24 }: TestTerminalOptions) {
    this.#screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.#pty = pty.spawn(file, [...args], { cols: columns, rows, cwd, env: { TERM: 'xterm-256color', ...env } });
    open.add(this);
    this.#pty.onData((data) => {
      this.#written += data;
      this.#screen.write(data, () => this.#notify());
    });
    this.#pty.onExit(({ exitCode, signal = 0 }) => {
      // What was printed last may still be on its way to the screen.
      this.#screen.write('', () => {
        this.#exit = { code: exitCode, signal };
        open.delete(this);
        this.#notify();
      });
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** Everything that the program has written so far. */
  get written(): string {
    return this.#written;
  }

  /** The lines on the screen, without the spaces at their ends and without empty lines at the end. */
  get text(): string {
    const { active } = this.#screen.buffer;
    const lines = Array.from(
      { length: this.#screen.rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
    );
    return lines.join('\n').trimEnd();
  }

  get isFullScreen(): boolean {
    return this.#screen.buffer.active.type === 'alternate';
  }

  /** Names of keys in angle brackets, everything else as it is. */
  press(text: string): void {
    this.#pty.write(text.replace(/<([a-z-]+)>/g, (whole, name: string) => keys[name] ?? whole));
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.#pty.pid, name);
  }

  /** Until something is on the screen; the screen as it is then. */
  async see(text: string | RegExp): Promise<string> {
    const isThere = (): boolean => (typeof text === 'string' ? this.text.includes(text) : text.test(this.text));
    await this.#until(isThere, `${text}`);
    return this.text;
  }

  async end(): Promise<TerminalExit> {
    await this.#until(() => this.#exit !== undefined, 'the end of the program');
    return this.#exit as TerminalExit;
  }

  kill(): void {
    open.delete(this);
    if (this.#exit === undefined) this.#pty.kill('SIGKILL');
  }

  #notify(): void {
    for (const check of this.#waiting) check();
  }

  #until(isSo: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (end: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        end();
      };
      const check = (): void => {
        if (isSo()) finish(resolve);
        else if (this.#exit !== undefined)
          finish(() => reject(new Error(`ended without showing ${what}:\n${this.text}`)));
      };
      const timer = setTimeout(
        () => finish(() => reject(new Error(`${what} did not show in ${WAIT_MS} ms:\n${this.text}`))),
        WAIT_MS,
      );
      this.#waiting.add(check);
      check();
    });
  }
}
