/**
 * The writer against what blflash 0.3.5 sent to the simulated boot ROM for the same programs (captured by
 * test/tools/blflash.test.ts, which compares every byte). The capture holds headers, tables and hashes, and none of the
 * vendor's binaries: their two segments are compared where blflash is.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeBootImage } from '../../../src/image/bl602/boot-header.js';
import { makeDirectSegments } from '../../../src/image/bl602/flash-image.js';
import { renderPartitionTable } from '../../../src/image/bl602/partition-table.js';
import { inspectHeader } from '../../../src/image/verify/header.js';
import { Report } from '../../../src/image/verify/report.js';
import { headerValues, partitions, sampleProgram } from '../sample-flash.js';
import { readCaptures } from './captures.js';

const { captures, partitionTable } = readCaptures();

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe.each(captures)('$layout, a program of $programBytes bytes', ({ programBytes, layout, segments }) => {
  const program = sampleProgram(programBytes);

  it('has the firmware that blflash writes', () => {
    const [own] =
      layout === 'direct'
        ? makeDirectSegments(headerValues(), program)
        : [{ address: 0x10000, bytes: makeBootImage(headerValues(), 0x1000, program) }];
    const captured = segments.find(({ address }) => address === own?.address);
    expect(own?.bytes.length).toBe(captured?.length);
    expect(hexOf(own?.bytes.subarray(0, 176) ?? new Uint8Array())).toBe(captured?.header);
    expect(hashOf(own?.bytes ?? new Uint8Array())).toBe(captured?.sha256);
  });

  it('has as many segments, at the same addresses', () => {
    const addresses = layout === 'direct' ? [0] : [0, 0xe000, 0xf000, 0x10000, 0x1f8000];
    expect(segments.map(({ address }) => address)).toEqual(addresses);
  });

  it('has headers that the verifier reads as right', () => {
    for (const { header } of segments) {
      if (header === undefined) continue;
      const report = new Report(Buffer.from(header, 'hex'));
      expect(inspectHeader(report, 0, 'header', [0x2000])?.isWhole).toBe(true);
      expect(report.findings).toEqual([]);
    }
  });
});

it('the partition table is the one that blflash writes', () => {
  const table = renderPartitionTable(partitions);
  expect(hexOf(table)).toBe(partitionTable);
  const { segments = [] } = captures.find(({ layout }) => layout === 'boot2') ?? {};
  const written = segments.filter(({ address }) => address === 0xe000 || address === 0xf000);
  expect(written.map(({ sha256 }) => sha256)).toEqual([hashOf(table), hashOf(table)]);
});
