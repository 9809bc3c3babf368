/** Keys in the field of a number or text: what is typed is judged while it is typed. */
import type { ConfigEditor, Row } from '../menu/index.js';
import { describeLoss } from '../menu/index.js';
import type { Key } from './key.js';
import { pop, replaceTop, type Screen, type TuiState } from './state.js';
import type { Context, Step } from './step.js';
import { help, tell } from './tell.js';
import { typeInto } from './text-field.js';

type EditScreen = Screen & { readonly kind: 'edit' };

export function updateEdit(state: TuiState, screen: EditScreen, key: Key, context: Context): Step {
  const row = rowOf(context.editor, screen.node);
  if (key.name === 'escape') return { state: pop(state) };
  if (key.name === 'f1') return { state: help(state, row, context) };
  if (key.name === 'enter') return { state: accept(state, screen, row, context) };
  const field = typeInto(screen.field, key);
  if (field === undefined) return { state };
  const { refused: _, ...open } = screen;
  return { state: replaceTop(state, { ...open, field }) };
}

function accept(state: TuiState, screen: EditScreen, row: Row, context: Context): TuiState {
  const { text } = screen.field;
  if (text === row.state.value) return pop(state);
  const outcome = context.editor.set(row, text);
  if (outcome.kind === 'done') return tell(pop(state), row, outcome, context);
  const refused = outcome.kind === 'fixed' ? outcome.reason : describeLoss(outcome.loss, context.host.showPlace);
  return replaceTop(state, { ...screen, refused });
}

/** The entry that is edited, as a row of its own. */
export function rowOf(editor: ConfigEditor, node: Row['node']): Row {
  const { symbol, prompt } = node;
  return {
    node,
    depth: 0,
    kind: 'symbol',
    prompt: prompt?.text ?? '',
    ...(symbol !== undefined && { name: symbol.name }),
    type: symbol?.type ?? 'unknown',
    state: editor.values.entry(node),
    opens: false,
    hidden: false,
  };
}
