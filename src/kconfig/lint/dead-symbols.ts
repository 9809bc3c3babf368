// KC0611: a symbol that can never be anything but n. KC0612 (on request): a symbol that no Kconfig file refers to.

import type { KconfigDiagnostic } from '../diagnostic.js';
import type { KSymbol } from '../model/model.js';
import type { LintContext, LintRule } from './context.js';
import { placeOf, visitNames } from './context.js';

export const deadSymbols: LintRule = { codes: ['KC0611'], find: findDead };
export const unusedSymbols: LintRule = { codes: ['KC0612'], find: findUnused };

function* findDead(context: LintContext): Generator<KconfigDiagnostic> {
  for (const symbol of context.model.symbols.values()) {
    // What a variable is on this machine proves nothing about the tree.
    if (symbol.isEnvironment || !canOnlyBeNo(symbol)) continue;
    const { name, definitions, defaults } = symbol;
    // Other files may turn it on: a select there, or one more entry with a default.
    if (context.elsewhere.selected.has(name) || context.elsewhere.defined.has(name)) continue;
    if ([...definitions, ...defaults.map(({ at }) => at)].some((at) => context.statements.hasMacro(at))) continue;
    const message = `${name} is always n: it has no prompt, no default but n, and nobody selects it`;
    yield context.finding('KC0611', message, placeOf(symbol), 'give it a prompt or a default, or remove it');
  }
}

function canOnlyBeNo({ type, prompts, defaults, selectedBy, impliedBy, choice }: KSymbol): boolean {
  if (type !== 'bool' && type !== 'tristate') return false;
  if (prompts.length > 0 || choice !== undefined || selectedBy !== undefined || impliedBy !== undefined) return false;
  return defaults.every(({ value }) => value.kind === 'symbol' && value.name === 'n');
}

function* findUnused(context: LintContext): Generator<KconfigDiagnostic> {
  const used = new Set<string>();
  const add = (name: string): void => void used.add(name);
  for (const symbol of context.model.symbols.values()) collect(symbol, add);
  for (const choice of context.model.choices) {
    for (const { value, condition } of choice.defaults) {
      visitNames(value, add);
      visitNames(condition, add);
    }
  }
  for (const { dependency, visibility } of context.nodes) {
    visitNames(dependency, add);
    visitNames(visibility, add);
  }
  for (const symbol of context.model.symbols.values()) {
    if (used.has(symbol.name) || context.elsewhere.mentioned.has(symbol.name) || symbol.isModules) continue;
    const message = `no Kconfig file refers to ${symbol.name}`;
    yield context.finding('KC0612', message, placeOf(symbol), 'remove it if the code does not use it either');
  }
}

function collect(symbol: KSymbol, add: (name: string) => void): void {
  visitNames(symbol.dependency, add);
  for (const { condition } of symbol.prompts) visitNames(condition, add);
  for (const { value, condition } of symbol.defaults) {
    visitNames(value, add);
    visitNames(condition, add);
  }
  for (const { low, high, condition } of symbol.ranges) {
    add(low.name);
    add(high.name);
    visitNames(condition, add);
  }
  for (const { target, condition } of [...symbol.selects, ...symbol.implies]) {
    add(target);
    visitNames(condition, add);
  }
}
