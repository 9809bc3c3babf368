/** What `bljh flash --device` says at its end. */
import { formatBytes } from '../device/block/format-bytes.js';
import type { FlashedDevice } from './flash-device-call.js';

export function presentFlashedDevice(flashed: FlashedDevice): string {
  const { device, image, dryRun, writtenBytes, skippedBytes, blockMap, verified, readBack, durationsMs } = flashed;
  const skipped = blockMap === undefined ? '' : `; ${formatBytes(skippedBytes)} left out, as ${blockMap} says`;
  if (dryRun) return `would write ${formatBytes(writtenBytes)} of ${image} to ${device}${skipped}; nothing was written`;
  const wrote = `${device}: ${formatBytes(writtenBytes)} of ${image} written in ${seconds(durationsMs.write)} s${skipped}`;
  if (!verified) return `${wrote}\nnot read back (--no-verify): whether they are on it is not known`;
  const how = readBack === 'memory' ? ' from the system’s memory, because its file system has no other way' : '';
  return `${wrote}\nok: read back${how} in ${seconds(durationsMs.verify)} s, and the same`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
