/**
 * A block map as `bmaptool create` writes it (https://docs.yoctoproject.org/dev-manual/bmaptool.html; the format is described in its
 * BmapCreate.py): which blocks of an image hold data, with a checksum of each range and of the map itself. Versions 1.2 to 2.x. Pure.
 */
import { createHash } from 'node:crypto';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { failure, type Result, success } from '../../diagnostics/diagnostic.js';

/** Bytes of an image: from `start` up to, not including, `end`. */
export interface Extent {
  readonly start: number;
  readonly end: number;
  /** In hexadecimal digits. */
  readonly digest?: string;
}

export interface BlockMap {
  readonly imageBytes: number;
  /** Those that the extents have. */
  readonly mappedBytes: number;
  readonly algorithm: Algorithm;
  /** Ascending, apart from each other. */
  readonly extents: readonly Extent[];
}

type Algorithm = 'sha1' | 'sha256' | 'sha512';

interface Element {
  readonly '#text'?: string;
  readonly [name: string]: unknown;
}

const DIGITS: Readonly<Record<Algorithm, number>> = { sha1: 40, sha256: 64, sha512: 128 };
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  alwaysCreateTextNode: true,
  parseTagValue: false,
  processEntities: false,
  isArray: (name) => name === 'Range',
});

/** `file` names the map in what is said of it. */
export function parseBlockMap(bytes: Uint8Array, file: string): Result<BlockMap> {
  const broken = (what: string) =>
    failure({
      severity: 'error',
      code: 'BK0017',
      message: `${file}: ${what}`,
      hint: { text: 'make the map anew with bmaptool create, or write the whole image with --no-bmap' },
    });
  // Each byte one character: places in the text are places in the file.
  const text = Buffer.from(bytes).toString('latin1');
  const map = readXml(text);
  if (map === undefined) return broken('not a block map in XML');

  const version = /^(\d+)\.(\d+)$/.exec(String(map['@version'] ?? ''));
  const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
  if (version === null || major < 1 || (major === 1 && minor < 2)) return broken('a block map of no known version');
  if (major > 2) return broken(`a block map of version ${version[0]}; bljh knows those up to 2`);
  const isOld = major === 1 && minor < 4;

  const algorithm = isOld ? 'sha1' : textOf(map['ChecksumType']);
  if (!isAlgorithm(algorithm)) return broken(`checksums of the unknown type ${JSON.stringify(algorithm)}`);
  const own = textOf(map[isOld ? 'BmapFileSHA1' : 'BmapFileChecksum']);
  // 1.2 has none.
  if (own !== '' || !isOld || minor === 3) {
    if (!isDigest(own, algorithm)) return broken('its own checksum is missing or malformed');
    if (ownDigest(text, own, algorithm) !== own) return broken('the map does not have the checksum that stands in it');
  }

  const [imageBytes, blockBytes, blocks, mapped] = ['ImageSize', 'BlockSize', 'BlocksCount', 'MappedBlocksCount'].map(
    (name) => numberOf(textOf(map[name])),
  );
  if (imageBytes === undefined || blocks === undefined || mapped === undefined || !blockBytes)
    return broken('ImageSize, BlockSize, BlocksCount or MappedBlocksCount is missing or no number');
  if (blocks !== Math.ceil(imageBytes / blockBytes)) return broken('its sizes contradict each other');

  if (mapped === 0) return broken('it maps no block: nothing would be written');
  const extents: Extent[] = [];
  let next = 0;
  let counted = 0;
  for (const range of rangesOf(map)) {
    const found = /^(\d+)(?:-(\d+))?$/.exec(textOf(range));
    const [first, last] = [Number(found?.[1]), Number(found?.[2] ?? found?.[1])];
    if (found === null || last < first) return broken(`a range that is none: ${JSON.stringify(textOf(range))}`);
    if (first < next) return broken(`ranges that overlap or are out of order at block ${first}`);
    if (last >= blocks) return broken(`a range behind the end of the image: ${textOf(range)}`);
    const digest = range[isOld ? '@sha1' : '@chksum'];
    if (digest !== undefined && !isDigest(String(digest), algorithm)) return broken(`a malformed checksum of ${first}`);
    extents.push({
      start: first * blockBytes,
      end: Math.min((last + 1) * blockBytes, imageBytes),
      ...(digest === undefined ? {} : { digest: String(digest) }),
    });
    next = last + 1;
    counted += last - first + 1;
  }
  if (counted !== mapped) return broken(`${mapped} blocks are announced, and ${counted} listed`);
  const mappedBytes = extents.reduce((sum, { start, end }) => sum + end - start, 0);
  return success({ imageBytes, mappedBytes, algorithm, extents });
}

function readXml(text: string): Element | undefined {
  if (XMLValidator.validate(text) !== true) return undefined;
  try {
    const document = parser.parse(text) as Element;
    return typeof document['bmap'] === 'object' ? (document['bmap'] as Element) : undefined;
  } catch {
    // What the validator does not see: fast-xml-parser throws plain errors.
    return undefined;
  }
}

function rangesOf(map: Element): readonly Element[] {
  const blockMap = map['BlockMap'] as { readonly Range?: readonly Element[] } | undefined;
  return blockMap?.Range ?? [];
}

function textOf(element: unknown): string {
  return String((element as Element | undefined)?.['#text'] ?? '').trim();
}

function numberOf(text: string): number | undefined {
  return /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}

function isAlgorithm(word: string): word is Algorithm {
  return Object.hasOwn(DIGITS, word);
}

function isDigest(word: string, algorithm: Algorithm): boolean {
  return /^[0-9a-f]+$/.test(word) && word.length === DIGITS[algorithm];
}

/** The map's checksum is made with zeros in its own place. */
function ownDigest(text: string, own: string, algorithm: Algorithm): string {
  return createHash(algorithm)
    .update(text.replace(own, '0'.repeat(own.length)), 'latin1')
    .digest('hex');
}
