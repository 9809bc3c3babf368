/** What a build made, as people read it: artifacts with their sizes, memory regions, the heap limit and what it means. */
import type { Manifest } from './manifest.js';

export function describeOutputs({ outputs, regions, heapLimit, room = [] }: Manifest): string {
  const lines = outputs.map(({ path, kind, sizeBytes }) => `  ${path}  ${formatBytes(sizeBytes)}  ${kind}`);
  for (const { name, usedBytes, lengthBytes, heapBytes } of regions) {
    const heap = heapBytes === undefined ? '' : `, heap ${formatBytes(heapBytes)}`;
    lines.push(`  ${name}: ${formatBytes(usedBytes)} of ${formatBytes(lengthBytes)} used${heap}`);
  }
  for (const { region, limit, leftBytes } of room) {
    const left = leftBytes < 0 ? `${formatBytes(-leftBytes)} beyond` : `${formatBytes(leftBytes)} left to`;
    lines.push(`  ${region}: ${left} ${limit}`);
  }
  const amount = heapLimit.bytes === 0 ? '' : `${formatBytes(heapLimit.bytes)}, `;
  lines.push(`  heap limit: ${amount}${heapLimit.meaning}`);
  return lines.join('\n');
}

/** 1234567 as 1.2 MiB; small numbers exactly. */
export function formatBytes(bytes: number): string {
  if (bytes < 10_240) return `${bytes} B`;
  const mib = 1024 * 1024;
  const gib = 1024 * mib;
  if (bytes >= gib) return `${(bytes / gib).toFixed(bytes % gib === 0 ? 0 : 1)} GiB`;
  return bytes < mib
    ? `${(bytes / 1024).toFixed(bytes % 1024 === 0 ? 0 : 1)} KiB`
    : `${(bytes / mib).toFixed(bytes % mib === 0 ? 0 : 1)} MiB`;
}
