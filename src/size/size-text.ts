/** What `bljh size` prints: tables as plain text, and as Markdown for a comment on a pull request. Pure. */
import { signed } from '../diagnostics/growth.js';
import { withoutControls } from '../diagnostics/render.js';
import type { Shown } from './shown.js';
import type { RegionRows, Row, View } from './views.js';

const MAX_NAME = 100;

export function sizeText(shown: Shown): string {
  const { report, view, base } = shown;
  const head = `${report.program}${report.board === undefined ? '' : ` for ${report.board}`}${base === undefined ? '' : `, compared with ${base}`}`;
  return [
    withoutControls(head),
    ...(report.notes ?? []).map((note) => `  ${note}`),
    ...shown.regions.flatMap((region) => regionText(region, view, shown.top)),
  ].join('\n');
}

function regionText(region: RegionRows, view: View, top: number): readonly string[] {
  const { rows, rest, total } = cut(region, top);
  const head = `${region.region}: ${summaryOf(region)}`;
  if (view === 'region') return [head];
  if (region.lacks !== undefined) return [head, `  ${region.lacks}`];
  if (rows.length === 0) return [head, `  ${emptyText(region, view)}`];
  const width = Math.max(9, ...[total, ...rows].map(({ bytes }) => String(bytes).length + 2));
  const line = (row: Row) => {
    const { bytes, change, name } = row;
    const delta = change === undefined ? percentOf(bytes, region.usedBytes) : signed(change.after - change.before);
    return `${String(bytes).padStart(width)}  ${delta.padStart(8)}  ${shorten(name)}${suffixOf(row)}`;
  };
  const others = rest === undefined ? [] : [line(rest)];
  return [head, ...rows.map(line), ...others, ...(view === 'instance' ? [] : [line(total)])];
}

export function sizeMarkdown({ report, view, base, regions, top }: Shown): string {
  const title = `### Size of ${code(report.program)}${report.board === undefined ? '' : ` for ${code(report.board)}`}`;
  const isCompared = base !== undefined;
  const overview = [
    isCompared ? '| region | before | after | change | of |' : '| region | bytes | of | left |',
    isCompared ? '|---|--:|--:|--:|--:|' : '|---|--:|--:|--:|',
    ...regions.map(({ region, usedBytes, lengthBytes, beforeBytes = 0 }) => {
      const cells = isCompared
        ? [beforeBytes, usedBytes, signed(usedBytes - beforeBytes), lengthBytes ?? '']
        : [usedBytes, lengthBytes ?? '', lengthBytes === undefined ? '' : lengthBytes - usedBytes];
      return `| ${[code(region), ...cells].join(' | ')} |`;
    }),
  ];
  const parts = view === 'region' ? [] : regions.flatMap((region) => regionMarkdown(region, view, top));
  return [
    title,
    '',
    ...(isCompared ? [`Compared with ${code(base)}.`, ''] : []),
    ...(report.notes ?? []).flatMap((note) => [note, '']),
    ...overview,
    ...parts,
  ].join('\n');
}

function regionMarkdown(region: RegionRows, view: View, top: number): readonly string[] {
  const { rows, rest, total } = cut(region, top);
  if (region.lacks !== undefined || rows.length === 0)
    return ['', `${code(region.region)}: ${region.lacks ?? emptyText(region, view)}.`];
  const isCompared = region.beforeBytes !== undefined;
  const line = (row: Row) => {
    const { name, bytes, change } = row;
    const share = change === undefined ? percentOf(bytes, region.usedBytes) : signed(change.after - change.before);
    return `| ${bytes} | ${share} | ${row.isSum === true ? name : code(name)}${suffixOf(row)} |`;
  };
  return [
    '',
    `<details><summary>${entities(region.region)}, by ${view}</summary>`,
    '',
    `| bytes | ${isCompared ? 'change' : 'share'} | ${view} |`,
    '|--:|--:|---|',
    ...rows.map(line),
    ...(rest === undefined ? [] : [line(rest)]),
    ...(view === 'instance' ? [] : [line(total)]),
    '',
    '</details>',
  ];
}

interface Cut {
  readonly rows: readonly Row[];
  /** All others together. */
  readonly rest: Row | undefined;
  readonly total: Row;
}

/** `top` 0: all of them. */
function cut({ rows, usedBytes, beforeBytes }: RegionRows, top: number): Cut {
  const others = top === 0 ? [] : rows.slice(top);
  const name = `(${others.length} others)`;
  return {
    rows: top === 0 ? rows : rows.slice(0, top),
    rest: others.length === 0 ? undefined : sumOf(name, others, beforeBytes !== undefined),
    total: {
      name: 'together',
      isSum: true,
      bytes: usedBytes,
      ...(beforeBytes !== undefined && { change: { name: 'together', before: beforeBytes, after: usedBytes } }),
    },
  };
}

function sumOf(name: string, rows: readonly Row[], isCompared: boolean): Row {
  const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
  const before = rows.reduce((sum, { change }) => sum + (change?.before ?? 0), 0);
  return { name, isSum: true, bytes, ...(isCompared && { change: { name, before, after: bytes } }) };
}

function summaryOf({ usedBytes, lengthBytes, beforeBytes }: RegionRows): string {
  const change = beforeBytes === undefined ? '' : `, ${signed(usedBytes - beforeBytes)} (${beforeBytes} before)`;
  if (lengthBytes === undefined) return `${usedBytes} bytes${change}`;
  return `${usedBytes} of ${lengthBytes} bytes${change}, ${lengthBytes - usedBytes} left`;
}

function emptyText({ beforeBytes }: RegionRows, view: View): string {
  if (beforeBytes !== undefined) return 'nothing changed';
  return view === 'instance' ? 'no instance of a generic function' : 'nothing';
}

function suffixOf({ change, instances, isSum }: Row): string {
  const count = instances === undefined ? '' : ` (${instances} ${instances === 1 ? 'instance' : 'instances'})`;
  if (change === undefined || isSum === true) return count;
  return `${count}${change.before === 0 ? ' (new)' : change.after === 0 ? ' (gone)' : ''}`;
}

function percentOf(bytes: number, all: number): string {
  return all === 0 ? '' : `${((100 * bytes) / all).toFixed(1)} %`;
}

function shorten(name: string): string {
  const plain = withoutControls(name).replaceAll(/[\t\n\u2028\u2029]/g, '\ufffd');
  return plain.length > MAX_NAME ? `${plain.slice(0, MAX_NAME)}...` : plain;
}

/** Any text as code in a cell of a table. Pipes and backslashes there are read one way by some and another way by others. */
function code(text: string): string {
  const plain = shorten(text);
  if (!/[`|\\]/.test(plain)) return `\`${plain}\``;
  return `<code>${entities(plain)}</code>`;
}

function entities(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)};`);
}
