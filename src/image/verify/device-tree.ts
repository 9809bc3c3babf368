/**
 * Checks the head of a flattened device tree (Devicetree Specification, "Flattened Devicetree Format"; big endian). The
 * format has no checksum: that its structure is whole is all that can be said.
 */
import { hex } from './bytes.js';
import { FIX, type Report } from './report.js';

const MAGIC = 0xd00dfeed;
const HEAD_SIZE = 40;
const END_TOKEN = 9;

/** Returns where it ends. */
export function inspectDeviceTree(report: Report, start: number, limit: number, part: string): number {
  const { bytes } = report;
  if (!report.reaches(part, start + HEAD_SIZE, 'the head of the device tree')) return bytes.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const field = (index: number) => view.getUint32(start + 4 * index);
  const wrong = (index: number, what: string, expected: string, found: string) => {
    report.complain({ code: 'IM0105', at: start + 4 * index, part, what, expected, found, fix: FIX.damaged });
    // Where it ends is not known: what follows is neither right nor wrong.
    const end = Math.min(limit, bytes.length);
    report.add(part, start, end, 'structure');
    return end;
  };
  const [magic, size, structure, strings] = [field(0), field(1), field(2), field(3)];
  const [stringsSize, structureSize] = [field(8), field(9)];
  if (magic !== MAGIC) return wrong(0, 'the magic of a device tree', hex(MAGIC), hex(magic, 8));
  if (start + size > limit || size < HEAD_SIZE)
    return wrong(1, 'the size of the device tree', `${HEAD_SIZE} to ${limit - start}`, String(size));
  if (structure < HEAD_SIZE || structureSize < 4 || structure + structureSize > size)
    return wrong(2, 'the place of its structure', `inside of ${size} bytes`, hex(structure));
  if (strings < HEAD_SIZE || strings + stringsSize > size)
    return wrong(3, 'the place of its names', `inside of ${size} bytes`, hex(strings));
  if (!report.reaches(part, start + size, 'the device tree')) {
    report.add(part, start, bytes.length, 'unchecked');
    return bytes.length;
  }
  const last = view.getUint32(start + structure + structureSize - 4);
  if (last !== END_TOKEN) return wrong(9, 'the end of its structure', String(END_TOKEN), String(last));
  report.add(part, start, start + size, 'structure', [['size', String(size)]]);
  return start + size;
}
