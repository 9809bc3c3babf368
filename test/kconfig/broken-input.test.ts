// Trees and configurations that were broken by chance, other ones in every run. Many more: test/kernel/fuzz/bytes.mjs.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as engine from '../../src/kconfig/index.js';
import { brokenInput } from '../kernel/fuzz/broken-input.mjs';
import { swallow } from '../kernel/fuzz/swallow.mjs';

const inputs = 150;
/** Seconds of the processor for one input: most need a hundredth. */
const patience = 20;
const seed = Number(process.env['BLJH_TEST_SEED'] ?? Date.now() % 1_000_000_007);
const folder = mkdtempSync(join(tmpdir(), 'bljh-broken-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe(`broken input, seed ${seed} (again: BLJH_TEST_SEED=${seed})`, { timeout: 180_000 }, () => {
  it('is survived', () => {
    for (let index = 0; index < inputs; index += 1) {
      const again = `node test/kernel/fuzz/bytes.mjs --seed ${seed} --only ${index}`;
      const began = process.cpuUsage();
      expect(() => swallow(engine, brokenInput({ seed, index }), folder), again).not.toThrow();
      const { user, system } = process.cpuUsage(began);
      expect((user + system) / 1e6, again).toBeLessThan(patience);
    }
  });
});
