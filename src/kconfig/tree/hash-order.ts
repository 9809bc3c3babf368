// The order in which Linux's Kconfig tools visit all symbols: bucket by bucket of their hash table (FNV-1a of 32 bits over
// the bytes of the name; scripts/kconfig/symbol.c and scripts/include/hash.h), the newest symbol of a bucket first.
// It is visible in auto.conf, autoconf.h, the messages about circles and the random numbers of randconfig.

import { encodeText } from '../text/bytes.js';
import type { SymbolTable } from './symbol-table.js';
import { symbolYes } from './symbol-table.js';

/** All symbols but the three constants y, m and n, which stand outside the hash table. */
export function hashOrder(symbols: SymbolTable, buckets: number): Int32Array {
  return sortByBucket(bucketsOf(symbols, buckets), buckets);
}

/** By symbol. */
function bucketsOf(symbols: SymbolTable, buckets: number): Int32Array {
  const found = new Int32Array(symbols.length);
  for (let symbol = symbolYes + 1; symbol < found.length; symbol += 1) {
    if (!symbols.isUnnamed(symbol)) found[symbol] = (fnv1a(symbols.nameOf(symbol)) >>> 0) % buckets;
  }
  return found;
}

function sortByBucket(bucketOf: Int32Array, buckets: number): Int32Array {
  const starts = new Int32Array(buckets + 1);
  const first = symbolYes + 1;
  for (let symbol = first; symbol < bucketOf.length; symbol += 1) {
    const next = (bucketOf[symbol] as number) + 1;
    starts[next] = (starts[next] as number) + 1;
  }
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    starts[bucket + 1] = (starts[bucket + 1] as number) + (starts[bucket] as number);
  }
  const order = new Int32Array(Math.max(0, bucketOf.length - first));
  for (let symbol = bucketOf.length - 1; symbol >= first; symbol -= 1) {
    const bucket = bucketOf[symbol] as number;
    const position = starts[bucket] as number;
    starts[bucket] = position + 1;
    order[position] = symbol;
  }
  return order;
}

function fnv1a(name: string): number {
  let hash = 2166136261;
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at);
    if (code > 127) return fnv1aOfBytes(encodeText(name));
    hash = Math.imul(hash ^ code, 0x01000193);
  }
  return hash;
}

/** C's `char` is signed on x86: bytes above 127 reach the hash sign-extended. */
function fnv1aOfBytes(bytes: Uint8Array): number {
  let hash = 2166136261;
  for (const byte of bytes) hash = Math.imul(hash ^ ((byte << 24) >> 24), 0x01000193);
  return hash;
}
