/** What `bljh size` compares with: a saved report, another program, or a git revision, which is built with the same configuration. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../configuration/defaults-record.js';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { withRevision } from '../pipelines/size/check-out.js';
import { buildAndMeasure } from '../pipelines/size/measure-board.js';
import { buildPathsOf, loadProject, type Project } from '../project/project.js';
import { parseReport, type SizeReport } from '../size/size-report.js';
import { measureFile, requestFor, type SizeSubject, type SubjectBoard } from './size-subject.js';

export interface Base {
  readonly report: SizeReport;
  readonly name: string;
}

/** A file of that name, otherwise a revision. */
export async function findBase(
  call: SizeSubject,
  base: string,
  board: SubjectBoard | undefined,
): Promise<Result<Base>> {
  if (existsSync(base) && statSync(base).isFile()) return readBase(call, base, board);
  if (board === undefined || call.file !== undefined)
    return failure(
      noBase(`there is no file ${base}; a git revision can be compared with what a board's build makes only`),
    );
  return await withRevision(
    { folder: board.project.folder, revision: base, env: call.toolContext.env },
    async ({ folder, commit }) => {
      call.tell(`${base}: building ${commit.slice(0, 12)} for ${board.name}`);
      const project = loadProject(folder);
      if (!project.ok) return project;
      copyConfiguration(board, project.value);
      const measured = await buildAndMeasure(requestFor(call, { project: project.value, name: board.name }));
      // What is wrong with the sizes of another revision is nobody's task now.
      return measured.ok ? success({ report: measured.value.report, name: base }) : measured;
    },
  );
}

/** Both builds have the same options. */
function copyConfiguration({ project, name }: SubjectBoard, other: Project): void {
  const folder = join(project.folder, buildPathsOf(name).folder);
  if (!existsSync(folder)) return;
  const copy = join(other.folder, buildPathsOf(name).folder);
  mkdirSync(copy, { recursive: true });
  for (const file of readdirSync(folder)) {
    // With the record of what was a default in it.
    if (file === '.config' || isRecord(file)) copyFileSync(join(folder, file), join(copy, file));
  }
}

/** A saved report, or another ELF file, which is measured the same way. */
function readBase(call: SizeSubject, base: string, board: SubjectBoard | undefined): Result<Base> {
  const bytes = readFileSync(base);
  if (/^(\x7fELF|!<arch>)/.test(bytes.subarray(0, 7).toString('latin1'))) {
    const measured = measureFile({ ...call, board: board?.name }, base);
    return measured.ok ? success({ report: measured.value.report, name: base }) : measured;
  }
  const report = parseReport(bytes.toString('utf8'));
  return typeof report === 'string' ? failure(noBase(`${base}: ${report}`)) : success({ report, name: base });
}

function noBase(message: string): Diagnostic {
  return {
    severity: 'error',
    code: 'SZ0005',
    message,
    hint: { text: 'name a file of bljh size --save, an ELF file, or with --board a commit, branch or tag' },
  };
}
