/** The smallest change that mends a value that did not stick, in words and as settings. Pure. */
import { findChange, findNearest } from '../fixes/find-change.js';
import { type FoundChange, settle } from '../fixes/settle.js';
import type { Trials } from '../fixes/trials.js';
import type { ConfigLoss, ConfigSetting } from '../kconfig/index.js';
import type { Call, Fix } from './call.js';

export interface FoundFix {
  readonly text: string;
  readonly fix: Fix;
}

export interface LossPlace {
  /** All that was asked for. */
  readonly trials: Trials;
  readonly call: Call;
  /** Of two sources the later one has the higher number. */
  readonly layerOf: (setting: Pick<ConfigSetting, 'by'>) => number;
  readonly placeOf: (setting: ConfigSetting) => string;
}

/** So many proposals are tried out; a file with more is of another project, and there is no use in them. */
const MAX_LOSSES = 100;
/** Of more only what has to do with them. */
const MAX_THOROUGH = 10;

export function findFix(loss: ConfigLoss, setting: ConfigSetting, place: LossPlace): FoundFix {
  const { trials, call } = place;
  const count = trials.resolution.losses.length;
  const leftOut = { set: [], unset: [loss.name] };
  if (count > MAX_LOSSES) return { text: adviseToLeave(loss, call), fix: leftOut };
  if (loss.reason === 'unknown-symbol') return fixName(loss, setting, place);
  // A line for a symbol that nobody can set came from a tool: whatever decides it was somebody's wish.
  if (loss.reason === 'no-prompt') return { text: 'leave it out', fix: leftOut };
  const wish = { ...loss, value: loss.asked };
  const rules = { mayGiveWay: mayGiveWay(setting, place), isShort: count > MAX_THOROUGH };
  const isBeyond = loss.reason === 'out-of-range' || loss.reason === 'invalid-value';
  const nearest = isBeyond ? findNearest(trials, wish, rules) : undefined;
  const found = findChange(trials, wish, rules);
  if (found !== undefined) {
    const [value] = nearest?.set ?? [];
    const more = value === undefined ? '' : `; or only ${value.name}=${value.value}`;
    return { text: `${describeChange(found, place)}${more}`, fix: fixOf(found) };
  }
  if (nearest !== undefined) return { text: loss.fix ?? '', fix: fixOf(nearest) };
  return { text: 'leave it out', fix: leftOut };
}

/** What the caller asked for earlier may give way to it, and what is lost in any case. Nothing else that somebody wants. */
function mayGiveWay(
  setting: Pick<ConfigSetting, 'by'>,
  { trials, layerOf }: LossPlace,
): (other: ConfigSetting) => boolean {
  const layer = layerOf(setting);
  const lost = new Set(trials.resolution.losses.map(({ name }) => name));
  return (other) => layerOf(other) < layer || lost.has(other.name);
}

/** The name that was probably meant, if it can have the value and nobody asked for another one. */
function fixName(loss: ConfigLoss, setting: ConfigSetting, place: LossPlace): FoundFix {
  const { name, asked, fix: near } = loss;
  const found = near === undefined ? undefined : tryName({ name, near, value: asked }, setting, place);
  const text = near === undefined ? adviseToLeave(loss, place.call) : `did you mean ${near}?`;
  return { text, fix: found ?? { set: [], unset: [name] } };
}

export function tryName(
  { name, near, value }: { readonly name: string; readonly near: string; readonly value: string },
  setting: Pick<ConfigSetting, 'by'>,
  place: LossPlace,
): Fix | undefined {
  const { trials } = place;
  if (trials.model.symbols.get(near)?.prompts.length === 0) return undefined;
  const goal = { name: near, value };
  const may = mayGiveWay(setting, place);
  const wished = trials.settings.find((each) => each.name === near);
  if (wished !== undefined && wished.value !== value && !may(wished)) return undefined;
  const found = settle(trials, { set: [goal], unset: [name] }, goal, { mayGiveWay: may });
  return found && fixOf(found);
}

function adviseToLeave({ name, reason }: ConfigLoss, call: Call): string {
  const isTyped = call.set.some((setting) => setting.name === name);
  return isTyped || reason !== 'unknown-symbol' ? 'leave it out' : 'no Kconfig file has it any more: drop it';
}

function fixOf({ set, unset }: FoundChange): Fix {
  return { set: set.map(({ name, value }) => ({ name, value, by: '--set' })), unset };
}

function describeChange({ set, unset, costs }: FoundChange, { placeOf }: LossPlace): string {
  const assignments = set.map(({ name, value }) => `${name}=${value}`).join(' and ');
  const shown = (setting: ConfigSetting) => `${setting.name}=${setting.value} (${placeOf(setting)})`;
  const left = costs.filter(({ name }) => unset.includes(name)).map(shown);
  const given = costs.filter(({ name }) => !unset.includes(name)).map(shown);
  const parts = [
    ...(assignments === '' ? [] : [`set ${assignments}`]),
    ...(left.length === 0 ? [] : [`leave out ${left.join(' and ')}`]),
  ];
  return `${parts.join(' and ')}${given.length === 0 ? '' : `; that gives up ${given.join(' and ')}`}`;
}
