// Finds the settings that did not stick and says why, most decisive reason first. Never silent: every setting that counts
// and differs from the value becomes exactly one ConfigLoss.

import type { KconfigDiagnostic } from '../diagnostic.js';
import { createDiagnostic } from '../diagnostic.js';
import type { TreeModel } from '../model/tree-model.js';
import { printable } from '../text/printable.js';
import type { Location } from '../text/source.js';
import type { SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import { SymbolType } from '../tree/symbol-table.js';
import type { Tristate } from '../tristate.js';
import { NO, parseTristate, YES } from '../tristate.js';
import type { Configuration } from '../values/configuration.js';
import { nearestName } from './nearest-name.js';
import type { SettingOf } from './origins.js';
import { causeOf, originOf, refusedMember, selectionOf } from './origins.js';
import type { ConfigLoss, LossReason } from './resolution.js';
import type { ConfigSetting } from './settings.js';
import { definedSymbol, isExactValue } from './settings.js';
import { choiceTitle, describeUnmetParts, promptConditions } from './unmet.js';

export interface LossContext {
  readonly model: TreeModel;
  readonly configuration: Configuration;
  readonly settingOf: SettingOf;
  /** How many names may still be compared with what is not defined, if that has a bound. */
  readonly comparisons?: { left: number };
}

/** Why a setting did not stick; undefined if it did. */
export function findLoss(context: LossContext, setting: ConfigSetting): ConfigLoss | undefined {
  const { model, configuration } = context;
  const symbol = definedSymbol(model.tree, setting.name);
  const why = symbol === NONE ? whyUnknown(context, setting) : whyLost(context, setting, symbol);
  if (why === undefined) return undefined;
  const { reason, explanation, because, fix } = why;
  return {
    name: setting.name,
    asked: setting.value,
    got: symbol === NONE ? '' : shownValue(configuration, symbol),
    reason,
    explanation,
    ...(setting.at && { at: setting.at }),
    ...(because && { because }),
    ...(fix !== undefined && { fix }),
  };
}

/** A symbol with more entries is a mistake: what would help is looked for in the first. */
const maxPrompts = 20;

interface Why {
  readonly reason: LossReason;
  readonly explanation: string;
  readonly because?: Location | undefined;
  readonly fix?: string | undefined;
}

function shownValue(configuration: Configuration, symbol: SymbolId): string {
  return configuration.tree.symbols.type.get(symbol) === SymbolType.unknown ? '' : configuration.textOf(symbol);
}

/** Asking for n of a symbol that does not exist gives what was asked for. */
function whyUnknown({ model, comparisons }: LossContext, { name, value }: ConfigSetting): Why | undefined {
  if (value === 'n') return undefined;
  if (comparisons !== undefined) comparisons.left -= model.symbols.size;
  const isTooMuch = comparisons !== undefined && comparisons.left < 0;
  const nearest = isTooMuch ? undefined : nearestName(name, model.symbols.keys());
  const explanation = `${name} is not defined in any Kconfig file`;
  return { reason: 'unknown-symbol', explanation, ...(nearest !== undefined && { fix: nearest }) };
}

function whyLost(context: LossContext, setting: ConfigSetting, symbol: SymbolId): Why | undefined {
  const { model, configuration, settingOf } = context;
  const { name, value } = setting;
  const got = shownValue(configuration, symbol);
  if (got === value) return undefined;
  const { symbols } = model.tree;
  const type = symbols.type.get(symbol);
  const { definitions, prompts } = model.symbolOf(symbol);
  if (!isExactValue(type, value)) {
    const suggestion = suggestValue(type, value);
    return {
      reason: 'invalid-value',
      explanation: `'${printable(value)}' is not a value of ${name}, which is ${describeType(model, symbol)}`,
      because: definitions[0],
      ...(suggestion !== undefined && { fix: `set ${name}=${suggestion}` }),
    };
  }
  if (prompts.length === 0) {
    const origin = originOf(model, configuration, symbol, settingOf);
    const why = origin.kind === 'select' ? `because ${origin.by} selects it` : 'by itself';
    const explanation = `${name} has no prompt, so it cannot be set; it is ${shown(got)} ${why}`;
    return { reason: 'no-prompt', explanation, because: 'at' in origin ? origin.at : definitions[0] };
  }
  const selected = whySelected(context, setting, symbol);
  if (selected !== undefined) return selected;
  const isVisible = configuration.visibility[symbol] !== NO;
  const choice = symbols.choice.get(symbol);
  if (choice !== NONE && isVisible) return whyRival(context, setting, symbol, choice);
  if (isVisible && (type === SymbolType.int || type === SymbolType.hex)) return whyOutOfRange(context, setting, symbol);
  return whyUnmet(context, setting, symbol);
}

function whySelected(
  { model, configuration }: LossContext,
  { name, value }: ConfigSetting,
  symbol: SymbolId,
): Why | undefined {
  const level = configuration.selectedBy[symbol] as number;
  const got = configuration.tristate[symbol] as number;
  const asked = parseTristate(value) ?? NO;
  if (level === NO || level !== got || asked >= got) return undefined;
  const cause = causeOf(model, configuration, symbol, 'select', level);
  if (cause === undefined) return undefined;
  const explanation = `${name} is ${configuration.textOf(symbol)} because ${cause.by} selects it`;
  // Nobody can set a symbol without a prompt, nor turn off a member of a choice alone.
  const by = definedSymbol(model.tree, cause.by);
  const canBeOff = model.tree.symbols.choice.get(by) === NONE && model.symbolOf(by).prompts.length > 0;
  const fix = canBeOff ? { fix: `set ${cause.by}=n` } : {};
  return { reason: 'selected', explanation, because: cause.at, ...fix };
}

function whyRival(
  { model, configuration, settingOf }: LossContext,
  { name, value, by }: ConfigSetting,
  symbol: SymbolId,
  choice: SymbolId,
): Why | undefined {
  const { symbols } = model.tree;
  const { member, byUser, at } = selectionOf(model, configuration, choice);
  const title = choiceTitle(model, choice);
  const place = byUser ? model.symbolOf(member).definitions[0] : at;
  if (value === 'n') {
    const explanation = `${name} is what choice "${title}" falls back to: one member must be y`;
    return { reason: 'choice', explanation, because: place, fix: 'set another member of the choice to y' };
  }
  const rival = member === NONE ? 'no member' : symbols.nameOf(member);
  const rivalSetting = member === NONE ? undefined : settingOf(rival);
  // A later source that picks another member overrides this one, as a later source of the same symbol would.
  if (byUser && rivalSetting !== undefined && rivalSetting.by !== by) return undefined;
  const refused = refusedMember(configuration, choice);
  if (refused !== NONE && refused !== symbol) {
    const later = symbols.nameOf(refused);
    const { prompts, definitions } = model.symbolOf(refused);
    const explanation = `${name} is ${configuration.textOf(symbol)} because ${later}=y was asked for after it in choice "${title}" and cannot be, so that ${rival}=y is its default`;
    return { reason: 'choice', explanation, because: prompts[0]?.at ?? definitions[0], fix: `remove ${later}=y` };
  }
  const explanation = `${name} is ${configuration.textOf(symbol)} because choice "${title}" has ${rival}=y`;
  return { reason: 'choice', explanation, because: place, fix: `remove ${rival}=y` };
}

function whyOutOfRange({ model, configuration }: LossContext, { name, value }: ConfigSetting, symbol: SymbolId): Why {
  const { symbols } = model.tree;
  const got = configuration.textOf(symbol);
  const range = configuration.range(symbol);
  const shownBound = (bound: SymbolId): string => {
    const isDefined = symbols.firstDefinition.get(bound) !== NONE;
    return isDefined ? `${symbols.nameOf(bound)} (=${shown(configuration.textOf(bound))})` : symbols.nameOf(bound);
  };
  const bounds = range === undefined ? '' : ` ${shownBound(range.low)}..${shownBound(range.high)}`;
  const explanation = `${name}=${value} is outside its range${bounds}`;
  const because = range === undefined ? undefined : model.placeOfProperty(range.property);
  return { reason: 'out-of-range', explanation, because, fix: `set ${name}=${got}` };
}

function whyUnmet({ model, configuration }: LossContext, { name, value }: ConfigSetting, symbol: SymbolId): Why {
  const { symbols } = model.tree;
  const got = shown(configuration.textOf(symbol));
  const type = symbols.type.get(symbol);
  if (value === 'm' && configuration.modules === NO && configuration.visibility[symbol] !== NO) {
    const modules = model.modules;
    const reason = modules === undefined ? 'there are no modules here' : `${modules.name} is n`;
    const fix = modules === undefined ? `set ${name}=y` : `set ${modules.name}=y`;
    const explanation = `${name} cannot be m: ${reason}; it is ${got}`;
    return { reason: 'unmet-dependency', explanation, because: modules?.definitions[0], fix };
  }
  const asked = parseTristate(value) ?? NO;
  const wanted: Tristate = type === SymbolType.tristate && asked !== NO ? asked : YES;
  const unmet = promptConditions(model, symbol)
    .slice(0, maxPrompts)
    .map((condition) => describeUnmetParts(model, configuration, symbol, condition, wanted));
  const part = unmet.find((each) => each?.fix !== undefined) ?? unmet[0];
  const explanation = `${name} is ${got}: it depends on ${part?.text ?? 'conditions that are not met'}`;
  const because = part?.because ?? model.symbolOf(symbol).prompts[0]?.at;
  return { reason: 'unmet-dependency', explanation, because, fix: part?.fix };
}

function describeType(model: TreeModel, symbol: SymbolId): string {
  const { type } = model.symbolOf(symbol);
  if (type === 'unknown') return 'a symbol without a type';
  return type === 'int' ? 'an int' : `a ${type}`;
}

/** What was probably meant by a value of the wrong form. */
function suggestValue(type: number, value: string): string | undefined {
  const word = value.toLowerCase();
  if (type === SymbolType.bool || type === SymbolType.tristate) {
    if (/^(m|yes|true|on|1|y)$/.test(word)) return 'y';
    return /^(no|false|off|0|n)$/.test(word) ? 'n' : undefined;
  }
  if (type === SymbolType.int && /^[+-]?0*[0-9]+$/.test(value)) return String(BigInt(value.replace('+', '')));
  if (type === SymbolType.int && /^0x[0-9a-f]+$/.test(word)) return String(BigInt(word));
  return undefined;
}

function shown(value: string): string {
  return value === '' ? 'empty' : printable(value);
}

const lossCodes = {
  'unknown-symbol': 'KC0501',
  'no-prompt': 'KC0502',
  'unmet-dependency': 'KC0503',
  selected: 'KC0504',
  choice: 'KC0505',
  'out-of-range': 'KC0506',
  'invalid-value': 'KC0507',
} as const satisfies Readonly<Record<LossReason, string>>;

/** The loss as an error at the place where the value was asked for. */
export function lossDiagnostic(loss: ConfigLoss): KconfigDiagnostic {
  const isName = loss.reason === 'unknown-symbol';
  const hint = loss.fix === undefined ? {} : { hint: { text: isName ? `did you mean ${loss.fix}?` : loss.fix } };
  const related = loss.because === undefined ? {} : { related: [{ message: 'decided here', at: loss.because }] };
  const message = `${loss.name}=${printable(loss.asked)} is lost: ${loss.explanation}`;
  return createDiagnostic(lossCodes[loss.reason], message, loss.at, { ...related, ...hint });
}
