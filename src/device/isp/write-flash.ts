/**
 * Writes pieces of the flash and reads them back. A piece whose digest is right already is not written again; whether the
 * bytes are there is only believed when they were read: a digest is the chip's word, and can be that of its cache.
 */
import { createHash } from 'node:crypto';
import { type Diagnostic, failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { diagnoseTrouble } from './diagnose-trouble.js';
import type { FlashLoader } from './flash-loader.js';

export interface Segment {
  readonly name: string;
  /** Offset in the flash. */
  readonly address: number;
  readonly bytes: Uint8Array;
}

const NOT_READ_BACK = 'written, and not read back';

export type Stage = 'erasing' | 'writing' | 'reading back';

export interface ReadBackRequest {
  readonly segments: readonly Segment[];
  /** Called with every piece that is done: bytes of `total` in this stage of this segment. */
  readonly onProgress: (stage: Stage, name: string, done: number, total: number) => void;
}

export interface WriteRequest extends ReadBackRequest {
  /** Also those that are in the flash already. */
  readonly rewrite: boolean;
  readonly verify: boolean;
  /** Bytes of the flash to erase before; the whole of it. */
  readonly eraseAll: number | undefined;
}

export interface WrittenSegment {
  readonly name: string;
  readonly address: number;
  readonly length: number;
  readonly action: 'written' | 'unchanged';
}

/** Where a segment stands, for whom is told what is in the flash after a failure. */
interface Progress {
  readonly segment: Segment;
  state: 'untouched' | 'partly erased' | 'erased' | 'partly written' | 'written' | 'unchanged';
}

export async function writeSegments(
  loader: FlashLoader,
  request: WriteRequest,
): Promise<Result<readonly WrittenSegment[]>> {
  const progress = request.segments.map((segment): Progress => ({ segment, state: 'untouched' }));
  const problem =
    (await eraseAll(loader, request, progress)) ??
    (await writeAll(loader, request, progress)) ??
    (request.verify ? await readBack(loader, request) : undefined);
  if (problem !== undefined) return failure(problem, ...describeState(progress, problem));
  return success(
    progress.map(({ segment: { name, address, bytes }, state }) => ({
      name,
      address,
      length: bytes.length,
      action: state === 'unchanged' ? 'unchanged' : 'written',
    })),
  );
}

async function eraseAll(
  loader: FlashLoader,
  request: WriteRequest,
  progress: readonly Progress[],
): Promise<Diagnostic | undefined> {
  const total = request.eraseAll;
  if (total === undefined) return undefined;
  for (const entry of progress) entry.state = 'partly erased';
  const erased = await loader.erase(0, total, (end) => request.onProgress('erasing', 'the whole flash', end, total));
  if (erased.kind !== 'ok') return diagnoseTrouble(erased, `erasing the flash at ${hex(erased.at)}`);
  for (const entry of progress) entry.state = 'erased';
  return undefined;
}

async function writeAll(
  loader: FlashLoader,
  request: WriteRequest,
  progress: readonly Progress[],
): Promise<Diagnostic | undefined> {
  for (const entry of progress) {
    const problem = await writeOne(loader, request, entry);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

async function writeOne(loader: FlashLoader, request: WriteRequest, entry: Progress): Promise<Diagnostic | undefined> {
  const { name, address, bytes } = entry.segment;
  const wanted = sha256(bytes);
  if (!request.rewrite) {
    const digest = await loader.digest(address, bytes.length);
    if (digest.kind !== 'ok') return diagnoseTrouble(digest, `asking what is at ${hex(address)} (${name})`);
    if (wanted.equals(digest.data)) {
      entry.state = 'unchanged';
      return undefined;
    }
  }
  entry.state = 'partly erased';
  const erased = await loader.erase(address, bytes.length, (end) =>
    request.onProgress('erasing', name, end - address, bytes.length),
  );
  if (erased.kind !== 'ok') return diagnoseTrouble(erased, `erasing the ${name} at ${hex(erased.at)}`);
  entry.state = 'partly written';
  const programmed = await loader.program(address, bytes, (end) =>
    request.onProgress('writing', name, end - address, bytes.length),
  );
  if (programmed.kind !== 'ok') return diagnoseTrouble(programmed, `writing the ${name} at ${hex(programmed.at)}`);
  entry.state = 'written';
  return undefined;
}

/** What of the segments is not in the flash, byte for byte; undefined: all of it is there. */
export async function readBack(loader: FlashLoader, request: ReadBackRequest): Promise<Diagnostic | undefined> {
  for (const { name, address, bytes } of request.segments) {
    const read = await loader.read(address, bytes.length, (end) =>
      request.onProgress('reading back', name, end - address, bytes.length),
    );
    if (read.kind !== 'ok') return diagnoseTrouble(read, `reading back the ${name} at ${hex(read.at)}`);
    const differs = bytes.findIndex((byte, index) => byte !== read.bytes[index]);
    const digest = await loader.digest(address, bytes.length);
    if (digest.kind !== 'ok') return diagnoseTrouble(digest, `asking for the digest of the ${name}`);
    const isDigestRight = sha256(bytes).equals(Buffer.from(digest.data));
    if (differs !== -1) return differsAt(name, address + differs, bytes[differs], read.bytes[differs], isDigestRight);
    if (!isDigestRight) return wrongDigest(name);
  }
  return undefined;
}

function differsAt(name: string, address: number, wanted = 0, found = 0, isDigestRight: boolean): Diagnostic {
  const message = `the ${name} was written, but at ${hex(address)} the flash has ${hexByte(found)} and not ${hexByte(wanted)}`;
  if (isDigestRight)
    return {
      severity: 'error',
      code: 'FL0012',
      message: `${message}, although the chip says that the digest is right`,
      hint: {
        text: 'reset the board and flash again with --force; if it stays so, the flash chip is worn out or no real one',
      },
    };
  return {
    severity: 'error',
    code: 'FL0011',
    message,
    hint: { text: 'flash again with --force; if it is the same address again, the flash chip is worn out' },
  };
}

function wrongDigest(name: string): Diagnostic {
  const message = `the ${name} was read back right, but the chip tells another digest of it`;
  return { severity: 'error', code: 'FL0012', message, hint: { text: 'reset the board, then flash again' } };
}

/** What is in the flash after a failure, if it was touched. */
function describeState(progress: readonly Progress[], problem: Diagnostic): readonly Diagnostic[] {
  const isTouched = progress.some(({ state }) => state !== 'untouched' && state !== 'unchanged');
  if (!isTouched || problem.code === 'FL0011' || problem.code === 'FL0012') return [];
  const states = progress.map(
    ({ segment: { name }, state }) => `${name} ${state === 'written' ? NOT_READ_BACK : state}`,
  );
  const isBroken = progress.some(({ state }) => state !== 'written' && state !== 'unchanged');
  return [
    {
      severity: 'warning',
      code: 'FL0013',
      message: `in the flash now: ${states.join(', ')}${isBroken ? '. The board may not start' : ''}`,
      hint: { text: 'nothing needs cleaning up: flash again, and it begins where something is missing' },
    },
  ];
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

function hexByte(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}
