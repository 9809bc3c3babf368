// Every diagnostic code is provoked by a test or a fixture; the public types fit bljh's own.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { diagnosticCodes, type KconfigDiagnostic } from '../../src/kconfig/index.js';

const here = import.meta.dirname;
const texts = [
  ...readdirSync(here).map((file) => join(here, file)),
  ...readdirSync(join(here, '../fixtures/kconfig'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('diagnostics.txt'))
    .map((file) => join(here, '../fixtures/kconfig', file)),
].map((file) => readFileSync(file, 'utf8'));

// Losses are named by their reason in losses.test.ts.
const byReason = /^KC050[1-7]$/;

describe('diagnostic codes', () => {
  it.each(Object.keys(diagnosticCodes).filter((code) => !byReason.test(code)))('%s is provoked', (code) => {
    expect(texts.some((text) => text.includes(code))).toBe(true);
  });

  it('are assignable to the diagnostics of bljh', () => {
    expectTypeOf<KconfigDiagnostic>().toExtend<Diagnostic>();
  });
});
