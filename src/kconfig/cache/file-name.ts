// The name of a file of the cache, from what the file is for.

const offset = 0xcbf29ce484222325n;
const prime = 0x100000001b3n;

/** A hash (FNV-1a, 64 bits): names only have to differ by chance, and loading `node:crypto` takes longer than the rest. */
export function nameFor(parts: readonly unknown[]): string {
  let hash = offset;
  for (const byte of Buffer.from(JSON.stringify(parts))) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * prime);
  return hash.toString(16).padStart(16, '0');
}
