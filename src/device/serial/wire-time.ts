/** How long bytes take on a serial line with 8 data bits, no parity and 1 stop bit. Pure. */

/** Start bit, eight data bits, stop bit. */
const BITS_PER_BYTE = 10;

/** `baudRate` in bits a second. */
export function wireMs(bytes: number, baudRate: number): number {
  return (bytes * BITS_PER_BYTE * 1000) / baudRate;
}

/** The bytes that take so long, rounded up. */
export function bytesWithin(ms: number, baudRate: number): number {
  return Math.ceil((baudRate * ms) / 1000 / BITS_PER_BYTE);
}
