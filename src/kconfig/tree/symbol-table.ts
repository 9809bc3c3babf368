// The symbols of a tree: options, constants and choices, which are symbols without a name of their own.

import { Column, Table } from './column.js';
import type { SymbolId } from './expression-pool.js';
import { NONE } from './expression-pool.js';
import type { TextTable } from './text-table.js';

export const SymbolType = { unknown: 0, bool: 1, tristate: 2, int: 3, hex: 4, string: 5 } as const;
export type SymbolTypeCode = (typeof SymbolType)[keyof typeof SymbolType];

/** Facts about a symbol that hold for the whole tree. */
export const SymbolFlag = {
  /** Quoted text, or y, m, n. */
  constant: 1,
  choice: 2,
  /** A member of a choice. */
  member: 4,
  /** Anything but a choice that must be made. */
  optional: 8,
  /** Its properties were checked. */
  checked: 16,
  /** `option allnoconfig_y` of older trees: allnoconfig answers y. */
  allNoYes: 32,
  /** Never in a file: stands for the environment, or names files (`option env`, `option defconfig_list`). */
  unwritten: 64,
  /** Takes what a file says although nobody can see it. */
  transitional: 128,
  /** Its value is that of a variable (`option env`). */
  environment: 256,
} as const;

/** Rows that every tree has; 0 is no symbol. The value of a constant is its row minus `symbolNo`. */
export const symbolNo = 1;
export const symbolMod = 2;
export const symbolYes = 3;

export class SymbolTable extends Table {
  readonly name = new Column();
  readonly type = new Column();
  readonly flags = new Column();
  readonly firstProperty = new Column();
  readonly lastProperty = new Column();
  readonly firstDefinition = new Column();
  readonly lastDefinition = new Column();
  /** What the entries depend on, joined by OR. */
  readonly directDependency = new Column();
  /** Who selects it: (selector AND condition), joined by OR. */
  readonly reverseDependency = new Column();
  readonly implied = new Column();
  /** For a member its choice. */
  readonly choice = new Column();
  /** For a choice its first member, for a member the next one. */
  readonly nextMember = new Column();
  override readonly columns = [
    this.name,
    this.type,
    this.flags,
    this.firstProperty,
    this.lastProperty,
    this.firstDefinition,
    this.lastDefinition,
    this.directDependency,
    this.reverseDependency,
    this.implied,
    this.choice,
    this.nextMember,
  ];
  readonly #texts: TextTable;
  #byName: Map<string, SymbolId> | undefined;
  #constants: Map<string, SymbolId> | undefined;
  #choices: Map<string, SymbolId> | undefined;

  constructor(texts: TextTable) {
    super();
    this.#texts = texts;
  }

  /** The rows every tree begins with. */
  addConstants(): void {
    this.#append('', 0);
    for (const name of ['n', 'm', 'y']) this.type.set(this.#append(name, SymbolFlag.constant), SymbolType.tristate);
  }

  nameOf(symbol: SymbolId): string {
    return this.#texts.get(this.name.get(symbol));
  }

  has(symbol: SymbolId, flag: number): boolean {
    return (this.flags.get(symbol) & flag) !== 0;
  }

  setFlag(symbol: SymbolId, flag: number): void {
    this.flags.set(symbol, this.flags.get(symbol) | flag);
  }

  /** An option that is referred to or defined; y, m and n are the constants. */
  reference(name: string): SymbolId {
    const names = this.#names();
    const known = names.get(name);
    if (known !== undefined) return known;
    const tristate = constantOf(name);
    if (tristate !== NONE) return tristate;
    const made = this.#append(name, 0);
    names.set(name, made);
    return made;
  }

  /** Quoted text. */
  constant(name: string): SymbolId {
    const tristate = constantOf(name);
    if (tristate !== NONE) return tristate;
    this.#constants ??= this.#collect(SymbolFlag.constant, SymbolFlag.constant);
    const known = this.#constants.get(name);
    if (known !== undefined) return known;
    const made = this.#append(name, SymbolFlag.constant);
    this.#constants.set(name, made);
    return made;
  }

  /** A choice; one that is given a name may have several entries. */
  choiceNamed(name: string | undefined): SymbolId {
    if (name === undefined) return this.#append('', SymbolFlag.choice);
    const choices = this.#namedChoices();
    const known = choices.get(name);
    if (known !== undefined) return known;
    const made = this.#append(name, SymbolFlag.choice);
    choices.set(name, made);
    return made;
  }

  /** What a .config or a user means by a name: an option or a named choice, the newer of both; 0 if there is none. */
  find(name: string): SymbolId {
    return constantOf(name) || Math.max(this.findOption(name), this.#namedChoices().get(name) ?? NONE);
  }

  /** The option of that name, defined or only referred to; 0 if there is none. */
  findOption(name: string): SymbolId {
    return this.#names().get(name) ?? NONE;
  }

  isUnnamed(symbol: SymbolId): boolean {
    return this.has(symbol, SymbolFlag.choice) && this.nameOf(symbol) === '';
  }

  #names(): Map<string, SymbolId> {
    this.#byName ??= this.#collect(SymbolFlag.constant | SymbolFlag.choice, 0);
    return this.#byName;
  }

  #namedChoices(): Map<string, SymbolId> {
    this.#choices ??= this.#collect(SymbolFlag.choice, SymbolFlag.choice);
    return this.#choices;
  }

  #collect(mask: number, wanted: number): Map<string, SymbolId> {
    const found = new Map<string, SymbolId>();
    for (let symbol = symbolYes + 1; symbol < this.length; symbol += 1) {
      if ((this.flags.get(symbol) & mask) === wanted && !this.isUnnamed(symbol)) found.set(this.nameOf(symbol), symbol);
    }
    return found;
  }

  #append(name: string, flags: number): SymbolId {
    const symbol = this.addRow();
    this.name.set(symbol, this.#texts.add(name));
    this.flags.set(symbol, flags);
    return symbol;
  }
}

function constantOf(name: string): SymbolId {
  if (name.length !== 1) return NONE;
  if (name === 'y') return symbolYes;
  if (name === 'm') return symbolMod;
  return name === 'n' ? symbolNo : NONE;
}
