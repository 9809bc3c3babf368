// What entries can be found by, straight out of the tables: making every entry of a kernel takes ten times as long.

import { NONE } from '../tree/expression-pool.js';
import type { MenuId } from '../tree/menu-table.js';
import { rootMenu } from '../tree/menu-table.js';
import type { Tree } from '../tree/tree.js';
import { promptText } from '../tree/tree.js';
import type { MenuNode, MenuTitle } from './model.js';

/** Every entry with a name or a prompt, in the order of the menus. */
export function menuTitles(tree: Tree, nodeOf: (menu: MenuId) => MenuNode): readonly MenuTitle[] {
  const { menus, symbols } = tree;
  const titles: MenuTitle[] = [];
  for (let menu = menus.after(rootMenu); menu !== NONE; menu = menus.after(menu)) {
    const symbol = menus.symbol.get(menu);
    const name = symbol === NONE ? '' : symbols.nameOf(symbol);
    const prompt = promptText(tree, menu) ?? '';
    if (name !== '' || prompt !== '') titles.push(new Title(name, prompt, menu, nodeOf));
  }
  return titles;
}

class Title implements MenuTitle {
  readonly name: string;
  readonly prompt: string;
  readonly #menu: MenuId;
  readonly #nodeOf: (menu: MenuId) => MenuNode;

  constructor(name: string, prompt: string, menu: MenuId, nodeOf: (menu: MenuId) => MenuNode) {
    this.name = name;
    this.prompt = prompt;
    this.#menu = menu;
    this.#nodeOf = nodeOf;
  }

  get node(): MenuNode {
    return this.#nodeOf(this.#menu);
  }
}
