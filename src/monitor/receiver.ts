/**
 * What becomes of the bytes of a device: they are logged, shown in the form that was asked for, searched for the awaited line and for
 * addresses. In order, and in the pace of the slowest: beyond a bounded backlog the device has to wait.
 */
import { LineSplitter } from '../image/line-splitter.js';
import { plainText } from './line-filter.js';
import type { LineFormat, LinePart } from './line-part.js';
import type { LogFile } from './log-file.js';
import type { MonitorOutput } from './output.js';

const MOST_QUEUED_BYTES = 1024 * 1024;
const FEW_QUEUED_BYTES = 256 * 1024;
/** What is known of addresses waits for its place below the line; with so much behind it, it is told when it comes. */
const CROWD_BYTES = 128 * 1024;
/** Silence after which what was begun will not go on soon. */
const IDLE_MS = 150;
/** An awaited text was found in a line that does not end: the rest of the line is waited for this long at most. */
const REST_OF_LINE_MS = 1_000;
/** Of a longer line only the beginning is searched (LineSplitter's limit). */
const MOST_SEARCHED_BYTES = 64 * 1024;

export interface AddressNotes {
  /** Whether a line could have addresses; quick. */
  readonly mayHave: (line: string) => boolean;
  /** What there is to tell below a line. */
  readonly on: (line: string) => Promise<readonly string[]>;
}

export interface ReceiverOptions {
  readonly format: LineFormat;
  readonly output: MonitorOutput;
  readonly log?: LogFile | undefined;
  readonly notes?: AddressNotes | undefined;
  readonly until?: RegExp | undefined;
  readonly onMatch: (line: string) => void;
  readonly onReaderLeft: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
}

type Item = { readonly bytes: Uint8Array; readonly atMs: number } | 'cut' | 'idle';

export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #splitter = new LineSplitter();
  readonly #queue: Item[] = [];
  #queuedBytes = 0;
  #isPaused = false;
  #isStopped = false;
  #working: Promise<void> | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  /** Bytes of the line that is not complete. */
  #begunBytes = 0;
  /** The awaited text is in that line; until when the rest of it may take. */
  #matchedUntilMs: number | undefined;
  #isNoting = false;
  #hasToldSkipped = false;
  #onCrowd: (() => void) | undefined;
  receivedBytes = 0;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  take(bytes: Uint8Array): void {
    if (this.#isStopped) return;
    this.receivedBytes += bytes.length;
    this.#queuedBytes += bytes.length;
    if (this.#queuedBytes > CROWD_BYTES) this.#onCrowd?.();
    if (this.#queuedBytes > MOST_QUEUED_BYTES && !this.#isPaused) {
      this.#isPaused = true;
      this.#options.pause();
    }
    this.#idleTimer ??= setTimeout(() => this.#push('idle'), IDLE_MS);
    this.#idleTimer.refresh();
    this.#push({ bytes, atMs: Date.now() });
  }

  /** The connection broke: what comes next begins a new line. */
  cut(): void {
    this.#push('cut');
  }

  /** Everything that was taken is shown, and nothing more will be. */
  async finish(): Promise<void> {
    clearTimeout(this.#idleTimer);
    this.#push('cut');
    await this.#working;
    this.#isStopped = true;
  }

  #push(item: Item): void {
    if (this.#isStopped) return;
    this.#queue.push(item);
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async #work(): Promise<void> {
    for (let item = this.#queue.shift(); item !== undefined; item = this.#queue.shift()) {
      if (item === 'cut') await this.#cut();
      else if (item === 'idle') await this.#idle();
      else {
        if (!this.#isStopped) await this.#show(item.bytes, item.atMs);
        this.#queuedBytes -= item.bytes.length;
        if (this.#isPaused && this.#queuedBytes < FEW_QUEUED_BYTES) {
          this.#isPaused = false;
          this.#options.resume();
        }
      }
    }
  }

  async #show(chunk: Uint8Array, atMs: number): Promise<void> {
    const { format, log, notes } = this.#options;
    let parts: LinePart[] = [];
    let shown: Uint8Array[] = [];
    const flush = async (): Promise<void> => {
      log?.take(parts);
      await this.#write(shown.length === 1 && shown[0] !== undefined ? shown[0] : Buffer.concat(shown));
      parts = [];
      shown = [];
    };
    for (const { bytes, line } of this.#splitter.feed(chunk)) {
      const part: LinePart = { bytes, atMs, ...(line !== undefined && { line }) };
      parts.push(part);
      shown.push(format.take(part));
      this.#begunBytes = line === undefined ? this.#begunBytes + bytes.length : 0;
      if (line === undefined) continue;
      if (notes?.mayHave(line) === true) {
        await flush();
        await this.#note(line, notes);
      }
      if (this.#matchedUntilMs === undefined && !this.#matches(line)) continue;
      await flush();
      this.#match(line);
      return;
    }
    await flush();
    this.#searchBegun();
  }

  /** The awaited text may be a prompt: a line that does not end. */
  #searchBegun(): void {
    const { until } = this.#options;
    if (until === undefined || this.#begunBytes === 0) return;
    if (this.#matchedUntilMs !== undefined) {
      if (Date.now() > this.#matchedUntilMs) this.#match(this.#splitter.begun);
    } else if (this.#begunBytes < 2 * MOST_SEARCHED_BYTES && this.#matches(this.#splitter.begun)) {
      this.#matchedUntilMs = Date.now() + REST_OF_LINE_MS;
    }
  }

  #matches(line: string): boolean {
    return this.#options.until?.test(plainText(line)) ?? false;
  }

  #match(line: string): void {
    this.#isStopped = true;
    this.#options.onMatch(plainText(line));
  }

  async #cut(): Promise<void> {
    const { format, log, notes } = this.#options;
    const line = this.#splitter.finish();
    this.#begunBytes = 0;
    log?.cut();
    await this.#write(format.cut());
    if (line !== '' && notes?.mayHave(line) === true) await this.#note(line, notes);
    if (this.#matchedUntilMs !== undefined && !this.#isStopped) this.#match(line);
  }

  async #idle(): Promise<void> {
    await this.#write(this.#options.format.idle());
    if (this.#matchedUntilMs !== undefined && !this.#isStopped) this.#match(this.#splitter.begun);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0 || (await this.#options.output.write(bytes))) return;
    this.#options.onReaderLeft();
  }

  /** Looking up an address starts a program. What the device says meanwhile is not lost, and not held up for long. */
  async #note(line: string, notes: AddressNotes): Promise<void> {
    const { output } = this.#options;
    if (this.#isNoting) {
      if (!this.#hasToldSkipped) output.tell('addresses come faster than they can be looked up: some are not told');
      this.#hasToldSkipped = true;
      return;
    }
    this.#isNoting = true;
    const told = notes.on(line).then((texts) => {
      for (const text of texts) output.tell(text);
      this.#isNoting = false;
    });
    const crowded = new Promise<void>((resolve) => {
      this.#onCrowd = resolve;
      if (this.#queuedBytes > CROWD_BYTES) resolve();
    });
    await Promise.race([told, crowded]);
    this.#onCrowd = undefined;
  }
}
