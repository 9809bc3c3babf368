/** Keys in the field of a number or text: what is typed is judged while it is typed. */
import { describeRefusal } from '../menu/index.js';
import type { Key } from './key.js';
import { pop, replaceTop, type Screen, type TuiState } from './state.js';
import type { Context, Step } from './step.js';
import { help, tell } from './tell.js';
import { typeInto } from './text-field.js';

type EditScreen = Screen & { readonly kind: 'edit' };

export function updateEdit(state: TuiState, screen: EditScreen, key: Key, context: Context): Step {
  if (key.name === 'escape') return { state: pop(state) };
  if (key.name === 'f1') return { state: help(state, screen.node, context) };
  if (key.name === 'enter') return { state: accept(state, screen, context) };
  const field = typeInto(screen.field, key);
  if (field === undefined) return { state };
  const { refused: _, ...open } = screen;
  return { state: replaceTop(state, { ...open, field }) };
}

function accept(state: TuiState, screen: EditScreen, context: Context): TuiState {
  const { node, symbol, field } = screen;
  const { editor, host } = context;
  if (field.text === editor.values.entry(node).value) return pop(state);
  const outcome = editor.setSymbol(symbol.name, field.text);
  if (outcome.kind === 'done') return tell(pop(state), symbol.name, outcome, context);
  const refused = outcome.kind === 'fixed' ? outcome.reason : describeRefusal(outcome, host.showPlace);
  return replaceTop(state, { ...screen, refused });
}
