/** A piece of what a device said: bytes of one line. Pure. */
export interface LinePart {
  readonly bytes: Uint8Array;
  /** The line as text, if these bytes end it: without its line break, and of a very long one its beginning. */
  readonly line?: string;
  /** When they came, in milliseconds since 1970. */
  readonly atMs: number;
}

/** What a device said, in another form: what is shown of it, or what is written into a log. */
export interface LineFormat {
  /** What can be shown now. */
  readonly take: (part: LinePart) => Uint8Array;
  /** What was kept back of a line that stays unfinished: the connection broke, or the monitor ends. */
  readonly cut: () => Uint8Array;
  /** What was kept back and should not wait any longer, as nothing comes. */
  readonly idle: () => Uint8Array;
}

export const NOTHING = new Uint8Array();

/** Exactly the bytes that came. */
export const BYTES_AS_THEY_ARE: LineFormat = { take: ({ bytes }) => bytes, cut: () => NOTHING, idle: () => NOTHING };
