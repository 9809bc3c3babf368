/** What completion offers to `bljh explain` without a plan is what plans have. */
import { expect, it } from 'vitest';
import { explainableNames } from '../../src/cli/explainable-names.js';
import { subjectsOf } from '../explain/explain-subject.js';
import { PACKAGE } from '../plan/plan-input.js';
import { projectFrom } from '../plan/random-settings.js';

it.each(['virt64', 'virt32', 'jh7110', 'bl602'])('%s', (board) => {
  const folder = projectFrom('options');
  const { plan } = subjectsOf(folder, board)([{ name: 'FEATURE', value: 'y', by: 'test' }]);
  const variables = plan?.steps.flatMap(({ env }) => env.map(({ name }) => name)) ?? [];
  const symbols = plan?.linkerSymbols.map(({ name }) => name) ?? [];
  const names = explainableNames(PACKAGE, folder, board);
  expect(variables.length).toBeGreaterThan(0);
  expect(names).toEqual(
    expect.arrayContaining([...variables, ...symbols, ...(plan?.tags ?? []).map(({ text }) => text)]),
  );
  const builtIn = names.filter(
    (name) => /^(GO[A-Z]|CGO_|_bljh|TINYGOROOT)/.test(name) && !/^GO(ROUTINE|RISCV64_)/.test(name),
  );
  expect(builtIn.sort()).toEqual([...new Set([...variables, ...symbols])].sort());
});
