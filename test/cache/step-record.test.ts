/** Records of steps: read back as they were written, and none where a byte of them is another. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readStepRecords, type StepRecord, writeStepRecords } from '../../src/cache/step-record.js';
import { temporaryFolder } from '../process/temporary-folder.js';

const RECORD: StepRecord = {
  id: 'go-build',
  title: 'go build .',
  key: 'ab'.repeat(32),
  parts: [{ kind: 'file', name: 'line\nbreak.go', value: 'cd'.repeat(32) }],
  outputs: [{ path: 'build/x/app', digest: { hash: 'ef'.repeat(32), sizeBytes: 3 }, isExecutable: true }],
  last: { how: 'ran' },
  because: [],
  reason: 'not built before',
};

it('are read back as they were written', () => {
  const file = join(temporaryFolder({}), 'steps');
  writeStepRecords(file, [RECORD]);
  expect(readStepRecords(file)).toEqual([RECORD]);
});

it('are none where any byte is another, or some are missing', () => {
  const file = join(temporaryFolder({}), 'steps');
  writeStepRecords(file, [RECORD]);
  const whole = readFileSync(file);
  fc.assert(
    fc.property(fc.nat({ max: whole.length - 2 }), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, flip, cut) => {
      const bytes = cut ? whole.subarray(0, at) : Buffer.from(whole);
      if (!cut) bytes[at] = (bytes[at] ?? 0) ^ flip;
      writeFileSync(file, bytes);
      expect(readStepRecords(file)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it('a folder in their place is none, and makes room for the next', () => {
  const file = join(temporaryFolder({}), 'steps');
  mkdirSync(join(file, 'inner'), { recursive: true });
  expect(readStepRecords(file)).toEqual([]);
  writeStepRecords(file, [RECORD]);
  expect(readStepRecords(file)).toEqual([RECORD]);
});
