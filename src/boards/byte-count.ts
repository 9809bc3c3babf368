/** Numbers of bytes and addresses, as board.ini has them: 4096, 0x1000, 128K, 1M. */
import * as z from 'zod';

const UNITS = { '': 1, K: 1024, M: 1024 * 1024 } as const;

export const byteCount = z
  .string()
  .regex(/^(0x[0-9a-f]+|\d+)[KM]?$/i, 'expected a number such as 4096, 0x1000, 128K or 1M')
  .meta({ description: 'an address or a number of bytes', examples: ['128K'] })
  .transform(readByteCount);

export function readByteCount(text: string): number {
  const unit = (/[KM]$/i.exec(text)?.[0].toUpperCase() ?? '') as keyof typeof UNITS;
  return Number(unit === '' ? text : text.slice(0, -1)) * UNITS[unit];
}
