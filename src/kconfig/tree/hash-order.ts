// The order in which Linux's Kconfig tools visit all symbols: bucket by bucket of their hash table (FNV-1a of 32 bits over
// the bytes of the name; scripts/kconfig/symbol.c and scripts/include/hash.h), the newest symbol of a bucket first.
// It is visible in auto.conf, autoconf.h, the messages about circles and the random numbers of randconfig.

import { encodeText } from '../text/bytes.js';
import type { SymbolTable } from './symbol-table.js';
import { symbolYes } from './symbol-table.js';

/** All symbols but the three constants y, m and n, which stand outside the hash table. */
export function hashOrder(symbols: SymbolTable, buckets: number): Int32Array {
  const first = symbolYes + 1;
  const count = Math.max(0, symbols.length - first);
  const bucketOf = new Int32Array(count);
  const starts = new Int32Array(buckets + 1);
  for (let index = 0; index < count; index += 1) {
    const symbol = first + index;
    const name = symbols.nameOf(symbol);
    // In the same function as the loop over all names: that one is long enough to be compiled while it runs.
    let hash = 2166136261;
    let isAscii = true;
    for (let at = 0; at < name.length; at += 1) {
      const code = name.charCodeAt(at);
      if (code > 127) isAscii = false;
      hash = Math.imul(hash ^ code, 0x01000193);
    }
    if (!isAscii) hash = fnv1aOfBytes(encodeText(name));
    const bucket = symbols.isUnnamed(symbol) ? 0 : (hash >>> 0) % buckets;
    bucketOf[index] = bucket;
    starts[bucket + 1] = (starts[bucket + 1] as number) + 1;
  }
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    starts[bucket + 1] = (starts[bucket + 1] as number) + (starts[bucket] as number);
  }
  const order = new Int32Array(count);
  for (let index = count - 1; index >= 0; index -= 1) {
    const bucket = bucketOf[index] as number;
    const position = starts[bucket] as number;
    starts[bucket] = position + 1;
    order[position] = first + index;
  }
  return order;
}

/** C's `char` is signed on x86: bytes above 127 reach the hash sign-extended. */
function fnv1aOfBytes(bytes: Uint8Array): number {
  let hash = 2166136261;
  for (const byte of bytes) hash = Math.imul(hash ^ ((byte << 24) >> 24), 0x01000193);
  return hash;
}
