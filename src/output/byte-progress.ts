/**
 * How far a transfer of bytes is, on standard error: one line that is drawn again on a terminal, a plain line now and then
 * elsewhere. The text is made by a pure function.
 */
import { assumeWidth } from './streams.js';

const REDRAW_MS = 100;
const LINE_MS = 2_000;
/** A rate over less time says nothing. */
const RATE_FROM_MS = 250;
const BAR_COLUMNS = 24;

export type ProgressMode = 'live' | 'lines' | 'none';

export interface ByteProgress {
  /** Bytes done so far, of all. */
  readonly update: (done: number) => void;
  /** Removes the line from a terminal. */
  readonly end: () => void;
}

export interface ProgressState {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
}

/** `stream` and `now` (milliseconds) for tests. */
export function openByteProgress(
  label: string,
  total: number,
  mode: ProgressMode,
  stream: Pick<NodeJS.WriteStream, 'write' | 'columns'> = process.stderr,
  now: () => number = () => performance.now(),
): ByteProgress {
  const start = now();
  let last = mode === 'live' ? Number.NEGATIVE_INFINITY : start;
  return {
    update: (done) => {
      const at = now();
      if (mode === 'none' || at - last < (mode === 'live' ? REDRAW_MS : LINE_MS)) return;
      last = at;
      const state = { label, done, total, elapsedMs: at - start };
      if (mode === 'lines') stream.write(`${renderProgress(state)}\n`);
      else {
        assumeWidth([stream]);
        stream.write(`\r\u001B[2K${renderProgress(state, stream.columns ?? 80)}`);
      }
    },
    end: () => {
      if (mode === 'live') stream.write('\r\u001B[2K');
    },
  };
}

/** `columns`: with a bar, not wider than that. */
export function renderProgress({ label, done, total, elapsedMs }: ProgressState, columns?: number): string {
  const share = total === 0 ? 1 : done / total;
  const rate = elapsedMs < RATE_FROM_MS || done === 0 ? undefined : (done * 1000) / elapsedMs;
  const words = [
    `${Math.floor(share * 100)}%`.padStart(4),
    `${kibibytes(done)}/${kibibytes(total)} KiB`,
    ...(rate === undefined ? [] : [`${kibibytes(rate)} KiB/s`, `${Math.ceil((total - done) / rate)} s left`]),
  ].join('  ');
  if (columns === undefined) return `${label}  ${words.trimStart()}`;
  const full = Math.round(share * BAR_COLUMNS);
  const bar = `${'#'.repeat(full)}${'-'.repeat(BAR_COLUMNS - full)}`;
  const whole = `${label}  ${bar}${words}`;
  // A line that wraps could not be drawn over.
  if (whole.length < columns) return whole;
  return `${label}${words}`.slice(0, Math.max(0, columns - 1));
}

function kibibytes(bytes: number): string {
  const value = bytes / 1024;
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}
