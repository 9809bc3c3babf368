/**
 * Writes the partition table that the vendor's boot2 reads. Little endian; fields as in the vendor's SDK
 * (PtTable_Config, PtTable_Entry_Config), bytes as blflash 0.3.5 writes them (src/image/partition.rs in its crate):
 *
 *   0  "BFPT", 4 version 0 (u16), 6 number of entries (u16), 8 age 0, 12 CRC-32 of bytes 0 to 11
 *  16  entries of 36 bytes: type, device 0, active index 0 (a byte each), name (9 bytes, the last one 0), two addresses,
 *      two sizes, length 0, age 0
 *   n  CRC-32 of the entries
 */
import { crc32 } from 'node:zlib';

export interface Partition {
  readonly name: string;
  readonly type: number;
  /** Offsets in the flash; a partition with one slot has 0 and 0 for the other. */
  readonly addresses: readonly [number, number];
  readonly sizes: readonly [number, number];
}

const TABLE_HEADER_SIZE = 16;
const ENTRY_SIZE = 36;

export function renderPartitionTable(partitions: readonly Partition[]): Uint8Array {
  const end = TABLE_HEADER_SIZE + partitions.length * ENTRY_SIZE;
  const bytes = new Uint8Array(end + 4);
  const view = new DataView(bytes.buffer);
  bytes.set(Buffer.from('BFPT', 'latin1'));
  view.setUint16(6, partitions.length, true);
  view.setUint32(12, crc32(bytes.subarray(0, 12)), true);
  for (const [index, { name, type, addresses, sizes }] of partitions.entries()) {
    const at = TABLE_HEADER_SIZE + index * ENTRY_SIZE;
    bytes[at] = type;
    bytes.set(Buffer.from(name, 'latin1'), at + 3);
    for (const [word, value] of [...addresses, ...sizes].entries()) view.setUint32(at + 12 + 4 * word, value, true);
  }
  view.setUint32(end, crc32(bytes.subarray(TABLE_HEADER_SIZE, end)), true);
  return bytes;
}
