// The options of an entry: type, prompt, default, select, range, depends, help and so on, one line each.

import type { DiagnosticCode } from '../diagnostic.js';
import type { TreeBuilder } from '../tree/builder.js';
import type { ExpressionId } from '../tree/expression-pool.js';
import { NONE, Op } from '../tree/expression-pool.js';
import { PropertyKind } from '../tree/menu-table.js';
import { shownName } from '../tree/print-expression.js';
import type { SymbolTypeCode } from '../tree/symbol-table.js';
import { SymbolFlag, SymbolType } from '../tree/symbol-table.js';
import type { Tree } from '../tree/tree.js';
import type { ExpressionParser } from './expression-parser.js';
import type { Inclusion, Inclusions } from './inclusions.js';
import { noFile } from './inclusions.js';
import type { OptionStatement } from './option-statement.js';
import type { Problem } from './problem.js';
import { endOf } from './problem.js';
import type { Reporter } from './reporter.js';
import type { Scanner } from './scanner.js';
import type { SyntaxErrors } from './syntax-errors.js';
import { dependsIf } from './unless.js';

/** Words that begin the entry of a symbol; `configdefault` only has defaults for one that is defined elsewhere. */
export type ConfigWord = 'config' | 'menuconfig' | 'configdefault';

/** What kind of entry options belong to at some point of a file. */
export type EntryKind =
  | ConfigWord
  | 'choice'
  | 'menu'
  | 'comment'
  | 'none'
  /** An entry that could not be read. */
  | 'lost';

/** What a word that begins an option says. */
interface Option {
  readonly kind:
    | 'type'
    | 'default'
    | 'prompt'
    | 'select'
    | 'imply'
    | 'range'
    | 'depends'
    | 'visible'
    | 'help'
    | 'modules'
    | 'optional'
    | 'transitional'
    | 'reset'
    | 'option';
  /** Of a type, or of a default that has one. */
  readonly type: SymbolTypeCode;
}

const { unknown, bool, tristate, int, hex, string } = SymbolType;

function option(kind: Option['kind'], type: SymbolTypeCode = unknown): Option {
  return { kind, type };
}

const types: readonly (readonly [string, Option])[] = [
  ['bool', option('type', bool)],
  ['boolean', option('type', bool)],
  ['tristate', option('type', tristate)],
  ['int', option('type', int)],
  ['hex', option('type', hex)],
  ['string', option('type', string)],
];
const defaults: readonly (readonly [string, Option])[] = [
  ['default', option('default')],
  ['def_bool', option('default', bool)],
  ['def_boolean', option('default', bool)],
  ['def_tristate', option('default', tristate)],
  ['def_int', option('default', int)],
  ['def_hex', option('default', hex)],
  ['def_string', option('default', string)],
];
const others: readonly (readonly [string, Option])[] = [
  ['prompt', option('prompt')],
  ['select', option('select')],
  ['enable', option('select')],
  ['imply', option('imply')],
  ['range', option('range')],
  ['modules', option('modules')],
  ['transitional', option('transitional')],
  ['depends', option('depends')],
  ['requires', option('depends')],
  ['help', option('help')],
  ['option', option('option')],
  ['visible', option('visible')],
  ['optional', option('optional')],
  ['reset', option('reset')],
];
const all: ReadonlyMap<string, Option> = new Map([...types, ...defaults, ...others]);

function only(words: string): ReadonlyMap<string, Option> {
  const wanted = words.split(' ');
  return new Map([...all].filter(([word]) => wanted.includes(word)));
}

function except(words: string): ReadonlyMap<string, Option> {
  const unwanted = words.split(' ');
  return new Map([...all].filter(([word]) => !unwanted.includes(word)));
}

const ofConfig = except('visible optional reset');
/** One look-up for every line of a tree. */
const ofKind: Readonly<Record<EntryKind, ReadonlyMap<string, Option>>> = {
  config: ofConfig,
  menuconfig: ofConfig,
  configdefault: new Map([...types, ...defaults, ['help', option('help')]]),
  choice: only('prompt bool boolean tristate optional default reset depends requires help'),
  menu: only('visible depends requires'),
  comment: only('depends requires'),
  none: new Map(),
  lost: all,
};

export class OptionParser {
  readonly #tree: Tree;
  readonly #builder: TreeBuilder;
  readonly #reporter: Reporter;
  readonly #errors: SyntaxErrors;
  readonly #inclusions: Inclusions;
  readonly #optionStatement: OptionStatement;
  readonly #keepsTypes: boolean;

  /** `keepsTypes`: a symbol has the type of a line that is wrong behind it, so that one mistake is told once. */
  constructor(
    tree: Tree,
    builder: TreeBuilder,
    reporter: Reporter,
    errors: SyntaxErrors,
    inclusions: Inclusions,
    optionStatement: OptionStatement,
    keepsTypes: boolean,
  ) {
    this.#tree = tree;
    this.#builder = builder;
    this.#reporter = reporter;
    this.#errors = errors;
    this.#inclusions = inclusions;
    this.#optionStatement = optionStatement;
    this.#keepsTypes = keepsTypes;
  }

