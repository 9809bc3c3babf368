/** The screen for a state: title and way on top, the front screen below, what the keys do at the bottom. Pure; any size will do. */
import { pathTo } from '../menu/index.js';
import { type Frame, fitLine, type Line, type Span } from './frame.js';
import { type Body, type Layout, layoutOf, type ViewOptions } from './layout.js';
import { type Screen, type TuiState, topOf } from './state.js';
import type { Context } from './step.js';
import { viewField, viewQuestion, viewSearch, viewText } from './view-dialogs.js';
import { viewMenu } from './view-menu.js';

export function view(state: TuiState, context: Context, options: ViewOptions): Frame {
  const layout = layoutOf(options);
  const body = viewBody(state, context, layout);
  const top: Line[] = [];
  if (layout.hasTitle) top.push(titleLine(context));
  if (layout.hasWay) top.push(wayLine(state));
  if (layout.hasRulers) top.push(ruler(layout, body.above));
  const status = statusLines(body.status, layout);
  const bottom: Line[] = [];
  if (layout.hasRulers) bottom.push(ruler(layout, body.below));
  bottom.push(...status);
  if (layout.hasKeys) bottom.push(keysLine(topOf(state)));
  const filled = [...body.lines, ...Array<Line>(layout.bodyRows).fill([])].slice(0, layout.bodyRows);
  const lines = [...top, ...filled, ...bottom]
    .slice(0, options.size.rows)
    .map((line) => fitLine(line, options.size.columns, layout.signs.more));
  const { cursor } = body;
  return { lines, ...(cursor && { cursor: { row: cursor.row + top.length, column: cursor.column } }) };
}

/** What does not fit ends with a sign. */
function statusLines(lines: readonly Line[], { statusLines: count, signs }: Layout): readonly Line[] {
  const shown = [...lines, ...Array<Line>(count).fill([])].slice(0, count);
  const last = shown[count - 1];
  if (last === undefined || lines.length <= count) return shown;
  const [span] = last;
  return [...shown.slice(0, -1), span === undefined ? last : [{ ...span, text: `${span.text} ${signs.more}` }]];
}

function viewBody(state: TuiState, context: Context, layout: Layout): Body {
  const screen = topOf(state);
  switch (screen.kind) {
    case 'menu':
      return viewMenu(state, screen, context, layout);
    case 'text':
      return viewText(screen, layout);
    case 'search':
      return viewSearch(screen, context, layout);
    case 'question':
      return viewQuestion(screen, layout);
    default:
      return viewField(screen, context, layout);
  }
}

function titleLine({ editor, host }: Context): Line {
  const changed: Span[] = editor.isTouched ? [{ text: ' (changed)', style: 'new' }] : [];
  const wrong = host.problems().length;
  const problems: Span[] =
    wrong === 0 ? [] : [{ text: ` (${wrong} ${wrong === 1 ? 'problem' : 'problems'}: !)`, style: 'error' }];
  return [{ text: host.title, style: 'title' }, ...problems, ...changed];
}

function wayLine(state: TuiState): Line {
  const menus = state.screens.flatMap((screen) => (screen.kind === 'menu' ? [screen.menu] : []));
  const way = menus.slice(-1).flatMap(pathTo);
  return [{ text: ['(Top)', ...way.slice(1).map(({ prompt }) => prompt?.text ?? '')].join(' > '), style: 'dim' }];
}

/** A line across the screen, with how much there is beyond it. */
function ruler({ signs, size }: Layout, beyond: number): Line {
  const note = beyond > 0 ? `${signs.line.repeat(2)} ${beyond} more ` : '';
  return [{ text: note + signs.line.repeat(Math.max(0, size.columns - note.length)), style: 'dim' }];
}

const keyLines: Readonly<Record<Screen['kind'], readonly (readonly [string, string])[]>> = {
  menu: [
    ['Enter', 'open'],
    ['Space', 'change'],
    ['?', 'help'],
    ['F3', 'keys'],
    ['/', 'search'],
    ['s', 'save'],
    ['Esc', 'back'],
    ['q', 'leave'],
  ],
  text: [
    ['Up Down', 'scroll'],
    ['Esc', 'back'],
  ],
  edit: [
    ['Enter', 'take it'],
    ['Esc', 'leave it'],
    ['F1', 'help'],
  ],
  search: [
    ['Up Down', 'choose'],
    ['Enter', 'jump there'],
    ['F1', 'help'],
    ['Esc', 'back'],
  ],
  path: [
    ['Enter', 'take it'],
    ['Esc', 'leave it'],
  ],
  question: [['Esc', 'back']],
};

function keysLine({ kind }: Screen): Line {
  return keyLines[kind].flatMap(([key, does], index): readonly Span[] => [
    { text: `${index === 0 ? '' : '  '}${key}`, style: 'key' },
    { text: ` ${does}` },
  ]);
}
