// The values of a model while somebody changes them: a change computes again only what depends on it, and is told with all
// that follows from it. For menus, editors and other programs that stay.

import { expectText } from '../caller-mistakes.js';
import { formatConfigText, formatMinimalText } from '../config-file/write-config.js';
import type { KconfigModel, MenuNode } from '../model/model.js';
import type { TreeModel } from '../model/tree-model.js';
import type { SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import { SymbolFlag, SymbolType } from '../tree/symbol-table.js';
import { membersOf } from '../tree/tree.js';
import type { Configuration } from '../values/configuration.js';
import { Recomputation } from '../values/recompute.js';
import { ValueFlag } from '../values/value-flag.js';
import type { EntryState } from './entry-state.js';
import { entryState } from './entry-state.js';
import type { Explanation } from './explain.js';
import { describeValue } from './explain.js';
import type { ConfigFormatOptions, FormatOptions } from './format.js';
import { withHeader } from './format.js';
import { findLoss } from './losses.js';
import type { ConfigLoss, ResolvedValue } from './resolution.js';
import { computeValues, resolvedValue, treeModelOf } from './resolve.js';
import type { ConfigSetting } from './settings.js';
import { applyValue, definedSymbol, gatherSettings, isExactValue } from './settings.js';

/** What a change did. */
export interface ChangeOutcome {
  /** Names of the symbols whose value is another one now, the changed one among them, in the order of the tree. */
  readonly changed: readonly string[];
  /** Why the setting did not stick, if it did not. */
  readonly loss?: ConfigLoss;
}

/** The values of a model under settings that change. A change computes again what depends on it and nothing else. */
export class LiveValues {
  readonly #model: TreeModel;
  #final: Map<string, ConfigSetting>;
  #configuration: Configuration;
  readonly #preparation: Generator<undefined, Recomputation>;
  #recomputation: Recomputation | undefined;

  /** Throws if the model was not made by `parseKconfig`. */
  constructor(model: KconfigModel, settings: Iterable<ConfigSetting> = []) {
    this.#model = treeModelOf(model);
    this.#final = new Map(gatherSettings(settings).final);
    this.#configuration = computeValues(this.#model, this.#final);
    this.#preparation = Recomputation.prepare(this.#model.tree);
  }

  /**
   * Does a piece of what the first change needs, some milliseconds at most, and says whether something is left. For programs that
   * wait for somebody: without it the first change takes longer, on a kernel by 30 ms.
   */
  prepare(): boolean {
    if (this.#recomputation !== undefined) return false;
    const { done, value } = this.#preparation.next();
    if (done === true) this.#recomputation = value;
    return done !== true;
  }

  /** The value of a symbol with its origin; undefined for a name that is not defined. */
  get(name: string): ResolvedValue | undefined {
    const symbol = definedSymbol(this.#model.tree, name);
    return symbol === NONE
      ? undefined
      : resolvedValue(this.#model, this.#configuration, symbol, (other) => this.#final.get(other));
  }

  /** How an entry of the model's menu tree stands now; throws if it is none of this model. */
  entry(node: MenuNode): EntryState {
    return entryState(this.#model, this.#configuration, this.#model.menuOf(node));
  }

  /** The settings that count, in order. */
  get settings(): readonly ConfigSetting[] {
    return [...this.#final.values()];
  }

  /**
   * Sets a symbol to a value written as in a .config, without quotes: 'y', 'n', '42', '0x2a', 'text'. The setting is kept
   * even if it does not stick now: it does as soon as it can. `by` is for people, in losses and explanations.
   */
  set(name: string, value: string, by = 'set'): ChangeOutcome {
    expectText(name, 'the name of a symbol to set');
    expectText(value, `the value to set ${name} to, such as "y" or "42",`);
    this.#final.delete(name);
    this.#final.set(name, { name, value, by });
    return this.#update(name);
  }

  /** Takes a setting back. */
  unset(name: string): ChangeOutcome {
    expectText(name, 'the name of a symbol to take back');
    return this.#final.delete(name) ? this.#update(name) : { changed: [] };
  }

  /** What was asked for a symbol and is not so. */
  loss(name: string): ConfigLoss | undefined {
    const setting = this.#final.get(name);
    return setting && this.#lossOf(setting);
  }

  /** Everything that was asked for and is not so. */
  get losses(): readonly ConfigLoss[] {
    return this.settings.flatMap((setting) => this.#lossOf(setting) ?? []);
  }

  /** Why a symbol has its value, and what keeps it from others; undefined for a name that is not defined. */
  explain(name: string): Explanation | undefined {
    const value = this.get(name);
    const symbol = definedSymbol(this.#model.tree, name);
    return value && describeValue(this.#model, this.#configuration, symbol, value);
  }

  /** Why a symbol cannot have a value; undefined if it can. Nothing stays changed. */
  whyNot(name: string, value: string): ConfigLoss | undefined {
    // The order of the settings counts, too: in a choice the last one wins.
    const before = new Map(this.#final);
    const { loss } = this.set(name, value, 'asked');
    this.#final = before;
    this.#update(name);
    return loss;
  }

  /** The text of a .config, as `formatConfig` writes it. */
  config({ prefix = 'CONFIG_', header }: ConfigFormatOptions = {}): string {
    return withHeader(formatConfigText(computeValues(this.#model, this.#final), prefix), header);
  }

  /** The text of a minimal configuration, as `formatDefconfig` writes it. */
  defconfig({ prefix = 'CONFIG_' }: FormatOptions = {}): string {
    return formatMinimalText(computeValues(this.#model, this.#final), prefix);
  }

  #lossOf(setting: ConfigSetting): ConfigLoss | undefined {
    const settingOf = (name: string): ConfigSetting | undefined => this.#final.get(name);
    return findLoss({ model: this.#model, configuration: this.#configuration, settingOf }, setting);
  }

  #update(name: string): ChangeOutcome {
    const symbol = definedSymbol(this.#model.tree, name);
    const changed = symbol === NONE ? [] : this.#computeAgain(symbol);
    const setting = this.#final.get(name);
    const loss = setting && this.#lossOf(setting);
    return { changed, ...(loss && { loss }) };
  }

  #computeAgain(symbol: SymbolId): readonly string[] {
    const { tree } = this.#model;
    const choice = tree.symbols.choice.get(symbol);
    if (choice === NONE) this.#apply(symbol);
    else this.#applyChoice(choice);
    while (this.prepare());
    const { former, isComplete } = (this.#recomputation as Recomputation).run(this.#configuration, symbol);
    if (!isComplete) return this.#computeAll(former);
    return this.#namesOf([...former.keys()]);
  }

  /** `former` has the texts of what was computed again already. */
  #computeAll(former: ReadonlyMap<SymbolId, string>): readonly string[] {
    const all = [...this.#model.definedSymbols()];
    const before = all.map((each) => former.get(each) ?? this.#configuration.textOf(each));
    this.#configuration = computeValues(this.#model, this.#final);
    return this.#namesOf(all.filter((each, index) => this.#configuration.textOf(each) !== before[index]));
  }

  /** The names of those that have one and a value. */
  #namesOf(changed: readonly SymbolId[]): readonly string[] {
    const { symbols } = this.#model.tree;
    return changed
      .toSorted((a, b) => a - b)
      .filter((each) => !symbols.has(each, SymbolFlag.choice) && symbols.type.get(each) !== SymbolType.unknown)
      .map((each) => symbols.nameOf(each));
  }

  /** Notes the setting of a symbol, or that there is none. */
  #apply(symbol: SymbolId): void {
    const { symbols } = this.#model.tree;
    const setting = this.#final.get(symbols.nameOf(symbol));
    this.#configuration.clear(symbol, ValueFlag.user);
    if (setting === undefined || !isExactValue(symbols.type.get(symbol), setting.value)) return;
    applyValue(this.#configuration, symbol, setting.value);
  }

  /** Notes the settings of all members anew, in their order: the last y wins. */
  #applyChoice(choice: SymbolId): void {
    const { tree } = this.#model;
    const members = new Map([...membersOf(tree, choice)].map((member) => [tree.symbols.nameOf(member), member]));
    this.#configuration.userSelected[choice] = NONE;
    this.#configuration.userTristate[choice] = 0;
    for (const member of members.values()) this.#configuration.clear(member, ValueFlag.user);
    for (const name of this.#final.keys()) {
      const member = members.get(name);
      if (member !== undefined) this.#apply(member);
    }
  }
}