  /** The option of such an entry that a keyword begins. */
  find(word: string, kind: EntryKind): Option | undefined {
    const found = ofKind[kind].get(word);
    if (found === undefined || kind !== 'choice' || this.#tree.dialect.choices === 'symbols') return found;
    return word === 'tristate' || word === 'optional' ? undefined : found;
  }

  /** Reads one option, whose keyword is the current token; whether it was fine. */
  read(found: Option, scanner: Scanner, expressions: ExpressionParser, kind: EntryKind): boolean {
    if (kind === 'lost') {
      scanner.skipLine();
      if (found.kind === 'help') (this.#readerOfHelp(scanner)?.scanner ?? scanner).skipHelp();
      return true;
    }
    const word = scanner.value;
    scanner.next();
    const problem = this.#read(found, word, scanner, expressions, kind);
    if (problem === undefined) return true;
    this.#errors.report(scanner, problem.code, problem.message);
    if (this.#keepsTypes) this.#keepType(found, kind);
    return false;
  }

  #keepType(found: Option, kind: EntryKind): void {
    const { symbols, menus } = this.#tree;
    const type = found.kind === 'type' || found.kind === 'default' ? found.type : SymbolType.unknown;
    const symbol = menus.symbol.get(this.#builder.entry);
    const isNew = kind.endsWith('config') && symbols.type.get(symbol) === SymbolType.unknown;
    if (isNew && type !== SymbolType.unknown) this.#builder.setType(type);
  }

  #read(
    found: Option,
    word: string,
    scanner: Scanner,
    expressions: ExpressionParser,
    kind: EntryKind,
  ): Problem | undefined {
    switch (found.kind) {
      case 'type':
        return this.#readType(found.type, scanner, expressions, kind);
      case 'default':
        return this.#readDefault(found.type, scanner, expressions, kind);
      case 'prompt':
        return this.#readPrompt(scanner, expressions) ?? endOf(scanner);
      case 'select':
      case 'imply':
        return this.#readSelect(found.kind, word, scanner, expressions);
      case 'range':
        return this.#readRange(scanner, expressions);
      case 'depends':
        return this.#readDepends(word, scanner, expressions);
      case 'visible': {
        const condition = this.#readCondition(scanner, expressions);
        if (typeof condition !== 'number') return condition;
        const rest = endOf(scanner);
        if (rest === undefined) this.#builder.addVisibility(condition);
        return rest;
      }
      case 'help':
        return endOf(scanner) ?? this.#readHelp(scanner);
      case 'modules':
        return endOf(scanner) ?? this.#optionStatement.setModules();
      case 'optional':
        return endOf(scanner) ?? this.#setFlag(SymbolFlag.optional);
      case 'transitional':
        return endOf(scanner) ?? this.#setFlag(SymbolFlag.transitional | SymbolFlag.unwritten);
      case 'reset': {
        // Only what asks people does something for it.
        const condition = this.#readCondition(scanner, expressions);
        return typeof condition === 'number' ? endOf(scanner) : condition;
      }
      default:
        return this.#optionStatement.read(scanner);
    }
  }

  #readType(
    type: SymbolTypeCode,
    scanner: Scanner,
    expressions: ExpressionParser,
    kind: EntryKind,
  ): Problem | undefined {
    // The type of such a choice is always bool.
    if (kind === 'choice' && this.#tree.dialect.choices === 'members') return this.#readPrompt(scanner, expressions);
    const text = kind === 'configdefault' ? undefined : expressions.parseText();
    if (text !== undefined) {
      const condition = this.#readCondition(scanner, expressions);
      if (typeof condition !== 'number') return condition;
      // Also if the line goes on wrongly: so do Linux's tools, and warn about the prompt first.
      this.#builder.addPrompt(PropertyKind.prompt, text, condition);
    }
    const rest = endOf(scanner);
    if (rest === undefined) this.#builder.setType(type);
    return rest;
  }

  #readPrompt(scanner: Scanner, expressions: ExpressionParser): Problem | undefined {
    const text = expressions.parseText();
    if (text === undefined) return { code: 'KC0202', message: 'a prompt is text in quotes' };
    const condition = this.#readCondition(scanner, expressions);
    if (typeof condition !== 'number') return condition;
    const rest = endOf(scanner);
    if (rest === undefined) this.#builder.addPrompt(PropertyKind.prompt, text, condition);
    return rest;
  }

  #readDefault(
    type: SymbolTypeCode,
    scanner: Scanner,
    expressions: ExpressionParser,
    kind: EntryKind,
  ): Problem | undefined {
    let value: ExpressionId;
    if (kind === 'choice') {
      expressions.problem = undefined;
      value = this.#tree.expressions.symbol(expressions.parseName());
    } else {
      value = expressions.parse();
    }
    if (expressions.problem !== undefined) return { code: expressions.problemCode, message: expressions.problem };
    const condition = this.#readCondition(scanner, expressions);
    if (typeof condition !== 'number') return condition;
    const rest = endOf(scanner);
    if (rest !== undefined) return rest;
    this.#builder.addProperty(PropertyKind.default, value, condition);
    if (type !== SymbolType.unknown) this.#builder.setType(type);
    return undefined;
  }

