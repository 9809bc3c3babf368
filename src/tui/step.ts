/** What the updates of all screens share: what they are given, what they give, the end of the program. */
import type { ConfigEditor, Row } from '../menu/index.js';
import type { Host } from './host.js';
import type { Layout } from './layout.js';
import { type Effect, push, type Screen, type TuiState } from './state.js';

export interface Step {
  readonly state: TuiState;
  readonly effect?: Effect;
}

/** What all keys can ask. */
export interface Context {
  readonly editor: ConfigEditor;
  readonly host: Host;
  readonly layout: Layout;
  /** Shows at once what something that was asked for waits for. */
  readonly onNotice: (text: string) => void;
}

/** Asks what to do with changes before the end; without any it is the end. */
export function askToLeave(state: TuiState, { editor, host }: Context): Step {
  if (!editor.isChanged) return { state, effect: { kind: 'leave', how: 'kept' } };
  return {
    state: push(state, {
      kind: 'question',
      title: 'Save the changes?',
      lines: [`They go to ${host.path}.`],
      answers: [
        { key: 'y', label: 'save and leave', effect: { kind: 'save', accepted: [], thenLeave: true } },
        { key: 'n', label: 'leave without saving', effect: { kind: 'leave', how: 'dropped' } },
        { key: 'c', label: 'back to the menu' },
      ],
    }),
  };
}

/** The rows of a menu screen and which one the cursor is on; -1 in an empty menu. */
export function cursorOf(
  editor: ConfigEditor,
  { all }: TuiState,
  { menu, at, index }: Screen & { readonly kind: 'menu' },
): { readonly rows: readonly Row[]; readonly index: number } {
  const rows = editor.rows(menu, all);
  const found = rows.findIndex(({ node }) => node === at);
  return { rows, index: found === -1 ? Math.min(index, rows.length - 1) : found };
}
