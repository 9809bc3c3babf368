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

export function updatePath(state: TuiState, screen: PathScreen, key: Key): Step {
  if (key.name === 'escape') return { state: pop(state) };
  const path = screen.field.text.trim();
  if (key.name === 'enter') {
    return path === '' ? { state } : { state, effect: { kind: 'path', purpose: screen.purpose, path, accepted: [] } };
  }
  const field = typeInto(screen.field, key);
  const { refused: _, ...open } = screen;
  return { state: field === undefined ? state : replaceTop(state, { ...open, field }) };
}

/** Does what an effect of files asks for, and shows its outcome. */
export async function settle(state: TuiState, effect: Effect, context: Context): Promise<Step> {
  const { editor, host, onNotice } = context;
  if (effect.kind === 'save') {
    const outcome = await host.save(editor, effect.accepted, onNotice);
    return settleSave(state, effect, outcome, context);
  }
  if (effect.kind !== 'path') return { state, effect };
  if (effect.purpose === 'load') return { state: load(state, effect, context) };
  const outcome = await host.saveTo(editor, effect, onNotice);
  if (outcome.kind === 'saved' && outcome.isOwn) editor.markSaved();
  return { state: outcome.kind === 'doubtful' ? ask(state, effect, outcome) : settlePath(state, outcome) };
}

function settleSave(
  state: TuiState,
  effect: Effect & { readonly kind: 'save' },
  outcome: SaveOutcome,
  { editor }: Context,
): Step {
  if (outcome.kind === 'failed') return { state: withMessage(state, outcome.message, true) };
  if (outcome.kind === 'doubtful') return { state: ask(state, effect, outcome) };
  editor.markSaved();
  if (effect.thenLeave) return { state, effect: { kind: 'leave', how: 'kept' } };
  return { state: withMessage(state, outcome.message) };
}

function load(state: TuiState, effect: Effect & { readonly kind: 'path' }, { editor, host }: Context): TuiState {
  if (!effect.accepted.includes('unsaved') && editor.isChanged) {
    const lines = [`What you have changed since it was saved last is gone when ${effect.path} is loaded.`];
    return ask(state, effect, { kind: 'doubtful', doubt: 'unsaved', title: 'Drop the changes?', lines });
  }
  const outcome = host.load(effect.path);
  if (outcome.kind === 'loaded') editor.load(outcome.file, outcome.isOwn);
  return settlePath(state, outcome);
}

/** Whoever agrees has agreed to this, and is asked again about anything else. */
function ask(
  state: TuiState,
  effect: Effect & { readonly kind: 'save' | 'path' },
  { doubt, title, lines }: SaveOutcome & { readonly kind: 'doubtful' },
): TuiState {
  const isLoad = effect.kind === 'path' && effect.purpose === 'load';
  const answers = [
    {
      key: 'y',
      label: isLoad ? 'load all the same' : 'save all the same',
      effect: { ...effect, accepted: [...effect.accepted, doubt] },
    },
    { key: 'n', label: isLoad ? 'do not load' : 'do not save' },
  ];
  return push(state, { kind: 'question', title, lines, answers });
}

function settlePath(
  state: TuiState,
  outcome: Exclude<SaveOutcome | LoadOutcome, { readonly kind: 'doubtful' }>,
): TuiState {
  if (outcome.kind !== 'failed') return withMessage(pop(state), outcome.message);
  const screen = topOf(state);
  return screen.kind === 'path'
    ? replaceTop(state, { ...screen, refused: outcome.message })
    : withMessage(state, outcome.message, true);
}
