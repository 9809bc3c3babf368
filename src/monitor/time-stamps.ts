/** Times before lines: when the first byte of each came. Pure. */
import { type LinePart, NOTHING } from './line-part.js';

export const TIME_STAMPS = ['absolute', 'relative', 'delta'] as const;
export type TimeStampKind = (typeof TIME_STAMPS)[number];

/** Milliseconds since 1970. `startMs`: the monitor's beginning; `beforeMs`: the line before, or the beginning. */
export function renderTimeStamp(kind: TimeStampKind, atMs: number, startMs: number, beforeMs: number): string {
  if (kind === 'absolute') return `[${localTime(new Date(atMs))}] `;
  if (kind === 'relative') return `[${seconds(atMs - startMs).padStart(10)}] `;
  return `[${`+${seconds(atMs - beforeMs)}`.padStart(10)}] `;
}

function seconds(ms: number): string {
  return (Math.max(0, ms) / 1000).toFixed(3);
}

/** As people here read a clock, in an order that sorts. */
function localTime(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** Puts times before lines, if asked to; each line stands on its own, also if the one before it was never finished. */
export class LineStarts {
  readonly #kind: TimeStampKind | undefined;
  readonly #startMs: number;
  #beforeMs: number;
  #isInside = false;

  constructor(kind: TimeStampKind | undefined, startMs: number) {
    this.#kind = kind;
    this.#startMs = startMs;
    this.#beforeMs = startMs;
  }

  take({ bytes, line, atMs }: LinePart): Uint8Array {
    const begins = !this.#isInside;
    this.#isInside = line === undefined;
    if (!begins || this.#kind === undefined) return bytes;
    const stamp = renderTimeStamp(this.#kind, atMs, this.#startMs, this.#beforeMs);
    this.#beforeMs = atMs;
    return Buffer.concat([Buffer.from(stamp), bytes]);
  }

  cut(): Uint8Array {
    const wasInside = this.#isInside;
    this.#isInside = false;
    return wasInside ? Buffer.from('\n') : NOTHING;
  }
}
