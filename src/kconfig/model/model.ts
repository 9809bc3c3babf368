// What a tree says, as objects for people and programs: symbols, choices, the menu tree, each made when it is asked for.
// Plain data without values; a missing condition means `y`.

import type { Location } from '../text/source.js';

/** `unknown` is a symbol that is defined without a type; it has no value. */
export type SymbolTypeName = 'bool' | 'tristate' | 'int' | 'hex' | 'string' | 'unknown';

/** Kconfig compares numbers as numbers and everything else as text. */
export type CompareOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** A symbol or a constant in an expression. */
export interface SymbolOperand {
  readonly kind: 'symbol';
  readonly name: string;
  /** Quoted text, or y, m, n. */
  readonly constant: boolean;
}

/** Stands for the mode of a choice, which may have no name to refer to. */
export interface ChoiceOperand {
  readonly kind: 'choice';
  readonly choice: KChoice;
}

/** A tristate expression. */
export type Expression =
  | SymbolOperand
  | ChoiceOperand
  | { readonly kind: 'not'; readonly operand: Expression }
  /** Two operands or more, in order. */
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[] }
  | {
      readonly kind: 'compare';
      readonly operator: CompareOperator;
      readonly left: SymbolOperand | ChoiceOperand;
      readonly right: SymbolOperand | ChoiceOperand;
    };

interface Conditional {
  /** The `if` of the line and everything the entry depends on; missing means `y`. */
  readonly condition?: Expression | undefined;
  /** The line in a Kconfig file. */
  readonly at: Location;
}

/** Makes a symbol one that users can set. */
export interface SymbolPrompt extends Conditional {
  readonly text: string;
}

/** The first one whose condition is not `n` counts. */
export interface SymbolDefault extends Conditional {
  readonly value: Expression;
}

/** Bounds of an int or hex; the first one whose condition is not `n` counts. */
export interface SymbolRange extends Conditional {
  readonly low: SymbolOperand;
  readonly high: SymbolOperand;
}

/** A `select` or `imply` line. */
export interface SymbolSelect extends Conditional {
  readonly target: string;
}

/** A symbol with everything that its `config` entries say, conditions of the blocks around them included. */
export interface KSymbol {
  readonly name: string;
  readonly type: SymbolTypeName;
  /** One place an entry, in the order of the files. */
  readonly definitions: readonly Location[];
  readonly prompts: readonly SymbolPrompt[];
  readonly defaults: readonly SymbolDefault[];
  readonly ranges: readonly SymbolRange[];
  readonly selects: readonly SymbolSelect[];
  readonly implies: readonly SymbolSelect[];
  /** Who selects and who implies it, with the conditions: joined by OR. */
  readonly selectedBy?: Expression | undefined;
  readonly impliedBy?: Expression | undefined;
  /** What the entries depend on, joined by OR; missing means `y`. */
  readonly dependency?: Expression | undefined;
  readonly help?: string | undefined;
  /** The choice it is a member of. */
  readonly choice?: KChoice | undefined;
  /** Whether it turns loadable modules on. */
  readonly isModules: boolean;
  /** Whether its value is that of an environment variable: `option env` of older trees. */
  readonly isEnvironment: boolean;
}

/** A choice with everything that its entries say. */
export interface KChoice {
  readonly name?: string | undefined;
  readonly type: SymbolTypeName;
  readonly optional: boolean;
  readonly prompts: readonly SymbolPrompt[];
  /** The value is the name of a member. */
  readonly defaults: readonly SymbolDefault[];
  readonly members: readonly KSymbol[];
  readonly definitions: readonly Location[];
  readonly help?: string | undefined;
}

/** `if` is a block without an entry of its own. */
export type MenuNodeKind = 'root' | 'menu' | 'config' | 'menuconfig' | 'choice' | 'comment' | 'if';

/** An entry in its place. Entries that depend on the symbol above them are its children, as menu programs show them. */
export interface MenuNode {
  readonly kind: MenuNodeKind;
  /** Title of a menu or comment, prompt of an entry; missing when it has none. */
  readonly prompt?: SymbolPrompt | undefined;
  readonly symbol?: KSymbol | undefined;
  readonly choice?: KChoice | undefined;
  /** What the entry depends on, its parents included. */
  readonly dependency?: Expression | undefined;
  /** `visible if` of a menu. */
  readonly visibility?: Expression | undefined;
  readonly help?: string | undefined;
  readonly children: readonly MenuNode[];
  readonly parent?: MenuNode | undefined;
  readonly at: Location;
}

/** What an entry can be found by; the entry is made when it is asked for. */
export interface MenuTitle {
  /** Of its symbol or choice; '' for menus, comments and choices without a name. */
  readonly name: string;
  /** '' for symbols that only have a definition. */
  readonly prompt: string;
  readonly node: MenuNode;
}

/** A Kconfig tree. It has no values: those depend on settings, and one model can have many configurations. */
export interface KconfigModel {
  readonly mainmenu: string;
  /** Every symbol with a config entry, in the order in which names first appear. */
  readonly symbols: ReadonlyMap<string, KSymbol>;
  readonly choices: readonly KChoice[];
  readonly root: MenuNode;
  /** Every entry with a name or a prompt, in the order of the menus: for searches. Made anew at each use. */
  readonly titles: readonly MenuTitle[];
  /** Paths of every Kconfig file that was read, in order. */
  readonly files: readonly string[];
  /** Environment variables that macros read, with their values ('' for those that are not set): inputs of the result. */
  readonly environment: ReadonlyMap<string, string>;
  /** The symbol with the `modules` option. */
  readonly modules?: KSymbol | undefined;
}
