/** What a device said, kept for a report: the last bytes of it, as many as fit. Pure. */
export const MOST_CAPTURED_BYTES = 256 * 1024;

export interface Captured {
  /** Text, or base64 where the bytes are not valid UTF-8. */
  readonly output: string;
  readonly outputEncoding: 'utf8' | 'base64';
  /** Whether earlier bytes were dropped. */
  readonly outputIsCut: boolean;
}

export class Capture {
  #chunks: Uint8Array[] = [];
  #length = 0;
  #total = 0;

  take(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#length += bytes.length;
    this.#total += bytes.length;
    // Rarely, so that a byte is not copied again and again.
    if (this.#length > 2 * MOST_CAPTURED_BYTES) this.#shorten();
  }

  get report(): Captured {
    const bytes = this.#shorten();
    const outputIsCut = bytes.length < this.#total;
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    try {
      const whole = outputIsCut ? bytes.subarray(firstCharacter(bytes)) : bytes;
      return { output: text.decode(whole), outputEncoding: 'utf8', outputIsCut };
    } catch {
      return { output: bytes.toString('base64'), outputEncoding: 'base64', outputIsCut };
    }
  }

  #shorten(): Buffer {
    const bytes = Buffer.concat(this.#chunks).subarray(-MOST_CAPTURED_BYTES);
    this.#chunks = [bytes];
    this.#length = bytes.length;
    return bytes;
  }
}

/** The cut may have gone through a character: bytes that go on with one are 10xxxxxx. */
function firstCharacter(bytes: Uint8Array): number {
  const at = bytes.subarray(0, 4).findIndex((byte) => (byte & 0xc0) !== 0x80);
  return Math.max(0, at);
}
