/** A plan that only measures: larger regions that touch nothing, a mark, a folder of its own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BuildPlan } from '../../src/plan/build-plan.js';
import { createBuildPlan } from '../../src/plan/create-plan.js';
import { inflate, measuringInput, NOT_FLASHABLE_SECTION } from '../../src/plan/measuring-plan.js';
import type { PlanInput } from '../../src/plan/plan-input.js';
import { planInputOf, TINYGO_BOARDS } from './plan-input.js';

type Region = { readonly origin: number; readonly length: number };
const overlap = (one: Region, other: Region) =>
  one.origin < other.origin + other.length && other.origin < one.origin + one.length;

describe('larger regions', () => {
  it('touch neither each other nor memory that the board has, and end within 32 bits', () => {
    const region = fc.record({
      origin: fc.integer({ min: 0, max: 0xf0000000 }),
      length: fc.integer({ min: 1, max: 0x10000000 - 1 }),
    });
    fc.assert(
      fc.property(region, region, (flash, ram) => {
        const [largeFlash, largeRam] = inflated(flash, ram);
        expect(overlap(largeFlash, largeRam)).toBe(false);
        for (const large of [largeFlash, largeRam]) {
          expect([flash, ram].some((own) => overlap(own, large))).toBe(false);
          expect(large.origin + large.length).toBeLessThanOrEqual(2 ** 32);
          expect(large.length).toBeGreaterThan(0xf000000);
        }
        expect([largeFlash.origin % 0x10000, largeRam.origin % 0x10000]).toEqual([
          flash.origin % 0x10000,
          ram.origin % 0x10000,
        ]);
      }),
    );
  });

  it('there are none where the board has memory everywhere', () => {
    const half = { name: 'FLASH', origin: 0, length: 0x80000000, origins: [] };
    expect(inflate([half, { ...half, name: 'RAM', origin: 0x80000000 }])).toBeUndefined();
  });
});

function inflated(flash: Region, ram: Region): readonly [Region, Region] {
  const [one, other] =
    inflate([
      { ...flash, name: 'FLASH', origins: [] },
      { ...ram, name: 'RAM', origins: [] },
    ]) ?? [];
  return one === undefined || other === undefined ? expect.fail() : [one, other];
}

describe.each(TINYGO_BOARDS)('the plan of %s', (board) => {
  const plansOf = () => {
    const input = planInputOf({ board });
    return { usual: planOf(input), measuring: planOf(measuringInput(input, 'build/x/measured/0')) };
  };

  it('says the same to the compiler, in a folder of its own', () => {
    const { usual, measuring } = plansOf();
    const wordsOf = ({ steps }: BuildPlan) => JSON.stringify(steps.map(({ args, env }) => [args, env]));
    expect(wordsOf(measuring).replaceAll('build/x/measured/0', `build/${board}`)).toBe(wordsOf(usual));
    for (const { path } of [...measuring.files, ...measuring.artifacts])
      expect(path).toMatch(/^build\/x\/measured\/0\//);
  });

  it('has larger regions at other addresses, and nothing else changes in the linker script', () => {
    const { usual, measuring } = plansOf();
    for (const [index, { name, origin, length }] of measuring.memory.entries()) {
      expect(name).toBe(usual.memory[index]?.name);
      expect(length).toBeGreaterThan(usual.memory[index]?.length ?? 0);
      expect(usual.memory.some((own) => overlap(own, { origin, length }))).toBe(false);
    }
    const scriptOf = ({ files }: BuildPlan) => files.find(({ path }) => path.endsWith('/board.ld'))?.content ?? '';
    const withoutRegions = (text: string) => text.replace(/^MEMORY\n\{[^}]*\}/m, '');
    expect(withoutRegions(scriptOf(measuring)).startsWith(withoutRegions(scriptOf(usual)))).toBe(true);
  });

  it('marks the program, and makes no flash image of it', () => {
    const { measuring } = plansOf();
    const script = measuring.files.find(({ path }) => path.endsWith('/board.ld'))?.content ?? '';
    expect(script).toContain(NOT_FLASHABLE_SECTION);
    expect(measuring.image).toBeUndefined();
    expect(measuring.artifacts.map(({ kind }) => kind)).toEqual(['elf', 'raw']);
  });
});

function planOf(input: PlanInput): BuildPlan {
  const plan = createBuildPlan(input);
  return plan.ok ? plan.value : expect.fail(JSON.stringify(plan.diagnostics));
}
