// Values for a model and settings in one call. Pure: a new configuration each time.

import type { KconfigDiagnostic } from '../diagnostic.js';
import { createDiagnostic } from '../diagnostic.js';
import type { KChoice, KconfigModel } from '../model/model.js';
import { TreeModel } from '../model/tree-model.js';
import type { SymbolId } from '../tree/expression-pool.js';
import { NONE, Op } from '../tree/expression-pool.js';
import { SymbolFlag, SymbolType, symbolYes } from '../tree/symbol-table.js';
import type { Tristate } from '../tristate.js';
import { NO, YES } from '../tristate.js';
import { Configuration } from '../values/configuration.js';
import { ValueFlag } from '../values/value-flag.js';
import { findLoss } from './losses.js';
import { originOf, refusedMember, selectionOf } from './origins.js';
import { printModelExpression } from './print.js';
import type { Resolution, ResolvedChoice, ResolvedValue } from './resolution.js';
import type { ConfigSetting, GatheredSettings } from './settings.js';
import { applySettings, definedSymbol, gatherSettings } from './settings.js';

/** A file of another project has thousands of names that are not defined here: so many are looked for among the defined ones. */
const maxComparisons = 5_000_000;

/** What each resolution was made of. */
const sources = new WeakMap<Resolution, { readonly model: TreeModel; readonly final: GatheredSettings['final'] }>();

/**
 * The value of every symbol for the given settings; of several settings of one symbol the last wins. What was asked for
 * and did not stick is in `losses`. Values are those of Linux's tools for the same .config; a user's number out of range
 * takes the bound (as in Linux 6.12) in every dialect, and is told as lost. Throws if the model was not made by
 * `parseKconfig`.
 */
export function resolveConfig(model: KconfigModel, settings: readonly ConfigSetting[]): Resolution {
  const tree = treeModelOf(model);
  const gathered = gatherSettings(settings);
  const configuration = computeValues(tree, gathered.final);
  const settingOf = (name: string): ConfigSetting | undefined => gathered.final.get(name);
  const values = new Map<string, ResolvedValue>();
  const diagnostics: KconfigDiagnostic[] = [];
  for (const symbol of tree.definedSymbols()) {
    const value = resolvedValue(tree, configuration, symbol, settingOf);
    values.set(value.name, value);
    const unmet = checkSelected(tree, configuration, symbol);
    if (unmet !== undefined) diagnostics.push(unmet);
  }
  diagnostics.push(...describeOverrides(tree, configuration, gathered));
  const comparisons = { left: maxComparisons };
  const losses = [...gathered.final.values()].flatMap((setting) => {
    const loss = findLoss({ model: tree, configuration, settingOf, comparisons }, setting);
    return loss === undefined ? [] : [loss];
  });
  const choices = resolvedChoices(tree, configuration);
  const resolution = { values, choices, losses, diagnostics, modules: configuration.modules };
  sources.set(resolution, { model: tree, final: gathered.final });
  return resolution;
}

/** Every model of this engine stands on a tree. */
export function treeModelOf(model: KconfigModel): TreeModel {
  if (model instanceof TreeModel) return model;
  throw new TypeError('the model was not made by parseKconfig: give the "model" of its result as it is');
}

/** All values for the settings that count. Computed once: Linux's choices forget on the way who made them. */
export function computeValues(model: TreeModel, final: GatheredSettings['final']): Configuration {
  const configuration = new Configuration(model.tree);
  configuration.ignoresInverted = true;
  applySettings(configuration, final);
  for (const symbol of model.tree.hashOrder) configuration.calculate(symbol);
  return configuration;
}

/** The values a resolution was made of, computed anew for whoever writes them; throws if it is of another model. */
export function valuesBehind(model: KconfigModel, resolution: Resolution): Configuration {
  const source = sources.get(resolution);
  if (source === undefined || source.model !== model) {
    throw new TypeError('the resolution was not made by resolveConfig for this model');
  }
  return computeValues(source.model, source.final);
}

/** A value with everything known about it. */
export function resolvedValue(
  model: TreeModel,
  configuration: Configuration,
  symbol: SymbolId,
  settingOf: (name: string) => ConfigSetting | undefined,
): ResolvedValue {
  const { name, type } = model.symbolOf(symbol);
  configuration.calculate(symbol);
  const visibility = configuration.visibility[symbol] as Tristate;
  return {
    name,
    type,
    value: type === 'unknown' ? '' : configuration.textOf(symbol),
    visible: visibility !== NO,
    visibility,
    written: configuration.is(symbol, ValueFlag.written),
    origin: originOf(model, configuration, symbol, settingOf),
    at: model.placeOfMenu(model.tree.symbols.firstDefinition.get(symbol)),
  };
}

