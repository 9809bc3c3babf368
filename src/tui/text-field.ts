/** Typing in one line: the keys that editors of one line know. */
import { letters } from './frame.js';
import type { Key } from './key.js';
import type { TextField } from './state.js';

export function fieldOf(text: string): TextField {
  return { text, at: text.length };
}

/** The field after a key; undefined if the key means nothing here. */
export function typeInto({ text, at }: TextField, { name, text: typed, ctrl }: Key): TextField | undefined {
  if (name === 'char') return { text: text.slice(0, at) + typed + text.slice(at), at: at + typed.length };
  switch (ctrl ? `ctrl-${name}` : name) {
    case 'backspace':
    case 'ctrl-h':
      return at === 0 ? { text, at } : { text: text.slice(0, before(text, at)) + text.slice(at), at: before(text, at) };
    case 'delete':
    case 'ctrl-d':
      return { text: text.slice(0, at) + text.slice(after(text, at)), at };
    case 'left':
    case 'ctrl-b':
      return { text, at: before(text, at) };
    case 'right':
    case 'ctrl-f':
      return { text, at: after(text, at) };
    case 'home':
    case 'ctrl-a':
      return { text, at: 0 };
    case 'end':
    case 'ctrl-e':
      return { text, at: text.length };
    case 'ctrl-u':
      return { text: text.slice(at), at: 0 };
    case 'ctrl-k':
      return { text: text.slice(0, at), at };
    case 'ctrl-w': {
      const kept = text.slice(0, at).replace(/\S*\s*$/, '');
      return { text: kept + text.slice(at), at: kept.length };
    }
    default:
      return undefined;
  }
}

function before(text: string, at: number): number {
  const last = [...letters.segment(text.slice(0, at))].at(-1);
  return last?.index ?? 0;
}

function after(text: string, at: number): number {
  const [first] = letters.segment(text.slice(at));
  return at + (first?.segment.length ?? 0);
}
