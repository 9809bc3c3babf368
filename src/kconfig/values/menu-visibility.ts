// Which entries of the menu tree show (menu_is_visible and menu_get_parent_menu of scripts/kconfig/menu.c).

import { NONE } from '../tree/expression-pool.js';
import type { MenuId } from '../tree/menu-table.js';
import { PropertyKind, rootMenu } from '../tree/menu-table.js';
import type { Tree } from '../tree/tree.js';
import { NO } from '../tristate.js';
import { ValueFlag } from './value-flag.js';
import type { ValueState } from './value-state.js';

/** Whether an entry shows: its prompt does, or something below a symbol that is not n. */
export function isVisible(state: ValueState, menu: MenuId): boolean {
  const own = isShown(state, menu);
  if (own !== undefined) return own;
  const { first, next, symbol } = state.tree.menus;
  // Entries that something below may make visible, each below the one before it, and which of theirs is next.
  const path = [menu];
  const following = [first.get(menu)];
  while (path.length > 0) {
    const child = following[following.length - 1] as MenuId;
    if (child === NONE) {
      path.pop();
      following.pop();
      continue;
    }
    following[following.length - 1] = next.get(child);
    const shown = isShown(state, child);
    if (shown === undefined) {
      path.push(child);
      following.push(first.get(child));
    } else if (shown) {
      // Linux until 6.9 takes such symbols as set by the user.
      if (state.members === undefined) for (const each of path) state.mark(symbol.get(each), ValueFlag.user);
      return true;
    }
  }
  return false;
}

/** By itself; undefined if that is for what stands below it to say. */
function isShown(state: ValueState, menu: MenuId): boolean | undefined {
  const { menus, properties } = state.tree;
  const prompt = menus.prompt.get(menu);
  if (prompt === NONE) return false;
  const visibility = menus.visibility.get(menu);
  if (visibility !== NONE && state.evaluate(visibility) === NO) return false;
  const symbol = menus.symbol.get(menu);
  if (symbol === NONE) {
    state.propertyVisible[prompt] = state.evaluate(properties.condition.get(prompt));
    return state.propertyVisible[prompt] !== NO;
  }
  state.calculate(symbol);
  if (state.propertyVisible[prompt] !== NO) return true;
  return state.tristate[symbol] === NO ? false : undefined;
}

/** The menu around an entry that has a title. */
export function parentMenu({ menus, properties }: Tree, menu: MenuId): MenuId {
  for (let at = menu; at !== rootMenu; at = menus.parent.get(at)) {
    const prompt = menus.prompt.get(at);
    if (prompt !== NONE && properties.kind.get(prompt) === PropertyKind.menu) return at;
  }
  return rootMenu;
}
