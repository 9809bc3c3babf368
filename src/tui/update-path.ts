/** Keys in the field for a path, and what became of files. */
import type { LoadOutcome, SaveOutcome } from './host.js';
import type { Key } from './key.js';
import {
  type Effect,
  type PathPurpose,
  pop,
  push,
  replaceTop,
  type Screen,
  type TuiState,
  topOf,
  withMessage,
} from './state.js';
import type { Context, Step } from './step.js';
import { fieldOf, typeInto } from './text-field.js';

type PathScreen = Screen & { readonly kind: 'path' };

export function pathScreen(purpose: PathPurpose, { host }: Context): PathScreen {
  return { kind: 'path', purpose, field: fieldOf(host.suggestPath(purpose)) };
}

export function updatePath(state: TuiState, screen: PathScreen, key: Key, _context: Context): Step {
  if (key.name === 'escape') return { state: pop(state) };
  const path = screen.field.text.trim();
  if (key.name === 'enter') {
    return path === '' ? { state } : { state, effect: { kind: 'path', purpose: screen.purpose, path } };
  }
  const field = typeInto(screen.field, key);
  const { refused: _, ...open } = screen;
  return { state: field === undefined ? state : replaceTop(state, { ...open, field }) };
}

/** Does what an effect of files asks for, and shows its outcome. */
export async function settle(state: TuiState, effect: Effect, context: Context): Promise<Step> {
  const { editor, host } = context;
  if (effect.kind === 'save') return settleSave(state, effect, await host.save(editor, effect.force), context);
  if (effect.kind !== 'path') return { state, effect };
  if (effect.purpose !== 'load') return { state: settlePath(state, host.saveTo(editor, effect.path, effect.purpose)) };
  const outcome = host.load(effect.path);
  if (outcome.kind === 'loaded') editor.load(outcome.settings);
  return { state: settlePath(state, outcome) };
}

function settleSave(
  state: TuiState,
  { thenLeave }: Effect & { readonly kind: 'save' },
  outcome: SaveOutcome,
  { editor }: Context,
): Step {
  if (outcome.kind === 'failed') return { state: withMessage(state, outcome.message, true) };
  if (outcome.kind === 'saved') {
    editor.markSaved();
    if (thenLeave) return { state, effect: { kind: 'leave', how: 'saved' } };
    return { state: withMessage(state, outcome.message) };
  }
  const { title, lines } = outcome;
  return {
    state: push(state, {
      kind: 'question',
      title,
      lines,
      answers: [
        { key: 'y', label: 'save all the same', effect: { kind: 'save', force: true, thenLeave } },
        { key: 'n', label: 'do not save' },
      ],
    }),
  };
}

function settlePath(state: TuiState, outcome: SaveOutcome | LoadOutcome): TuiState {
  if (outcome.kind === 'saved' || outcome.kind === 'loaded') return withMessage(pop(state), outcome.message);
  const refused = outcome.kind === 'failed' ? outcome.message : outcome.title;
  const screen = topOf(state);
  return screen.kind === 'path' ? replaceTop(state, { ...screen, refused }) : withMessage(state, refused, true);
}
