/**
 * From a file to the pieces that go to a flash, or why it must not: another board's, another architecture, damaged, too large,
 * or not what was built. Everything is known before a port is opened.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Board } from '../../boards/board.js';
import { type Diagnostic, failure, type Result, success, withEarlier } from '../../diagnostics/diagnostic.js';
import type { FlashSegment } from '../../image/bl602/flash-image.js';
import { programOf, SMALLER, tooLarge } from '../../image/bl602/program.js';
import { segmentsOfImage } from '../../image/bl602/segments-of-image.js';
import { checkArchitecture, findNotFlashable } from '../../image/check-artifact.js';
import { readElf } from '../../image/elf.js';
import { type Inspection, inspectImage } from '../../image/verify/inspect-image.js';
import { diagnoseFinding } from '../../image/verify/report.js';
import type { BuildPlan } from '../../plan/build-plan.js';
import { makeSegments } from '../make-segments.js';
import { readManifest } from '../manifest.js';
import type { ToolFacts } from '../tool-facts.js';

/** Larger than any flash of the chip: such a file is named by mistake. */
const MAX_BYTES = 64 * 1024 * 1024;

export interface FlashableRequest {
  /** As it was typed. */
  readonly file: string;
  readonly board: Board;
  /** Of the project, for files that need an image made of them. */
  readonly plan: BuildPlan | undefined;
  readonly projectFolder: string | undefined;
  readonly facts: ToolFacts;
  /** A raw binary that nobody vouches for is taken, too, and an image of another build. */
  readonly force: boolean;
}

export interface Flashable {
  readonly file: string;
  readonly kind: 'image' | 'firmware' | 'ELF' | 'raw';
  readonly segments: readonly FlashSegment[];
}

export function readFlashable(request: FlashableRequest): Result<Flashable> {
  const bytes = readWhole(request.file);
  if (!bytes.ok) return bytes;
  const known = compareWithManifest(request, bytes.value);
  const doubts = known.kind === 'wrong' ? [known.problem] : [];
  if (doubts.length > 0 && !request.force) return failure(...doubts);
  const warnings = doubts.map((doubt): Diagnostic => ({ ...doubt, severity: 'warning' }));
  return withEarlier(warnings, readKind(request, bytes.value, known.kind === 'right'));
}

function readKind(request: FlashableRequest, bytes: Uint8Array, isBuilt: boolean): Result<Flashable> {
  if (readElf(bytes) !== undefined || startsLikeElf(bytes)) return readProgram(request, bytes);
  const inspection = inspectImage(bytes);
  if (!('notAnImage' in inspection)) return readImage(request, bytes, inspection);
  if (isBuilt) return readRaw(request, bytes);
  const doubt: Diagnostic = {
    severity: request.force && bytes.length > 0 ? 'warning' : 'error',
    code: 'IM0102',
    message: `${request.file} is no BL602 image: ${inspection.notAnImage}. As a raw binary nothing tells what it is for`,
  };
  if (doubt.severity === 'warning') return withEarlier([doubt], readRaw(request, bytes));
  const hint = { text: 'name the .img or .elf file of a build; --force takes any file as a raw program' };
  return failure({ ...doubt, hint });
}

function readImage({ file, board }: FlashableRequest, bytes: Uint8Array, inspection: Inspection): Result<Flashable> {
  if (inspection.findings.length > 0)
    return failure(...inspection.findings.map((finding) => diagnoseFinding(file, finding)));
  const { image, memory } = board;
  const { firmware, kind } = inspection;
  if (image === undefined || memory === undefined || firmware === undefined)
    throw new Error('the board and the image were checked');
  const isForPartition = kind === 'firmware';
  const base = isForPartition ? (image.partitions['FW']?.addresses[0] ?? 0) : 0;
  const tooLarge =
    diagnoseSize(file, 'the program', firmware.end - firmware.start, memory.flash.length) ??
    diagnoseSize(file, 'the image', base + bytes.length, image.flash_size);
  if (tooLarge !== undefined) return failure(tooLarge);
  const segments = segmentsOfImage(bytes, inspection, base);
  return success({ file, kind: isForPartition ? 'firmware' : 'image', segments });
}

