/** A change with all that it takes: what it makes impossible is taken back, and what that costs is named. Pure. */
import type { ConfigSetting, Resolution } from '../kconfig/index.js';
import { type Assignment, type Change, replacedBy } from './change.js';
import type { Trials } from './trials.js';

export interface FoundChange extends Change {
  /** Settings that give way: they have another value then. */
  readonly costs: readonly ConfigSetting[];
}

export interface Rules {
  /** Whether a setting may have another value for it. Default: all may. */
  readonly mayGiveWay?: (setting: ConfigSetting) => boolean;
  /** Whether what comes of it will do, such as that a build can be made with it. */
  readonly willDo?: (resolution: Resolution) => boolean;
}

/** What is lost by giving something up may be given up, too; more than that nobody wants. */
const MAX_ROUNDS = 3;

/** The change with what it makes impossible taken back; undefined where that may not be. */
export function settle(
  trials: Trials,
  change: Change,
  goal: Assignment | undefined,
  { mayGiveWay = () => true, willDo = () => true }: Rules,
): FoundChange | undefined {
  let whole = change;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const trial = trials.tryOut(whole);
    const losses = trials.newLosses(trial, whole);
    if (losses.length > 0) {
      whole = { ...whole, unset: [...whole.unset, ...losses.map(({ name }) => name)] };
      continue;
    }
    const isAsWished = goal === undefined || trial.values.get(goal.name)?.value === goal.value;
    const replaced = replacedBy(whole, trials.settings, trials.model);
    // What no Kconfig file defines is no loss to anybody.
    const isCost = ({ name, value }: ConfigSetting): boolean =>
      name !== goal?.name && replaced.has(name) && ![undefined, value].includes(trial.values.get(name)?.value);
    const costs = trials.settings.filter(isCost);
    return isAsWished && costs.every(mayGiveWay) && willDo(trial) ? { ...whole, costs } : undefined;
  }
  return undefined;
}
