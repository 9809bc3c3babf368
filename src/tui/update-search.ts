/** Keys in the search: each letter searches anew, Enter jumps. */
import { search } from '../menu/index.js';
import type { Key } from './key.js';
import { pageOf } from './layout.js';
import { pop, replaceTop, type Screen, type TuiState } from './state.js';
import type { Context, Step } from './step.js';
import { help } from './tell.js';
import { typeInto } from './text-field.js';
import { jumpTo } from './update-menu.js';

type SearchScreen = Screen & { readonly kind: 'search' };

export function updateSearch(state: TuiState, screen: SearchScreen, key: Key, context: Context): Step {
  const { found, index } = screen;
  const moveTo = (wanted: number): Step => {
    const bounded = Math.max(0, Math.min(wanted, found.length - 1));
    return { state: replaceTop(state, { ...screen, index: bounded }) };
  };
  const chosen = found[index];
  switch (key.name) {
    case 'escape':
      return { state: pop(state) };
    case 'up':
      return moveTo(index - 1);
    case 'down':
    case 'tab':
      return moveTo(index + 1);
    case 'pageup':
      return moveTo(index - pageOf(context.layout));
    case 'pagedown':
      return moveTo(index + pageOf(context.layout));
    case 'f1':
      return { state: chosen === undefined ? state : help(state, chosen.node, context) };
    case 'enter':
      if (chosen === undefined) return { state };
      if (chosen.node.prompt === undefined) return { state: help(pop(state), chosen.node, context) };
      return { state: jumpTo(pop(state), chosen.node, context) };
    default: {
      const field = typeInto(screen.field, key);
      return { state: field === undefined ? state : replaceTop(state, searchFor(field, context)) };
    }
  }
}

function searchFor(field: SearchScreen['field'], { editor }: Context): SearchScreen {
  if (field.text.trim() === '') return { kind: 'search', field, index: 0, found: [] };
  const result = search(editor.titles, field.text);
  if (!result.ok) return { kind: 'search', field, index: 0, found: [], error: result.message };
  return { kind: 'search', field, index: 0, found: result.entries };
}
