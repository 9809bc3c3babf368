/**
 * Commands and answers over a serial line, each bounded in time. What is transient (a damaged or lost frame, an answer
 * that cannot be read) is tried again; what the chip says for certain is not.
 */
import type { LineEvents, ModemLines, SerialLine, WriteEnd } from '../serial/serial-line.js';
import { bytesWithin, wireMs } from '../serial/wire-time.js';
import { type Answer, decodeAnswer, encodeFrame, SYNC } from './frames.js';
import { CHECKSUM_REFUSED } from './refusals.js';

/** The chip's own time for a frame is 2 s: a probe has to come before that is over. */
const ANSWER_MS = 1_500;
/** An answer that comes so much later still counts as that of the command. */
const LATE_MS = 2_500;
/** So many late answers are a slow bus or a busy host; more are a line that cannot be trusted. */
const MAX_LATE = 2;
const ATTEMPTS = 3;
/** Each takes some seconds. */
const SILENT_ATTEMPTS = 2;
/** Without a byte for so long, nothing more belongs to what came before. */
const QUIET_MS = 60;
const SETTLE_MS = 500;
/** More than a line loses of a frame at once. */
const PROBE_BYTES = 64;
const PROBE_MS = 400;
/** blflash sends sync bytes for 5 ms; eight are a handshake. */
const SYNC_MS = 5;
const MIN_SYNC_BYTES = 16;
const SYNC_ANSWER_MS = 200;

export interface Request {
  readonly command: number;
  readonly body?: Uint8Array;
  /** The answer has data behind its OK. */
  readonly hasData?: boolean;
  /** What the chip may take for it besides the bytes on the line. */
  readonly workMs?: number;
  /** Done twice it would be wrong: not tried again once the chip may have done it. */
  readonly once?: boolean;
}

/** Why there is no answer to work with. */
export type Trouble =
  | { readonly kind: 'refused'; readonly code: number }
  | { readonly kind: 'damaged' | 'noise' | 'short' | 'late' | 'lost' | 'silent' | 'gone' | 'stopped' }
  /** Of a command that may have been done twice. */
  | { readonly kind: 'unsure' };

export type Exchanged = { readonly kind: 'ok'; readonly data: Uint8Array } | Trouble;

export type Line = Pick<SerialLine, 'write' | 'setBaudRate' | 'setModemLines' | 'baudRate'>;

export class IspLink {
  /** For who opens the line. */
  readonly events: LineEvents = {
    onBytes: (bytes) => {
      this.#input = Buffer.concat([this.#input, bytes]);
      this.#wake();
    },
    onGone: () => {
      this.#isGone = true;
      this.#wake();
    },
  };
  readonly #stop: AbortSignal;
  #line: Line | undefined;
  #input = Buffer.alloc(0);
  #isGone = false;
  #wake: () => void = () => undefined;
  #lateAnswers = 0;

