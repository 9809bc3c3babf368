/** Keys in a menu: moving, opening, changing values. */
import { menuAround, pathTo, type Row } from '../menu/index.js';
import type { Key } from './key.js';
import { pageOf } from './layout.js';
import { pop, push, replaceTop, type Screen, type TuiState, topOf, withMessage } from './state.js';
import { askToLeave, type Context, cursorOf, type Step } from './step.js';
import { help, tell } from './tell.js';
import { fieldOf } from './text-field.js';
import { pathScreen } from './update-path.js';

type MenuScreen = Screen & { readonly kind: 'menu' };

export function updateMenu(state: TuiState, screen: MenuScreen, key: Key, context: Context): Step {
  const { editor, layout } = context;
  const page = pageOf(layout);
  const { rows, index } = cursorOf(editor, state, screen);
  const row = rows[index];
  const moveTo = (wanted: number): Step => {
    const bounded = Math.max(0, Math.min(wanted, rows.length - 1));
    return { state: replaceTop(state, { ...screen, at: rows[bounded]?.node, index: bounded }) };
  };
  switch (commandOf(key)) {
    case 'up':
      return moveTo(index === 0 ? rows.length - 1 : index - 1);
    case 'down':
      return moveTo(index === rows.length - 1 ? 0 : index + 1);
    case 'page-up':
      return moveTo(index - page);
    case 'page-down':
      return moveTo(index + page);
    case 'first':
      return moveTo(0);
    case 'last':
      return moveTo(rows.length - 1);
    case 'open':
      return { state: row === undefined ? state : open(state, screen, row, context, true) };
    case 'enter-only':
      return { state: row === undefined ? state : open(state, screen, row, context, false) };
    case 'turn':
      return { state: row === undefined ? state : turn(state, row, context) };
    case 'set-y':
    case 'set-n':
    case 'set-m':
      return {
        state: row === undefined ? state : tell(state, row.name, editor.set(row, key.text.toLowerCase()), context),
      };
    case 'follow':
      return { state: row === undefined ? state : tell(state, row.name, editor.follow(row), context) };
    case 'back':
      return state.screens.length > 1 ? { state: leave(state) } : { state };
    case 'back-or-leave':
      return state.screens.length > 1 ? { state: leave(state) } : askToLeave(state, context);
    case 'leave':
      return askToLeave(state, context);
    case 'help':
      return { state: row === undefined ? state : help(state, row.node, context) };
    case 'keys':
      return { state: push(state, { kind: 'text', title: 'Keys', sections: keySections, top: 0 }) };
    case 'search':
      return { state: push(state, { kind: 'search', field: fieldOf(''), index: 0, found: [] }) };
    case 'all':
      return {
        state: withMessage(
          { ...state, all: !state.all },
          state.all ? 'hidden options are hidden' : 'hidden options are shown',
        ),
      };
    case 'problems':
      return { state: showProblems(state, context) };
    case 'save':
      return { state, effect: { kind: 'save', accepted: [], thenLeave: false } };
    case 'save-as':
      return { state: push(state, pathScreen('save-as', context)) };
    case 'save-minimal':
      return { state: push(state, pathScreen('save-minimal', context)) };
    case 'load':
      return { state: push(state, pathScreen('load', context)) };
    default:
      return { state };
  }
}

const commands: Readonly<Record<string, string>> = {
  up: 'up',
  k: 'up',
  '-': 'up',
  down: 'down',
  j: 'down',
  '+': 'down',
  pageup: 'page-up',
  pagedown: 'page-down',
  home: 'first',
  g: 'first',
  end: 'last',
  G: 'last',
  enter: 'open',
  right: 'enter-only',
  l: 'enter-only',
  ' ': 'turn',
  y: 'set-y',
  Y: 'set-y',
  m: 'set-m',
  M: 'set-m',
  n: 'set-n',
  N: 'set-n',
  u: 'follow',
  delete: 'follow',
  left: 'back',
  h: 'back',
  backspace: 'back',
  f5: 'back',
  escape: 'back-or-leave',
  q: 'leave',
  Q: 'leave',
  f9: 'leave',
  '?': 'help',
  f1: 'help',
  f2: 'help',
  f3: 'keys',
  K: 'keys',
  '/': 'search',
  f8: 'search',
  z: 'all',
  Z: 'all',
  a: 'all',
  A: 'all',
  f4: 'all',
  '!': 'problems',
  s: 'save',
  f6: 'save',
  S: 'save-as',
  d: 'save-minimal',
  D: 'save-minimal',
  o: 'load',
  O: 'load',
  f7: 'load',
};

