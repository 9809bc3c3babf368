/**
 * The connection to a device, across unplugging and resets: when the port goes it is looked for, opened again, and told. Where
 * bytes of the device come from and where those for it go.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { INTO_PROGRAM, stepLines } from '../device/serial/modem-steps.js';
import { openSerialLine, type SerialLine } from '../device/serial/serial-line.js';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';

/** How often a port that has gone is looked for. */
const LOOK_MS = 100;
/** A port that is there again may belong to nobody for a moment, until udev has given it its group. */
const PATIENCE_MS = 2_000;

export interface LinkOptions {
  readonly baudRate: number;
  readonly reconnect: boolean;
  /** Where the port is: where it was, or under which other name the device came back. */
  readonly findPath: () => Promise<Result<string>>;
}

export interface LinkEvents {
  readonly onBytes: (bytes: Uint8Array) => void;
  /** The connection broke; what comes next has nothing to do with what came before. */
  readonly onGone: (path: string) => void;
  /** It is there again, after so many milliseconds. */
  readonly onBack: (path: string, afterMs: number) => void;
  /** It is there, but cannot be opened; each reason is told once. */
  readonly onTrouble: (diagnostic: Diagnostic) => void;
}

export class Link {
  readonly #options: LinkOptions;
  readonly #events: LinkEvents;
  readonly #closing = new AbortController();
  #line: SerialLine | undefined;
  #isPaused = false;
  /** Writes in the order they were asked for. */
  #writing: Promise<unknown> = Promise.resolve();
  readonly #waiting = new Set<() => void>();
  connections = 0;

  constructor(options: LinkOptions, events: LinkEvents) {
    this.#options = options;
    this.#events = events;
  }

  get isConnected(): boolean {
    return this.#line !== undefined;
  }

  /** `wait`: for a port that is not there, until close(). The path that was opened. */
  async open(wait: boolean, onWait: () => void): Promise<Result<string>> {
    let opened = await this.#tryOpen();
    let thereSinceMs: number | undefined;
    if (wait && !opened.ok && isAbsent(codesOf(opened)[0])) onWait();
    while (wait && !opened.ok && !this.#closing.signal.aborted) {
      const [code] = codesOf(opened);
      if (!isAbsent(code)) {
        thereSinceMs ??= performance.now();
        if (!isPassing(code) || performance.now() - thereSinceMs > PATIENCE_MS) return opened;
      } else thereSinceMs = undefined;
      await this.#nap(LOOK_MS);
      opened = await this.#tryOpen();
    }
    return opened;
  }

  /** No bytes for now, so that no more of them have to be kept than fit. */
  pause(): void {
    this.#isPaused = true;
    this.#line?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#line?.resume();
  }

  /** False if they could not be handed to the device, because it is not there. */
  async write(bytes: Uint8Array): Promise<boolean> {
    const written = this.#writing.then(async () => (await this.#line?.write(bytes)) === 'sent');
    this.#writing = written;
    return await written;
  }

  /** Resolves when there is a connection, or when there will be none any more. */
  async connected(): Promise<void> {
    if (this.isConnected || this.#closing.signal.aborted) return;
    await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** A pulse on the reset line, with the boot line at "run"; false where the port has no such lines. */
  async reset(): Promise<boolean> {
    return this.#line !== undefined && (await stepLines(this.#line, INTO_PROGRAM, delay));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#release();
    const line = this.#line;
    this.#line = undefined;
    await line?.close();
  }

  async #tryOpen(): Promise<Result<string>> {
    const path = await this.#options.findPath();
    if (!path.ok) return path;
    const opened = await openSerialLine(path.value, this.#options.baudRate, {
      onBytes: this.#events.onBytes,
      onGone: () => void this.#lose(path.value),
    });
    if (!opened.ok) return failure(...opened.diagnostics);
    const line = opened.value;
    if (this.#closing.signal.aborted) {
      await line.close();
      return success(path.value);
    }
    this.#line = line;
    if (this.#isPaused) line.pause();
    this.connections += 1;
    // The system raises both when a port is opened. Where they are wired to reset and boot pins, that holds a chip in reset.
    await line.setModemLines({ rts: false, dtr: false });
    this.#release();
    return success(path.value, path.diagnostics);
  }

  async #lose(path: string): Promise<void> {
    const goneMs = performance.now();
    this.#line = undefined;
    this.#events.onGone(path);
    if (!this.#options.reconnect) return;
    const told = new Set<string>();
    let thereSinceMs: number | undefined;
    while (!this.#closing.signal.aborted) {
      await this.#nap(LOOK_MS);
      if (this.#closing.signal.aborted) return;
      const opened = await this.#tryOpen();
      if (opened.ok) {
        this.#events.onBack(opened.value, performance.now() - goneMs);
        return;
      }
      const [diagnostic] = opened.diagnostics;
      if (diagnostic === undefined || isAbsent(diagnostic.code)) {
        thereSinceMs = undefined;
        continue;
      }
      thereSinceMs ??= performance.now();
      if (performance.now() - thereSinceMs < PATIENCE_MS || told.has(diagnostic.code)) continue;
      told.add(diagnostic.code);
      this.#events.onTrouble(diagnostic);
    }
  }

  #release(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  async #nap(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }
}

function codesOf(result: Result<unknown>): readonly string[] {
  return result.diagnostics.map(({ code }) => code);
}

function isAbsent(code: string | undefined): boolean {
  return code === 'DV0001' || code === 'DV0006';
}

/** What may pass by itself: no right, in use, or the driver is not ready. */
function isPassing(code: string | undefined): boolean {
  return code === 'DV0002' || code === 'DV0003' || code === 'DV0009';
}
