/** The report on what was asked for, as people read it: a line a value, then the reason and what mends it. */
import type { ReportEntry } from '../configuration/report-entry.js';
import { showPath } from '../diagnostics/render.js';

const MAX_VALUE = 40;

export function renderReport(board: string, report: readonly ReportEntry[], cwd: string): string {
  if (report.length === 0) return `${board}: nothing was asked for; every value is a default`;
  const rows = report.map((entry) => ({
    entry,
    cells: [entry.state, `${shorten(entry.name)}=${shorten(entry.asked)}`, placeOf(entry, cwd)] as const,
  }));
  const widths = [0, 1].map((column) => Math.max(...rows.map(({ cells }) => (cells[column] ?? '').length)));
  const lines = rows.flatMap(({ entry, cells: [state, value, place] }, index) => [
    `${state.padEnd(widths[0] ?? 0)}  ${value.padEnd(widths[1] ?? 0)}  ${place}`,
    ...detailsOf(withoutRepeated(entry, report.slice(index + 1)), cwd).map((detail) => `    ${detail}`),
  ]);
  return [`${board}: ${countStates(report)}`, ...lines].join('\n');
}

/** One command may mend several values: the last of them has it. */
function withoutRepeated({ command, ...entry }: ReportEntry, later: readonly ReportEntry[]): ReportEntry {
  const isRepeated = later.some((other) => other.command === command);
  return command === undefined || isRepeated ? entry : { ...entry, command };
}

function detailsOf({ state, name, asked, got, reason, because, fix, command }: ReportEntry, cwd: string): string[] {
  if (state === 'kept' || reason === undefined) return [];
  const place = because === undefined ? '' : `${showPath(because.file, cwd)}:${because.line}`;
  const where = place === '' || reason.includes(place) ? '' : ` (${place})`;
  const now = got === asked || got === '' ? '' : `; ${shorten(name)} is ${shorten(got)}`;
  const isSaid = reason.includes(` is ${got}`) || reason.includes(`became ${got}`) || reason.endsWith(` with ${got}`);
  return [`${reason}${where}${isSaid ? '' : now}`, ...(fix === undefined ? [] : [`fix: ${command ?? fix}`])];
}

function placeOf({ at, by, renamedFrom }: ReportEntry, cwd: string): string {
  const place = at === undefined ? showBy(by, cwd) : `${showPath(at.file, cwd)}:${at.line}`;
  return renamedFrom === undefined ? place : `${place} as ${renamedFrom}`;
}

function showBy(by: string, cwd: string): string {
  return by.startsWith('--') ? by : showPath(by, cwd);
}

function shorten(value: string): string {
  const line = value.replaceAll(/\p{Cc}/gu, '\ufffd');
  return line.length > MAX_VALUE ? `${line.slice(0, MAX_VALUE)}...` : line;
}

function countStates(report: readonly ReportEntry[]): string {
  const counts = new Map<string, number>();
  for (const { state } of report) counts.set(state, (counts.get(state) ?? 0) + 1);
  const parts = [...counts].map(([state, count]) => `${count} ${state}`);
  return `${report.length} ${report.length === 1 ? 'value was' : 'values were'} asked for: ${parts.join(', ')}`;
}
