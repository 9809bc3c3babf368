// The entries of a tree in their places, and the properties that stand in them.

import { Column, Table } from './column.js';

export type MenuId = number;
export type PropertyId = number;

export const PropertyKind = {
  none: 0,
  prompt: 1,
  comment: 2,
  /** The title of a menu, or the prompt of a menuconfig. */
  menu: 3,
  default: 4,
  /** Marks a choice, and a member of one. */
  choice: 5,
  select: 6,
  imply: 7,
  range: 8,
  /** The entry itself: carries its conditions into the check for circles, as in Linux 6.1. */
  symbol: 9,
} as const;
export type PropertyKindCode = (typeof PropertyKind)[keyof typeof PropertyKind];

export class PropertyTable extends Table {
  readonly kind = new Column();
  /** The next property of the same symbol. */
  readonly next = new Column();
  /** The condition; after finalizing with everything the entry depends on. */
  readonly condition = new Column();
  /** The value of a default, the target of a select, the bounds of a range. */
  readonly expression = new Column();
  /** The text of a prompt, a title or a comment; 0 if the property has none. */
  readonly text = new Column();
  readonly menu = new Column();
  readonly file = new Column();
  readonly line = new Column();
  readonly offset = new Column();
  override readonly columns = [
    this.kind,
    this.next,
    this.condition,
    this.expression,
    this.text,
    this.menu,
    this.file,
    this.line,
    this.offset,
  ];

  constructor() {
    super();
    this.addRow();
  }
}

/** The root of every tree. */
export const rootMenu: MenuId = 1;

export class MenuTable extends Table {
  readonly parent = new Column();
  readonly next = new Column();
  readonly first = new Column();
  readonly symbol = new Column();
  /** The property with the text that is shown. */
  readonly prompt = new Column();
  readonly dependency = new Column();
  /** `visible if`. */
  readonly visibility = new Column();
  /** Where the help text begins in its file; -1 if there is none. */
  readonly help = new Column();
  /** Nearly always the file of the entry. */
  readonly helpFile = new Column();
  readonly file = new Column();
  readonly line = new Column();
  readonly offset = new Column();
  /** The next entry that defines the same symbol. */
  readonly nextDefinition = new Column();
  override readonly columns = [
    this.parent,
    this.next,
    this.first,
    this.symbol,
    this.prompt,
    this.dependency,
    this.visibility,
    this.help,
    this.helpFile,
    this.file,
    this.line,
    this.offset,
    this.nextDefinition,
  ];

  constructor() {
    super();
    this.add();
    this.add();
  }

  add(): MenuId {
    const menu = this.addRow();
    this.help.set(menu, -1);
    return menu;
  }

  /** The next entry in the order of a .config file; 0 at the end of `root`. */
  after(menu: MenuId, root: MenuId = rootMenu): MenuId {
    const first = this.first.get(menu);
    if (first !== 0) return first;
    let at = menu;
    while (at !== root && at !== 0 && this.next.get(at) === 0) at = this.parent.get(at);
    return at === root || at === 0 ? 0 : this.next.get(at);
  }
}
