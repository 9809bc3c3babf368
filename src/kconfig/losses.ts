// Finds the settings that did not stick and says why, most decisive reason first. Never silent: every setting that counts
// and differs from the resolved value becomes exactly one ConfigLoss.

import type { KconfigDiagnostic } from './diagnostic.js';
import { createDiagnostic } from './diagnostic.js';
import type { Evaluator } from './evaluate.js';
import { isValidValue } from './integer.js';
import type { KconfigModel, KSymbol } from './model.js';
import { nearestName } from './nearest-name.js';
import { printable } from './printable.js';
import type { ConfigLoss, LossReason } from './resolution.js';
import { firstApplicable } from './symbol-rules.js';
import { NO, parseTristate, YES } from './tristate.js';
import { describeUnmet } from './unmet.js';
import type { ConfigSetting, UserValues } from './user-values.js';

export function findLosses(model: KconfigModel, user: UserValues, evaluator: Evaluator): readonly ConfigLoss[] {
  const losses: ConfigLoss[] = [];
  for (const setting of user.final.values()) {
    const symbol = model.symbols.get(setting.name);
    const why = symbol === undefined ? whyUnknown(setting, model) : whyLost(setting, symbol, model, user, evaluator);
    if (why === undefined) continue;
    const { reason, explanation, because, fix, got = symbol === undefined ? '' : textOf(symbol, evaluator) } = why;
    losses.push({
      name: setting.name,
      asked: setting.value,
      got,
      reason,
      explanation,
      ...(setting.at && { at: setting.at }),
      ...(because && { because }),
      ...(fix !== undefined && { fix }),
    });
  }
  return losses;
}

type Why = Pick<ConfigLoss, 'explanation'> & {
  readonly reason: LossReason;
  readonly got?: string;
  readonly because?: ConfigLoss['because'] | undefined;
  readonly fix?: string | undefined;
};

function textOf(symbol: KSymbol, evaluator: Evaluator): string {
  return symbol.type === 'unknown' ? '' : evaluator.valueText(symbol);
}

/** Asking for n of a symbol that does not exist gives what was asked for. */
function whyUnknown({ name, value }: ConfigSetting, model: KconfigModel): Why | undefined {
  if (value === 'n') return undefined;
  const nearest = nearestName(name, model.symbols.keys());
  const explanation = `${name} is not defined in any Kconfig file`;
  return { reason: 'unknown-symbol', explanation, ...(nearest !== undefined && { fix: nearest }) };
}

function whyLost(
  setting: ConfigSetting,
  symbol: KSymbol,
  model: KconfigModel,
  user: UserValues,
  evaluator: Evaluator,
): Why | undefined {
  const { name, value } = setting;
  const got = textOf(symbol, evaluator);
  if (got === value) return undefined;
  const [definition] = symbol.definitions;
  if (!isValidValue(symbol.type, value)) {
    return {
      reason: 'invalid-value',
      explanation: `'${printable(value)}' is not a value of ${name}, which is ${describeType(symbol)}; it stays ${shown(got)}`,
      because: definition,
      ...(suggestValue(symbol, value) && { fix: `set ${name}=${suggestValue(symbol, value)}` }),
    };
  }
  const state = evaluator.stateOf(symbol);
  const asked = parseTristate(value) ?? NO;
  if (state.selected.cause !== undefined && state.selected.level === state.tristate && asked < state.tristate) {
    const { by, at } = state.selected.cause;
    const explanation = `${name} is ${got} because ${by} selects it`;
    return { reason: 'selected', explanation, because: at, fix: `set ${by}=n` };
  }
  if (symbol.prompts.length === 0) {
    const explanation = `${name} has no prompt, so it cannot be set; it is ${shown(got)} by itself`;
    const at = 'at' in state.origin ? state.origin.at : undefined;
    return { reason: 'no-prompt', explanation, because: at ?? definition };
  }
  if (symbol.choice !== undefined && state.visibility !== NO) return whyRival(setting, symbol, user, evaluator);
  if (state.visibility !== NO && state.origin.kind === 'range') {
    return whyOutOfRange(setting, symbol, evaluator);
  }
  return whyUnmet(setting, symbol, model, evaluator);
}