/** Linux's tools print "WARNING: unmet direct dependencies detected for X" with both sides. */
function checkSelected(
  model: TreeModel,
  configuration: Configuration,
  symbol: SymbolId,
): KconfigDiagnostic | undefined {
  const { symbols, expressions } = model.tree;
  const dependency = configuration.dependency[symbol] as number;
  const type = symbols.type.get(symbol);
  const condition = symbols.directDependency.get(symbol);
  if (dependency >= (configuration.selectedBy[symbol] as number) || condition === NONE) return undefined;
  if (type !== SymbolType.bool && type !== SymbolType.tristate) return undefined;
  const related = expressions
    .operands(symbols.reverseDependency.get(symbol), Op.or)
    .filter((operand) => configuration.evaluate(operand) > dependency)
    .map((operand) => expressions.operands(operand, Op.and)[0] ?? NONE)
    .map((first) => expressions.left.get(first))
    .map((by) => ({ message: `selected by ${symbols.nameOf(by)}`, at: selectLine(model, by, symbol) }));
  const message = `unmet direct dependencies detected for ${symbols.nameOf(symbol)}: it depends on ${printModelExpression(model, condition)}`;
  const at = model.placeOfMenu(symbols.firstDefinition.get(symbol));
  return createDiagnostic('KC0510', message, at, { related });
}

function selectLine(model: TreeModel, by: SymbolId, target: SymbolId): ResolvedValue['at'] {
  const name = model.tree.symbols.nameOf(target);
  const select = model.symbolOf(by).selects.find((each) => each.target === name);
  return select?.at ?? model.placeOfMenu(model.tree.symbols.firstDefinition.get(by));
}

function describeOverrides(
  model: TreeModel,
  configuration: Configuration,
  { final, overridden }: GatheredSettings,
): readonly KconfigDiagnostic[] {
  const diagnostics: KconfigDiagnostic[] = [];
  for (const { setting, by } of overridden) {
    if (setting.value === by.value || setting.by === by.by) continue;
    const message = `${setting.name}=${setting.value} of ${setting.by} is overridden by ${by.by} with ${by.value}`;
    diagnostics.push(createDiagnostic('KC0511', message, by.at ?? setting.at));
  }
  for (const setting of final.values()) {
    const rival = rivalOf(model, configuration, setting, final);
    if (rival === undefined) continue;
    const message = `override: ${rival.name}=y of ${rival.by} changes the choice made by ${setting.name}=y of ${setting.by}`;
    diagnostics.push(createDiagnostic('KC0512', message, rival.at));
  }
  return diagnostics;
}

/** The setting that made another member of the same choice y. */
function rivalOf(
  model: TreeModel,
  configuration: Configuration,
  { name, value }: ConfigSetting,
  final: ReadonlyMap<string, ConfigSetting>,
): ConfigSetting | undefined {
  const symbol = definedSymbol(model.tree, name);
  const choice = symbol === NONE ? NONE : model.tree.symbols.choice.get(symbol);
  if (value !== 'y' || choice === NONE || configuration.userTristate[symbol] !== YES) return undefined;
  const { member, byUser } = selectionOf(model, configuration, choice);
  const later = byUser ? member : refusedMember(configuration, choice);
  return later !== NONE && later !== symbol ? final.get(model.tree.symbols.nameOf(later)) : undefined;
}

function resolvedChoices(model: TreeModel, configuration: Configuration): ReadonlyMap<KChoice, ResolvedChoice> {
  const { symbols } = model.tree;
  const choices = new Map<KChoice, ResolvedChoice>();
  for (let choice = symbolYes + 1; choice < symbols.length; choice += 1) {
    if (!symbols.has(choice, SymbolFlag.choice)) continue;
    configuration.calculate(choice);
    const { member } = selectionOf(model, configuration, choice);
    const mode =
      configuration.members === undefined ? (configuration.tristate[choice] as Tristate) : member === NONE ? NO : YES;
    choices.set(model.choiceOf(choice), { mode, selected: member === NONE ? undefined : symbols.nameOf(member) });
  }
  return choices;
}
