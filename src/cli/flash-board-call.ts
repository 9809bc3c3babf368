/** `bljh flash --port`: a program to the flash of a board with a boot ROM, read back before anybody says ok. */

import type { SessionRequest } from '../device/isp/flash-session.js';
import type { Stage, WrittenSegment } from '../device/isp/write-flash.js';
import { type Diagnostic, failure, type Result, success, withEarlier } from '../diagnostics/diagnostic.js';
import { type ByteProgress, openByteProgress } from '../output/byte-progress.js';
import { confirm } from '../output/confirm.js';
import { canAsk } from '../output/question.js';
import { type ChosenFlashable, chooseFlashable } from '../pipelines/flash/choose-flashable.js';
import { type LoaderImage, readLoaderImage } from '../pipelines/flash/loader-image.js';
import { writeBoard } from '../pipelines/flash/write-board.js';
import { diagnoseBlflash, writeWithBlflash } from '../pipelines/flash/write-with-blflash.js';
import { interruption } from '../process/interruption.js';
import { loadProject, type Project } from '../project/project.js';
import type { ToolContext } from '../toolchains/tool.js';
import { chooseSerialBoard } from './board-flags.js';
import { buildEvents } from './build-events.js';
import { BUILD_ID } from './build-id.js';
import { type ChosenPort, choosePort, rememberPort } from './port-choice.js';
import type { Session } from './session.js';

/** For a file outside of any project. */
const DEFAULT_BOARD = 'bl602';

export interface BoardSelection {
  readonly session: Session;
  readonly toolContext: ToolContext;
  /** The folder of the project as it was typed. */
  readonly project: string;
  readonly board: string | undefined;
}

export interface PortSelection {
  readonly port: string | undefined;
  /** Bits a second. */
  readonly baudRate: number;
  readonly connectTimeoutMs: number;
}

export interface FlashBoardCall extends BoardSelection, PortSelection {
  readonly tool: 'bljh' | 'blflash';
  readonly file: string | undefined;
  readonly build: boolean;
  readonly erase: boolean;
  /** --yes. */
  readonly isConfirmed: boolean;
  readonly force: boolean;
  readonly verify: boolean;
  readonly dryRun: boolean;
}

export interface FlashedBoard {
  readonly kind: 'board';
  /** Absent after --dry-run. */
  readonly port?: string;
  readonly board: string;
  readonly image: string;
  readonly tool: 'bljh' | 'blflash';
  readonly baudRate: number;
  readonly segments: readonly (Omit<WrittenSegment, 'action'> & {
    readonly action: WrittenSegment['action'] | 'planned';
  })[];
  /** Every byte was read back and is right. */
  readonly verified: boolean;
  readonly durationMs: number;
}

export async function flashBoard(call: FlashBoardCall): Promise<Result<FlashedBoard>> {
  const { session, toolContext } = call;
  const selected = selectBoard(call, call.file === undefined);
  if (!selected.ok) return selected;
  const { project, boardName } = selected.value;
  const loader = await readLoaderImage(toolContext);
  if (!loader.ok) return loader;
  const flashable = await chooseFlashable({
    file: call.file,
    boardName,
    project,
    force: call.force,
    packageFolder: toolContext.packageFolder,
    blflashData: loader.value.data,
    build:
      call.build && !call.dryRun
        ? { toolContext, buildId: BUILD_ID, force: false, ...buildEvents(session, boardName) }
        : undefined,
  });
  if (!flashable.ok) return flashable;
  const { board, file, segments } = flashable.value;
  const other = call.tool === 'blflash' ? diagnoseBlflash(segments, call.erase) : undefined;
  if (other !== undefined) return failure(other);
  const { tool, baudRate } = call;
  const common = { kind: 'board', board: board.name, image: file, tool, baudRate } as const;
  if (call.dryRun) {
    const planned = segments.map(({ name, address, bytes }) => ({
      name,
      address,
      length: bytes.length,
      action: 'planned' as const,
    }));
    return success({ ...common, segments: planned, verified: false, durationMs: 0 }, flashable.diagnostics);
  }
  if (call.erase && !call.isConfirmed) {
    const refused = await confirmErase(session);
    if (refused !== undefined) return failure(refused);
  }
  const port = await choosePort({ session, port: call.port, projectFolder: project?.folder, env: toolContext.env });
  if (!port.ok) return port;
  const started = performance.now();
  const written = await writeWithProgress(call, flashable.value, port.value, loader.value);
  if (!written.ok) return withEarlier(flashable.diagnostics, written);
  const durationMs = Math.round(performance.now() - started);
  return success({ ...common, port: port.value.path, ...written.value, durationMs }, [
    ...flashable.diagnostics,
    ...port.diagnostics,
    ...written.diagnostics,
    ...rememberPort(port.value, { projectFolder: project?.folder, env: toolContext.env }),
  ]);
}

