// The syntax tree: statements as they are written, with the span of each. No names are resolved and nothing is merged.
// Plain data; the parser makes it, `link` reads it.

import type { Expression, SymbolOperand } from './model.js';
import type { AssignmentOperator } from './preprocess.js';
import type { SourceFile, Span } from './source.js';

/** A piece of text with its place: a name or the content of a string. */
export interface Text {
  readonly text: string;
  readonly at: Span;
}

interface OptionBase {
  readonly at: Span;
  /** After `if`. */
  readonly condition?: Expression;
}

export type LogicalOrDataType = 'bool' | 'tristate' | 'int' | 'hex' | 'string';

export interface TypeOption extends OptionBase {
  readonly kind: 'type';
  readonly type: LogicalOrDataType;
}
export interface PromptOption extends OptionBase {
  readonly kind: 'prompt';
  readonly text: Text;
}
export interface DefaultOption extends OptionBase {
  readonly kind: 'default';
  readonly value: Expression;
}
export interface SelectOption extends OptionBase {
  readonly kind: 'select' | 'imply';
  readonly target: Text;
}
export interface RangeOption extends OptionBase {
  readonly kind: 'range';
  readonly low: SymbolOperand;
  readonly high: SymbolOperand;
}
export interface DependsOption extends OptionBase {
  readonly kind: 'depends' | 'visible';
}
export interface HelpOption extends OptionBase {
  readonly kind: 'help';
  readonly text: string;
}
export interface ModulesOption extends OptionBase {
  readonly kind: 'modules';
}
/** Of a choice that may stay without a selected member. */
export interface OptionalOption extends OptionBase {
  readonly kind: 'optional';
}

export type EntryOption =
  | TypeOption
  | PromptOption
  | DefaultOption
  | SelectOption
  | RangeOption
  | DependsOption
  | HelpOption
  | ModulesOption
  | OptionalOption;

export interface ConfigStatement {
  readonly kind: 'config' | 'menuconfig';
  readonly name: Text;
  readonly options: readonly EntryOption[];
  readonly at: Span;
}
export interface ChoiceStatement {
  readonly kind: 'choice';
  readonly name?: Text;
  readonly options: readonly EntryOption[];
  readonly children: readonly Statement[];
  readonly at: Span;
}
export interface MenuStatement {
  readonly kind: 'menu';
  readonly title: Text;
  readonly options: readonly EntryOption[];
  readonly children: readonly Statement[];
  readonly at: Span;
}
export interface IfStatement {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly children: readonly Statement[];
  readonly at: Span;
}
export interface CommentStatement {
  readonly kind: 'comment';
  readonly title: Text;
  readonly options: readonly EntryOption[];
  readonly at: Span;
}
export interface SourceStatement {
  readonly kind: 'source';
  readonly path: Text;
  /** The statements of the file; none when it could not be read. */
  readonly children: readonly Statement[];
  readonly at: Span;
}
export interface MainmenuStatement {
  readonly kind: 'mainmenu';
  readonly title: Text;
  readonly at: Span;
}
/** Already obeyed by the preprocessor when the tree exists; kept for tools that show the text. */
export interface AssignmentStatement {
  readonly kind: 'assignment';
  readonly name: Text;
  readonly operator: AssignmentOperator;
  readonly value: string;
  readonly at: Span;
}

export type Statement =
  | ConfigStatement
  | ChoiceStatement
  | MenuStatement
  | IfStatement
  | CommentStatement
  | SourceStatement
  | MainmenuStatement
  | AssignmentStatement;

export interface SyntaxTree {
  readonly statements: readonly Statement[];
  /** Every file that was read, in order of first reading. */
  readonly files: readonly SourceFile[];
}