  /** `stop` ends every wait. */
  constructor(stop: AbortSignal) {
    this.#stop = stop;
    stop.addEventListener('abort', () => this.#wake());
  }

  attach(line: Line): void {
    this.#line = line;
  }

  /** Sync bytes, and whether an OK came: the chip knows the rate now. `answered`: something came at all. */
  async handshake(): Promise<{ readonly isSynced: boolean; readonly answered: boolean; readonly isOver: boolean }> {
    this.#input = Buffer.alloc(0);
    const count = Math.max(MIN_SYNC_BYTES, bytesWithin(SYNC_MS, this.#lineOf().baudRate));
    const isSent = (await this.#send(new Uint8Array(count).fill(SYNC))) === 'sent';
    const deadline = performance.now() + SYNC_ANSWER_MS;
    while (isSent && !this.#isOver && !this.#input.includes('OK') && (await this.#hasMore(deadline)));
    await this.#settle();
    const isSynced = this.#input.includes('OK');
    const answered = this.#input.length > 0;
    this.#input = Buffer.alloc(0);
    return { isSynced, answered, isOver: !isSent || this.#isOver };
  }

  /** Whether something comes after all, of a chip that was thought to be silent. */
  async hearsLate(): Promise<boolean> {
    return await this.#hasMore(performance.now() + LATE_MS);
  }

  async setBaudRate(baudRate: number): Promise<boolean> {
    return await this.#lineOf().setBaudRate(baudRate);
  }

  async setModemLines(lines: ModemLines): Promise<boolean> {
    return await this.#lineOf().setModemLines(lines);
  }

  /** Waits, or less if the line goes or the user stops. */
  async pause(ms: number): Promise<void> {
    const deadline = performance.now() + ms;
    while (!this.#isOver && performance.now() < deadline) await this.#hasMore(deadline);
  }

  /** One command, tried again where that can help. */
  async exchange(request: Request): Promise<Exchanged> {
    let silent = 0;
    let last: Exchanged = { kind: 'silent' };
    for (let attempt = 0; attempt < ATTEMPTS && silent < SILENT_ATTEMPTS; attempt += 1) {
      const exchanged = await this.#tryOnce(request);
      const isRepeated = request.once === true && silent > 0;
      if (isRepeated && (exchanged.kind === 'ok' || exchanged.kind === 'refused')) return { kind: 'unsure' };
      if (exchanged.kind === 'ok') {
        // The answer to an earlier attempt is none to the next command.
        if (attempt > 0) await this.#drain();
        return exchanged;
      }
      last = exchanged;
      if (exchanged.kind === 'silent') {
        silent += 1;
        if (silent === SILENT_ATTEMPTS || !(await this.hearsLate())) continue;
        last = await this.#takeLate(request);
        if (last.kind === 'ok') return last;
      }
      const mayBeDone = last.kind === 'noise' || last.kind === 'short';
      if (request.once === true && mayBeDone) return last;
      if (last.kind !== 'damaged' && !mayBeDone) return last;
      // The chip may still be at it: what it says then belongs to this attempt.
      if (mayBeDone) await this.#outwait(request);
    }
    return last.kind === 'silent' ? await this.#probe(request) : last;
  }

  async #tryOnce({ command, body, hasData = false, workMs = 0 }: Request): Promise<Exchanged> {
    const frame = encodeFrame(command, body);
    this.#input = Buffer.alloc(0);
    if (this.#isOver) return this.end();
    const sent = await this.#send(frame);
    if (sent !== 'sent') return sent === 'stuck' ? { kind: 'silent' } : this.end();
    return await this.#answer(hasData, wireMs(frame.length, this.#lineOf().baudRate) + workMs + ANSWER_MS);
  }

  /** The deadline moves with each byte that comes: an answer with data takes its time on the line. */
  async #answer(hasData: boolean, withinMs: number): Promise<Exchanged> {
    let deadline = performance.now() + withinMs;
    for (;;) {
      const decoded = decodeAnswer(this.#input, hasData);
      if (decoded !== undefined) {
        const { answer, length } = decoded;
        this.#input = this.#input.subarray(length);
        if (answer.kind !== 'pending') return judge(answer);
        deadline = performance.now() + withinMs;
        continue;
      }
      const before = this.#input.length;
      if (!(await this.#hasMore(deadline))) {
        if (this.#isOver) return this.end();
        return { kind: this.#input.length > 0 ? 'short' : 'silent' };
      }
      if (before > 0) deadline = Math.max(deadline, performance.now() + ANSWER_MS);
    }
  }

  async #takeLate({ hasData = false, workMs = 0 }: Request): Promise<Exchanged> {
    this.#lateAnswers += 1;
    const exchanged = await this.#answer(hasData, workMs + ANSWER_MS);
    return this.#lateAnswers > MAX_LATE ? { kind: 'late' } : exchanged;
  }

  /** A chip that lost bytes of a frame waits for them: with what is sent now it can answer. */
  async #probe({ hasData = false }: Request): Promise<Exchanged> {
    if ((await this.#send(new Uint8Array(PROBE_BYTES))) === 'gone' || this.#isOver) return this.end();
    const exchanged = await this.#answer(hasData, PROBE_MS);
    await this.#drain();
    if (exchanged.kind === 'gone' || exchanged.kind === 'stopped') return exchanged;
    return { kind: exchanged.kind === 'silent' ? 'silent' : 'lost' };
  }

  /** As long as the chip may take for the command, unless it says something before; what it says is forgotten. */
  async #outwait({ workMs = 0 }: Request): Promise<void> {
    await this.#settle();
    this.#input = Buffer.alloc(0);
    await this.#hasMore(performance.now() + workMs + ANSWER_MS);
    await this.#drain();
  }

  /** The end of the write, or of the user's patience. */
  async #send(bytes: Uint8Array): Promise<WriteEnd> {
    const stopped = new Promise<WriteEnd>((resolve) => {
      const wake = this.#wake;
      this.#wake = () => {
        wake();
        if (this.#isOver) resolve('gone');
      };
    });
    return await Promise.race([this.#lineOf().write(bytes), stopped]);
  }

  /** Forgets what is there and what still comes of it. */
  async #drain(): Promise<void> {
    await this.#settle();
    this.#input = Buffer.alloc(0);
  }

  /** Waits until nothing comes any more; a program that prints without a pause is not waited for. */
  async #settle(): Promise<void> {
    const end = performance.now() + SETTLE_MS;
    while (performance.now() < end && (await this.#hasMore(performance.now() + QUIET_MS)));
  }

  /** Waits for bytes beyond those that are there; false when the time is over, the line gone or the user impatient. */
  async #hasMore(deadline: number): Promise<boolean> {
    const before = this.#input.length;
    while (!this.#isOver && this.#input.length === before) {
      const left = deadline - performance.now();
      if (left <= 0) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return !this.#isOver;
  }

  get #isOver(): boolean {
    return this.#isGone || this.#stop.aborted;
  }

  /** Why nothing more can be waited for. */
  end(): Trouble {
    return { kind: this.#stop.aborted ? 'stopped' : 'gone' };
  }

  #lineOf(): Line {
    if (this.#line === undefined) throw new Error('no line is attached');
    return this.#line;
  }
}

function judge(answer: Exclude<Answer, { kind: 'pending' }>): Exchanged {
  if (answer.kind === 'refused' && answer.code === CHECKSUM_REFUSED) return { kind: 'damaged' };
  return answer;
}
