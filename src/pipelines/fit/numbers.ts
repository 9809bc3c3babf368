/** The largest number that makes a program fit: known where the linker takes it as it is, reckoned from two builds elsewhere. Pure. */
import type { RegionFit } from '../../diagnostics/region-fit.js';
import type { Turn } from '../../fixes/turns.js';
import { OWNERS } from '../../image/symbol-owner.js';
import type { BuildPlan } from '../../plan/build-plan.js';
import { RAM_SIZES } from '../../plan/linker-script.js';

/** Sections begin at multiples of it. */
const ALIGNMENT = 16;
/** The smallest thing that there can be many of takes one. */
const BITS = 8;
const KIB = 1024;

/** How many bytes of RAM one more costs, for a number that is a size in the linker script; undefined for others. */
export function linkerCostOf({ name, range }: Turn, { linkerSymbols }: BuildPlan): number | undefined {
  const symbol = linkerSymbols.find(
    (each) =>
      RAM_SIZES.includes(each.name) &&
      each.origins.some((origin) => origin.kind === 'symbol' && origin.symbol === name),
  );
  if (symbol === undefined || range === undefined || range.now === 0) return undefined;
  return Number(symbol.text) / range.now;
}

/** The range's lowest value where none is small enough. */
export function largestByLinker({ range }: Turn, cost: number, excess: number): number | undefined {
  if (range === undefined) return undefined;
  const value = range.now - Math.ceil(excess / cost);
  const aligned = cost === 1 ? Math.floor(value / ALIGNMENT) * ALIGNMENT : value;
  return Math.max(range.low, aligned);
}

/** Between the value of now, which does not fit, and the lowest one, which does: as if each step cost the same. */
export function largestByTwo(
  { range }: Turn,
  need: { readonly now: number; readonly low: number },
  capacity: number,
): number | undefined {
  if (range === undefined || need.low > capacity || need.now <= need.low) return undefined;
  const cost = (need.now - need.low) / (range.now - range.low);
  return Math.min(range.now - 1, range.low + Math.floor((capacity - need.low) / cost));
}

/** Whether it is the size of something: one that only is a shorter instruction when it is small is no option. */
export function isSize({ range }: Turn, saved: number): boolean {
  return range !== undefined && saved >= ALIGNMENT && saved >= (range.now - range.low) / BITS;
}

/** Of a number that is none at 0, or too small below `least`; nothing where it cannot be lowered so far. */
export function raiseLow(turn: Turn, least: number): readonly Turn[] {
  if (turn.range === undefined || turn.range.now <= least) return [];
  return [{ ...turn, value: String(least), range: { ...turn.range, low: least } }];
}

/** In KiB, as the option has it, for the region with the heap; undefined where not even `least` fits. */
export function largestHeapLimit(
  { packages, capacityBytes, neededBytes }: Pick<RegionFit, 'packages' | 'capacityBytes' | 'neededBytes'>,
  limitBytes: number,
  least: number,
): number | undefined {
  if (limitBytes === 0 || !packages.some((share) => share.package === OWNERS.heap)) return undefined;
  const largest = Math.floor((capacityBytes - (neededBytes - limitBytes)) / KIB);
  return largest < least ? undefined : largest;
}
