// Why a symbol has its value: found again from finished values, by the rules that made them.

import type { TreeModel } from '../model/tree-model.js';
import type { Location } from '../text/source.js';
import type { SymbolId } from '../tree/expression-pool.js';
import { NONE, Op } from '../tree/expression-pool.js';
import { PropertyKind } from '../tree/menu-table.js';
import { SymbolFlag, SymbolType } from '../tree/symbol-table.js';
import { NO, YES } from '../tristate.js';
import type { Configuration } from '../values/configuration.js';
import { hasUserText } from '../values/user-text.js';
import { ValueFlag } from '../values/value-flag.js';
import type { Origin } from './resolution.js';
import type { ConfigSetting } from './settings.js';
import { isExactValue } from './settings.js';

/** The setting of a symbol that counts, if any. */
export type SettingOf = (name: string) => ConfigSetting | undefined;

export function originOf(
  model: TreeModel,
  configuration: Configuration,
  symbol: SymbolId,
  settingOf: SettingOf,
): Origin {
  const type = model.tree.symbols.type.get(symbol);
  configuration.calculate(symbol);
  if (type === SymbolType.unknown) return { kind: 'unset' };
  const setting = validSetting(model, symbol, settingOf);
  if (type !== SymbolType.bool && type !== SymbolType.tristate)
    return originOfText(model, configuration, symbol, setting);
  return originOfTristate(model, configuration, symbol, setting);
}

function validSetting(model: TreeModel, symbol: SymbolId, settingOf: SettingOf): ConfigSetting | undefined {
  const { symbols } = model.tree;
  const setting = settingOf(symbols.nameOf(symbol));
  return setting !== undefined && isExactValue(symbols.type.get(symbol), setting.value) ? setting : undefined;
}

function userOrigin({ by, at }: ConfigSetting): Origin {
  return { kind: 'user', by, ...(at && { at }) };
}

function originOfText(
  model: TreeModel,
  configuration: Configuration,
  symbol: SymbolId,
  setting: ConfigSetting | undefined,
): Origin {
  const range = configuration.range(symbol);
  const isUser = setting !== undefined && hasUserText(configuration, symbol);
  const property = configuration.applicable(symbol, PropertyKind.default);
  const unlimited = isUser ? setting.value : property === NONE ? '' : defaultValue(model, configuration, property);
  if (range !== undefined && unlimited !== configuration.textOf(symbol)) {
    return { kind: 'range', at: model.placeOfProperty(range.property) };
  }
  if (isUser) return userOrigin(setting);
  return property === NONE ? { kind: 'unset' } : { kind: 'default', at: model.placeOfProperty(property) };
}

function defaultValue({ tree }: TreeModel, configuration: Configuration, property: number): string {
  const expression = tree.properties.expression.get(property);
  if (tree.expressions.op.get(expression) !== Op.symbol) return '';
  const symbol = tree.expressions.left.get(expression);
  configuration.calculate(symbol);
  return configuration.rawText(symbol);
}

function originOfTristate(
  model: TreeModel,
  configuration: Configuration,
  symbol: SymbolId,
  setting: ConfigSetting | undefined,
): Origin {
  const { symbols } = model.tree;
  const value = configuration.tristate[symbol] as number;
  const choice = symbols.choice.get(symbol);
  const isDecided =
    choice !== NONE && (configuration.members !== undefined || configuration.visibility[symbol] === YES);
  if (isDecided && configuration.visibility[symbol] !== NO)
    return originOfMember(model, configuration, symbol, choice, setting);
  const own = ownOrigin(model, configuration, symbol, setting);
  const selectedBy = configuration.selectedBy[symbol] as number;
  if (selectedBy !== NO && selectedBy === value && own.level < value) {
    return causeOf(model, configuration, symbol, 'select', value) ?? own.origin;
  }
  return own.origin;
}

/** What the symbol would be without selects, and why. */
function ownOrigin(
  model: TreeModel,
  configuration: Configuration,
  symbol: SymbolId,
  setting: ConfigSetting | undefined,
): { readonly level: number; readonly origin: Origin } {
  const visibility = configuration.visibility[symbol] as number;
  if (visibility !== NO && setting !== undefined && configuration.is(symbol, ValueFlag.user)) {
    return { level: Math.min(configuration.userTristate[symbol] as number, visibility), origin: userOrigin(setting) };
  }
  const property = configuration.applicable(symbol, PropertyKind.default);
  let level: number = NO;
  let origin: Origin = { kind: 'unset' };
  if (property !== NONE) {
    const own = configuration.evaluate(model.tree.properties.expression.get(property));
    level = Math.min(own, configuration.propertyVisible[property] as number);
    origin = { kind: 'default', at: model.placeOfProperty(property) };
  }
  const implied = Math.min(configuration.impliedBy[symbol] as number, configuration.dependency[symbol] as number);
  if (implied > level) {
    return { level: implied, origin: causeOf(model, configuration, symbol, 'imply', implied) ?? origin };
  }
  return { level, origin };
}

