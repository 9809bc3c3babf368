/** The smallest change that mends a value that did not stick, in words and as settings. Pure. */
import { describeChange } from '../fixes/describe-change.js';
import { findChange, findNearest } from '../fixes/find-change.js';
import { possibleValues } from '../fixes/possible-values.js';
import { type FoundChange, settle } from '../fixes/settle.js';
import type { Trials } from '../fixes/trials.js';
import type { ConfigLoss, ConfigSetting } from '../kconfig/index.js';
import type { Call, Fix } from './call.js';

export interface FoundFix {
  readonly text: string;
  readonly fix: Fix;
  /** Names of what the text says is given up. */
  readonly gives?: readonly string[];
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
  if (loss.reason === 'no-prompt') return fixPromptless(loss, setting, place);
  const wish = { ...loss, value: loss.asked };
  const rules = { mayGiveWay: mayGiveWay(setting, place), isShort: count > MAX_THOROUGH };
  const isBeyond = loss.reason === 'out-of-range' || loss.reason === 'invalid-value';
  const nearest = isBeyond ? findNearest(trials, wish, rules) : undefined;
  const found = findChange(trials, wish, rules);
  if (found !== undefined) {
    const [value] = nearest?.set ?? [];
    const more = value === undefined ? '' : `; or only ${value.name}=${value.value}`;
    return { text: `${describeChange(found, place.placeOf)}${more}`, fix: fixOf(found), gives: namesOf(found.costs) };
  }
  if (nearest !== undefined) return { text: loss.fix ?? '', fix: fixOf(nearest) };
  const values =
    loss.reason === 'invalid-value' ? possibleValues(loss.name, trials.model, trials.resolution) : undefined;
  return { text: values === undefined ? 'leave it out' : `leave it out, or write ${values}`, fix: leftOut };
}

/** Nobody can set it, but what decides it may be set. A line of a file came from a tool: whatever decides it was somebody's wish. */
function fixPromptless(loss: ConfigLoss, setting: ConfigSetting, place: LossPlace): FoundFix {
  const { trials } = place;
  const isTyped = setting.by === '--set';
  const rules = { mayGiveWay: mayGiveWay(setting, place) };
  const found = isTyped ? findChange(trials, { ...loss, value: loss.asked }, rules) : undefined;
  if (found === undefined) return { text: 'leave it out', fix: { set: [], unset: [loss.name] } };
  const { set, unset } = fixOf(found);
  const text = `${describeChange(found, place.placeOf)} instead`;
  return { text, fix: { set, unset: [...unset, loss.name] }, gives: namesOf(found.costs) };
}

/** What was asked for earlier may give way to it, and of the same source what is lost in any case. Nothing else that somebody wants. */
function mayGiveWay(
  setting: Pick<ConfigSetting, 'by'>,
  { trials, layerOf }: LossPlace,
): (other: ConfigSetting) => boolean {
  const layer = layerOf(setting);
  const lost = new Set(trials.resolution.losses.map(({ name }) => name));
  return (other) => layerOf(other) < layer || (layerOf(other) === layer && lost.has(other.name));
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

function namesOf(settings: readonly ConfigSetting[]): readonly string[] {
  return settings.map(({ name }) => name);
}
