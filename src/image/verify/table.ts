/**
 * Checks the partition table that boot2 reads, from the format alone: the vendor's PtTable_Config and
 * PtTable_Entry_Config (bl_iot_sdk, partition.h). Shares nothing with the writer.
 */
import { byteAt, crc32Of, halfAt, hex, showText, textAt, wordAt } from './bytes.js';
import { MAX_FLASH } from './header.js';
import { FIX, type Report } from './report.js';

const HEADER_SIZE = 16;
const ENTRY_SIZE = 36;
const MAX_ENTRIES = 16;
const SECTOR = 4096;
const MAGIC = 'BFPT';

export interface Slot {
  readonly name: string;
  readonly type: number;
  readonly isActive: boolean;
  readonly start: number;
  /** Excluded. */
  readonly end: number;
}

export interface Table {
  readonly age: number;
  readonly slots: readonly Slot[];
  /** Its bytes, to compare two of them. */
  readonly text: string;
}

export function looksLikeTable(bytes: Uint8Array, at: number): boolean {
  return textAt(bytes, at, 4) === MAGIC;
}

/** Undefined if it cannot be read. `reserved`: what lies before the first partition. */
export function inspectTable(report: Report, at: number, part: string, reserved: number): Table | undefined {
  const { bytes } = report;
  if (!report.reaches(part, at + HEADER_SIZE, 'the head of the partition table')) return undefined;
  const wrong = (offset: number, what: string, expected: string, found: string, code: 'IM0104' | 'IM0105') =>
    report.complain({ code, at: at + offset, part, what, expected, found, fix: FIX.damaged });
  const checksum = (offset: number, from: number, what: string) => {
    const expected = crc32Of(bytes.subarray(at + from, at + offset));
    const found = wordAt(bytes, at + offset);
    if (expected !== found) wrong(offset, what, hex(expected, 8), hex(found, 8), 'IM0104');
    return expected === found;
  };
  const magic = textAt(bytes, at, 4);
  if (magic !== MAGIC) wrong(0, 'the magic of a partition table', `"${MAGIC}"`, showText(magic), 'IM0105');
  const hasHead = checksum(12, 0, 'the CRC-32 of the head of the partition table');
  const count = halfAt(bytes, at + 6);
  // The number of entries says how long the table is: a wrong one leads nowhere.
  if (magic !== MAGIC || !hasHead) {
    report.add(part, at, at + HEADER_SIZE, 'CRC-32');
    return undefined;
  }
  const version = halfAt(bytes, at + 4);
  if (version !== 0) wrong(4, 'the version of the partition table', '0', String(version), 'IM0105');
  if (count === 0 || count > MAX_ENTRIES) {
    wrong(6, 'the number of partitions', `1 to ${MAX_ENTRIES}`, String(count), 'IM0105');
    report.add(part, at, at + HEADER_SIZE, 'CRC-32');
    return undefined;
  }
  const end = at + HEADER_SIZE + count * ENTRY_SIZE;
  if (!report.reaches(part, end + 4, 'the partition table')) return undefined;
  const isWhole = checksum(end - at, HEADER_SIZE, 'the CRC-32 of the partitions');
  const age = wordAt(bytes, at + 8);
  report.add(part, at, end + 4, 'CRC-32', [
    ['partitions', String(count)],
    ['age', String(age)],
  ]);
  report.expectErased(end + 4, at + SECTOR);
  if (!isWhole) return undefined;
  const slots: Slot[] = [];
  for (let index = 0; index < count; index += 1) slots.push(...readEntry(report, part, at, index));
  checkBounds(report, part, at, slots, reserved);
  return { age, slots, text: textAt(bytes, at, end + 4 - at) };
}

function readEntry(report: Report, part: string, table: number, index: number): readonly Slot[] {
  const { bytes } = report;
  const at = table + HEADER_SIZE + index * ENTRY_SIZE;
  const name = textAt(bytes, at + 3, 9).replace(/\0+$/, '');
  const active = byteAt(bytes, at + 2);
  const wrong = (offset: number, what: string, expected: string, found: string) =>
    report.complain({ code: 'IM0105', at: at + offset, part, what, expected, found, fix: FIX.maker });
  if (!/^[\x21-\x7e]{1,8}$/.test(name))
    wrong(3, `the name of partition ${index}`, '1 to 8 letters and a zero', showText(name));
  if (byteAt(bytes, at + 1) !== 0) wrong(1, `the device of partition ${name}`, '0 (the flash)', String(bytes[at + 1]));
  if (active > 1) wrong(2, `the active slot of partition ${name}`, '0 or 1', String(active));
  const slots = [0, 1].map((slot): Slot => {
    const start = wordAt(bytes, at + 12 + 4 * slot);
    const size = wordAt(bytes, at + 20 + 4 * slot);
    if (start % SECTOR !== 0)
      wrong(12 + 4 * slot, `the address of partition ${name}`, `a multiple of ${hex(SECTOR)}`, hex(start));
    return { name, type: byteAt(bytes, at), isActive: slot === active, start, end: start + size };
  });
  if (slots.some(({ isActive, start, end }) => isActive && start === end))
    wrong(20 + 4 * (active & 1), `the size of partition ${name}`, 'more than 0', '0');
  return slots.filter(({ start, end }) => end > start);
}

function checkBounds(report: Report, part: string, at: number, slots: readonly Slot[], reserved: number): void {
  const wrong = (what: string, expected: string, found: string) =>
    report.complain({ code: 'IM0106', at, part, what, expected, found, fix: FIX.maker });
  const sorted = [...slots].sort((one, other) => one.start - other.start);
  for (const [index, slot] of sorted.entries()) {
    const { name, start, end } = slot;
    const range = `${hex(start)} to ${hex(end - 1)}`;
    if (start < reserved)
      wrong(`partition ${name} lies over the boot loader or a table`, `from ${hex(reserved)}`, range);
    if (end > MAX_FLASH) wrong(`partition ${name} ends outside of the flash`, `below ${hex(MAX_FLASH)}`, range);
    const next = sorted[index + 1];
    if (next !== undefined && next.start < end)
      wrong(`partitions ${name} and ${next.name} overlap`, `${next.name} from ${hex(end)}`, hex(next.start));
  }
}
