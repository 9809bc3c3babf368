// What members of a choice must not have, in dialects where that is an error (choice_check_sanity of Linux 6.12).

import { NONE } from './expression-pool.js';
import type { FinalizeEvents } from './finalize-events.js';
import type { MenuId } from './menu-table.js';
import { PropertyKind } from './menu-table.js';
import type { Tree } from './tree.js';
import { propertiesOf } from './tree.js';

/** `choice` is the entry of one. */
export function checkMembers(tree: Tree, choice: MenuId, events: FinalizeEvents): void {
  const { menus } = tree;
  for (let child = menus.after(choice, choice); child !== NONE; child = menus.after(child, choice)) {
    if (menus.symbol.get(child) !== NONE) checkMember(tree, child, events);
  }
}

function checkMember(tree: Tree, menu: MenuId, events: FinalizeEvents): void {
  const { menus, properties } = tree;
  for (const property of propertiesOf(tree, menus.symbol.get(menu))) {
    const kind = properties.kind.get(property);
    if (kind === PropertyKind.default) {
      events.property('KC0318', 'defaults for choice values not supported', property);
    }
    const other = properties.menu.get(property);
    if (kind === PropertyKind.prompt && other !== menu && menus.parent.get(other) !== menus.parent.get(menu)) {
      events.property('KC0318', 'choice value has a prompt outside its choice group', property);
    }
  }
}
