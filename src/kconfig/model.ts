// The linked model: symbols, choices and the menu tree, with every dependency already merged into every condition.
// Plain data without values: `resolveConfig` computes those. A missing condition means `y`.

import type { Location, Span } from './source.js';

export type SymbolType = 'bool' | 'tristate' | 'int' | 'hex' | 'string' | 'unknown';

export type CompareOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

export interface SymbolOperand {
  readonly kind: 'symbol';
  readonly name: string;
  /** Quoted text, or y, m, n. */
  readonly constant: boolean;
  readonly at?: Span;
}

/** Stands for the mode of a choice, which has no name to refer to; only in the linked model. */
export interface ChoiceOperand {
  readonly kind: 'choice';
  readonly choice: KChoice;
  /** The test for the mode y instead of the mode itself. */
  readonly onlyYes?: boolean;
}

/** A tristate expression. One form serves the syntax tree and the model. */
export type Expression =
  | SymbolOperand
  | ChoiceOperand
  | { readonly kind: 'not'; readonly operand: Expression }
  /** Two operands or more, in order; flat, so that long chains need no deep stack. */
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[] }
  | {
      readonly kind: 'compare';
      readonly operator: CompareOperator;
      readonly left: SymbolOperand;
      readonly right: SymbolOperand;
    };

interface Conditional {
  /** The `if` of the line and everything the entry depends on; missing means `y`. */
  readonly condition?: Expression | undefined;
  /** The line in a Kconfig file. */
  readonly at: Location;
}

export interface SymbolPrompt extends Conditional {
  readonly text: string;
}

export interface SymbolDefault extends Conditional {
  readonly value: Expression;
}

export interface SymbolRange extends Conditional {
  readonly low: SymbolOperand;
  readonly high: SymbolOperand;
}

export interface SymbolSelect extends Conditional {
  readonly target: string;
}

/** One `select` or `imply` seen from the symbol it raises. */
export interface ReverseDependency extends Conditional {
  /** The selecting symbol. */
  readonly by: string;
}

export interface KSymbol {
  readonly name: string;
  readonly type: SymbolType;
  /** One place an entry, in the order of the files. */
  readonly definitions: readonly Location[];
  readonly prompts: readonly SymbolPrompt[];
  readonly defaults: readonly SymbolDefault[];
  readonly ranges: readonly SymbolRange[];
  readonly selects: readonly SymbolSelect[];
  readonly implies: readonly SymbolSelect[];
  readonly selectedBy: readonly ReverseDependency[];
  readonly impliedBy: readonly ReverseDependency[];
  /** What the entries depend on, joined by OR; missing means `y`. */
  readonly dependency?: Expression | undefined;
  readonly help?: string | undefined;
  /** The choice it is a member of. */
  readonly choice?: KChoice | undefined;
  /** Whether it turns loadable modules on (the `modules` option). */
  readonly isModules: boolean;
}

export interface KChoice {
  readonly name?: string | undefined;
  readonly type: SymbolType;
  readonly optional: boolean;
  readonly prompts: readonly SymbolPrompt[];
  /** The value is the name of a member. */
  readonly defaults: readonly SymbolDefault[];
  readonly members: readonly KSymbol[];
  readonly definitions: readonly Location[];
  /** Conditions under which it must have at least the mode `m`: its prompts, unless it is optional. */
  readonly requirements: readonly (Expression | undefined)[];
}

export type MenuNodeKind = 'root' | 'menu' | 'config' | 'menuconfig' | 'choice' | 'comment';

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

export interface KconfigModel {
  readonly mainmenu: string;
  /** Every symbol with a config entry, in the order of first definition. */
  readonly symbols: ReadonlyMap<string, KSymbol>;
  readonly choices: readonly KChoice[];
  readonly root: MenuNode;
  /** Paths of every Kconfig file that was read, in order. */
  readonly files: readonly string[];
  /** Environment variables that macros read, with their values: inputs of the result like the files. */
  readonly environment: ReadonlyMap<string, string>;
  /** The symbol with the `modules` option. */
  readonly modules?: KSymbol | undefined;
  /** Symbols outside choices, and choices, each after what it depends on: evaluating in this order needs no deep stack. */
  readonly order: readonly (KSymbol | KChoice)[];
}
