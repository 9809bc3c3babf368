/** What would be put in place is looked at first. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkMade } from '../../src/pipelines/finish-build.js';
import { createBuildPlan } from '../../src/plan/create-plan.js';
import { buildElf } from '../image/build-elf.js';
import { planInputOf } from '../plan/plan-input.js';
import { temporaryFolder } from '../process/temporary-folder.js';

it.each([
  ['.text', true],
  ['.bljh.not_flashable', false],
])('an ELF file with section %s: %s', (name, isTaken) => {
  const plan = createBuildPlan(planInputOf({ board: 'virt32' }));
  if (!plan.ok) expect.fail();
  const folder = temporaryFolder({ 'build/virt32/.work/other': '' });
  const bytes = buildElf({
    bits: 32,
    segments: [{ virtualAddress: 0x80000000, bytes: new Uint8Array(16), name }],
    symbols: { _heap_start: 0x80100000, _heap_end: 0x80120000 },
  });
  writeFileSync(join(folder, 'build/virt32/.work/app.elf'), bytes);
  const made = checkMade(plan.value, folder);
  expect([made.ok, made.diagnostics.map(({ code }) => code)]).toEqual([isTaken, isTaken ? [] : ['IM0004']]);
});
