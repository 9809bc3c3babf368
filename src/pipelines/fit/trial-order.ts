/** Which change is tried next, while there is time: what is known before anything is built. Pure. */
import type { Needs } from './rank-options.js';

export interface Untried {
  /** How long the regions are with it. */
  readonly capacities: Needs;
  /** Whether every package has to be compiled again. */
  readonly isSlow: boolean;
}

/** What gives an overflowing region more memory first; the others by turns, so that neither kind keeps the other one waiting. */
export function inOrder<T extends Untried>(
  candidates: readonly T[],
  capacities: Needs,
  overflowing: readonly string[],
): readonly T[] {
  const gives = ({ capacities: own }: T) =>
    overflowing.some((region) => (own.get(region) ?? 0) > (capacities.get(region) ?? 0));
  const others = candidates.filter((each) => !gives(each));
  const slow = others.filter(({ isSlow }) => isSlow);
  const quick = others.filter(({ isSlow }) => !isSlow);
  const byTurns = others.flatMap((_unused, index) => [slow[index], quick[index]].filter((each) => each !== undefined));
  return [...candidates.filter(gives), ...byTurns];
}
