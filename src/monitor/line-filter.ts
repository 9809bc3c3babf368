/** Lets lines through by what they say. A line is shown when it is complete. Pure. */
import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import type { LinePart } from './line-part.js';

/** A longer line is judged by its beginning. */
const MOST_BYTES = 64 * 1024;

/** What a line says to people: without colours and other control sequences. */
export function plainText(line: string): string {
  return line.includes('\u001B') ? stripVTControlCharacters(line) : line;
}

export class LineFilter {
  readonly #isWanted: (line: string) => boolean;
  #held: LinePart[] = [];
  #heldBytes = 0;
  /** Of a line that is not complete but was judged. */
  #verdict: boolean | undefined;

  constructor(isWanted: (line: string) => boolean) {
    this.#isWanted = isWanted;
  }

  /** The parts that may be shown now. */
  take(part: LinePart): readonly LinePart[] {
    const isLast = part.line !== undefined;
    const verdict = this.#verdict;
    if (verdict !== undefined) {
      if (isLast) this.#verdict = undefined;
      return verdict ? [part] : [];
    }
    this.#held.push(part);
    this.#heldBytes += part.bytes.length;
    if (!isLast && this.#heldBytes < MOST_BYTES) return [];
    const shown = this.#judge(part.line ?? this.#heldText());
    if (!isLast) this.#verdict = shown.length > 0;
    return shown;
  }

  /** The line that is held stays unfinished. */
  cut(): readonly LinePart[] {
    const shown = this.#held.length === 0 ? [] : this.#judge(this.#heldText());
    this.#verdict = undefined;
    return shown;
  }

  #judge(line: string): readonly LinePart[] {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    return this.#isWanted(plainText(line)) ? held : [];
  }

  #heldText(): string {
    return new StringDecoder('utf8').write(Buffer.concat(this.#held.map(({ bytes }) => bytes)));
  }
}
