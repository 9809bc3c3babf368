/**
 * In which pieces an image is written. Its first block is the head: without the boot sector, the partition table's header or the file
 * system's superblock nothing takes a device for a whole one. Pure.
 */
import type { Extent } from './block-map.js';

export const CHUNK_BYTES = 4 * 1024 * 1024;
const HEAD_BYTES = 4096;
/** What is wiped before: partition tables as a whole, and boot programs behind them. Partitions begin here at the earliest. */
const WIPED_BYTES = 1024 * 1024;

export interface Chunk {
  readonly start: number;
  /** Not included. */
  readonly end: number;
  /** Which extent it belongs to. */
  readonly extent: number;
}

export interface ChunkPlan {
  /** All of them, ascending. */
  readonly chunks: readonly Chunk[];
  /** How many of them, from the first one on, are the head. */
  readonly headCount: number;
  /** How many are wiped. */
  readonly wipedCount: number;
  readonly bytes: number;
}

export function planChunks(extents: readonly Extent[]): ChunkPlan {
  const start = extents[0]?.start ?? 0;
  const edges = [start + HEAD_BYTES, start + WIPED_BYTES];
  const chunks = extents.flatMap((extent, index) => [...split(extent, index, edges)]);
  const countTo = (edge: number | undefined) => chunks.filter(({ end }) => end <= (edge ?? 0)).length;
  return { chunks, headCount: countTo(edges[0]), wipedCount: countTo(edges[1]), bytes: bytesIn(chunks) };
}

export function bytesIn(chunks: readonly Chunk[]): number {
  return chunks.reduce((sum, { start, end }) => sum + end - start, 0);
}

function* split(extent: Extent, index: number, edges: readonly number[]): Generator<Chunk> {
  let { start } = extent;
  while (start < extent.end) {
    const from = start;
    const end = Math.min(edges.find((edge) => edge > from) ?? start + CHUNK_BYTES, start + CHUNK_BYTES, extent.end);
    yield { start, end, extent: index };
    start = end;
  }
}
