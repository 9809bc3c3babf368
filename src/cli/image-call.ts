/** `bljh image inspect` and `bljh image verify` behind their flags: a file in, what it holds and what is wrong out. */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { findNotFlashable } from '../image/check-artifact.js';
import { compareWithElf } from '../image/verify/compare-with-elf.js';
import { type Inspection, inspectImage } from '../image/verify/inspect-image.js';
import { covered, describeKind, renderMap } from '../image/verify/render-map.js';
import { diagnoseFinding, type Finding } from '../image/verify/report.js';
import { writeFileAtomically } from '../process/write-file.js';

/** Larger than any flash of the chip: such a file is read by mistake. */
const MAX_BYTES = 64 * 1024 * 1024;

export interface InspectedImage extends Inspection {
  readonly file: string;
}

export function executeInspect(file: string, svg: string | undefined): Result<InspectedImage> {
  const image = readImage(file);
  if (!image.ok) return image;
  if (svg !== undefined) writeFileAtomically(svg, renderMap(basename(file), image.value.inspection));
  const { inspection } = image.value;
  return success({ file, ...inspection }, diagnose(file, inspection.findings, 'warning'));
}

/** A success holds the findings, too: --json tells them in either case. */
export function executeVerify(file: string, elf: string | undefined): Result<InspectedImage> {
  const image = readImage(file);
  if (!image.ok) return image;
  const { bytes, inspection } = image.value;
  const program = elf === undefined ? undefined : readWhole(elf);
  if (program?.ok === false) return program;
  const notFlashable = program && findNotFlashable(elf ?? '', program.value);
  if (notFlashable !== undefined) return failure(notFlashable);
  const compared = program === undefined ? [] : compareWithElf(bytes, inspection, program.value);
  const findings = [...inspection.findings, ...compared];
  return success({ file, ...inspection, findings }, diagnose(file, findings, 'error'));
}

function readImage(file: string): Result<{ readonly bytes: Uint8Array; readonly inspection: Inspection }> {
  const bytes = readWhole(file);
  if (!bytes.ok) return bytes;
  const notFlashable = findNotFlashable(file, bytes.value);
  if (notFlashable !== undefined) return failure(notFlashable);
  const inspection = inspectImage(bytes.value);
  if (!('notAnImage' in inspection)) return success({ bytes: bytes.value, inspection });
  return failure({
    severity: 'error',
    code: 'IM0102',
    message: `${file} is no BL602 image: ${inspection.notAnImage}`,
    hint: hintFor(inspection.notAnImage),
  });
}

function hintFor(reason: string): NonNullable<Diagnostic['hint']> {
  if (reason.includes('ELF'))
    return { text: 'name the .img file beside it; of verify, an ELF file is given with --elf' };
  return { text: 'name a .img file that bljh build made for a bl602 board, or a dump of a whole flash' };
}

function readWhole(file: string): Result<Uint8Array> {
  const wrong = (message: string, text: string) =>
    failure({ severity: 'error', code: 'CL0003', message: `${file}: ${message}`, hint: { text } });
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return wrong('there is no such file', 'name a file; bljh build prints those that it makes');
  if (!stat.isFile()) return wrong('this is no file', 'name a file; bljh build prints those that it makes');
  if (stat.size > MAX_BYTES) return wrong(`${stat.size} bytes are more than any flash has`, 'name an image');
  return success(readFileSync(file));
}

function diagnose(file: string, findings: readonly Finding[], severity: 'error' | 'warning'): readonly Diagnostic[] {
  return findings.map((finding) => ({ ...diagnoseFinding(file, finding), severity }));
}

/** `details`: also what each header says. */
export function presentImage({ file, kind, size, parts, findings }: InspectedImage, details: boolean): string {
  const rows = parts.map(({ name, start, end, coverage, facts }) => {
    const isWrong = findings.some(({ at }) => at >= start && at < end);
    const cells = [hex(start), hex(end), String(end - start), name, isWrong ? 'WRONG' : covered(coverage)] as const;
    return { cells, facts: details ? facts : [] };
  });
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map(({ cells }) => (cells[column] ?? '').length)));
  const lines = rows.flatMap(({ cells: [start, end, length, name, state], facts }) => [
    `  ${start}-${end}  ${length.padStart(widths[2] ?? 0)}  ${name.padEnd(widths[3] ?? 0)}  ${state}`,
    ...facts.map(([fact, value]) => `      ${fact}: ${value}`),
  ]);
  return [`${file}: ${describeKind(kind)}, ${size} bytes`, ...lines, summarize(parts, findings)].join('\n');
}

function summarize(parts: InspectedImage['parts'], findings: readonly Finding[]): string {
  if (findings.length > 0) return `${findings.length} wrong`;
  const open = parts.filter(({ coverage }) => coverage === 'structure' || coverage === 'nothing');
  const bytes = open.reduce((sum, { start, end }) => sum + end - start, 0);
  return bytes === 0 ? 'nothing is wrong' : `nothing is wrong; ${bytes} bytes have no checksum`;
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(6, '0')}`;
}
