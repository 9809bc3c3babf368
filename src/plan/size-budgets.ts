/** What the options say of how large a program may be. Nothing of it reaches a step: the result is checked against it. */
import type { Budget, BuildPlan } from './build-plan.js';
import { originsOf } from './origin.js';
import type { PlanInput } from './plan-input.js';
import { isSet, numberOf } from './values.js';

const REGIONS = ['FLASH', 'RAM', 'FILE'] as const;

export function planBudgets(input: PlanInput): readonly Budget[] {
  const { symbol } = originsOf(input);
  return REGIONS.flatMap((region) =>
    (['hard', 'soft'] as const).flatMap((kind): Budget[] => {
      const name = kind === 'hard' ? `${region}_BUDGET` : `${region}_BUDGET_SOFT`;
      const bytes = numberOf(input.values, name);
      return bytes === 0 ? [] : [{ region, name, kind, bytes, origins: [symbol(name)] }];
    }),
  );
}

export function planRatchet(input: PlanInput): Pick<BuildPlan, 'ratchet'> {
  if (!isSet(input.values, 'SIZE_RATCHET')) return {};
  return { ratchet: { path: ratchetFileOf(input.board.name), origins: [originsOf(input).symbol('SIZE_RATCHET')] } };
}

/** Relative to the project. */
export function ratchetFileOf(board: string): string {
  return `sizes/${board}.json`;
}
