/**
 * Looks at a file as a BL602 image: finds out which kind it is, where its parts lie, and everything that is wrong with
 * them. Written from the format and not from the writer (../bl602), with which it shares no code. Pure.
 */
import { firstWritten, hex, sha256Of, showText, textAt } from './bytes.js';
import { inspectDeviceTree } from './device-tree.js';
import { HEADER_SIZE, type Header, inspectBody, inspectHeader, looksLikeHeader, MAX_FLASH } from './header.js';
import { FIX, type Finding, type ImagePart, Report } from './report.js';
import { inspectTable, looksLikeTable, type Slot, type Table } from './table.js';

/** direct: a whole flash without boot2; boot2: a whole flash with it; firmware: what boot2 starts, for its partition. */
export type ImageKind = 'direct' | 'boot2' | 'firmware';

export interface Inspection {
  readonly kind: ImageKind;
  readonly size: number;
  readonly parts: readonly ImagePart[];
  readonly findings: readonly Finding[];
  /** The program's bytes in the file, with the header's entry; undefined where they could not be found. */
  readonly firmware?: { readonly start: number; readonly end: number; readonly entry: number };
}

/** The boot ROM's offset from a header to its image, and that of boot2. */
const ROM_OFFSET = 0x2000;
const BOOT2_OFFSET = 0x1000;
const TABLES = [0xe000, 0xf000] as const;
const AFTER_TABLES = 0x10000;
const SECTOR = 0x1000;
const TYPE = { firmware: 0, factory: 7 } as const;
/** The vendor's boot2 prints its name and the time it was built. */
const BOOT2_MARK = 'BLSP_Boot2';

/** What the file is, or why it is no image. */
export function inspectImage(bytes: Uint8Array): Inspection | { readonly notAnImage: string } {
  const kind = kindOf(bytes);
  if (kind === undefined) return { notAnImage: describeStranger(bytes) };
  const report = new Report(bytes);
  const firmware = kind === 'boot2' ? inspectBoot2(report) : inspectSingle(report, kind);
  return {
    kind,
    size: bytes.length,
    parts: report.parts.sort((one, other) => one.start - other.start),
    findings: report.findings,
    ...(firmware !== undefined && { firmware }),
  };
}

function kindOf(bytes: Uint8Array): ImageKind | undefined {
  const hasTable = TABLES.some((at) => looksLikeTable(bytes, at));
  if (!looksLikeHeader(bytes, 0)) {
    return hasTable && looksLikeHeader(bytes, AFTER_TABLES) ? 'boot2' : undefined;
  }
  const probe = new Report(bytes);
  const header = inspectHeader(probe, 0, '', [ROM_OFFSET]);
  if (header === undefined) return 'direct';
  const beforeTables = bytes.subarray(ROM_OFFSET, TABLES[0]);
  const mayBeBoot2 = !header.isWhole || ROM_OFFSET + header.length <= TABLES[0];
  if (mayBeBoot2 && (hasTable || Buffer.from(beforeTables).includes(BOOT2_MARK))) return 'boot2';
  return startsAt(bytes, header, ROM_OFFSET) || !startsAt(bytes, header, BOOT2_OFFSET) ? 'direct' : 'firmware';
}

/**
 * Whether the image begins there. img_start does not tell: blflash writes the same one for both. A whole image is known
 * by its hash, another one by what lies before: a program does not begin with 4 KiB of erased flash.
 */
function startsAt(bytes: Uint8Array, { length, hash }: Header, offset: number): boolean {
  if (offset + length <= bytes.length && sha256Of(bytes.subarray(offset, offset + length)) === hash) return true;
  const gap = firstWritten(bytes, BOOT2_OFFSET, ROM_OFFSET);
  return offset === ROM_OFFSET ? gap === undefined : gap !== undefined;
}

function inspectSingle(report: Report, kind: 'direct' | 'firmware'): Inspection['firmware'] {
  const offset = kind === 'direct' ? ROM_OFFSET : BOOT2_OFFSET;
  const starts = kind === 'direct' ? [ROM_OFFSET] : [ROM_OFFSET, BOOT2_OFFSET];
  const found = inspectProgram(report, 0, offset, MAX_FLASH, starts);
  if (found !== undefined) report.expectErased(found.end, report.bytes.length);
  return found;
}

