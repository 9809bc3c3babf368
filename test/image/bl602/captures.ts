/** What blflash 0.3.5 sent to the simulated boot ROM: written by test/tools/blflash.test.ts with BLJH_UPDATE_FIXTURES=1. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Capture {
  readonly programBytes: number;
  readonly layout: 'direct' | 'boot2';
  readonly segments: readonly {
    readonly address: number;
    readonly length: number;
    readonly sha256: string;
    /** Its first bytes, where they are a boot header. */
    readonly header?: string;
  }[];
}

export interface Captures {
  readonly captures: readonly Capture[];
  /** Its bytes, hexadecimal. */
  readonly partitionTable: string;
}

export const CAPTURE_FILE = join(import.meta.dirname, '..', '..', 'fixtures', 'bl602', 'blflash-0.3.5.json');

export function readCaptures(): Captures {
  return JSON.parse(readFileSync(CAPTURE_FILE, 'utf8')) as Captures;
}
