/** `bljh flash --dump`: the flash of a board into a file, whole or not at all. */

import { statSync } from 'node:fs';
import { boardFoldersOf } from '../boards/board-folders.js';
import { loadBoard } from '../boards/load-board.js';
import { withFlashLoader } from '../device/isp/flash-session.js';
import { readVerified } from '../device/isp/read-flash.js';
import { failure, type Result, success } from '../diagnostics/diagnostic.js';
import { openByteProgress } from '../output/byte-progress.js';
import { passThrough } from '../output/streams.js';
import { readLoaderImage } from '../pipelines/flash/loader-image.js';
import { writeFileAtomically } from '../process/write-file.js';
import { type BoardSelection, connectionOf, type PortSelection, selectBoard } from './flash-board-call.js';
import { choosePort, rememberPort } from './port-choice.js';

export interface FlashDumpCall extends BoardSelection, PortSelection {
  /** The argument that would name an image. */
  readonly file: string | undefined;
  /** A file that is there is replaced. */
  readonly force: boolean;
  /** - is standard output. */
  readonly to: string;
  /** As they were typed. */
  readonly start: string | undefined;
  readonly size: string | undefined;
}

export interface DumpedFlash {
  readonly kind: 'dump';
  readonly port: string;
  readonly file: string;
  readonly start: number;
  readonly length: number;
  readonly sha256: string;
}

export async function dumpFlash(call: FlashDumpCall): Promise<Result<DumpedFlash>> {
  const { session, toolContext, to } = call;
  if (to === '-' && session.options.json)
    return failure(wrongCall('--dump - and --json both want standard output', 'name a file'));
  if (call.file !== undefined)
    return failure(
      wrongCall(`--dump reads the flash, and ${call.file} would be written to it`, 'leave one of them out'),
    );
  const there = to === '-' ? undefined : statSync(to, { throwIfNoEntry: false });
  if (there?.isFile() === false)
    return failure(wrongCall(`--dump ${to}: this is no file`, 'name a file, or - for standard output'));
  // It may be the only copy of what was in the flash before.
  if (there !== undefined && !call.force)
    return failure(wrongCall(`--dump ${to}: the file is there already`, 'name another one; --force replaces it'));
  const selected = selectBoard(call, false);
  if (!selected.ok) return selected;
  const { project, boardName } = selected.value;
  const board = loadBoard(boardName, boardFoldersOf(toolContext.packageFolder, project?.folder ?? process.cwd()));
  if (!board.ok) return board;
  const range = readRange(call, board.value.image?.flash_size ?? 0);
  if (!range.ok) return range;
  const { start, length } = range.value;
  const loader = await readLoaderImage(toolContext);
  if (!loader.ok) return loader;
  const port = await choosePort({ session, port: call.port, projectFolder: project?.folder, env: toolContext.env });
  if (!port.ok) return port;
  const { path } = port.value;
  const progress = openByteProgress('reading', length, session.progress);
  const read = await withFlashLoader(
    connectionOf(call, port.value, loader.value.bytes, false),
    async (flash) => await readVerified(flash, start, length, (done) => progress.update(done)),
  ).finally(() => progress.end());
  if (!read.ok) return read;
  const { bytes, sha256 } = read.value;
  if (to === '-') await passThrough(bytes);
  else writeFileAtomically(to, bytes);
  return success({ kind: 'dump', port: path, file: to, start, length, sha256 }, [
    ...port.diagnostics,
    ...read.diagnostics,
    ...rememberPort(port.value, { projectFolder: project?.folder, env: toolContext.env }),
  ]);
}

function readRange(
  { start: from, size }: FlashDumpCall,
  flashSize: number,
): Result<{ readonly start: number; readonly length: number }> {
  const start = from === undefined ? 0 : readNumber(from);
  const length = size === undefined ? flashSize - start : readNumber(size);
  const isWrong = Number.isNaN(start) || Number.isNaN(length);
  if (isWrong) return failure(wrongCall('--start and --size are numbers of bytes', 'for example 0x10000, or 4096'));
  if (length > 0 && start + length <= flashSize) return success({ start, length });
  return failure(wrongCall(`the flash has ${flashSize} bytes`, 'name a range in it with --start and --size'));
}

function readNumber(text: string): number {
  return /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : Number.NaN;
}

function wrongCall(message: string, text: string) {
  return { severity: 'error', code: 'CL0003', message, hint: { text } } as const;
}

export function presentDump({ file, start, length, sha256 }: DumpedFlash): string {
  if (file === '-') return '';
  return `${file}: ${length} bytes from 0x${start.toString(16)}, SHA-256 ${sha256}, which the chip tells as well`;
}
