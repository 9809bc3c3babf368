/** `bljh sbom` behind its flags: builds what changed, then writes what the program consists of. */
import { resolve } from 'node:path';
import { failure, type Result, success, withEarlier } from '../diagnostics/diagnostic.js';
import { buildOneBoard, type OneBoardRequest } from '../pipelines/build-board.js';
import type { Writing } from '../pipelines/sbom/bill.js';
import { makeBill } from '../pipelines/sbom/make-bill.js';
import { writeFileAtomically } from '../process/write-file.js';
import { loadProject, type Project } from '../project/project.js';
import type { ToolContext } from '../toolchains/tool.js';
import { chooseBoards } from './board-flags.js';

export const SBOM_FORMATS = ['cyclonedx', 'spdx'] as const;
export type SbomFormat = (typeof SBOM_FORMATS)[number];

export interface SbomCall {
  /** The folder of the project as it was typed. */
  readonly project: string;
  readonly board: string | undefined;
  readonly format: SbomFormat;
  /** undefined: standard output. */
  readonly output: string | undefined;
  readonly build: boolean;
  readonly toolContext: ToolContext;
  readonly buildId: string;
  readonly bljhVersion: string;
  readonly tell: (text: string) => void;
  readonly onCommand: (line: string) => void;
}

export interface Sbom {
  readonly board: string;
  readonly format: SbomFormat;
  readonly components: number;
  readonly tools: number;
  /** The document itself. */
  readonly document: unknown;
}

export interface SbomOutcome {
  readonly sbom: Sbom;
  /** For standard output; empty where a file was written. */
  readonly text: string;
}

export async function executeSbom(call: SbomCall): Promise<Result<SbomOutcome>> {
  const time = readTime(call.toolContext.env['SOURCE_DATE_EPOCH']);
  if (!time.ok) return time;
  const project = loadProject(call.project);
  if (!project.ok) return project;
  const { packageFolder } = call.toolContext;
  const boards = chooseBoards(project.value, packageFolder, { board: call.board === undefined ? [] : [call.board] });
  if (!boards.ok) return boards;
  const board = boards.value[0] ?? '';
  const built = call.build ? await buildOneBoard(buildRequest(call, project.value, board)) : success(undefined);
  const earlier = [...boards.diagnostics, ...built.diagnostics];
  if (!built.ok) return withEarlier(boards.diagnostics, built);
  const bill = await makeBill({ ...call, project: project.value, board });
  if (!bill.ok) return withEarlier(earlier, bill);
  const writing: Writing = { bljhVersion: call.bljhVersion, time: time.value };
  const text = await write(call.format, bill.value, writing);
  const isForStdout = call.output === undefined || call.output === '-';
  if (!isForStdout && call.output !== undefined) {
    writeFileAtomically(resolve(call.output), `${text}\n`);
    call.tell(`wrote ${call.output}`);
  }
  const { components, tools } = bill.value;
  const document = JSON.parse(text) as unknown;
  const sbom = { board, format: call.format, components: components.length, tools: tools.length, document };
  return success({ sbom, text: isForStdout ? text : '' }, earlier);
}

/** The library of CycloneDX is loaded for CycloneDX only. */
async function write(format: SbomFormat, ...what: Parameters<typeof import('../pipelines/sbom/spdx.js').toSpdx>) {
  switch (format) {
    case 'cyclonedx':
      return (await import('../pipelines/sbom/cyclonedx.js')).toCycloneDx(...what);
    case 'spdx':
      return (await import('../pipelines/sbom/spdx.js')).toSpdx(...what);
    default:
      throw new Error(`unexpected format ${format satisfies never}`);
  }
}

function buildRequest(call: SbomCall, project: Project, boardName: string): OneBoardRequest {
  return {
    project,
    boardName,
    toolContext: call.toolContext,
    buildId: call.buildId,
    force: false,
    onProgress: (text) => text.includes(' build ') && call.tell(`${boardName}: ${text}`),
    onCommand: call.onCommand,
    onNotice: call.tell,
  };
}

/** reproducible-builds.org/specs/source-date-epoch: seconds since 1970, in decimal. */
function readTime(epoch: string | undefined): Result<Date | undefined> {
  if (epoch === undefined || epoch === '') return success(undefined);
  const time = new Date(Number(epoch) * 1000);
  // Documents have years of four digits.
  if (/^\d{1,12}$/.test(epoch) && time.getUTCFullYear() <= 9999) return success(time);
  return failure({
    severity: 'error',
    code: 'SB0003',
    message: `SOURCE_DATE_EPOCH=${epoch} is no time`,
    hint: {
      text: 'give it in seconds since 1970, such as that of the last commit',
      command: 'git log -1 --format=%ct',
    },
  });
}
