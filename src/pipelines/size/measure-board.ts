/** The report of a board's program, which is built first where that is asked for; also of one that is too large to be put in place. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, failure, type Result, success, withEarlier } from '../../diagnostics/diagnostic.js';
import type { BuildPlan } from '../../plan/build-plan.js';
import { buildPathsOf, type Project } from '../../project/project.js';
import type { SizeReport } from '../../size/size-report.js';
import { buildOneBoard, type OneBoardRequest } from '../build-board.js';
import { readManifest, type SizeRoom } from '../manifest.js';
import { prepareBuild } from '../prepare-build.js';
import { TOO_LARGE_CODES } from './check-budgets.js';
import { measureProgram, programOutputOf } from './measure-program.js';

export interface MeasuredBoard {
  readonly report: SizeReport;
  readonly room: readonly SizeRoom[];
}

export async function buildAndMeasure(request: OneBoardRequest): Promise<Result<MeasuredBoard>> {
  const built = await buildOneBoard(request);
  const { project, boardName } = request;
  if (built.ok) return withEarlier(built.diagnostics, measureBuilt(project, boardName));
  const errors = built.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.some(({ code }) => !TOO_LARGE_CODES.includes(code))) return built;
  const { packageFolder } = request.toolContext;
  const prepared = prepareBuild({ project, boardName, packageFolder, readOnly: true });
  if (!prepared.ok) return prepared;
  const { plan } = prepared.value;
  const output = programOutputOf(plan);
  // One in place can be too large as well: a budget that was lowered since.
  const program = [output?.made, output?.path].find(
    (path) => path !== undefined && existsSync(join(project.folder, path)),
  );
  if (program === undefined) return built;
  const name = output?.path ?? program;
  const told = errors.map(
    ({ growth: _growth, hint: _hint, ...each }): Diagnostic => ({ ...each, severity: 'warning' }),
  );
  const measured = measure(project, program, plan, []);
  if (!measured.ok || name === program) return withEarlier(told, measured);
  const { report } = measured.value;
  const note = `measured where it was made aside, ${program}: it is too large to be put in place`;
  const value = { room: [], report: { ...report, program: name, notes: [...(report.notes ?? []), note] } };
  return withEarlier(told, success(value, measured.diagnostics));
}

/** What the last build made. */
export function measureBuilt(project: Project, board: string): Result<MeasuredBoard> {
  const manifest = readManifest(join(project.folder, buildPathsOf(board).manifest));
  const program = manifest && programOutputOf(manifest.plan)?.path;
  if (manifest === undefined || program === undefined || !existsSync(join(project.folder, program)))
    return failure({
      severity: 'error',
      code: 'SZ0006',
      message: `no program was built for ${board} yet`,
      hint: { text: 'build it first', command: `bljh size --board ${board}` },
    });
  return measure(project, program, manifest.plan, manifest.room ?? []);
}

function measure(
  project: Project,
  program: string,
  { board, memory }: BuildPlan,
  room: readonly SizeRoom[],
): Result<MeasuredBoard> {
  const measured = measureProgram({ file: join(project.folder, program), name: program, board, memory });
  return measured.ok ? { ...measured, value: { report: measured.value, room } } : measured;
}
