/**
 * The smallest change that lets a symbol have a value: what the Kconfig engine proposes, settings found backwards from its
 * conditions, or any one setting. Each is tried out before it is offered; what it costs is named. Pure.
 */
import type { ConfigLoss } from '../kconfig/index.js';
import { type Assignment, type Change, readProposal, setting } from './change.js';
import { type FoundChange, type Rules, settle } from './settle.js';
import { singleChanges } from './single-changes.js';
import type { Trials } from './trials.js';

export type WishedValue = Assignment & Partial<Pick<ConfigLoss, 'reason' | 'fix'>>;

export interface Search extends Rules {
  /** Settings that have nothing to do with the wish are not tried. */
  readonly isShort?: boolean;
}

/** Changes that are looked at. */
const MAX_CHANGES = 2000;
/** undefined if none was found. */
export function findChange(trials: Trials, wish: WishedValue, rules: Search = {}): FoundChange | undefined {
  if (wish.reason === 'invalid-value' || wish.reason === 'unknown-symbol') return undefined;
  const goal = { name: wish.name, value: wish.value };
  // Where Kconfig would take the value as it is, a change is for what comes of it.
  const isFree = trials.wouldHold(setting(goal));
  let best: FoundChange | undefined;
  let made = 0;
  let seen = 0;
  for (const change of candidatesFor(trials, wish, rules)) {
    seen += 1;
    if (seen > MAX_CHANGES) break;
    // Some follow from the change alone; a symbol without a prompt can only follow.
    for (const whole of [change, { ...change, set: [...change.set, goal] }]) {
      if (whole.set.length + whole.unset.length === 0 || !trials.wouldHold(whole, [goal])) continue;
      made += 1;
      if (made > trials.most) return best;
      const found = settle(trials, isFree ? whole : prune(trials, whole, goal), goal, rules);
      if (found === undefined) continue;
      if (found.costs.length === 0) return found;
      if (best === undefined || found.costs.length < best.costs.length) best = found;
    }
  }
  return best;
}

/** Of a value that cannot be the nearest one that can, as the Kconfig engine proposes it. */
export function findNearest(trials: Trials, { name, fix }: WishedValue, rules: Rules = {}): FoundChange | undefined {
  const change = readProposal(fix);
  if (change === undefined || change.set.length === 0 || !trials.wouldHold(change)) return undefined;
  const found = settle(trials, change, undefined, rules);
  // Whoever wishes for another value has given up the one from before.
  return found && { ...found, costs: found.costs.filter((cost) => cost.name !== name) };
}

function* candidatesFor(trials: Trials, wish: WishedValue, { isShort = false }: Search): Iterable<Change> {
  const proposal = wish.reason === 'out-of-range' ? undefined : readProposal(wish.fix);
  const isSet = new Set(trials.settings.map(({ name }) => name));
  if (proposal !== undefined) yield { ...proposal, unset: proposal.unset.filter((name) => isSet.has(name)) };
  for (const way of trials.waysTo(wish)) yield setting(...way.filter(({ name }) => name !== wish.name));
  if (isShort) return;
  for (const change of singleChanges(trials, wish.name)) yield setting(change);
}

/** What is not needed for the goal is left out. */
function prune(trials: Trials, change: Change, goal: Assignment): Change {
  if (change.set.length < 2) return change;
  let { set } = change;
  for (const each of change.set) {
    const without = { ...change, set: set.filter((other) => other !== each) };
    if (each.name !== goal.name && trials.wouldHold(without, [goal])) set = without.set;
  }
  return { ...change, set };
}