async function writeWithProgress(
  call: FlashBoardCall,
  flashable: ChosenFlashable,
  port: ChosenPort,
  loader: LoaderImage,
) {
  const { session, verify, toolContext } = call;
  const progress = new StageProgress(session);
  const onProgress = (stage: Stage, name: string, done: number, total: number) =>
    progress.update(stage, name, done, total);
  const common = {
    session: connectionOf(call, port, loader.bytes),
    flashable,
    rewrite: call.force,
    verify,
    onProgress,
  };
  const eraseAll = call.erase ? flashable.board.image?.flash_size : undefined;
  const onCommand = (line: string) => {
    if (session.options.verbose) session.tell(line);
  };
  try {
    if (call.tool === 'bljh') return await writeBoard({ ...common, eraseAll });
    session.tell(`${port.path}: blflash writes`);
    return await writeWithBlflash({ ...common, blflash: loader.blflash, env: toolContext.env, onCommand });
  } finally {
    progress.end();
  }
}

/** A connection that tells how far it is. */
export function connectionOf(
  { session, baudRate, connectTimeoutMs }: PortSelection & Pick<BoardSelection, 'session'>,
  { path: port, by }: ChosenPort,
  loader: Uint8Array,
  startsProgram = true,
): SessionRequest {
  return {
    port,
    wasListed: by !== 'flag' && by !== 'environment',
    baudRate,
    loader,
    connectTimeoutMs,
    stop: interruption,
    onOpen: () => session.tell(`${port}: looking for the boot ROM`),
    onWaiting: () => session.tell(`${port}: no answer yet. Put the board into boot mode: GPIO8 high, then reset`),
    startsProgram,
    onConnected: () => session.tell(`${port}: a BL602, its flash loader answers at ${baudRate} baud`),
  };
}

/** The project and the board that are meant; outside of a project a file can be flashed all the same. */
export function selectBoard(
  { project: folder, board, toolContext, session }: BoardSelection,
  needsProject: boolean,
): Result<{ readonly project: Project | undefined; readonly boardName: string }> {
  const project = loadProject(folder);
  if (!project.ok) {
    const isNone = project.diagnostics.some(({ code }) => code === 'PJ0001');
    return isNone && !needsProject ? success({ project: undefined, boardName: board ?? DEFAULT_BOARD }) : project;
  }
  const chosen = chooseSerialBoard(project.value, toolContext.packageFolder, board);
  if (!chosen.ok) return chosen;
  const { board: boardName, isGuess } = chosen.value;
  if (isGuess) session.tell(`board: ${boardName}, the only one of this project that is flashed over a serial port`);
  return success({ project: project.value, boardName });
}

async function confirmErase(session: Session): Promise<Diagnostic | undefined> {
  const message = '--erase removes everything in the flash, also what no image has: keys, settings, another firmware';
  if (session.options.json || !canAsk()) {
    const hint = { text: 'add --yes to do it without a question' };
    return { severity: 'error', code: 'FL0016', message, hint };
  }
  if (await confirm('Erase the whole flash, keys and settings in it too?', interruption)) return undefined;
  if (interruption.aborted) return { severity: 'error', code: 'PR0003', message: 'interrupted: nothing was written' };
  return { severity: 'error', code: 'FL0016', message: 'not agreed to: nothing was written' };
}

/** One display after the other, for each stage of each segment. */
class StageProgress {
  readonly #session: Session;
  #label = '';
  #display: ByteProgress | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  update(stage: Stage, name: string, done: number, total: number): void {
    const label = `${stage} ${name}`;
    if (label !== this.#label) {
      this.end();
      this.#label = label;
      this.#display = openByteProgress(label, total, this.#session.progress);
    }
    this.#display?.update(done);
  }

  end(): void {
    this.#display?.end();
    this.#display = undefined;
    this.#label = '';
  }
}

export function presentFlashedBoard({ port, image, segments, verified, durationMs }: FlashedBoard): string {
  const rows = segments.map(
    ({ name, address, length, action }) =>
      `  0x${address.toString(16).padStart(6, '0')}  ${String(length).padStart(7)} bytes  ${name.padEnd(17)}  ${action}`,
  );
  const end =
    port === undefined
      ? 'nothing was built or written: --dry-run'
      : verified
        ? `flash ok: every byte was read back and is right (${(durationMs / 1000).toFixed(1)} s)`
        : `written, but not read back: --no-verify (${(durationMs / 1000).toFixed(1)} s)`;
  return [`${image} to ${port ?? 'the board'}`, ...rows, end].join('\n');
}
