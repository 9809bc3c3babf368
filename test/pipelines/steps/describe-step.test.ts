/** Keys and parts agree: two steps have the same key just when nothing is named that tells them apart. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeAction } from '../../../src/cache/reapi/encode-action.js';
import { causesBetween } from '../../../src/cache/step-parts.js';
import { describeStep } from '../../../src/pipelines/steps/describe-step.js';
import { createBuildPlan } from '../../../src/plan/create-plan.js';
import { valuesOfKeys } from '../../../src/plan/ini-values.js';
import { planInputOf, settingsOf, setUpPlan, unwrap } from '../../plan/plan-input.js';

const KCONFIG = 'config FEATURE\n\tbool "F"\n\nconfig NAME\n\tstring "N"\n\tdefault "a"\n';
const COMMON = { FEATURE: ['y', 'n'], NAME: ['a', 'b', ''] };
const OF_GO = {
  ...COMMON,
  STRIP: ['y', 'n'],
  CGO: ['y', 'n'],
  HEAP_LIMIT: ['0', '65536', '131072'],
  HEAP_LIMIT_CGROUP: ['y', 'n'],
  FILE_BUDGET: ['0', '100'],
  GORISCV64_RVA22U64: ['y', 'n'],
};
const OF_TINYGO = {
  ...COMMON,
  HARD_FLOAT: ['y', 'n'],
  HEAP_LIMIT: ['0', '32'],
  TINYGO_OPT_S: ['y', 'n'],
  TINYGO_GC_LEAKING: ['y', 'n'],
  SYSTEM_STACK_SIZE: ['4096', '8192'],
  GOROUTINE_STACK_SIZE: ['4096', '2048'],
  FLASH_BUDGET: ['0', '100'],
  CONSOLE_NONE: ['y', 'n'],
  RAM_SIZE: ['0x0', '0x8000'],
};

const someSettings = (values: Readonly<Record<string, readonly string[]>>) =>
  fc.record(Object.fromEntries(Object.entries(values).map(([name, of]) => [name, fc.constantFrom(...of)])));
const someHash = fc.constantFrom('a'.repeat(64), 'b'.repeat(64));
const someWorld = fc.record({ main: someHash, go: someHash, more: fc.boolean() });

it.each([
  ['virt64', OF_GO],
  ['jh7110', OF_GO],
  ['virt32', OF_TINYGO],
  ['bl602', OF_TINYGO],
] as const)('%s: whatever changes the key changes a part that is told, and nothing else is', (board, values) => {
  const { project } = planInputOf({ board, kconfig: KCONFIG, ini: '[ldflags]\nmain.name = NAME\n' });
  const { inputFor } = setUpPlan(project.folder, board);
  const describe = (settings: Readonly<Record<string, string>>, world: { main: string; go: string; more: boolean }) => {
    const input = inputFor(settingsOf(settings));
    const plan = unwrap(createBuildPlan(input));
    const [step] = plan.steps;
    if (step === undefined) throw new Error('a plan without a step');
    const names = ['main.go', '../lib/lib.go', ...(world.more ? ['more.go'] : [])];
    const files = names.map((path) => ({ path, size: 1, mtimeMs: 0, ctimeMs: 0, sha256: world.main }));
    const described = describeStep(step, {
      plan,
      projectFolder: project.folder,
      facts: { tinygoroot: '/root', tinygorootHash: 'cd', libgcc: `build/${board}/gen/libgcc.a`, blflash: '' },
      identities: [{ id: 'go', version: '1.26', sha256: world.go }],
      valueOfKey: valuesOfKeys(input.project, input.board),
      inputs: { files, ofSteps: new Set(names), folders: [], isrMarks: [] },
      libgcc: undefined,
    });
    return { key: encodeAction(described.action).digest.hash, parts: described.parts };
  };
  let [same, other] = [0, 0];
  const sides = fc.tuple(someSettings(values), someWorld);
  fc.assert(
    fc.property(
      sides,
      fc.oneof(sides, fc.constant(undefined)),
      fc.constantFrom(...Object.keys(values)),
      (one, two, flipped) => {
        const [settings, world] = one;
        // Half of them differ in one option only.
        const [otherSettings, otherWorld] = two ?? [
          { ...settings, [flipped]: values[flipped as 'NAME'][0] ?? '' },
          world,
        ];
        const [before, after] = [describe(settings, world), describe(otherSettings, otherWorld)];
        const causes = causesBetween(before.parts, after.parts);
        if (before.key === after.key) same += 1;
        else other += 1;
        expect(causes.length > 0).toBe(before.key !== after.key);
      },
    ),
    { numRuns: 150 },
  );
  expect(same).toBeGreaterThan(5);
  expect(other).toBeGreaterThan(5);
});