function readProgram(request: FlashableRequest, bytes: Uint8Array): Result<Flashable> {
  const { file, plan } = request;
  if (plan?.image === undefined) return failure(needsProject(file, 'an ELF file'));
  const wrong = findNotFlashable(file, bytes) ?? checkArchitecture(file, bytes, plan)[0];
  if (wrong !== undefined) return failure(wrong);
  const program = programOf(file, bytes, plan.image);
  return program.ok ? wrap(request, plan.image, program.value, 'ELF') : program;
}

function readRaw(request: FlashableRequest, bytes: Uint8Array): Result<Flashable> {
  const { file, plan } = request;
  if (plan?.image === undefined) return failure(needsProject(file, 'a raw binary'));
  const tooLarge = diagnoseSize(file, 'the program', bytes.length, plan.image.programLimit);
  return tooLarge === undefined ? wrap(request, plan.image, bytes, 'raw') : failure(tooLarge);
}

function wrap(
  { file, projectFolder, facts }: FlashableRequest,
  image: NonNullable<BuildPlan['image']>,
  program: Uint8Array,
  kind: Flashable['kind'],
): Result<Flashable> {
  const made = makeSegments(image, program, projectFolder ?? '.', facts);
  return made.ok ? success({ file, kind, segments: made.value }) : made;
}

type Known = { readonly kind: 'unknown' | 'right' } | { readonly kind: 'wrong'; readonly problem: Diagnostic };

/** What the manifest of a build says of the file, if it lies beside one. */
function compareWithManifest({ file, board }: FlashableRequest, bytes: Uint8Array): Known {
  const manifest = readManifest(join(dirname(file), 'manifest.json'));
  const output = manifest?.outputs.find(({ path }) => basename(path) === basename(file));
  if (manifest === undefined || output === undefined) return { kind: 'unknown' };
  if (manifest.board !== board.name) {
    const message = `${file} was built for the board ${manifest.board}, and not for ${board.name}`;
    const hint = { text: 'build it for that one', command: `bljh build --board ${board.name}` };
    return { kind: 'wrong', problem: { severity: 'error', code: 'IM0110', message, hint } };
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 === output.sha256) return { kind: 'right' };
  const message = `${file} is not what was built: its SHA-256 is ${sha256}, and manifest.json has ${output.sha256}`;
  const hint = { text: 'build it again', command: `bljh build --board ${board.name} --force` };
  return { kind: 'wrong', problem: { severity: 'error', code: 'IM0111', message, hint } };
}

function diagnoseSize(file: string, what: string, size: number, limit: number): Diagnostic | undefined {
  return size <= limit ? undefined : tooLarge(`${file}: ${what}`, size, limit, SMALLER);
}

function needsProject(file: string, what: string): Diagnostic {
  return {
    severity: 'error',
    code: 'CL0003',
    message: `${file} is ${what}: its boot header comes from the options of a project, and here is none`,
    hint: { text: 'name the project with -C, or flash the .img file that bljh build makes' },
  };
}

function startsLikeElf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 4)).toString('latin1') === '\u007fELF';
}

function readWhole(file: string): Result<Uint8Array> {
  const wrong = (message: string) =>
    failure({
      severity: 'error',
      code: 'CL0003',
      message: `${file}: ${message}`,
      hint: { text: 'name a file; bljh build prints those that it makes' },
    });
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return wrong('there is no such file');
  if (!stat.isFile()) return wrong('this is no file');
  if (stat.size > MAX_BYTES) return wrong(`${stat.size} bytes are more than any flash has`);
  return success(readFileSync(file));
}
