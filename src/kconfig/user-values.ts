// Which settings count: the last one of each symbol, if its value has the form of the symbol's type.
// Owns no rules of dependencies; what is set here may still not stick. Settings that fall out are returned, never dropped.

import { isValidValue } from './integer.js';
import type { KChoice, KconfigModel, KSymbol } from './model.js';
import type { Location } from './source.js';
import type { Tristate } from './tristate.js';
import { NO, or, parseTristate, YES } from './tristate.js';

/** One assignment from a file, the command line or a program. `value` is unquoted; 'n' for "is not set". */
export type ConfigSetting = {
  readonly name: string;
  readonly value: string;
  readonly at?: Location;
  /** Where it comes from, for people: 'configs/x_defconfig', '--set'. */
  readonly by: string;
};

export interface UserValue {
  readonly setting: ConfigSetting;
  /** For bool and tristate. */
  readonly tristate: Tristate;
}

export interface UserChoice {
  /** The highest value among the members that are set. */
  readonly mode: Tristate;
  /** The member set to y last. */
  readonly selected?: KSymbol | undefined;
}

export interface Overridden {
  readonly setting: ConfigSetting;
  readonly by: ConfigSetting;
}

export interface UserValues {
  readonly values: ReadonlyMap<string, UserValue>;
  readonly choices: ReadonlyMap<KChoice, UserChoice>;
  /** The setting that counts for each name, undefined names and malformed values included. */
  readonly final: ReadonlyMap<string, ConfigSetting>;
  readonly overridden: readonly Overridden[];
}

export function gatherUserValues(model: KconfigModel, settings: readonly ConfigSetting[]): UserValues {
  const final = new Map<string, ConfigSetting>();
  const overridden: Overridden[] = [];
  for (const setting of settings) {
    const earlier = final.get(setting.name);
    if (earlier !== undefined) overridden.push({ setting: earlier, by: setting });
    // Taken out first, so that the order of the map is the order of the settings that count.
    final.delete(setting.name);
    final.set(setting.name, setting);
  }
  const values = new Map<string, UserValue>();
  const choices = new Map<KChoice, UserChoice>();
  for (const setting of final.values()) {
    const symbol = model.symbols.get(setting.name);
    if (symbol === undefined || !isValidValue(symbol.type, setting.value)) continue;
    const tristate = parseTristate(setting.value) ?? NO;
    values.set(setting.name, { setting, tristate });
    if (symbol.choice === undefined) continue;
    const choice = choices.get(symbol.choice);
    const selected = tristate === YES ? symbol : choice?.selected;
    choices.set(symbol.choice, { mode: or(choice?.mode ?? NO, tristate), selected });
  }
  return { values, choices, final, overridden };
}
