/** Builds several boards, some at the same time, and shows how far it is: a live list on a terminal, plain lines elsewhere. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic, Result } from '../diagnostics/diagnostic.js';
import { interruption, onLastResort } from '../process/interruption.js';
import { type JobSlots, openJobSlots } from '../process/job-slots.js';
import { showConstantsInEditor } from '../project/go-modules.js';
import { buildPathsOf, type Project } from '../project/project.js';
import { type BuildReport, type BuildRequest, buildBoard } from './build-board.js';

export type BoardOutcome = { readonly board: string; readonly result: Result<BuildReport> };

type BoardEvents = Pick<BuildRequest, 'onProgress' | 'onNotice' | 'onCommand'>;

export interface BuildBoardsRequest extends Omit<BuildRequest, 'boardName' | keyof BoardEvents> {
  readonly boards: readonly string[];
  /** How many at the same time; undefined: as many as the machine, or make, lets. */
  readonly jobs: number | undefined;
  /** Where progress goes: a live list, plain lines, or nowhere. */
  readonly progress: 'live' | 'lines' | 'none';
  readonly writeLine: (text: string) => void;
  /** What only --verbose shows. */
  readonly writeDetail: (text: string) => void;
  readonly restoreTerminal: () => void;
  readonly startHeartbeat: (write: (seconds: number) => void) => () => void;
}

/**
 * Every board is tried, whatever happens to the others; an interruption ends them all. The outcomes are in the order of the boards, without
 * those that were not begun.
 */
export async function buildBoards(request: BuildBoardsRequest): Promise<readonly BoardOutcome[]> {
  const { boards } = request;
  const { slots, note } = openJobSlots({ asked: request.jobs, jobs: boards.length, env: process.env });
  if (note !== undefined) request.writeDetail(note);
  try {
    const found = await (request.progress === 'live' ? showList : showLines)(new BoardBuilder(request, slots), request);
    const outcomes = boards.flatMap((board) => found.find((outcome) => outcome.board === board) ?? []);
    if (slots.limit > 1) settleEditor(request.project, outcomes);
    return outcomes;
  } finally {
    slots.close();
  }
}

class BoardBuilder {
  readonly #request: BuildBoardsRequest;
  readonly #slots: JobSlots;

  constructor(request: BuildBoardsRequest, slots: JobSlots) {
    this.#request = request;
    this.#slots = slots;
  }

  get limit(): number {
    return this.#slots.limit;
  }

  /** Undefined: interrupted before it was the board's turn. */
  async build(board: string, events: Omit<BoardEvents, 'onCommand'>): Promise<BoardOutcome | undefined> {
    const giveBack = await this.#slots.take();
    if (giveBack === undefined) return undefined;
    const { writeDetail } = this.#request;
    // Of several at once each line says whose it is.
    const onCommand = this.limit > 1 ? (line: string) => writeDetail(`${board}: ${line}`) : writeDetail;
    try {
      return { board, result: await buildBoard({ ...this.#request, ...events, onCommand, boardName: board }) };
    } finally {
      giveBack();
    }
  }
}

async function showLines(builder: BoardBuilder, request: BuildBoardsRequest): Promise<readonly BoardOutcome[]> {
  const say = request.progress === 'none' ? () => undefined : request.writeLine;
  const outcomes = await Promise.allSettled(
    request.boards.map(async (board) => {
      let stopHeartbeat: (() => void) | undefined;
      const onProgress = (text: string) => {
        // From when it is the board's turn.
        stopHeartbeat ??= request.startHeartbeat((seconds) => say(`${board}: still at it after ${seconds} s`));
        if (text.includes(' build ')) say(`${board}: ${text}`);
      };
      return builder.build(board, { onNotice: request.writeLine, onProgress }).finally(() => stopHeartbeat?.());
    }),
  );
  return outcomes.flatMap((outcome) => {
    // A bug, or a refusal of the system: told when all the others have ended.
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value ?? [];
  });
}

async function showList(builder: BoardBuilder, request: BuildBoardsRequest): Promise<readonly BoardOutcome[]> {
  const { Listr, ListrLogger, ProcessOutput } = await import('listr2');
  const outcomes: BoardOutcome[] = [];
  // listr2 keeps what a task throws to itself: a bug or a refusal of the system must not end as success.
  let thrown: unknown;
  // listr2 would write to stdout, which is for results.
  const logger = new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) });
  const forget = onLastResort(request.restoreTerminal);
  const tasks = new Listr(
    request.boards.map((board) => ({
      title: board,
      skip: () => interruption.aborted && 'interrupted',
      task: async (_context: unknown, task: ListedTask) => {
        const outcome = await builder
          .build(board, {
            onNotice: (text) => {
              task.output = text;
            },
            onProgress: (text) => {
              task.title = `${board}: ${text}`;
            },
          })
          .catch((error: unknown) => {
            thrown ??= error;
            throw error;
          });
        if (outcome === undefined) {
          task.skip('interrupted');
          return;
        }
        outcomes.push(outcome);
        const { result } = outcome;
        task.title = titleOf(board, result);
        // The diagnostics are shown after the list; the exception only marks the task.
        if (!result.ok) throw new Error(firstError(result.diagnostics));
      },
    })),
    {
      exitOnError: false,
      concurrent: builder.limit,
      registerSignalListeners: false,
      rendererOptions: { logger },
      fallbackRendererOptions: { logger },
    },
  );
  await tasks.run();
  forget();
  request.restoreTerminal();
  if (thrown !== undefined) throw thrown;
  return outcomes;
}

interface ListedTask {
  title: string;
  output: string;
  skip(message: string): void;
}

function titleOf(board: string, result: Result<BuildReport>): string {
  if (!result.ok) return `${board}: failed`;
  return result.value.upToDate
    ? `${board}: up to date`
    : `${board}: built in ${(result.value.durationMs / 1000).toFixed(1)} s`;
}

function firstError(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.find(({ severity }) => severity === 'error')?.message ?? 'failed';
}

/** The constants that the editor shows are those of the last board, as when one is built after the other, and not of the slowest. */
function settleEditor(project: Project, outcomes: readonly BoardOutcome[]): void {
  const last = outcomes.findLast(({ result }) => result.ok && !result.value.upToDate);
  if (last === undefined) return;
  const file = join(project.folder, buildPathsOf(last.board).generated, 'config', 'config.go');
  if (existsSync(file)) showConstantsInEditor(project.folder, readFileSync(file, 'utf8'));
}
