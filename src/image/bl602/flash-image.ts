/**
 * What goes to a BL602's flash, and where: with and without the vendor's boot2. The same segments as blflash 0.3.5
 * writes (src/chip/bl602/mod.rs and src/lib.rs in its crate), and the whole flash as one file.
 */
import { ERASED, FIRMWARE_OFFSET, type HeaderValue, IMAGE_OFFSET, makeBootImage } from './boot-header.js';
import { type Partition, renderPartitionTable } from './partition-table.js';

/** Where boot2 looks for the table: BFLB_PT_TABLE0_ADDRESS and BFLB_PT_TABLE1_ADDRESS of the vendor's SDK. */
const TABLES = [0xe000, 0xf000] as const;

export interface FlashSegment {
  readonly name: string;
  /** Offset in the flash. */
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface Boot2Parts {
  readonly boot2: Uint8Array;
  readonly deviceTree: Uint8Array;
  readonly partitions: readonly Partition[];
}

/** Without boot2: the boot ROM starts the firmware itself. */
export function makeDirectSegments(values: readonly HeaderValue[], firmware: Uint8Array): readonly FlashSegment[] {
  return [{ name: 'firmware', address: 0, bytes: makeBootImage(values, IMAGE_OFFSET, firmware) }];
}

export function makeBoot2Segments(
  values: readonly HeaderValue[],
  firmware: Uint8Array,
  parts: Boot2Parts,
): readonly FlashSegment[] {
  const table = renderPartitionTable(parts.partitions);
  const addressOf = (name: string) => {
    const found = parts.partitions.find((partition) => partition.name === name);
    if (found === undefined) throw new Error(`the board was checked and has no partition ${name}`);
    return found.addresses[0];
  };
  return [
    { name: 'boot2', address: 0, bytes: makeBootImage(values, IMAGE_OFFSET, parts.boot2) },
    ...TABLES.map((address) => ({ name: 'partition table', address, bytes: table })),
    { name: 'firmware', address: addressOf('FW'), bytes: makeBootImage(values, FIRMWARE_OFFSET, firmware) },
    { name: 'device tree', address: addressOf('factory'), bytes: parts.deviceTree },
  ];
}

/** One file from the flash's first byte to the last one that is written; what lies between is erased. */
export function joinSegments(segments: readonly FlashSegment[]): Uint8Array {
  const end = Math.max(...segments.map(({ address, bytes }) => address + bytes.length));
  const flash = new Uint8Array(end).fill(ERASED);
  for (const { address, bytes } of segments) flash.set(bytes, address);
  return flash;
}