function commandOf({ name, text, ctrl }: Key): string | undefined {
  if (ctrl) return { p: 'up', n: 'down', b: 'page-up', f: 'page-down' }[name];
  return commands[name === 'char' ? text : name];
}

const keySections = [
  {
    title: 'Moving',
    lines: [
      'Up Down (k j), PageUp PageDown, Home End (g G)',
      'Enter, Right (l): open a menu; Left (h), Backspace, Esc: back',
      '/ (F8): search by regular expression, Enter jumps there',
      'z (a, F4): show options that are hidden now, too',
    ],
  },
  {
    title: 'Values',
    lines: [
      'Space: the next value; y m n: that value; Enter: edit a number or text',
      'u (Delete): let the option follow its default again',
      '? (F1): all about the option: help, where it is, why it has its value',
    ],
  },
  {
    title: 'Files',
    lines: [
      's (F6): save; S: save to another file; d: save what differs from the defaults',
      'o (F7): load a file; !: what is wrong with the files',
      'q (F9), Esc in the first menu: leave, with a question if something is not saved',
      'Ctrl-C: leave at once, without saving',
    ],
  },
  {
    title: 'Signs',
    lines: [
      '[*] [ ]  on, off     <M>  a module     (x) ( )  one of a choice     (42)  a value',
      '-*-  on because another option selects it     (NEW)  not in the loaded file yet',
    ],
  },
];

function open(state: TuiState, screen: MenuScreen, row: Row, context: Context, changes: boolean): TuiState {
  const { editor } = context;
  if (row.opens) {
    const first = editor.rows(row.node, state.all);
    // In a choice, the cursor begins on what is chosen.
    const chosen = first.findIndex(({ name }) => row.kind === 'choice' && name === row.state.selected);
    const index = Math.max(0, chosen);
    return push(state, { kind: 'menu', menu: row.node, at: first[index]?.node, index });
  }
  if (!changes) return state;
  const next = turn(state, row, context);
  // As in menuconfig: a chosen member ends the question.
  return row.kind === 'member' && next.message?.isError !== true && topOf(next) === screen ? pop(next) : next;
}

function turn(state: TuiState, row: Row, context: Context): TuiState {
  if (row.kind === 'menu' || row.kind === 'comment') return state;
  if (row.kind === 'choice' && row.type === 'bool' && row.node.choice?.optional !== true)
    return withMessage(state, 'Enter shows what can be chosen');
  const { symbol } = row.node;
  if (symbol !== undefined && (row.type === 'int' || row.type === 'hex' || row.type === 'string'))
    return push(state, { kind: 'edit', node: row.node, symbol, field: fieldOf(row.state.value) });
  return tell(state, row.name, context.editor.step(row), context);
}

function leave(state: TuiState): TuiState {
  return pop(state);
}

function showProblems(state: TuiState, { host }: Context): TuiState {
  const sections = host.problems();
  if (sections.length === 0) return withMessage(state, 'nothing is wrong with the files');
  return push(state, { kind: 'text', title: 'What is wrong with the files', sections, top: 0 });
}

/** The menus on the way to an entry, the innermost with the cursor on it. */
export function jumpTo(state: TuiState, node: Row['node'], { editor }: Context): TuiState {
  const isThere = (all: boolean): boolean =>
    pathTo(menuAround(node)).every((menu, index, path) => {
      const wanted = path[index + 1] ?? node;
      return editor.rows(menu, all).some((row) => row.node === wanted);
    });
  const all = state.all || !isThere(false);
  const screens = pathTo(menuAround(node)).map((menu, index, path): MenuScreen => {
    const wanted = path[index + 1] ?? node;
    const rows = editor.rows(menu, all);
    return {
      kind: 'menu',
      menu,
      at: wanted,
      index: Math.max(
        0,
        rows.findIndex((row) => row.node === wanted),
      ),
    };
  });
  const [first, ...others] = screens;
  const moved = first === undefined ? state : { ...state, screens: [first, ...others] as const, all };
  return all && !state.all ? withMessage(moved, 'it is hidden now: hidden options are shown') : moved;
}
