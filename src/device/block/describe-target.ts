/** A device in words, so that who is asked recognises the right card. Pure. */
import { formatBytes } from './format-bytes.js';
import type { BlockTarget, FileTarget } from './target-facts.js';

const PARTITIONS_TOLD = 6;

export function describeTarget(target: BlockTarget | FileTarget): string {
  if (target.kind === 'file') return `${target.path}: a file of ${formatBytes(target.bytes)}`;
  const { path, model, bytes, partitions } = target;
  const told = partitions.slice(0, PARTITIONS_TOLD).map((part) => {
    return `  ${part.name}  ${formatBytes(part.bytes)}${part.content === undefined ? '' : `  ${part.content}`}`;
  });
  const more = partitions.length - told.length;
  const on = partitions.length === 0 ? ['  no partitions'] : [...told, ...(more > 0 ? [`  and ${more} more`] : [])];
  return [`${path}: ${model ?? 'a device of no known model'}, ${formatBytes(bytes)}`, ...on].join('\n');
}
