/** `bljh why` behind its flags: the record of the last build of each board, and whether something has changed since. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkFreshness, type Freshness, readBuildState } from '../cache/build-state.js';
import { readStepRecords, type StepRecord } from '../cache/step-record.js';
import { asWarnings, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { suggestOrList } from '../diagnostics/suggest.js';
import { buildPathsOf, loadProject } from '../project/project.js';
import { chooseBoards } from './board-flags.js';
import { BUILD_ID } from './build-id.js';

export interface WhyCall {
  readonly project: string;
  readonly board: readonly string[];
  readonly all: boolean;
  /** undefined: all of them. */
  readonly step: string | undefined;
}

export interface BoardStory {
  readonly board: string;
  readonly steps: readonly StepRecord[];
  /** What has changed since the last build; empty: nothing. */
  readonly since: string;
}

export function executeWhy(call: WhyCall, packageFolder: string): Result<readonly BoardStory[]> {
  const project = loadProject(call.project);
  if (!project.ok) return project;
  const boards = chooseBoards(project.value, packageFolder, call);
  if (!boards.ok) return boards;
  const { folder } = project.value;
  const stories = boards.value.map((board) => storyOf(folder, board, call.step));
  const told = stories.flatMap((story) => (story.ok ? [story.value] : []));
  const diagnostics = [...boards.diagnostics, ...stories.flatMap((story) => story.diagnostics)];
  if (told.length === 0) return failure(...diagnostics);
  // Of several boards, those that have no answer are no reason to keep the others'.
  return success(told, asWarnings(diagnostics));
}

function storyOf(folder: string, board: string, step: string | undefined): Result<BoardStory> {
  const paths = buildPathsOf(board);
  const records = readStepRecords(join(folder, paths.steps));
  const [first] = records;
  if (first === undefined && existsSync(join(folder, paths.manifest)))
    return failure({
      severity: 'error',
      code: 'WY0001',
      message: `what was noted of the last build of ${board} is lost, so there is nothing to tell`,
      hint: { text: 'run its steps anew', command: `bljh build --board ${board} --force` },
    });
  if (first === undefined)
    return failure({
      severity: 'error',
      code: 'WY0001',
      message: `${board} has not been built here, so there is nothing to tell`,
      hint: { text: 'build it, or see what a build would do', command: `bljh build --board ${board} --dry-run` },
    });
  const steps = step === undefined ? records : records.filter(({ id }) => id === step);
  if (steps.length === 0)
    return failure({
      severity: 'error',
      code: 'WY0002',
      message: `${board} has no step "${step}"`,
      hint: {
        text: suggestOrList(
          step ?? '',
          records.map(({ id }) => id),
          'steps',
        ),
      },
    });
  const state = readBuildState(join(folder, paths.state));
  const freshness = state && checkFreshness(state, folder, BUILD_ID, process.env);
  const since = freshness === undefined ? 'what the last build read is not known any more' : reasonOf(freshness);
  return success({ board, steps, since });
}

function reasonOf(freshness: Freshness): string {
  return freshness.fresh ? '' : freshness.reason;
}
