/** The block map of an image: named, beside it, or none. */
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Diagnostic, failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { type BlockMap, parseBlockMap } from './block-map.js';

/** Half a million ranges: an image of 4 GiB with every second block mapped. */
const MAP_LIMIT_BYTES = 64 * 1024 * 1024;

export interface FoundMap {
  readonly file: string;
  readonly map: BlockMap;
}

export async function findBlockMap(
  image: string,
  wish: 'none' | { readonly file: string | undefined },
): Promise<Result<FoundMap | undefined>> {
  if (wish === 'none') return success(undefined);
  const file = wish.file ?? besides(image).find((each) => existsSync(each));
  if (file === undefined) return success(undefined);
  const unreadable = (reason: string) => {
    const hint = { text: 'name the map with --bmap, or write the whole image with --no-bmap' };
    return failure({ severity: 'error', code: 'BK0017', message: `${file} cannot be read: ${reason}`, hint });
  };
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return unreadable('there is no such file');
  if (!stat.isFile()) return unreadable('it is no regular file');
  if (stat.size > MAP_LIMIT_BYTES) return unreadable('it is too large for a map');
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => error);
  if (bytes instanceof Error) return unreadable(bytes.code ?? bytes.message);
  const parsed = parseBlockMap(bytes, file);
  if (!parsed.ok) return parsed;
  const isUnproved = parsed.value.extents.some(({ digest }) => digest === undefined);
  return success({ file, map: parsed.value }, isUnproved ? [withoutSums(file)] : []);
}

/** card.img.bmap and, as bmaptool looks for it, card.bmap. */
function besides(image: string): readonly string[] {
  const plain = image.replace(/\.[^./]+$/, '');
  return plain === image ? [`${image}.bmap`] : [`${image}.bmap`, `${plain}.bmap`];
}

function withoutSums(file: string): Diagnostic {
  const message = `${file} has no checksums of the image: whether they belong together is not known`;
  return { severity: 'warning', code: 'BK0018', message };
}
