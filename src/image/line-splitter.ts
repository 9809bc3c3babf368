/** Bytes that pass by, cut after each line: each byte is handed on when it comes, each line when it is complete. Pure. */
const LINE_FEED = 0x0a;
/** Of a longer line only the beginning is looked at: what passes by may be no text at all. */
const MOST_BYTES = 64 * 1024;

export interface Piece {
  readonly bytes: Uint8Array;
  /** The line that ends with these bytes, without its line break. */
  readonly line?: string;
}

export class LineSplitter {
  #begun: Uint8Array[] = [];
  #length = 0;

  *feed(chunk: Uint8Array): Generator<Piece> {
    for (let start = 0; start < chunk.length; ) {
      const end = chunk.indexOf(LINE_FEED, start);
      const bytes = chunk.subarray(start, end === -1 ? undefined : end + 1);
      this.#keep(bytes);
      yield end === -1 ? { bytes } : { bytes, line: this.finish() };
      start += bytes.length;
    }
  }

  /** The line that was begun last, which is not complete; empty where none was. */
  get begun(): string {
    return Buffer.concat(this.#begun).toString('utf8');
  }

  /** The same, and what comes next begins another line. */
  finish(): string {
    const line = this.begun;
    this.#begun = [];
    this.#length = 0;
    return line.replace(/\r?\n$/, '');
  }

  #keep(bytes: Uint8Array): void {
    if (this.#length < MOST_BYTES) this.#begun.push(bytes.slice(0, MOST_BYTES - this.#length));
    this.#length += bytes.length;
  }
}