function whyRival(
  { name, value }: ConfigSetting,
  symbol: KSymbol,
  user: UserValues,
  evaluator: Evaluator,
): Why | undefined {
  const { choice } = symbol;
  if (choice === undefined) return undefined;
  const { selected, cause } = evaluator.choiceOf(choice);
  const title = choice.prompts[0]?.text ?? choice.name ?? '';
  const because = (typeof cause === 'object' ? cause : selected?.definitions[0]) ?? choice.definitions[0];
  const base = { reason: 'choice', because } as const;
  if (value === 'n') {
    const explanation = `${name} is what choice "${title}" falls back to: one member must be y`;
    return { ...base, explanation, fix: `set another member of the choice to y` };
  }
  const rival = selected?.name ?? 'no member';
  const rivalSetting = selected && user.values.get(selected.name)?.setting;
  const isOverride = cause === 'user' && rivalSetting !== undefined;
  // A later source that picks another member overrides this one, as a later source of the same symbol would.
  if (isOverride && user.values.get(name)?.setting.by !== rivalSetting.by) return undefined;
  const explanation = `${name} is ${tristateOf(evaluator, symbol)} because choice "${title}" has ${rival}=y`;
  return { ...base, explanation, fix: `remove ${rival}=y` };
}

function tristateOf(evaluator: Evaluator, symbol: KSymbol): string {
  return evaluator.valueText(symbol);
}

function whyOutOfRange({ name, value }: ConfigSetting, symbol: KSymbol, evaluator: Evaluator): Why {
  const got = evaluator.valueText(symbol);
  const range = firstApplicable(symbol.ranges, evaluator)?.property;
  const bounds = range === undefined ? '' : ` ${range.low.name}..${range.high.name}`;
  const explanation = `${name}=${value} is outside its range${bounds}; it became ${shown(got)}`;
  return { reason: 'out-of-range', explanation, because: range?.at, fix: `set ${name}=${got}` };
}

function whyUnmet(setting: ConfigSetting, symbol: KSymbol, model: KconfigModel, evaluator: Evaluator): Why {
  const { name, value } = setting;
  const got = shown(evaluator.valueText(symbol));
  const logical = symbol.type === 'bool' || symbol.type === 'tristate';
  const asked = parseTristate(value) ?? NO;
  if (value === 'm' && evaluator.modules === NO && evaluator.stateOf(symbol).visibility !== NO) {
    const modules = model.modules?.name;
    const explanation = `${name} cannot be m: ${modules === undefined ? 'there are no modules here' : `${modules} is n`}; it is ${got}`;
    const fix = modules === undefined ? `set ${name}=y` : `set ${modules}=y`;
    return { reason: 'unmet-dependency', explanation, because: model.modules?.definitions[0], fix };
  }
  const wanted = logical && asked !== NO && symbol.type === 'tristate' ? asked : YES;
  const unmet = symbol.prompts.map((prompt) => describeUnmet(prompt.condition, wanted, model, evaluator));
  const part = unmet.find((each) => each?.fix !== undefined) ?? unmet[0];
  const explanation = `${name} is ${got}: it depends on ${part?.text ?? 'conditions that are not met'}`;
  return { reason: 'unmet-dependency', explanation, because: part?.because ?? symbol.prompts[0]?.at, fix: part?.fix };
}

function describeType({ type }: KSymbol): string {
  if (type === 'unknown') return 'a symbol without a type';
  return type === 'int' ? 'an int' : `a ${type}`;
}

/** What was probably meant by a value of the wrong form. */
function suggestValue({ type }: KSymbol, value: string): string | undefined {
  const word = value.toLowerCase();
  if (type === 'bool' || type === 'tristate') {
    if (/^(m|yes|true|on|1|y)$/.test(word)) return 'y';
    return /^(no|false|off|0|n)$/.test(word) ? 'n' : undefined;
  }
  if (type === 'int' && /^[+-]?0*[0-9]+$/.test(value)) return String(BigInt(value.replace('+', '')));
  if (type === 'int' && /^0x[0-9a-f]+$/.test(word)) return String(BigInt(word));
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
