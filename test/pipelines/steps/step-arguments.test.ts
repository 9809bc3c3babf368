/** Arguments, variables and generated files as parts: named so that no two are the same, and with the values that keys have. */
import { expect, it } from 'vitest';
import { argumentParts, originParts } from '../../../src/pipelines/steps/step-arguments.js';
import { createBuildPlan } from '../../../src/plan/create-plan.js';
import { valuesOfKeys } from '../../../src/plan/ini-values.js';
import { planInputOf, unwrap } from '../../plan/plan-input.js';

it('each word of a command line is one part, and none has the name of another', () => {
  for (const board of ['virt64', 'virt32', 'bl602']) {
    const plan = unwrap(createBuildPlan(planInputOf({ board })));
    for (const step of plan.steps) {
      const parts = argumentParts(step);
      const names = parts.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      // -o and the file behind it are one.
      expect(parts).toHaveLength(step.args.length - 1);
      expect(names).toEqual(expect.arrayContaining(['command', '-o', 'package', '-tags']));
    }
  }
});

it('a flag that stands twice has a number', () => {
  const origins = [{ kind: 'bljh', reason: 'x' }] as const;
  const args = ['build', '-v', '-v', '-x=1', '-x=2', '.'].map((text) => ({ text, origins: [...origins] }));
  const parts = argumentParts({ args } as unknown as Parameters<typeof argumentParts>[0]);
  expect(parts.map(({ name, value }) => `${name}: ${value}`)).toEqual([
    'command: build',
    '-v: set',
    '-v (2): set',
    '-x: 1',
    '-x (2): 2',
    'package: .',
  ]);
});

it('keys have the values of their files, also those with dots', () => {
  const input = planInputOf({
    ini: 'package = ./cmd\n[tags]\nFEATURE = feat\n[ldflags]\nexample.org/lib.version = VERSION\n',
    kconfig: 'config FEATURE\n\tbool "F"\n\tdefault y\n\nconfig VERSION\n\tstring\n\tdefault "1"\n',
  });
  const plan = unwrap(createBuildPlan(input));
  const pieces = plan.steps.flatMap(({ args, env }) => [...args, ...env]);
  const parts = originParts(pieces, valuesOfKeys(input.project, input.board));
  const settings = parts.filter(({ kind }) => kind === 'setting').map(({ name, value }) => `${name} = ${value}`);
  expect(settings).toEqual(
    expect.arrayContaining([
      'bljh.ini name = app',
      'bljh.ini package = ./cmd',
      'bljh.ini tags.FEATURE = feat',
      'bljh.ini ldflags.example.org/lib.version = VERSION',
      'board.ini go.goarch = riscv64',
    ]),
  );
});
