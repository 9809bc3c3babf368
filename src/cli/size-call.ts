/** `bljh size` behind its flags: a program and what it is compared with in, tables, a document or a page out. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { failure, type Result, success, withEarlier } from '../diagnostics/diagnostic.js';
import type { RegionGrowth } from '../diagnostics/growth.js';
import type { SizeRoom } from '../pipelines/manifest.js';
import { ratchetFileOf } from '../plan/size-budgets.js';
import { writeFileAtomically } from '../process/write-file.js';
import { compareReports } from '../size/compare-reports.js';
import type { Shown } from '../size/shown.js';
import { sizePage } from '../size/size-page.js';
import { formatSaved, type SizeReport } from '../size/size-report.js';
import { sizeMarkdown, sizeText } from '../size/size-text.js';
import { rowsOf, type View } from '../size/views.js';
import { findBase } from './size-base.js';
import { measureSubject, type SizeSubject, type SubjectBoard } from './size-subject.js';

export const FORMATS = ['text', 'json', 'markdown', 'html'] as const;
export type Format = (typeof FORMATS)[number];

export interface SizeCall extends SizeSubject {
  readonly view: View;
  readonly top: number;
  readonly format: Format;
  /** undefined: standard output. */
  readonly output: string | undefined;
  readonly base: string | undefined;
  /** Empty: where the ratchet looks for it. */
  readonly save: string | undefined;
}

export interface Sized extends SizeReport {
  readonly room: readonly SizeRoom[];
  /** With a base: the largest changes first. */
  readonly comparedWith?: string;
  readonly changes?: readonly RegionGrowth[];
}

export interface SizeOutcome {
  readonly sized: Sized;
  /** For standard output; empty where a file was written. */
  readonly text: string;
}

export async function executeSize(call: SizeCall): Promise<Result<SizeOutcome>> {
  const subject = await measureSubject(call);
  if (!subject.ok) return subject;
  const { report, room } = subject.value;
  const base = call.base === undefined ? undefined : await findBase(call, call.base, subject.value.board);
  if (base !== undefined && !base.ok) return withEarlier(subject.diagnostics, base);
  const saved = save(call, report, subject.value.board);
  if (!saved.ok) return withEarlier(subject.diagnostics, saved);
  const shown: Shown = {
    report,
    view: call.view,
    top: call.top,
    regions: rowsOf(report, call.view, base?.value.report),
    ...(base !== undefined && { base: base.value.name, baseReport: base.value.report }),
  };
  const sized: Sized = {
    ...report,
    room,
    ...(base !== undefined && {
      comparedWith: base.value.name,
      changes: compareReports(base.value.report, report),
    }),
  };
  const text = render(call, shown, sized);
  if (call.output !== undefined && call.output !== '-') {
    writeFileAtomically(resolve(call.output), text.endsWith('\n') ? text : `${text}\n`);
    call.tell(`wrote ${call.output}`);
  }
  const isForStdout = call.output === undefined || call.output === '-';
  return success({ sized, text: isForStdout ? text : '' }, [...subject.diagnostics, ...(base?.diagnostics ?? [])]);
}

function render({ format, toolContext }: SizeCall, shown: Shown, sized: Sized): string {
  switch (format) {
    case 'text':
      return [sizeText(shown), ...sized.room.map(describeRoom)].join('\n');
    case 'markdown':
      return sizeMarkdown(shown);
    case 'json':
      return JSON.stringify(sized, null, 2);
    case 'html': {
      const script = readFileSync(join(toolContext.packageFolder, 'dist', 'size-page', 'page.js'), 'utf8');
      const { baseReport: report, base: name } = shown;
      return sizePage(shown.report, script, report === undefined || name === undefined ? undefined : { report, name });
    }
    default:
      throw new Error(`unexpected format ${format satisfies never}`);
  }
}

function describeRoom({ region, limit, leftBytes }: SizeRoom): string {
  return `${region}: ${leftBytes < 0 ? `${-leftBytes} bytes beyond` : `${leftBytes} bytes left to`} ${limit}`;
}

function save(call: SizeCall, report: SizeReport, board: SubjectBoard | undefined): Result<undefined> {
  if (call.save === undefined) return success(undefined);
  if (call.save === '' && board === undefined)
    return failure({
      severity: 'error',
      code: 'CL0003',
      message: '--save without a file is for the program of a board',
      hint: { text: 'name the file, or the board with --board' },
    });
  const own = board === undefined || call.save !== '' ? undefined : ratchetFileOf(board.name);
  const file = own === undefined ? resolve(call.save) : join(board?.project.folder ?? '', own);
  const isNew = writeFileAtomically(file, formatSaved(report));
  call.tell(isNew ? `saved ${own ?? call.save}` : `${own ?? call.save} has these sizes already`);
  return success(undefined);
}
