/** Bytes as rows of hexadecimal numbers, as `hexdump -C` prints them. Pure. */
import { renderTimeStamp, type TimeStampKind } from './time-stamps.js';

const ROW_BYTES = 16;

/** One row; `offset` is that of its first byte. */
export function renderHexRow(offset: number, bytes: Uint8Array): string {
  const half = (from: number): string =>
    Array.from({ length: ROW_BYTES / 2 }, (_, at) => bytes[from + at]?.toString(16).padStart(2, '0') ?? '  ').join(' ');
  const text = [...bytes].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
  return `${offset.toString(16).padStart(8, '0')}  ${half(0)}  ${half(ROW_BYTES / 2)}  |${text}|`;
}

/** Rows of 16 bytes; a shorter one where nothing came for a while. */
export class HexRows {
  readonly #stamps: TimeStampKind | undefined;
  readonly #startMs: number;
  #held: number[] = [];
  #heldMs = 0;
  #beforeMs: number;
  #offset = 0;

  constructor(stamps: TimeStampKind | undefined, startMs: number) {
    this.#stamps = stamps;
    this.#startMs = startMs;
    this.#beforeMs = startMs;
  }

  take(bytes: Uint8Array, atMs: number): string {
    let rows = '';
    for (const byte of bytes) {
      if (this.#held.length === 0) this.#heldMs = atMs;
      this.#held.push(byte);
      if (this.#held.length === ROW_BYTES) rows += this.flush();
    }
    return rows;
  }

  flush(): string {
    if (this.#held.length === 0) return '';
    const stamp =
      this.#stamps === undefined ? '' : renderTimeStamp(this.#stamps, this.#heldMs, this.#startMs, this.#beforeMs);
    const row = `${stamp}${renderHexRow(this.#offset, Uint8Array.from(this.#held))}\n`;
    this.#beforeMs = this.#heldMs;
    this.#offset += this.#held.length;
    this.#held = [];
    return row;
  }
}
