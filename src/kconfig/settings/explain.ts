// Why a symbol has its value and what bounds it, in sentences with places.

import type { TreeModel } from '../model/tree-model.js';
import type { Location } from '../text/source.js';
import type { SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import { YES } from '../tristate.js';
import type { Configuration } from '../values/configuration.js';
import { causeOf } from './origins.js';
import type { Origin, ResolvedValue } from './resolution.js';
import { describeUnmetParts } from './unmet.js';

/** One sentence, and the line in a Kconfig or configuration file that it is about. */
export interface ExplanationStep {
  readonly text: string;
  readonly at?: Location;
}

/** A value and the reasons for it. */
export interface Explanation {
  readonly value: ResolvedValue;
  /** What decided first, then what bounds it from below and above. */
  readonly steps: readonly ExplanationStep[];
}

/** A symbol with more entries is a mistake; nobody reads on. */
const maxPrompts = 20;

export function describeValue(
  model: TreeModel,
  configuration: Configuration,
  symbol: SymbolId,
  value: ResolvedValue,
): Explanation {
  const steps: ExplanationStep[] = [
    { text: `${value.name} is ${shown(value)}: ${reasonOf(value.origin)}`, ...placeOf(value.origin) },
  ];
  const level = configuration.selectedBy[symbol] as number;
  const select = level === 0 ? undefined : causeOf(model, configuration, symbol, 'select', level);
  if (select !== undefined && value.origin.kind !== 'select') {
    steps.push({ text: `it is at least ${'nmy'.charAt(level)}, because ${select.by} selects it`, at: select.at });
  }
  const { symbols, properties } = model.tree;
  const prompts: number[] = [];
  for (let property = symbols.firstProperty.get(symbol); property !== NONE; property = properties.next.get(property)) {
    if (properties.text.get(property) !== NONE) prompts.push(property);
  }
  if (prompts.length === 0) steps.push({ text: 'it has no prompt, so nobody can set it' });
  for (const prompt of prompts.slice(0, maxPrompts)) {
    const unmet = describeUnmetParts(model, configuration, symbol, properties.condition.get(prompt), YES);
    if (unmet === undefined) continue;
    const fix = unmet.fix === undefined ? '' : `; ${unmet.fix}`;
    steps.push({
      text: `it can be set only as far as ${unmet.text} allows${fix}`,
      ...(unmet.because && { at: unmet.because }),
    });
  }
  return { value, steps };
}

function shown({ value, type }: ResolvedValue): string {
  return type === 'string' ? JSON.stringify(value) : value === '' ? 'empty' : value;
}

function reasonOf(origin: Origin): string {
  switch (origin.kind) {
    case 'user':
      return `set by ${origin.by}`;
    case 'default':
      return 'its default';
    case 'select':
      return `${origin.by} selects it`;
    case 'imply':
      return `${origin.by} implies it`;
    case 'choice':
      return 'its choice decided';
    case 'range':
      return 'the bound of its range';
    case 'unset':
      return 'nothing sets it';
  }
}

function placeOf(origin: Origin): { readonly at?: Location } {
  return 'at' in origin && origin.at !== undefined ? { at: origin.at } : {};
}
