/** Keys that are for the monitor and not for the device. Pure. */
export type KeyEvent =
  /** For the line that is being edited or, without one, for the device. */
  | { readonly kind: 'keys'; readonly bytes: Uint8Array }
  /** For the device in any case. */
  | { readonly kind: 'send'; readonly bytes: Uint8Array }
  | { readonly kind: 'leave' | 'reset' | 'help' | 'interrupt' | 'suspend' | 'end of file' };

const CTRL_C = 0x03;
const CTRL_D = 0x04;
const CTRL_T = 0x14;
const CTRL_Z = 0x1a;
const CTRL_BRACKET = 0x1d;

export const KEYS_HELP =
  'Ctrl-] leaves. Ctrl-T, then: r resets the board, q leaves, a control key such as Ctrl-C is sent to the device';

const OWN: ReadonlyMap<number, KeyEvent> = new Map<number, KeyEvent>([
  [CTRL_C, { kind: 'interrupt' }],
  [CTRL_Z, { kind: 'suspend' }],
  [CTRL_D, { kind: 'end of file' }],
]);

const AFTER_CTRL_T: ReadonlyMap<number, KeyEvent> = new Map<number, KeyEvent>([
  ['r'.charCodeAt(0), { kind: 'reset' }],
  ['q'.charCodeAt(0), { kind: 'leave' }],
]);

export class KeyReader {
  readonly #isRaw: boolean;
  #isAfterCtrlT = false;

  /** `isRaw`: every key but Ctrl-] and Ctrl-T is for the device. */
  constructor(isRaw: boolean) {
    this.#isRaw = isRaw;
  }

  read(bytes: Uint8Array): readonly KeyEvent[] {
    const events: KeyEvent[] = [];
    let start = 0;
    const flush = (end: number): void => {
      if (end > start) events.push({ kind: 'keys', bytes: bytes.slice(start, end) });
      start = end + 1;
    };
    for (const [at, byte] of bytes.entries()) {
      const event = this.#eventOf(byte);
      if (event === undefined) continue;
      flush(at);
      if (event !== 'none') events.push(event);
    }
    flush(bytes.length);
    return events;
  }

  /** Undefined for a key that is no key of the monitor. */
  #eventOf(byte: number): KeyEvent | 'none' | undefined {
    if (this.#isAfterCtrlT) {
      this.#isAfterCtrlT = false;
      return AFTER_CTRL_T.get(byte) ?? (byte < 0x20 ? { kind: 'send', bytes: Uint8Array.of(byte) } : { kind: 'help' });
    }
    this.#isAfterCtrlT = byte === CTRL_T;
    if (this.#isAfterCtrlT) return 'none';
    if (byte === CTRL_BRACKET) return { kind: 'leave' };
    return this.#isRaw ? undefined : OWN.get(byte);
  }
}
