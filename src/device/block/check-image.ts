/** Reads all that will be written once, before anything is: against the block map's checksums, and to know it again later. */
import { createHash } from 'node:crypto';
import { failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { interruption } from '../../process/interruption.js';
import type { BlockMap } from './block-map.js';
import { CHUNK_BYTES, type ChunkPlan, planChunks } from './chunks.js';
import { digestOf, type ImageFile, imageChanged, imageUnreadable, readChunk } from './image-file.js';
import { interrupted } from './problems.js';

export interface CheckedImage extends ChunkPlan {
  readonly image: ImageFile;
  /** SHA-256 of each chunk. */
  readonly digests: readonly string[];
  /** SHA-256 of all of them in order, in hexadecimal digits: without a map that of the file. */
  readonly sha256: string;
}

export type Progress = (done: number) => void;

/** `map` is called `mapFile`; without one the whole file is taken. */
export async function checkImage(
  image: ImageFile,
  map: BlockMap | undefined,
  mapFile: string,
  progress: Progress,
): Promise<Result<CheckedImage>> {
  if (map !== undefined && map.imageBytes !== image.bytes) {
    const state = image.bytes < map.imageBytes ? 'cut short' : 'longer';
    return mismatch(mapFile, `${image.path} is ${state}: ${image.bytes} bytes, by the map ${map.imageBytes}`);
  }
  const extents = map?.extents ?? [{ start: 0, end: image.bytes }];
  const plan = planChunks(extents);
  const { chunks } = plan;
  const buffer = Buffer.alloc(CHUNK_BYTES);
  const whole = createHash('sha256');
  const newSum = () => createHash(map?.algorithm ?? 'sha256');
  const digests: string[] = [];
  let sum = newSum();
  let done = 0;
  for (const [index, chunk] of chunks.entries()) {
    if (interruption.aborted) return failure(interrupted('untouched', ''));
    const bytes = await readChunk(image.handle, chunk, buffer).catch((error: NodeJS.ErrnoException) => error);
    if (bytes === undefined) return failure(imageChanged(image));
    if (bytes instanceof Error) return failure(imageUnreadable(image, bytes));
    digests.push(digestOf(bytes));
    whole.update(bytes);
    done += bytes.length;
    progress(done);
    const extent = extents[chunk.extent];
    if (extent?.digest !== undefined) sum.update(bytes);
    if (chunks[index + 1]?.extent === chunk.extent) continue;
    if (extent?.digest !== undefined && sum.digest('hex') !== extent.digest)
      return mismatch(
        mapFile,
        `${image.path} has other bytes from ${extent.start} to ${extent.end} than it has by the map`,
      );
    sum = newSum();
  }
  return success({ ...plan, image, digests, sha256: whole.digest('hex') });
}

function mismatch(mapFile: string, what: string): Result<never> {
  return failure({
    severity: 'error',
    code: 'BK0018',
    message: `${what} (${mapFile})`,
    hint: { text: 'get both files anew, or, if you trust the image, write all of it with --no-bmap' },
  });
}