function originOfMember(
  model: TreeModel,
  configuration: Configuration,
  symbol: SymbolId,
  choice: SymbolId,
  setting: ConfigSetting | undefined,
): Origin {
  const value = configuration.tristate[symbol] as number;
  const picked = selectionOf(model, configuration, choice);
  const asked = setting === undefined ? undefined : (configuration.userTristate[symbol] as number);
  if (setting !== undefined && asked === value && (picked.byUser || value === NO)) return userOrigin(setting);
  return { kind: 'choice', at: picked.at };
}

export interface Selection {
  readonly member: SymbolId;
  readonly byUser: boolean;
  /** The line that made the member the default, or the choice. */
  readonly at: Location;
}

/** Which member of a choice is y, and why that one. */
export function selectionOf(model: TreeModel, configuration: Configuration, choice: SymbolId): Selection {
  const { tree } = model;
  const { symbols, properties, expressions } = tree;
  configuration.calculate(choice);
  const isChosen = (each: SymbolId): boolean =>
    configuration.visibility[each] !== NO && configuration.tristate[each] === YES;
  const member =
    configuration.members === undefined
      ? (configuration.selected[choice] as number)
      : (configuration.members.entriesOf(choice).find(isChosen) ?? NONE);
  const wanted =
    configuration.members === undefined
      ? configuration.userSelected[choice] === member
      : configuration.is(member, ValueFlag.user) && configuration.userTristate[member] === YES;
  const at = model.placeOfMenu(symbols.firstDefinition.get(choice));
  if (member === NONE || wanted) return { member, byUser: member !== NONE, at };
  for (let property = symbols.firstProperty.get(choice); property !== NONE; property = properties.next.get(property)) {
    if (properties.kind.get(property) !== PropertyKind.default) continue;
    if (expressions.left.get(properties.expression.get(property)) !== member) continue;
    if (configuration.evaluate(properties.condition.get(property)) === NO) continue;
    return { member, byUser: false, at: model.placeOfProperty(property) };
  }
  return { member, byUser: false, at };
}

/** The member that users picked last, if it cannot be y: the members picked before it do not count then. */
export function refusedMember(configuration: Configuration, choice: SymbolId): SymbolId {
  const last = configuration.members === undefined ? (configuration.userSelected[choice] as number) : NONE;
  return last !== NONE && configuration.visibility[last] === NO ? last : NONE;
}

/** The first select or imply that reaches a level. */
export function causeOf(
  model: TreeModel,
  configuration: Configuration,
  symbol: SymbolId,
  kind: 'select' | 'imply',
  level: number,
): { readonly kind: 'select' | 'imply'; readonly by: string; readonly at: Location } | undefined {
  const { tree } = model;
  const { symbols, expressions } = tree;
  const sum = kind === 'select' ? symbols.reverseDependency.get(symbol) : symbols.implied.get(symbol);
  if (sum === NONE) return undefined;
  // On a bool, m counts as y.
  const isPromoted = configuration.typeOf(symbol) === SymbolType.bool;
  for (const operand of expressions.operands(sum, Op.or)) {
    const reached = configuration.evaluate(operand);
    if (reached === NO || (reached < level && !isPromoted)) continue;
    const by = firstSymbol(tree, operand);
    if (symbols.has(by, SymbolFlag.choice)) continue;
    return { kind, by: symbols.nameOf(by), at: lineOfSelect(model, configuration, by, symbol, kind) };
  }
  return undefined;
}

/** The selector: `SELECTOR && condition`, from the left. */
function firstSymbol({ expressions }: TreeModel['tree'], expression: number): SymbolId {
  const [first = NONE] = expressions.operands(expression, Op.and);
  return expressions.op.get(first) === Op.symbol ? expressions.left.get(first) : NONE;
}

function lineOfSelect(
  model: TreeModel,
  configuration: Configuration,
  by: SymbolId,
  target: SymbolId,
  kind: 'select' | 'imply',
): Location {
  const { properties, symbols, expressions } = model.tree;
  const wanted = kind === 'select' ? PropertyKind.select : PropertyKind.imply;
  for (let property = symbols.firstProperty.get(by); property !== NONE; property = properties.next.get(property)) {
    if (properties.kind.get(property) !== wanted) continue;
    if (expressions.left.get(properties.expression.get(property)) !== target) continue;
    if (configuration.evaluate(properties.condition.get(property)) !== NO) return model.placeOfProperty(property);
  }
  return model.placeOfMenu(symbols.firstDefinition.get(by));
}
