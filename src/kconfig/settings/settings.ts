// What users ask for: assignments of one or more sources, and which of them counts.

import { expectList, expectObject, expectText } from '../caller-mistakes.js';
import type { Location } from '../text/source.js';
import type { SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import { isValidValue } from '../tree/number-text.js';
import { SymbolFlag, SymbolType } from '../tree/symbol-table.js';
import type { Tree } from '../tree/tree.js';
import type { Tristate } from '../tristate.js';
import { NO, parseTristate, YES } from '../tristate.js';
import type { Configuration } from '../values/configuration.js';
import { ValueFlag } from '../values/value-flag.js';

/** One assignment from a file, the command line or a program. `value` is unquoted; 'n' for "is not set". */
export interface ConfigSetting {
  readonly name: string;
  readonly value: string;
  readonly at?: Location;
  /** Where it comes from, for people: 'configs/x_defconfig', '--set'. */
  readonly by: string;
}

export interface Overridden {
  readonly setting: ConfigSetting;
  readonly by: ConfigSetting;
}

export interface GatheredSettings {
  /** The setting that counts for each name, in the order of the settings that count; unknown names included. */
  readonly final: ReadonlyMap<string, ConfigSetting>;
  readonly overridden: readonly Overridden[];
}

/** Of several settings of one name the last counts. */
export function gatherSettings(settings: Iterable<ConfigSetting>): GatheredSettings {
  const final = new Map<string, ConfigSetting>();
  const overridden: Overridden[] = [];
  expectList(settings, 'the settings of a configuration');
  for (const setting of settings) {
    checkSetting(setting);
    const earlier = final.get(setting.name);
    if (earlier !== undefined) overridden.push({ setting: earlier, by: setting });
    // Taken out first, so that the order of the map is the order of the settings that count.
    final.delete(setting.name);
    final.set(setting.name, setting);
  }
  return { final, overridden };
}

function checkSetting(setting: ConfigSetting): void {
  expectObject(setting, 'a setting');
  expectText(setting.name, 'the "name" of a setting');
  expectText(setting.value, `the "value" of the setting of ${setting.name}`);
}

/** The symbol a setting is about, if there is one with a definition. */
export function definedSymbol(tree: Tree, name: string): SymbolId {
  const symbol = tree.symbols.find(name);
  if (symbol === NONE || tree.symbols.has(symbol, SymbolFlag.choice)) return NONE;
  return tree.symbols.firstDefinition.get(symbol) === NONE ? NONE : symbol;
}

/** Whether a text is exactly a value of the symbol's type; stricter than Linux's tools, which read `yes` as y. */
export function isExactValue(type: number, text: string): boolean {
  switch (type) {
    case SymbolType.bool:
      return text === 'y' || text === 'n';
    case SymbolType.tristate:
      return text === 'y' || text === 'm' || text === 'n';
    case SymbolType.string:
      // A line break or NUL could not be written to a .config file and read back.
      return !/[\n\0]/.test(text);
    default:
      return isValidValue(type, text);
  }
}

/** Gives the values to a configuration that has none of a user yet. Settings that cannot be are passed over. */
export function applySettings(configuration: Configuration, final: ReadonlyMap<string, ConfigSetting>): void {
  const { tree } = configuration;
  const { symbols } = tree;
  if (configuration.members === undefined) {
    for (const symbol of tree.hashOrder) {
      if (symbols.has(symbol, SymbolFlag.choice)) configuration.mark(symbol, ValueFlag.user);
    }
  }
  for (const { name, value } of final.values()) {
    const symbol = definedSymbol(tree, name);
    if (symbol !== NONE && isExactValue(symbols.type.get(symbol), value)) applyValue(configuration, symbol, value);
  }
  configuration.invalidateAll();
}

/** Notes a user's value without computing anything. */
export function applyValue(configuration: Configuration, symbol: SymbolId, value: string): void {
  const { symbols } = configuration.tree;
  configuration.mark(symbol, ValueFlag.user);
  const type = symbols.type.get(symbol);
  if (type !== SymbolType.bool && type !== SymbolType.tristate) {
    configuration.userText[symbol] = value;
    return;
  }
  const tristate: Tristate = parseTristate(value) ?? NO;
  configuration.userTristate[symbol] = tristate;
  const choice = symbols.choice.get(symbol);
  if (choice === NONE) return;
  if (configuration.members !== undefined) {
    configuration.members.move(choice, symbol, 'first');
    return;
  }
  if (tristate === YES) configuration.userSelected[choice] = symbol;
  configuration.userTristate[choice] = Math.max(configuration.userTristate[choice] as number, tristate);
}
