// Tokens and the closed list of keywords of the Linux 6.1 language.
// Keywords are recognised everywhere outside strings and help (scripts/kconfig/lexer.l), so no symbol can be called `range`.

export type TokenKind =
  | 'keyword'
  | 'word'
  | 'string'
  | 'operator'
  /** The rest of the line after `NAME =`, not expanded yet. */
  | 'value';

export interface Token {
  readonly kind: TokenKind;
  /** After macro expansion and unescaping; the quotes of a string are not part of it. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export const keywords: ReadonlySet<string> = new Set(
  (
    'bool choice comment config def_bool def_tristate default depends endchoice endif endmenu help hex if imply int ' +
    'mainmenu menu menuconfig modules on optional prompt range select source string tristate visible'
  ).split(' '),
);

/** Keywords of other dialects with what 6.1 writes instead: they are errors here, but we know what was meant. */
export const foreignKeywords: ReadonlyMap<string, string> = new Map([
  ['boolean', 'bool'],
  ['---help---', 'help'],
  ['def_int', 'int and default'],
  ['def_hex', 'hex and default'],
  ['def_string', 'string and default'],
  ['option', 'modules, or an environment macro such as $(NAME)'],
  ['rsource', 'source "$(srctree)/path"'],
  ['osource', 'source, of a file that exists'],
  ['orsource', 'source, of a file that exists'],
  ['gsource', 'one source a file'],
  ['grsource', 'one source a file'],
  ['transitional', 'a symbol with a default'],
]);

/** Operators, longest first. */
export const operators: readonly string[] = ['&&', '||', '!=', '<=', '>=', ':=', '+=', '=', '<', '>', '!', '(', ')'];
