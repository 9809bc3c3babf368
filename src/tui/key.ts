/** Keys as the menus understand them, from what node:readline makes of a terminal's bytes. */

export interface Key {
  /** `char` for text, else the name of the key: up, enter, escape, f6, ... */
  readonly name: string;
  /** What was typed, for `char`. */
  readonly text: string;
  readonly ctrl: boolean;
}

/** As `keypress` events of node:readline have it. */
export interface Keypress {
  readonly name?: string | undefined;
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly meta?: boolean | undefined;
}

const names: Readonly<Record<string, string>> = { return: 'enter', enter: 'enter', linefeed: 'enter' };

/** A paste arrives letter by letter. */
export function readKey(text: string | undefined, { name, sequence = '', ctrl = false, meta = false }: Keypress): Key {
  // Esc Esc arrives as one key, and means what one Esc does.
  if (name === 'escape') return { name: 'escape', text: '', ctrl: false };
  if (ctrl) return { name: name ?? '', text: '', ctrl: true };
  const typed = text ?? sequence;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are keys without text
  const isText = !meta && typed !== '' && !/[\u0000-\u001f\u007f]/.test(typed);
  if (isText) return { name: 'char', text: typed, ctrl: false };
  return { name: names[name ?? ''] ?? name ?? '', text: '', ctrl: false };
}