/** A header, the erased bytes behind it, and the program. */
function inspectProgram(
  report: Report,
  at: number,
  offset: number,
  limit: number,
  imageStarts: readonly number[],
  name = 'firmware',
): Inspection['firmware'] {
  const header = inspectHeader(report, at, name === 'boot2' ? 'header of boot2' : `header of the ${name}`, imageStarts);
  if (header === undefined) return undefined;
  report.expectErased(at + HEADER_SIZE, at + offset);
  const start = at + offset;
  if (start >= report.bytes.length) {
    report.reaches(name, start + header.length, 'the image');
    return undefined;
  }
  return { start, end: inspectBody(report, header, start, limit, name), entry: header.entry };
}

function inspectBoot2(report: Report): Inspection['firmware'] {
  const boot2 = inspectProgram(report, 0, ROM_OFFSET, TABLES[0], [ROM_OFFSET], 'boot2');
  if (boot2 !== undefined) report.expectErased(boot2.end, TABLES[0]);
  const tables = TABLES.flatMap((at, index) => {
    const table = inspectTable(report, at, `partition table ${index}`, AFTER_TABLES);
    return table === undefined ? [] : [table];
  });
  const active = chooseTable(report, tables);
  return active === undefined ? undefined : inspectPartitions(report, active);
}

/** boot2 takes the table of the greater age; two of one age have to say the same. */
function chooseTable(report: Report, [first, second]: readonly Table[]): Table | undefined {
  if (first === undefined || second === undefined) return first;
  if (first.age === second.age && first.text !== second.text) {
    report.complain({
      code: 'IM0105',
      at: TABLES[1],
      part: 'partition table 1',
      what: 'two partition tables of the same age',
      expected: `the same bytes as at ${hex(TABLES[0])}`,
      found: 'other bytes',
      fix: FIX.maker,
    });
  }
  return second.age > first.age ? second : first;
}

function inspectPartitions(report: Report, { slots }: Table): Inspection['firmware'] {
  const { bytes } = report;
  if (!slots.some(({ type, isActive }) => type === TYPE.firmware && isActive)) {
    report.complain({
      code: 'IM0105',
      at: TABLES[0],
      part: 'partition table 0',
      what: 'the partition of the firmware (type 0)',
      expected: 'an active one',
      found: 'none',
      fix: FIX.maker,
    });
  }
  let firmware: Inspection['firmware'];
  let end = AFTER_TABLES;
  for (const slot of [...slots].sort((one, other) => one.start - other.start)) {
    report.expectErased(end, slot.start);
    const found = inspectSlot(report, slot);
    if (slot.type === TYPE.firmware && slot.isActive) firmware ??= found;
    end = Math.max(end, slot.end);
  }
  report.expectErased(end, bytes.length);
  return firmware;
}

function inspectSlot(report: Report, { name, type, isActive, start, end }: Slot): Inspection['firmware'] {
  const { bytes } = report;
  const isErased = firstWritten(bytes, start, end) === undefined;
  const isThere = bytes.length > start;
  if (type === TYPE.firmware && (isActive || (isThere && looksLikeHeader(bytes, start)))) {
    const found = inspectProgram(
      report,
      start,
      BOOT2_OFFSET,
      end,
      [ROM_OFFSET, BOOT2_OFFSET],
      isActive ? 'firmware' : 'other firmware',
    );
    if (found !== undefined) report.expectErased(found.end, end);
    return found;
  }
  if (type === TYPE.factory && (!isErased || !isThere)) {
    report.expectErased(inspectDeviceTree(report, start, end, `partition ${name}`), end);
    return undefined;
  }
  const label = isActive ? `partition ${name}` : `partition ${name}, other slot`;
  report.add(label, start, Math.min(end, bytes.length), isErased ? 'erased' : 'nothing');
  return undefined;
}

function describeStranger(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'it is empty';
  const start = textAt(bytes, 0, 8);
  if (start.startsWith('\x7fELF')) return 'it is an ELF file';
  if (start.startsWith('!<arch>')) return 'it is an archive';
  if (bytes.length < HEADER_SIZE) return `it has ${bytes.length} bytes, and a boot header alone has ${HEADER_SIZE}`;
  for (let at = SECTOR; at < bytes.length; at += SECTOR) {
    if (looksLikeHeader(bytes, at))
      return `it begins with ${showText(start.slice(0, 4))}; a boot header stands at ${hex(at)}, as if bytes were put before it`;
  }
  return `it begins with ${showText(start.slice(0, 4))} and not with the boot header "BFNP"`;
}
