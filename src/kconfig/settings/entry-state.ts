// How an entry of the menu tree stands under the values of a configuration: what menus and editors draw.

import type { TreeModel } from '../model/tree-model.js';
import type { SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import type { MenuId } from '../tree/menu-table.js';
import { SymbolFlag, SymbolType } from '../tree/symbol-table.js';
import { childrenOf } from '../tree/tree.js';
import type { Tristate } from '../tristate.js';
import { MOD, NO, YES } from '../tristate.js';
import type { Configuration } from '../values/configuration.js';
import { selectionOf } from './origins.js';

/** How an entry stands now. */
export interface EntryState {
  /** Whether menus show it: its prompt is visible, or something below a symbol that is on. */
  readonly visible: boolean;
  /** The value of its symbol as text, `y`, `m` or `n` for the mode of a choice; '' for menus and comments. */
  readonly value: string;
  /** What a user can set a bool, tristate or choice to now, from the lowest; one value or none: it is fixed. */
  readonly levels: readonly Tristate[];
  /** The bounds that count now for an int or hex, as they are written. */
  readonly range?: { readonly low: string; readonly high: string };
  /** For a choice: the name of the member that is y. */
  readonly selected?: string;
}

export function entryState(model: TreeModel, configuration: Configuration, menu: MenuId): EntryState {
  const { menus, symbols } = model.tree;
  const symbol = menus.symbol.get(menu);
  const visible = isShown(configuration, menu);
  if (symbol === NONE) return { visible, value: '', levels: [] };
  configuration.calculate(symbol);
  if (symbols.has(symbol, SymbolFlag.choice)) return choiceState(model, configuration, symbol, visible);
  const type = symbols.type.get(symbol);
  const range = type === SymbolType.int || type === SymbolType.hex ? configuration.range(symbol) : undefined;
  return {
    visible,
    value: type === SymbolType.unknown ? '' : configuration.textOf(symbol),
    levels: type === SymbolType.bool || type === SymbolType.tristate ? levelsOf(model, configuration, symbol) : [],
    ...(range !== undefined && {
      range: { low: configuration.rawText(range.low), high: configuration.rawText(range.high) },
    }),
  };
}

function choiceState(model: TreeModel, configuration: Configuration, choice: SymbolId, visible: boolean): EntryState {
  const { member } = selectionOf(model, configuration, choice);
  const hasMode = configuration.members === undefined;
  const mode = hasMode ? (configuration.tristate[choice] as Tristate) : member === NONE ? NO : YES;
  return {
    visible,
    value: 'nmy'.charAt(mode),
    levels: hasMode ? levelsOf(model, configuration, choice) : [],
    ...(member !== NONE && { selected: model.tree.symbols.nameOf(member) }),
  };
}

/** As sym_tristate_within_range of scripts/kconfig/symbol.c. */
function levelsOf({ tree }: TreeModel, configuration: Configuration, symbol: SymbolId): readonly Tristate[] {
  const most = configuration.visibility[symbol] as Tristate;
  const least = configuration.selectedBy[symbol] as Tristate;
  if (most === NO || most <= least) return [];
  if (tree.symbols.choice.get(symbol) !== NONE && most === YES) return [YES];
  const hasM = configuration.typeOf(symbol) === SymbolType.tristate;
  return ([NO, MOD, YES] as const).filter((level) => level >= least && level <= most && (level !== MOD || hasM));
}

/** As menu_is_visible of scripts/kconfig/menu.c, without its effect on values. */
function isShown(configuration: Configuration, menu: MenuId): boolean {
  const { tree } = configuration;
  const { menus, properties } = tree;
  const prompt = menus.prompt.get(menu);
  if (prompt === NONE) return false;
  const visibility = menus.visibility.get(menu);
  if (visibility !== NONE && configuration.evaluate(visibility) === NO) return false;
  const symbol = menus.symbol.get(menu);
  if (configuration.evaluate(properties.condition.get(prompt)) !== NO) return true;
  if (symbol === NONE) return false;
  configuration.calculate(symbol);
  if (configuration.tristate[symbol] === NO) return false;
  for (const child of childrenOf(tree, menu)) if (isShown(configuration, child)) return true;
  return false;
}
