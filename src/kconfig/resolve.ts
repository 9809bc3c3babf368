// Values for a model and settings: runs the evaluator and gathers values, choices, losses and diagnostics. Pure.

import type { KconfigDiagnostic } from './diagnostic.js';
import { createDiagnostic } from './diagnostic.js';
import { Evaluator } from './evaluate.js';
import { printExpression } from './expression.js';
import { findLosses } from './losses.js';
import type { KChoice, KconfigModel, KSymbol } from './model.js';
import type { Resolution, ResolvedChoice, ResolvedValue } from './resolution.js';
import { reverseLevel } from './symbol-rules.js';
import { NO, YES } from './tristate.js';
import type { ConfigSetting, UserValues } from './user-values.js';
import { gatherUserValues } from './user-values.js';

/**
 * The value of every symbol for the given settings; of several settings of one symbol the last wins. What was asked for
 * and did not stick is in `losses`. Semantics: scripts/kconfig/symbol.c of Linux 6.1; user numbers out of range are moved
 * to the bound as in Linux 6.12.
 */
export function resolveConfig(model: KconfigModel, settings: readonly ConfigSetting[]): Resolution {
  const user = gatherUserValues(model, settings);
  const evaluator = new Evaluator(model, user);
  const values = new Map<string, ResolvedValue>();
  const diagnostics: KconfigDiagnostic[] = [];
  for (const symbol of model.symbols.values()) {
    const value = resolveValue(symbol, evaluator);
    if (value !== undefined) values.set(symbol.name, value);
    const unmet = checkSelected(symbol, evaluator);
    if (unmet !== undefined) diagnostics.push(unmet);
  }
  const choices = new Map<KChoice, ResolvedChoice>();
  for (const choice of model.choices) {
    const { mode, selected } = evaluator.choiceOf(choice);
    choices.set(choice, { mode, selected: selected?.name });
  }
  diagnostics.push(...describeOverrides(model, user, evaluator));
  return { values, choices, losses: findLosses(model, user, evaluator), diagnostics, modules: evaluator.modules };
}

function resolveValue(symbol: KSymbol, evaluator: Evaluator): ResolvedValue | undefined {
  const state = evaluator.stateOf(symbol);
  const [at] = symbol.definitions;
  // Every symbol of the model has a definition: it was made by one.
  if (at === undefined) return undefined;
  return {
    name: symbol.name,
    type: symbol.type,
    value: symbol.type === 'unknown' ? '' : evaluator.valueText(symbol),
    visible: state.visibility !== NO,
    visibility: state.visibility,
    written: state.written,
    origin: state.origin,
    at,
  };
}

/** C prints "WARNING: unmet direct dependencies detected for X" with both sides. */
function checkSelected(symbol: KSymbol, evaluator: Evaluator): KconfigDiagnostic | undefined {
  const { dependency, selected } = evaluator.stateOf(symbol);
  if (dependency >= selected.level || symbol.dependency === undefined) return undefined;
  if (symbol.type !== 'bool' && symbol.type !== 'tristate') return undefined;
  const related = symbol.selectedBy
    .filter((cause) => reverseLevel([cause], evaluator).level > dependency)
    .map(({ by, at }) => ({ message: `selected by ${by}`, at }));
  const message = `unmet direct dependencies detected for ${symbol.name}: it depends on ${printExpression(symbol.dependency)}`;
  return createDiagnostic('KC0510', message, symbol.definitions[0], { related });
}

function describeOverrides(model: KconfigModel, user: UserValues, evaluator: Evaluator): readonly KconfigDiagnostic[] {
  const diagnostics: KconfigDiagnostic[] = [];
  for (const { setting, by } of user.overridden) {
    if (setting.value === by.value || setting.by === by.by) continue;
    const message = `${setting.name}=${setting.value} of ${setting.by} is overridden by ${by.by} with ${by.value}`;
    diagnostics.push(createDiagnostic('KC0511', message, by.at ?? setting.at));
  }
  for (const { symbol, setting, rival } of overriddenMembers(model, user, evaluator)) {
    const message = `override: ${rival.name}=y of ${rival.by} changes the choice made by ${symbol.name}=y of ${setting.by}`;
    diagnostics.push(createDiagnostic('KC0512', message, rival.at));
  }
  return diagnostics;
}

function* overriddenMembers(
  model: KconfigModel,
  user: UserValues,
  evaluator: Evaluator,
): Generator<{ symbol: KSymbol; setting: ConfigSetting; rival: ConfigSetting }> {
  for (const { setting, tristate } of user.values.values()) {
    const symbol = model.symbols.get(setting.name);
    if (tristate !== YES || symbol?.choice === undefined) continue;
    const { selected, cause } = evaluator.choiceOf(symbol.choice);
    const rival = selected && user.values.get(selected.name)?.setting;
    if (selected !== symbol && cause === 'user' && rival !== undefined) yield { symbol, setting, rival };
  }
}
