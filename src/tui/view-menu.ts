/** The lines of a menu, and what is told of the entry under the cursor. */
import type { Row } from '../menu/index.js';
import { type Line, plain, type Span, wrap } from './frame.js';
import type { Body, Layout } from './layout.js';
import type { Message, Screen, TuiState } from './state.js';
import { type Context, cursorOf } from './step.js';

export function viewMenu(
  state: TuiState,
  screen: Screen & { readonly kind: 'menu' },
  context: Context,
  layout: Layout,
): Body {
  const { editor } = context;
  const { rows, index } = cursorOf(editor, state, screen);
  const first = firstShown(index, rows.length, layout.bodyRows);
  const shown = rows.slice(first, first + layout.bodyRows);
  const lines = shown.map((row, at) => rowLine(row, first + at === index, context, layout));
  const row = rows[index];
  const status = state.message === undefined ? valueLines(row, context, layout) : messageLines(state.message, layout);
  return {
    lines: rows.length === 0 ? [[{ text: 'There is nothing to set here.', style: 'dim' }]] : lines,
    status,
    above: first,
    below: Math.max(0, rows.length - first - shown.length),
  };
}

/** The cursor stays in the middle, as far as there is something on both sides. */
function firstShown(index: number, count: number, rows: number): number {
  return Math.max(0, Math.min(index - Math.floor(rows / 2), count - rows));
}

function rowLine(row: Row, isChosen: boolean, { editor }: Context, { size, signs }: Layout): Line {
  const { kind, depth, prompt, hidden, name } = row;
  // On a narrow screen the text counts more than how deep it stands.
  const indent = '  '.repeat(size.columns < 40 ? Math.min(depth, 2) : depth);
  if (kind === 'comment') return [{ text: `${indent}    *** ${prompt} ***`, style: isChosen ? 'cursor' : 'dim' }];
  const arrow = row.opens ? `  ${signs.opens}` : '';
  const chosen = kind === 'choice' && row.selectedPrompt !== undefined ? ` (${row.selectedPrompt})` : '';
  const text = `${indent}${boxOf(row, size.columns)} ${prompt}${chosen}${arrow}`;
  const style = isChosen ? 'cursor' : hidden ? 'dim' : undefined;
  const spans: Span[] = [{ text: plain(text), ...(style && { style }) }];
  if (editor.isNew(row)) spans.push({ text: ' (NEW)', style: 'new' });
  // Hidden ones are looked for by name.
  if (hidden && name !== undefined) spans.push({ text: `  ${name}`, style: 'dim' });
  return spans;
}

/** The value in the signs of menuconfig. */
function boxOf({ kind, type, state, node }: Row, columns: number): string {
  const { value, levels } = state;
  if (kind === 'menu') return '   ';
  if (kind === 'choice') {
    if (type === 'tristate' && levels.length > 0) return `<${sign(value)}>`;
    return node.choice?.optional === true ? `[${sign(value)}]` : '   ';
  }
  if (kind === 'member') return value === 'y' ? '(x)' : '( )';
  if (type === 'bool' || type === 'tristate') {
    if (levels.length < 2) return value === 'n' ? `- -` : `-${sign(value)}-`;
    return type === 'bool' ? `[${sign(value)}]` : `<${sign(value)}>`;
  }
  const most = Math.max(8, Math.floor(columns / 3));
  return `(${value.length > most ? `${value.slice(0, most - 3)}...` : value})`;
}

function sign(value: string): string {
  return value === 'y' ? '*' : value === 'm' ? 'M' : ' ';
}

function valueLines(row: Row | undefined, { editor, host }: Context, layout: Layout): readonly Line[] {
  if (row?.name === undefined) return [];
  const steps = editor.values.explain(row.name)?.steps ?? [];
  const text = steps.map((step) => (step.at === undefined ? step.text : `${step.text} (${host.showPlace(step.at)})`));
  return wrap(text.join('; '), layout.size.columns).map((line) => [{ text: line, style: 'dim' }]);
}

function messageLines({ text, isError }: Message, { size }: Layout): readonly Line[] {
  return wrap(text, size.columns).map((line): Line => [isError ? { text: line, style: 'error' } : { text: line }]);
}
