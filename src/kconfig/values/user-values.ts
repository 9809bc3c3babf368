// What a user may set, and setting it: the rules of the interactive programs (sym_set_tristate_value,
// sym_set_string_value of scripts/kconfig/symbol.c).

import type { SymbolId } from '../tree/expression-pool.js';
import { NONE, Op } from '../tree/expression-pool.js';
import { PropertyKind } from '../tree/menu-table.js';
import { emptyText, isValidValue, parseSigned } from '../tree/number-text.js';
import { SymbolFlag, SymbolType } from '../tree/symbol-table.js';
import { membersOf } from '../tree/tree.js';
import type { Tristate } from '../tristate.js';
import { MOD, NO, YES } from '../tristate.js';
import { boundValue } from './bounds.js';
import type { Configuration } from './configuration.js';
import { ValueFlag } from './value-flag.js';

/** Whether a user's value would count. */
export function isChangeable(configuration: Configuration, symbol: SymbolId): boolean {
  if (configuration.members !== undefined && configuration.hasSymbolFlag(symbol, SymbolFlag.choice)) return false;
  return (configuration.visibility[symbol] as number) > (configuration.selectedBy[symbol] as number);
}

/** Whether a bool or tristate can have a value now. */
export function canBe(configuration: Configuration, symbol: SymbolId, value: Tristate): boolean {
  const type = configuration.typeOf(symbol);
  const visible = configuration.visibility[symbol] as number;
  const least = configuration.selectedBy[symbol] as number;
  if (visible === NO || (type !== SymbolType.bool && type !== SymbolType.tristate)) return false;
  if (type === SymbolType.bool && value === MOD) return false;
  if (visible <= least) return false;
  const isDecided = configuration.members === undefined && configuration.hasSymbolFlag(symbol, SymbolFlag.member);
  if (isDecided && visible === YES) return value === YES;
  return value >= least && value <= visible;
}

/** Whether the value was taken. */
export function setTristate(configuration: Configuration, symbol: SymbolId, value: Tristate): boolean {
  const old = configuration.tristate[symbol];
  const { members } = configuration;
  if (
    members === undefined ? old !== value && !canBe(configuration, symbol, value) : !canBe(configuration, symbol, value)
  ) {
    return false;
  }
  configuration.mark(symbol, ValueFlag.user);
  if (members === undefined && value === YES && configuration.hasSymbolFlag(symbol, SymbolFlag.member)) {
    const choice = configuration.tree.symbols.choice.get(symbol);
    configuration.userSelected[choice] = symbol;
    configuration.mark(choice, ValueFlag.user);
    for (const member of membersOf(configuration.tree, choice)) {
      if (configuration.visibility[member] !== NO) configuration.mark(member, ValueFlag.user);
    }
  }
  configuration.userTristate[symbol] = value;
  if (old !== value) configuration.invalidateAll();
  return true;
}

/** Picks a member of a choice. */
export function setMember(configuration: Configuration, choice: SymbolId, member: SymbolId): void {
  if (configuration.members === undefined) setTristate(configuration, member, YES);
  else if (configuration.members.set(choice, member)) configuration.invalidateAll();
}

/** Whether a text is a value of the symbol and within its range. */
export function isWithinRange(configuration: Configuration, symbol: SymbolId, text: string): boolean {
  const type = configuration.tree.symbols.type.get(symbol);
  if (type === SymbolType.bool || type === SymbolType.tristate) {
    const value = firstLetterValue(text);
    return value !== undefined && canBe(configuration, symbol, value);
  }
  if (!isValidValue(type, text)) return false;
  if (type === SymbolType.string) return true;
  const range = configuration.range(symbol);
  if (range === undefined) return true;
  const base = type === SymbolType.hex ? 16 : 10;
  const { value } = parseSigned(text, base);
  return value >= boundValue(configuration, range.low, base) && value <= boundValue(configuration, range.high, base);
}

/** Whether the value was taken. A hex gets its 0x. */
export function setText(configuration: Configuration, symbol: SymbolId, text: string): boolean {
  const type = configuration.tree.symbols.type.get(symbol);
  if (type === SymbolType.bool || type === SymbolType.tristate) {
    const value = firstLetterValue(text);
    return value !== undefined && setTristate(configuration, symbol, value);
  }
  if (!isWithinRange(configuration, symbol, text)) return false;
  configuration.mark(symbol, ValueFlag.user);
  const spelled = type === SymbolType.hex && !/^0[xX]/.test(text) ? `0x${text}` : text;
  if (spelled === text && configuration.userText[symbol] === text) return true;
  configuration.userText[symbol] = spelled;
  configuration.invalidateAll();
  return true;
}

function firstLetterValue(text: string): Tristate | undefined {
  const letter = text.charAt(0).toLowerCase();
  return letter === 'y' ? YES : letter === 'm' ? MOD : letter === 'n' ? NO : undefined;
}

/** The text a symbol would have if nobody set it, as savedefconfig sees it (sym_get_string_default). */
export function defaultText(configuration: Configuration, symbol: SymbolId): string {
  const { tree } = configuration;
  configuration.calculateVisibility(symbol);
  configuration.calculate(tree.modules);
  const type = tree.symbols.type.get(symbol);
  const isLogical = type === SymbolType.bool || type === SymbolType.tristate;
  const property = configuration.applicable(symbol, PropertyKind.default);
  let value: number = NO;
  let text = '';
  if (property !== NONE) {
    const expression = tree.properties.expression.get(property);
    if (isLogical) {
      value = Math.min(configuration.evaluate(expression), configuration.propertyVisible[property] as number);
    } else if (tree.expressions.op.get(expression) === Op.symbol) {
      // The range is forgotten here: a default beyond it is written, which does no harm.
      const target = tree.expressions.left.get(expression);
      configuration.calculate(target);
      text = configuration.rawText(target);
    }
  }
  if (!isLogical) return text === '' ? emptyText(type, tree.dialect.zeroNumbers) : text;
  value = Math.max(value, configuration.selectedBy[symbol] as number);
  const isMember = configuration.hasSymbolFlag(symbol, SymbolFlag.member);
  if (value === MOD && !isMember && configuration.tristate[tree.modules] === NO) value = YES;
  if (value === MOD && type === SymbolType.bool) value = YES;
  value = Math.max(value, configuration.impliedBy[symbol] as number);
  return value === YES ? 'y' : value === MOD ? 'm' : 'n';
}
