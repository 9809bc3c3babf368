/** A loader that the simulated boot ROM accepts, of bytes that belong to nobody: header, segment header, data. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { makeBootImage } from '../../src/image/bl602/boot-header.js';
import { headerValues, sampleProgram } from '../image/sample-flash.js';

const LOAD_ADDRESS = 0x22010000;
const HEADER_BYTES = 176;

export interface SampleLoader {
  readonly header: Buffer;
  readonly segmentHeader: Buffer;
  readonly data: Buffer;
  /** All three, as a flasher reads them from a file. */
  readonly bytes: Uint8Array;
}

export function sampleLoader(size = 5000): SampleLoader {
  const data = Buffer.from(sampleProgram(size));
  const segmentHeader = Buffer.alloc(16);
  segmentHeader.writeUInt32LE(LOAD_ADDRESS, 0);
  segmentHeader.writeUInt32LE(data.length, 4);
  segmentHeader.writeUInt32LE(crc32(segmentHeader.subarray(0, 12)), 12);
  const header = Buffer.from(makeBootImage(headerValues(), 0x1000, data).subarray(0, HEADER_BYTES));
  createHash('sha256').update(segmentHeader).update(data).digest().copy(header, 132);
  header.writeUInt32LE(crc32(header.subarray(0, 172)), 172);
  return { header, segmentHeader, data, bytes: Buffer.concat([header, segmentHeader, data]) };
}