  #readSelect(
    kind: 'select' | 'imply',
    word: string,
    scanner: Scanner,
    expressions: ExpressionParser,
  ): Problem | undefined {
    expressions.problem = undefined;
    const target = expressions.parseName();
    if (expressions.problem !== undefined) return { code: 'KC0202', message: `${word} needs the name of a symbol` };
    const condition = this.#readCondition(scanner, expressions);
    if (typeof condition !== 'number') return condition;
    const rest = endOf(scanner);
    if (rest !== undefined) return rest;
    const property = kind === 'imply' ? PropertyKind.imply : PropertyKind.select;
    this.#builder.addProperty(property, this.#tree.expressions.symbol(target), condition);
    return undefined;
  }

  #readRange(scanner: Scanner, expressions: ExpressionParser): Problem | undefined {
    expressions.problem = undefined;
    const low = expressions.parseSymbol();
    const high = low === NONE ? NONE : expressions.parseSymbol();
    if (expressions.problem !== undefined) return { code: 'KC0202', message: 'a range has two bounds' };
    const condition = this.#readCondition(scanner, expressions);
    if (typeof condition !== 'number') return condition;
    const rest = endOf(scanner);
    if (rest !== undefined) return rest;
    this.#builder.addProperty(PropertyKind.range, this.#tree.expressions.make(Op.range, low, high), condition);
    return undefined;
  }

  /** `if` and an expression, or nothing. */
  #readCondition(scanner: Scanner, expressions: ExpressionParser): ExpressionId | Problem {
    if (scanner.kind !== 'word' || scanner.value !== 'if' || scanner.expanded) return NONE;
    scanner.next();
    const condition = expressions.parse();
    return expressions.problem === undefined
      ? condition
      : { code: expressions.problemCode, message: expressions.problem };
  }

  /** `depends on X`; `depends X` and `requires X` as older tools had it; `depends on X if Y` as newer ones have it. */
  #readDepends(word: string, scanner: Scanner, expressions: ExpressionParser): Problem | undefined {
    const { dialect, expressions: pool } = this.#tree;
    const hasOn = word === 'depends' && scanner.at('word', 'on') && !scanner.expanded;
    if (hasOn) scanner.next();
    else if (!dialect.bareDepends) return { code: 'KC0202', message: "'on' is missing" };
    const dependency = expressions.parse();
    if (expressions.problem !== undefined) return { code: expressions.problemCode, message: expressions.problem };
    const condition = dialect.conditionalDepends ? this.#readCondition(scanner, expressions) : NONE;
    if (typeof condition !== 'number') return condition;
    const rest = endOf(scanner);
    if (rest === undefined) this.#builder.addDependency(dependsIf(pool, dependency, condition));
    return rest;
  }

  /**
   * Where the text below the word `help` is read. If that was the last word of a file without a line feed, Linux's lexer is
   * in the file that sourced it already; after the top file it is in none.
   */
  #readerOfHelp(scanner: Scanner): Inclusion | undefined {
    const { sourceVariants } = this.#tree.dialect;
    return scanner.hasEnded && !sourceVariants ? this.#inclusions.unfinished : this.#inclusions.top;
  }

  #readHelp(word: Scanner): undefined {
    const { menus } = this.#tree;
    const { entry, place: wordPlace } = this.#builder;
    const reader = this.#readerOfHelp(word);
    const scanner = reader?.scanner ?? word;
    const start = scanner.offset;
    const extent = scanner.skipHelp();
    const place = { ...wordPlace, file: reader?.source.index ?? wordPlace.file, line: scanner.line };
    const name = shownName(this.#tree, menus.symbol.get(entry));
    const warn = (code: DiagnosticCode, message: string): void => {
      const conf = {
        text: `${this.#reporter.fileName(reader?.source.index ?? noFile)}:${place.line}: warning: ${message}\n`,
        stream: 'stderr',
      } as const;
      this.#reporter.report(code, message, wordPlace, 'silent', { conf });
    };
    if (menus.help.get(entry) !== -1) {
      warn('KC0215', `'${name}' defined with more than one help text -- only the last one will be used`);
    }
    const first = scanner.text.charCodeAt(start);
    if (!extent.blank && first !== 32 && first !== 9 && first !== 10 && first !== 13) {
      const message = 'a help text without indentation: this line is part of it';
      this.#reporter.report('KC0217', message, { ...place, offset: start }, 'silent');
    }
    if (extent.blank) warn('KC0214', `'${name}' defined with blank help text`);
    menus.help.set(entry, start);
    menus.helpFile.set(entry, place.file);
    return undefined;
  }

  #setFlag(flag: number): undefined {
    const { symbols, menus } = this.#tree;
    symbols.setFlag(menus.symbol.get(this.#builder.entry), flag);
    return undefined;
  }
}
