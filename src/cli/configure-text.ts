/** The result of `bljh configure`: as data for --json, and as people read it. */
import type { ConfigureOutcome } from '../configuration/configure.js';
import type { NewSymbol } from '../configuration/list-new.js';
import type { ReportEntry } from '../configuration/report-entry.js';
import { showPath } from '../diagnostics/render.js';
import { buildPathsOf } from '../project/project.js';
import { renderReport } from './report-table.js';

export interface ConfiguredBoard {
  readonly board: string;
  readonly path: string;
  /** Whether everything that was asked for is so. */
  readonly ok: boolean;
  readonly changed?: boolean;
  readonly dryRun?: boolean;
  readonly startedFrom?: string;
  readonly savedDefconfig?: { readonly path: string; readonly changed: boolean };
  readonly values?: Readonly<Record<string, string>>;
  readonly report?: readonly ReportEntry[];
  /** Only of --list-new. */
  readonly new?: readonly NewSymbol[];
}

export interface Configured {
  readonly boards: readonly ConfiguredBoard[];
}

/** `show` gives paths as messages have them. */
export function describeConfigured(
  board: string,
  { path, changed, startedFrom, savedDefconfig, configuration }: ConfigureOutcome,
  { dryRun, report, show }: { dryRun: boolean; report: readonly ReportEntry[]; show: (file: string) => string },
): ConfiguredBoard {
  const { values } = configuration.resolution;
  return {
    board,
    path,
    ok: true,
    changed,
    dryRun,
    startedFrom: show(startedFrom),
    ...(savedDefconfig && { savedDefconfig: { path: show(savedDefconfig.file), changed: savedDefconfig.changed } }),
    values: Object.fromEntries([...values].map(([name, { value }]) => [name, value])),
    report,
  };
}

export function describeFailed(board: string, dryRun: boolean, report: readonly ReportEntry[]): ConfiguredBoard {
  return { board, path: buildPathsOf(board).config, ok: false, changed: false, dryRun, report };
}

export function presentConfigured({ boards }: Configured, withReport: boolean, cwd: string): string {
  return boards
    .flatMap((entry) => [
      ...presentBoard(entry, cwd),
      ...(withReport ? [renderReport(entry.board, entry.report ?? [], cwd)] : []),
    ])
    .join('\n');
}

function presentBoard({ board, path, ok, new: found, ...entry }: ConfiguredBoard, cwd: string): readonly string[] {
  if (found !== undefined) return presentNew(board, path, found, cwd);
  if (!ok) return [];
  const { changed, dryRun, startedFrom, savedDefconfig } = entry;
  const verb = (isChanged: boolean | undefined) =>
    isChanged === true ? (dryRun === true ? 'would write' : 'wrote') : 'no change to';
  const from = path === startedFrom ? '' : ` from ${startedFrom}`;
  return [
    `${board}: ${verb(changed)} ${path}${from}`,
    ...(savedDefconfig === undefined ? [] : [`${board}: ${verb(savedDefconfig.changed)} ${savedDefconfig.path}`]),
  ];
}

function presentNew(board: string, path: string, found: readonly NewSymbol[], cwd: string): readonly string[] {
  if (found.length === 0) return [`${board}: ${path} mentions every symbol that can be set`];
  const lines = found.map((symbol) => {
    const value = symbol.type === 'string' ? JSON.stringify(symbol.value) : symbol.value;
    return [`${symbol.name}=${value}`, `"${symbol.prompt}"`, `${showPath(symbol.at.file, cwd)}:${symbol.at.line}`];
  });
  const widths = [0, 1].map((column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}
