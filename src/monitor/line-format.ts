/** The form in which a device's output is shown or logged, put together from what was asked for. Pure. */
import { HexRows } from './hex-rows.js';
import { LineFilter } from './line-filter.js';
import { BYTES_AS_THEY_ARE, type LineFormat, type LinePart, NOTHING } from './line-part.js';
import { LineStarts, type TimeStampKind } from './time-stamps.js';

export interface FormatWish {
  readonly timestamps?: TimeStampKind | undefined;
  readonly hex?: boolean;
  /** Which lines are shown; all, where it is absent. */
  readonly isWanted?: ((line: string) => boolean) | undefined;
  /** Milliseconds since 1970. */
  readonly startMs: number;
}

export function lineFormatOf({ timestamps, hex = false, isWanted, startMs }: FormatWish): LineFormat {
  if (hex) return hexFormat(new HexRows(timestamps, startMs));
  if (timestamps === undefined && isWanted === undefined) return BYTES_AS_THEY_ARE;
  const filter = isWanted === undefined ? undefined : new LineFilter(isWanted);
  const starts = new LineStarts(timestamps, startMs);
  const show = (parts: readonly LinePart[]): Uint8Array => {
    const [first, ...more] = parts.map((part) => starts.take(part));
    return first === undefined ? NOTHING : more.length === 0 ? first : Buffer.concat([first, ...more]);
  };
  return {
    take: (part) => show(filter === undefined ? [part] : filter.take(part)),
    cut: () => Buffer.concat([show(filter?.cut() ?? []), starts.cut()]),
    idle: () => NOTHING,
  };
}

function hexFormat(rows: HexRows): LineFormat {
  return {
    take: ({ bytes, atMs }) => Buffer.from(rows.take(bytes, atMs)),
    cut: () => Buffer.from(rows.flush()),
    idle: () => Buffer.from(rows.flush()),
  };
}
