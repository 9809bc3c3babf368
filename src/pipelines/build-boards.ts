/** Builds several boards one after the other and shows how far it is: a live list on a terminal, plain lines elsewhere. */
import type { Diagnostic, Result } from '../diagnostics/diagnostic.js';
import { interruption, onLastResort } from '../process/interruption.js';
import { type BuildReport, type BuildRequest, buildBoard } from './build-board.js';

export type BoardOutcome = { readonly board: string; readonly result: Result<BuildReport> };

export interface BuildBoardsRequest extends Omit<BuildRequest, 'boardName' | 'onProgress' | 'onNotice'> {
  readonly boards: readonly string[];
  /** Where progress goes: a live list, plain lines, or nowhere. */
  readonly progress: 'live' | 'lines' | 'none';
  readonly writeLine: (text: string) => void;
  readonly restoreTerminal: () => void;
  readonly startHeartbeat: (write: (seconds: number) => void) => () => void;
}

/** Every board is tried, whatever happens to the others; an interruption ends them all. */
export async function buildBoards(request: BuildBoardsRequest): Promise<readonly BoardOutcome[]> {
  return request.progress === 'live' ? buildWithLiveList(request) : buildWithLines(request);
}

async function buildWithLines(request: BuildBoardsRequest): Promise<readonly BoardOutcome[]> {
  const outcomes: BoardOutcome[] = [];
  const say = request.progress === 'none' ? () => undefined : request.writeLine;
  for (const board of request.boards) {
    if (interruption.aborted) break;
    const stopHeartbeat = request.startHeartbeat((seconds) => say(`${board}: still at it after ${seconds} s`));
    const result = await buildBoard({
      ...request,
      boardName: board,
      onNotice: request.writeLine,
      onProgress: (text) => text.includes(' build ') && say(`${board}: ${text}`),
    }).finally(stopHeartbeat);
    outcomes.push({ board, result });
  }
  return outcomes;
}

async function buildWithLiveList(request: BuildBoardsRequest): Promise<readonly BoardOutcome[]> {
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
      task: async (_context: unknown, task: { title: string; output: string }) => {
        const result = await buildBoard({
          ...request,
          boardName: board,
          onNotice: (text) => {
            task.output = text;
          },
          onProgress: (text) => {
            task.title = `${board}: ${text}`;
          },
        }).catch((error: unknown) => {
          thrown ??= error;
          throw error;
        });
        outcomes.push({ board, result });
        task.title = titleOf(board, result);
        // The diagnostics are shown after the list; the exception only marks the task.
        if (!result.ok) throw new Error(firstError(result.diagnostics));
      },
    })),
    {
      exitOnError: false,
      concurrent: false,
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

function titleOf(board: string, result: Result<BuildReport>): string {
  if (!result.ok) return `${board}: failed`;
  return result.value.upToDate
    ? `${board}: up to date`
    : `${board}: built in ${(result.value.durationMs / 1000).toFixed(1)} s`;
}

function firstError(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.find(({ severity }) => severity === 'error')?.message ?? 'failed';
}
