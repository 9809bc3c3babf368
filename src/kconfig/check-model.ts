// Warnings about properties that do not fit their symbol (sym_check_prop of scripts/kconfig/menu.c).
// Only looks at the finished model; nothing is corrected here.

import type { DiagnosticCode, Report } from './diagnostic.js';
import { createDiagnostic } from './diagnostic.js';
import { isValidValue } from './integer.js';
import type { KconfigModel, KSymbol, SymbolDefault, SymbolOperand, SymbolType } from './model.js';
import type { Location } from './source.js';

type Checked = Pick<KconfigModel, 'symbols' | 'choices'>;

export function checkModel(model: Checked, report: Report): void {
  const warn = (code: DiagnosticCode, message: string, at: Location | undefined): void => {
    report(createDiagnostic(code, message, at));
  };
  for (const symbol of model.symbols.values()) {
    if (symbol.type === 'unknown') {
      warn('KC0301', `config symbol '${symbol.name}' defined without type`, symbol.definitions[0]);
    }
    for (const entry of symbol.defaults) checkDefault(symbol, entry, model, warn);
    checkSelects(symbol, model, warn);
    checkRanges(symbol, model, warn);
  }
  for (const choice of model.choices) {
    if (choice.prompts.length === 0) warn('KC0308', 'choice must have a prompt', choice.definitions[0]);
    for (const { value, at } of choice.defaults) {
      const isMember = value.kind === 'symbol' && choice.members.some(({ name }) => name === value.name);
      const name = value.kind === 'symbol' ? value.name : '';
      if (!isMember) warn('KC0311', `choice default symbol '${name}' is not contained in the choice`, at);
    }
  }
}

type Warn = (code: DiagnosticCode, message: string, at: Location) => void;

function isLogical(type: SymbolType): boolean {
  return type === 'bool' || type === 'tristate';
}

function checkDefault(symbol: KSymbol, { value, at }: SymbolDefault, model: Checked, warn: Warn): void {
  if (isLogical(symbol.type) || symbol.type === 'unknown') return;
  if (value.kind !== 'symbol') {
    warn('KC0305', `default for config symbol '${symbol.name}' must be a single symbol`, at);
  } else if (symbol.type !== 'string' && !isNumber(symbol.type, value, model)) {
    warn('KC0305', `'${symbol.name}': number is invalid`, at);
  }
}

/** A number symbol, or an undefined name that reads as a number of the type (menu_validate_number). */
function isNumber(type: SymbolType, operand: SymbolOperand, model: Checked): boolean {
  const target = operand.constant ? undefined : model.symbols.get(operand.name)?.type;
  if (target === 'int' || target === 'hex') return true;
  return (target === undefined || target === 'unknown') && isValidValue(type, operand.name);
}

function checkSelects(symbol: KSymbol, model: Checked, warn: Warn): void {
  for (const [list, verb] of [
    [symbol.selects, 'select'],
    [symbol.implies, 'imply'],
  ] as const) {
    for (const { target, at } of list) {
      const type = model.symbols.get(target)?.type;
      if (!isLogical(symbol.type)) {
        warn('KC0304', `config symbol '${symbol.name}' uses ${verb}, but is not bool or tristate`, at);
      } else if (type !== undefined && type !== 'unknown' && !isLogical(type)) {
        warn('KC0304', `'${target}' has wrong type. '${verb}' only accept arguments of bool and tristate type`, at);
      }
    }
  }
}

function checkRanges(symbol: KSymbol, model: Checked, warn: Warn): void {
  for (const { low, high, at } of symbol.ranges) {
    if (symbol.type !== 'int' && symbol.type !== 'hex') {
      warn('KC0306', 'range is only allowed for int or hex symbols', at);
    } else if (!isNumber(symbol.type, low, model) || !isNumber(symbol.type, high, model)) {
      warn('KC0306', 'range is invalid', at);
    }
  }
}
