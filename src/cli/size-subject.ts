/** What `bljh size` measures: the program of a board, built if need be, or a file. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadBoard } from '../boards/load-board.js';
import { failure, type Result, success, withEarlier } from '../diagnostics/diagnostic.js';
import type { OneBoardRequest } from '../pipelines/build-board.js';
import { boardFoldersOf, prepareBuild } from '../pipelines/prepare-build.js';
import { buildAndMeasure, type MeasuredBoard, measureBuilt } from '../pipelines/size/measure-board.js';
import { measureProgram } from '../pipelines/size/measure-program.js';
import { loadProject, type Project } from '../project/project.js';
import type { SizeReport } from '../size/size-report.js';
import type { ToolContext } from '../toolchains/tool.js';
import { chooseBoards } from './board-flags.js';

export interface SizeSubject {
  /** An ELF file or archive instead of what a board's build makes. */
  readonly file: string | undefined;
  readonly board: string | undefined;
  /** The folder of the project as it was typed. */
  readonly project: string;
  readonly build: boolean;
  readonly toolContext: ToolContext;
  readonly buildId: string;
  readonly tell: (text: string) => void;
  readonly onCommand: (line: string) => void;
}

export interface Subject extends MeasuredBoard {
  /** Absent where only a file was named. */
  readonly board?: SubjectBoard;
}

export interface SubjectBoard {
  readonly project: Project;
  readonly name: string;
}

export async function measureSubject(call: SizeSubject): Promise<Result<Subject>> {
  if (call.file !== undefined) return measureFile(call, call.file);
  const board = chooseBoard(call);
  if (!board.ok) return board;
  const { project, name } = board.value;
  const measured = call.build ? await buildAndMeasure(requestFor(call, board.value)) : measureBuilt(project, name);
  if (!measured.ok) return withEarlier(board.diagnostics, measured);
  return success({ ...measured.value, board: board.value }, [...board.diagnostics, ...measured.diagnostics]);
}

export function requestFor(call: SizeSubject, { project, name }: SubjectBoard): OneBoardRequest {
  return {
    project,
    boardName: name,
    toolContext: call.toolContext,
    buildId: call.buildId,
    force: false,
    onProgress: (text) => text.includes(' build ') && call.tell(`${name}: ${text}`),
    onCommand: call.onCommand,
    onNotice: call.tell,
  };
}

function chooseBoard(call: SizeSubject): Result<SubjectBoard> {
  const project = loadProject(call.project);
  if (!project.ok) return project;
  const board = call.board === undefined ? [] : [call.board];
  const boards = chooseBoards(project.value, call.toolContext.packageFolder, { board });
  if (!boards.ok) return boards;
  const name = boards.value[0] ?? '';
  const known = loadBoard(name, boardFoldersOf(call.toolContext.packageFolder, project.value.folder));
  return known.ok ? success({ project: project.value, name }, boards.diagnostics) : known;
}

/** With a board by the regions that it has as it is configured now. */
export function measureFile(call: SizeSubject, name: string): Result<Subject> {
  const file = resolve(name);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    return failure({
      severity: 'error',
      code: 'CL0003',
      message: `${name}: there is no such file`,
      hint: { text: 'name an ELF file or an archive, or a board with --board' },
    });
  if (call.board === undefined) return withRoom(measureProgram({ file, name }));
  const board = chooseBoard(call);
  if (!board.ok) return board;
  const { project } = board.value;
  const { packageFolder } = call.toolContext;
  const prepared = prepareBuild({ project, boardName: board.value.name, packageFolder, readOnly: true });
  if (!prepared.ok) return prepared;
  const { memory } = prepared.value.plan;
  return withRoom(measureProgram({ file, name, board: board.value.name, memory }), board.value);
}

function withRoom(measured: Result<SizeReport>, board?: SubjectBoard): Result<Subject> {
  if (!measured.ok) return measured;
  return success({ report: measured.value, room: [], ...(board !== undefined && { board }) }, measured.diagnostics);
}
