/** Settings of a model, and changes tried out on them. Pure. */
import {
  type ConfigLoss,
  type ConfigSetting,
  type KconfigModel,
  LiveValues,
  type Resolution,
  resolveConfig,
} from '../kconfig/index.js';
import { type Assignment, type Change, replacedBy, settingsWith } from './change.js';
import { type Way, Ways } from './ways.js';

/** Whole resolutions that are made for one wish at most, and symbols in them: beyond it an answer would be waited for. */
const MAX_TRIALS = 60;
const MAX_SYMBOLS = 100_000;

/** Nothing stays changed. */
export class Trials {
  readonly model: KconfigModel;
  readonly settings: readonly ConfigSetting[];
  readonly resolution: Resolution;
  #live: LiveValues | undefined;
  #ways: Ways | undefined;

  constructor(model: KconfigModel, settings: readonly ConfigSetting[], resolution = resolveConfig(model, settings)) {
    this.model = model;
    this.settings = settings;
    this.resolution = resolution;
  }

  tryOut(change: Change): Resolution {
    return resolveConfig(this.model, settingsWith(change, this.settings, this.model));
  }

  /** Whether symbols would have these values: computes only what depends on a change, for trials of which few lead anywhere. */
  wouldHold(change: Change, wished: readonly Assignment[] = change.set): boolean {
    this.#live ??= new LiveValues(this.model, this.settings);
    const live = this.#live;
    const replaced = replacedBy(change, this.settings, this.model);
    for (const name of replaced) live.unset(name);
    for (const { name, value } of change.set) live.set(name, value);
    const holds = [...change.set, ...wished].every(({ name, value }) => live.get(name)?.value === value);
    // In a choice the last one wins: all of its members are set again, in order.
    const touched = withMembers(replaced, this.model);
    for (const name of touched) live.unset(name);
    for (const { name, value, by } of this.settings) if (touched.has(name)) live.set(name, value, by);
    return holds;
  }

  /** What is lost of a trial and was not lost before, of what was not asked for in it. */
  newLosses(trial: Resolution, { set }: Change): readonly ConfigLoss[] {
    const before = new Set(this.resolution.losses.map(({ name }) => name));
    const asked = new Set(set.map(({ name }) => name));
    return trial.losses.filter(({ name }) => !before.has(name) && !asked.has(name));
  }

  /** Settings backwards from the conditions of a symbol. */
  waysTo({ name, value }: Assignment): readonly Way[] {
    this.#ways ??= new Ways(this.model, this.resolution);
    return this.#ways.to(name, value);
  }

  /** So many whole resolutions can be waited for. */
  get most(): number {
    return Math.min(MAX_TRIALS, Math.ceil(MAX_SYMBOLS / (this.model.symbols.size + 1)));
  }
}

function withMembers(names: ReadonlySet<string>, { symbols }: KconfigModel): ReadonlySet<string> {
  const members = [...names].flatMap((name) => symbols.get(name)?.choice?.members ?? []);
  return new Set([...names, ...members.map(({ name }) => name)]);
}
