/** Which of the changes that were tried out are worth being named for a region, and in which order. Pure. */
import type { FitOption } from '../../diagnostics/region-fit.js';
import type { BuildPlan } from '../../plan/build-plan.js';

/** What each region needs, by its name. */
export type Needs = ReadonlyMap<string, number>;

export interface Tried {
  readonly needs: Needs;
  /** How long the regions are then: an option may give a program more memory. */
  readonly capacities: Needs;
  /** What it decides: symbols, or choices, of which one member only can be on. Of two with the same, one excludes the other. */
  readonly about: string;
  readonly option: Pick<FitOption, 'set' | 'unset' | 'prompts' | 'givesUp' | 'command'>;
}

/** How long the regions of a plan are. */
export function capacitiesOf({ memory }: Pick<BuildPlan, 'memory'>): Needs {
  return new Map(memory.map(({ name, length }) => [name, length]));
}

/** Nobody reads more. */
const SHOWN = 3;

/**
 * Those that make it fit come first, the least change before larger ones: what takes nothing from the program because the region is
 * larger with it, then the fewest settings, then the fewest bytes. Then those that save most.
 */
export function rankOptions(
  region: string,
  base: Needs,
  capacities: Needs,
  tried: readonly Tried[],
): readonly FitOption[] {
  const judged = new Map(tried.map((each) => [judge(region, base, capacities, each), each]));
  const options = [...judged.keys()].filter(({ savedBytes }) => savedBytes > 0);
  const isGift = ({ givenBytes, givesUp }: FitOption) => givenBytes > 0 && givesUp.length === 0;
  const giftsFirst = (one: FitOption, other: FitOption) => Number(isGift(other)) - Number(isGift(one));
  const settings = ({ set, unset, givesUp }: FitOption) => set.length + unset.length + givesUp.length;
  const fitting = options
    .filter(({ fits }) => fits)
    .sort(
      (one, other) => giftsFirst(one, other) || settings(one) - settings(other) || one.savedBytes - other.savedBytes,
    );
  const others = options
    .filter(({ fits }) => !fits)
    .sort((one, other) => giftsFirst(one, other) || other.savedBytes - one.savedBytes);
  // Of several values of one number, and of several members of one choice, the first one says it all.
  const firsts = new Map<string, FitOption>();
  for (const each of [...fitting, ...others]) {
    const about = judged.get(each)?.about ?? '';
    if (!firsts.has(about)) firsts.set(about, each);
  }
  return [...firsts.values()].slice(0, SHOWN);
}

function judge(region: string, base: Needs, capacities: Needs, { needs, capacities: own, option }: Tried): FitOption {
  const balance = (name: string, of: Needs, room: Needs) => (of.get(name) ?? 0) - (room.get(name) ?? 0);
  const others = [...needs.keys()]
    .map((name) => ({ region: name, excessBytes: balance(name, needs, own) }))
    .filter((other) => other.region !== region && other.excessBytes > 0);
  const now = balance(region, needs, own);
  // Space of one region for that of another one is no help.
  const isFair = others.every((other) => balance(other.region, base, capacities) > 0);
  return {
    ...option,
    givenBytes: Math.max(0, (own.get(region) ?? 0) - (capacities.get(region) ?? 0)),
    savedBytes: balance(region, base, capacities) - now,
    fits: now <= 0 && isFair,
    excessBytes: Math.max(0, now),
    others,
  };
}
