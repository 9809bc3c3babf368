/** The screens in front of the menus: texts to read, fields to type in, questions, the search. */
import type { ConfigLoss, EntryState } from '../kconfig/index.js';
import { type Line, plain, type Span, widthOf, wrap } from './frame.js';
import type { Body, Layout } from './layout.js';
import type { PathPurpose, Screen, TextField } from './state.js';
import type { Context } from './step.js';

type TextScreen = Screen & { readonly kind: 'text' };

export function viewText(screen: TextScreen, layout: Layout): Body {
  const lines = textLines(screen, layout);
  const first = Math.min(screen.top, lastTop(lines, layout));
  const shown = lines.slice(first, first + layout.bodyRows);
  return { lines: shown, status: [], above: first, below: lines.length - first - shown.length };
}

/** The first line that shows after so many steps down: a text ends at the bottom of the screen. */
export function scrolledTop(screen: TextScreen, by: number, layout: Layout): number {
  const last = lastTop(textLines(screen, layout), layout);
  // The screen may have grown since.
  return Math.max(0, Math.min(Math.min(screen.top, last) + by, last));
}

function lastTop(lines: readonly Line[], { bodyRows }: Layout): number {
  return Math.max(0, lines.length - bodyRows);
}

function textLines({ title, sections }: TextScreen, { size: { columns } }: Layout): readonly Line[] {
  const lines: Line[] = title === '' ? [] : [[{ text: title, style: 'title' }]];
  for (const section of sections) {
    if (lines.length > 0) lines.push([]);
    lines.push(...wrap(section.title, columns).map((each): Line => [{ text: each, style: 'key' }]));
    const indent = columns < 40 ? '' : '  ';
    for (const line of section.lines) {
      lines.push(...wrap(line, columns - indent.length).map((each): Line => [{ text: indent + each }]));
    }
  }
  return lines;
}

export function viewQuestion({ title, lines, answers }: Screen & { readonly kind: 'question' }, layout: Layout): Body {
  const { columns } = layout.size;
  const wrapped = (text: string): readonly Line[] => wrap(text, columns).map((line) => [{ text: line }]);
  const body: Line[] = [[{ text: title, style: 'title' }], ...lines.flatMap(wrapped)];
  const keys = answers.map(({ key, label }): Line => [{ text: `  ${key}`, style: 'key' }, { text: `  ${label}` }]);
  // The answers stay on the screen, however much there is to say.
  const room = Math.max(0, layout.bodyRows - keys.length);
  return { lines: [...body.slice(0, room), ...keys], status: [], above: 0, below: Math.max(0, body.length - room) };
}

const purposes: Readonly<Record<PathPurpose, string>> = {
  load: 'Load which file?',
  'save-as': 'Save to which file?',
  'save-minimal': 'Save what differs from the defaults to which file?',
};

type FieldScreen = Screen & { readonly kind: 'edit' | 'path' };

export function viewField(screen: FieldScreen, context: Context, layout: Layout): Body {
  const { columns } = layout.size;
  const title = screen.kind === 'path' ? purposes[screen.purpose] : (screen.node.prompt?.text ?? '');
  const notes = screen.kind === 'path' ? [] : describeField(screen, context);
  const { line, column } = fieldLine(screen.field, columns);
  const refused = screen.refused === undefined ? [] : wrap(screen.refused, columns);
  const head: Line[] = layout.bodyRows > 2 ? [[{ text: title, style: 'title' }]] : [];
  const lines: Line[] = [
    ...head,
    line,
    ...refused.map((text): Line => [{ text, style: 'error' }]),
    ...notes.flatMap(({ text, style }) =>
      wrap(text, columns).map((each): Line => [{ text: each, ...(style && { style }) }]),
    ),
  ];
  return { lines, status: [], above: 0, below: 0, cursor: { row: head.length, column } };
}

/** What may be typed, and whether what is typed is that. */
function describeField(
  { node, symbol, field, refused }: Screen & { readonly kind: 'edit' },
  { editor }: Context,
): readonly Span[] {
  const { name, type } = symbol;
  const state = editor.values.entry(node);
  const range = state.range === undefined ? '' : ` from ${state.range.low} to ${state.range.high}`;
  const form: Span = {
    text: `${name}: ${type === 'string' ? 'a text' : type === 'hex' ? 'a hexadecimal number' : 'a number'}${range}`,
  };
  if (refused !== undefined || field.text === '' || field.text === state.value) return [form];
  const loss = editor.values.whyNot(name, field.text);
  return loss === undefined ? [form] : [form, { text: complaint(loss, state.range), style: 'error' }];
}

/** Nothing has happened yet: what is typed may still become something else. */
function complaint({ reason, explanation, name }: ConfigLoss, range: EntryState['range']): string {
  if (reason === 'out-of-range' && range !== undefined) return `${name} must be from ${range.low} to ${range.high}`;
  return reason === 'invalid-value' ? `that is no value of ${name}` : explanation;
}

/** The part of the text around the cursor that there is room for. */
function fieldLine({ text, at }: TextField, columns: number): { readonly line: Line; readonly column: number } {
  const room = Math.max(1, columns - 3);
  const left = plain(text.slice(Math.max(0, at - 2 * room), at));
  let hidden = 0;
  while (widthOf(left.slice(hidden)) >= room) hidden += 1;
  return {
    line: [{ text: '> ', style: 'key' }, { text: left.slice(hidden) + plain(text.slice(at, at + 2 * room)) }],
    column: 2 + widthOf(left.slice(hidden)),
  };
}

export function viewSearch(screen: Screen & { readonly kind: 'search' }, { editor }: Context, layout: Layout): Body {
  const { found, index, field, error } = screen;
  const { line, column } = fieldLine(field, layout.size.columns);
  const room = Math.max(0, layout.bodyRows - 1);
  const first = Math.max(0, Math.min(index - Math.floor(room / 2), found.length - room));
  const shown = found.slice(first, first + room);
  const rows = shown.map(({ node, name, prompt }, at): Line => {
    const value = node.symbol === undefined ? '' : `=${editor.values.get(name)?.value ?? ''}`;
    const text = `${name}${value}${name === '' || prompt === '' ? '' : '  '}${prompt}`;
    return [{ text: plain(text), ...(first + at === index && { style: 'cursor' as const }) }];
  });
  const counted =
    field.text.trim() === '' ? 'a regular expression: part of a name or of a title' : `${found.length} found`;
  const status: Line = error === undefined ? [{ text: counted, style: 'dim' }] : [{ text: error, style: 'error' }];
  const below = Math.max(0, found.length - first - shown.length);
  return { lines: [line, ...rows], status: [status], above: first, below, cursor: { row: 0, column } };
}
