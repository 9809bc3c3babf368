/**
 * The backup of a GUID partition table in the last sector of a device (UEFI specification, 5.3). One that an earlier image has left there
 * would bring the old partitions back while the new table is not there yet: U-Boot looks for it.
 */
import type { FileHandle } from 'node:fs/promises';

const SIGNATURE = Buffer.from('EFI PART', 'latin1');

/** A sector that belongs to the image is left alone. Throws the system's errors. */
export async function clearOldBackup(
  handle: FileHandle,
  deviceBytes: number,
  sectorBytes: number,
  imageBytes: number,
): Promise<void> {
  const at = deviceBytes - sectorBytes;
  if (at < imageBytes) return;
  const start = Buffer.alloc(SIGNATURE.length);
  await handle.read(start, 0, start.length, at);
  if (!start.equals(SIGNATURE)) return;
  await handle.write(Buffer.alloc(sectorBytes), 0, sectorBytes, at);
}
