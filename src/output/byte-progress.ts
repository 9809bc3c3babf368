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
  const unit = unitOf(total);
  const words = [
    `${Math.floor(share * 100)}%`.padStart(4),
    `${inUnit(done, unit)}/${inUnit(total, unit)} ${unit.name}`,
    ...(rate === undefined ? [] : [rateText(rate), `${durationText((total - done) / rate)} left`]),
  ].join('  ');
  if (columns === undefined) return `${label}  ${words.trimStart()}`;
  const full = Math.round(share * BAR_COLUMNS);
  const bar = `${'#'.repeat(full)}${'-'.repeat(BAR_COLUMNS - full)}`;
  const whole = `${label}  ${bar}${words}`;
  // A line that wraps could not be drawn over.
  if (whole.length < columns) return whole;
  return `${label}${words}`.slice(0, Math.max(0, columns - 1));
}

interface Unit {
  readonly name: string;
  readonly bytes: number;
}

const KIB: Unit = { name: 'KiB', bytes: 1024 };
const UNITS: readonly Unit[] = [KIB, { name: 'MiB', bytes: 1024 ** 2 }, { name: 'GiB', bytes: 1024 ** 3 }];
/** From so many of a unit on it is the right one: a flash of 2 MiB is told in KiB, a card of 4 GiB in MiB. */
const UNIT_FROM = 10;

function unitOf(bytes: number): Unit {
  return UNITS.findLast((unit) => bytes >= UNIT_FROM * unit.bytes) ?? KIB;
}

function rateText(rate: number): string {
  const unit = unitOf(rate);
  return `${inUnit(rate, unit)} ${unit.name}/s`;
}

function inUnit(bytes: number, unit: Unit): string {
  const value = bytes / unit.bytes;
  return value < UNIT_FROM ? value.toFixed(1) : value.toFixed(0);
}

function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 100 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
