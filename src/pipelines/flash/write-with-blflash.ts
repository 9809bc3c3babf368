/**
 * Writes with the real blflash, and believes nothing of what it says: the flash is read back by bljh's own client. blflash makes the
 * boot header by itself, with its own defaults; an image with other ones it cannot write.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { HEADER_FIELDS, type HeaderField } from '../../boards/header-fields.js';
import { type SessionRequest, withFlashLoader } from '../../device/isp/flash-session.js';
import { readBack, type Stage } from '../../device/isp/write-flash.js';
import { wireMs } from '../../device/serial/wire-time.js';
import { type Diagnostic, failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { FIRMWARE_OFFSET, IMAGE_OFFSET } from '../../image/bl602/boot-header.js';
import type { FlashSegment } from '../../image/bl602/flash-image.js';
import { type RunOutcome, runCommand, succeeded } from '../../process/run-command.js';
import type { FoundTool } from '../../toolchains/tool.js';
import type { Flashable } from './read-flashable.js';
import type { WrittenBoard } from './write-board.js';

/** For its handshakes, the loader and erasing; the program comes on top, at three times what the line takes. */
const TIMEOUT_MS = 2 * 60_000;

export interface BlflashRequest {
  readonly session: SessionRequest;
  readonly flashable: Flashable;
  readonly blflash: FoundTool;
  readonly env: Readonly<Record<string, string>>;
  readonly rewrite: boolean;
  readonly verify: boolean;
  readonly onCommand: (line: string) => void;
  readonly onProgress: (stage: Stage, name: string, done: number, total: number) => void;
}

export async function writeWithBlflash(request: BlflashRequest): Promise<Result<WrittenBoard>> {
  const { flashable, verify } = request;
  const { segments } = flashable;
  const program = programIn(segments);
  if (program === undefined) throw new Error('what blflash gets was looked at before');
  const ran = await run(request, program);
  const problem = diagnoseRun(ran);
  if (problem !== undefined) return failure(problem);
  const written = segments.map(({ name, address, bytes }) => ({
    name,
    address,
    length: bytes.length,
    action: 'written' as const,
  }));
  if (!verify) return success({ segments: written, verified: false });
  return await withFlashLoader(request.session, async (loader) => {
    const differs = await readBack(loader, { segments, onProgress: request.onProgress });
    return differs === undefined ? success({ segments: written, verified: true }) : failure(differs);
  });
}

/** Why blflash would write other bytes than these, or could not; undefined if it would not. */
export function diagnoseBlflash(segments: readonly FlashSegment[], erase: boolean): Diagnostic | undefined {
  if (erase) return notForBlflash('it cannot erase the whole flash before');
  const program = programIn(segments);
  if (program === undefined) return notForBlflash('the file is no whole image');
  for (const { name, bytes } of segments) {
    if (name !== 'firmware' && name !== 'boot2') continue;
    const other = HEADER_FIELDS.find((field) => readField(bytes, field) !== field.byDefault);
    if (other !== undefined)
      return notForBlflash(
        `its boot header has ${other.name} = ${readField(bytes, other)}, and blflash writes ${other.byDefault}`,
      );
  }
  return undefined;
}

function readField(header: Uint8Array, { at, bit, bits }: HeaderField): number {
  let value = 0;
  for (let index = Math.ceil((bit + bits) / 8) - 1; index >= 0; index -= 1)
    value = value * 256 + (header[at + index] ?? 0);
  return Math.floor(value / 2 ** bit) % 2 ** bits;
}

interface Program {
  readonly bytes: Uint8Array;
  readonly withBoot2: boolean;
}

function programIn(segments: readonly FlashSegment[]): Program | undefined {
  const firmware = segments.find(({ name }) => name === 'firmware');
  if (firmware === undefined) return undefined;
  const withBoot2 = segments.some(({ name }) => name === 'boot2');
  if (!withBoot2 && firmware.address !== 0) return undefined;
  return { bytes: firmware.bytes.subarray(withBoot2 ? FIRMWARE_OFFSET : IMAGE_OFFSET), withBoot2 };
}

async function run(request: BlflashRequest, { bytes, withBoot2 }: Program): Promise<RunOutcome> {
  const { blflash, session, env } = request;
  const folder = mkdtempSync(join(tmpdir(), 'bljh-flash-'));
  const file = join(folder, 'program.bin');
  try {
    writeFileSync(file, bytes);
    const args = [
      'flash',
      ...(withBoot2 ? [] : ['--without-boot2']),
      ...(request.rewrite ? ['--force'] : []),
      '--port',
      // It runs in another folder.
      existsSync(session.port) ? resolve(session.port) : session.port,
      '--baud-rate',
      String(session.baudRate),
      file,
    ];
    request.onCommand([blflash.path, ...args].join(' '));
    const timeoutMs = TIMEOUT_MS + 3 * wireMs(bytes.length, session.baudRate);
    return await runCommand({ file: blflash.path, args, cwd: dirname(file), env }, { timeoutMs });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** It only warns of a hash that does not match, and ends with 0. */
function diagnoseRun({ end, output, ...outcome }: RunOutcome): Diagnostic | undefined {
  if (end.kind === 'interrupted')
    return { severity: 'error', code: 'PR0003', message: 'interrupted while blflash wrote' };
  const hasWarned = /not match/.test(output);
  if (succeeded({ end, output, ...outcome }) && !hasWarned) return undefined;
  const why =
    end.kind === 'exited'
      ? hasWarned
        ? 'it says that what it wrote is not what is there'
        : `it ended with ${end.exitCode}`
      : end.kind === 'timed-out'
        ? 'it did not end in time'
        : `it was not run to its end (${end.kind})`;
  return {
    severity: 'error',
    code: 'FL0019',
    message: `blflash failed: ${why}`,
    toolOutput: output,
    hint: { text: "flash with bljh's own client, which says more: leave --tool out" },
  };
}

function notForBlflash(why: string): Diagnostic {
  const message = `blflash cannot write this image: ${why}`;
  return { severity: 'error', code: 'FL0018', message, hint: { text: 'leave --tool out' } };
}
