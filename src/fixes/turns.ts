/**
 * Every single setting that could make a program smaller: another member of a choice, a switch turned, a number lowered. What it is
 * worth is for others to measure. Pure.
 */
import { type KSymbol, type ResolvedValue, Values } from '../kconfig/index.js';
import type { Ground } from './single-changes.js';

export interface Turn {
  readonly name: string;
  readonly value: string;
  readonly prompt: string;
  /** Of a number: what it is, and the smallest that it can be. */
  readonly range?: { readonly now: number; readonly low: number };
}

/** `own`: symbols of which only those that are on are turned off, because each stands for something that the program does. */
export function turnsOf({ model, resolution }: Ground, own: readonly string[]): readonly Turn[] {
  const values = new Values(resolution);
  const isOwn = new Set(own);
  const turns = [...model.symbols.values()].flatMap((symbol): readonly Turn[] => {
    const resolved = resolution.values.get(symbol.name);
    if (resolved?.visible !== true) return [];
    const turn = turnOf(symbol, resolved, isOwn.has(symbol.name), values);
    const prompt = symbol.prompts[0]?.text ?? '';
    return turn === undefined ? [] : [{ name: symbol.name, prompt, ...turn }];
  });
  // What a number of the program's own means, nobody knows here: switches come first.
  const rank = ({ name, range }: Turn) => (isOwn.has(name) ? (range === undefined ? 1 : 2) : 0);
  return turns.toSorted((one, other) => rank(one) - rank(other));
}

function turnOf(
  symbol: KSymbol,
  { value }: ResolvedValue,
  isOwn: boolean,
  values: Values,
): Pick<Turn, 'value' | 'range'> | undefined {
  if (symbol.choice !== undefined) return value === 'y' ? undefined : { value: 'y' };
  switch (symbol.type) {
    case 'bool':
    case 'tristate':
      if (value !== 'n') return { value: 'n' };
      return isOwn ? undefined : { value: 'y' };
    case 'int': {
      const range = symbol.ranges.find(({ condition }) => condition === undefined || values.tristate(condition) !== 0);
      const low = Number(range?.low.name);
      const now = Number(value);
      // A bound that is a symbol, or none at all: nobody knows what the program can bear.
      if (range === undefined || !Number.isSafeInteger(low) || !Number.isSafeInteger(now) || now <= low)
        return undefined;
      return { value: String(low), range: { now, low } };
    }
    default:
      return undefined;
  }
}
