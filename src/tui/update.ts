/**
 * What a key makes of the menus: the next state, and what the world is to do. The only thing that changes on the way is the edited
 * configuration. Keys are those of menuconfig, nconfig and kconfiglib's menuconfig.
 */
import type { ConfigEditor } from '../menu/index.js';
import type { Key } from './key.js';
import { pageOf } from './layout.js';
import { pop, replaceTop, type Screen, type TuiState, topOf } from './state.js';
import type { Context, Step } from './step.js';
import { updateEdit } from './update-edit.js';
import { updateMenu } from './update-menu.js';
import { updatePath } from './update-path.js';
import { updateSearch } from './update-search.js';
import { scrolledTop } from './view-dialogs.js';

export function firstState(editor: ConfigEditor): TuiState {
  const { root } = editor.model;
  return { screens: [{ kind: 'menu', menu: root, at: editor.rows(root, false)[0]?.node, index: 0 }], all: false };
}

export function update(state: TuiState, key: Key, context: Context): Step {
  const { message: _, ...quiet } = state;
  if (isInterrupt(key)) return { state: quiet, effect: { kind: 'leave', how: 'interrupted' } };
  if (key.ctrl && key.name === 'z') return { state: quiet, effect: { kind: 'suspend' } };
  const screen = topOf(quiet);
  switch (screen.kind) {
    case 'menu':
      return updateMenu(quiet, screen, key, context);
    case 'edit':
      return updateEdit(quiet, screen, key, context);
    case 'search':
      return updateSearch(quiet, screen, key, context);
    case 'path':
      return updatePath(quiet, screen, key);
    case 'text':
      return { state: updateText(quiet, screen, key, context) };
    case 'question':
      return updateQuestion(quiet, screen, key);
  }
}

/** Ctrl-C. */
export function isInterrupt({ ctrl, name }: Key): boolean {
  return ctrl && name === 'c';
}

function updateText(
  state: TuiState,
  screen: Screen & { readonly kind: 'text' },
  { name, text }: Key,
  { layout }: Context,
): TuiState {
  const page = pageOf(layout);
  const scroll = (by: number): TuiState => replaceTop(state, { ...screen, top: scrolledTop(screen, by, layout) });
  switch (name === 'char' ? text : name) {
    case 'up':
    case 'k':
      return scroll(-1);
    case 'down':
    case 'j':
    case 'enter':
      return scroll(1);
    case 'pageup':
    case 'b':
      return scroll(-page);
    case 'pagedown':
    case ' ':
      return scroll(page);
    case 'home':
    case 'g':
      return scroll(Number.NEGATIVE_INFINITY);
    case 'end':
    case 'G':
      return scroll(Number.POSITIVE_INFINITY);
    default:
      return pop(state);
  }
}

function updateQuestion(state: TuiState, screen: Screen & { readonly kind: 'question' }, { name, text }: Key): Step {
  const pressed = name === 'char' ? text.toLowerCase() : name;
  if (pressed === 'escape') return { state: pop(state) };
  const answer = screen.answers.find(({ key }) => key === pressed);
  if (answer === undefined) return { state };
  return { state: pop(state), ...(answer.effect && { effect: answer.effect }) };
}
