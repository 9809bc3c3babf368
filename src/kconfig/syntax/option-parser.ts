// The options of an entry: type, prompt, default, select, range, depends, help and so on, one line each.

import type { DiagnosticCode } from '../diagnostic.js';
import type { Preprocessor } from '../macros/preprocessor.js';
import type { TreeBuilder } from '../tree/builder.js';
import type { ExpressionId } from '../tree/expression-pool.js';
import { NONE, Op } from '../tree/expression-pool.js';
import { PropertyKind } from '../tree/menu-table.js';
import { shownName } from '../tree/print-expression.js';
import type { SymbolTypeCode } from '../tree/symbol-table.js';
import { SymbolFlag, SymbolType, symbolNo } from '../tree/symbol-table.js';
import type { Tree } from '../tree/tree.js';
import type { ExpressionParser } from './expression-parser.js';
import { describeRest } from './expression-parser.js';
import type { Reporter } from './reporter.js';
import type { Scanner } from './scanner.js';
import type { SyntaxErrors } from './syntax-errors.js';

/** What kind of entry options belong to at some point of a file. */
export type EntryKind =
  | 'config'
  | 'menuconfig'
  | 'choice'
  | 'menu'
  | 'comment'
  | 'none'
  /** An entry that could not be read. */
  | 'lost';

const types: Readonly<Record<string, SymbolTypeCode>> = {
  bool: SymbolType.bool,
  boolean: SymbolType.bool,
  tristate: SymbolType.tristate,
  int: SymbolType.int,
  hex: SymbolType.hex,
  string: SymbolType.string,
};

const defaults: Readonly<Record<string, SymbolTypeCode>> = {
  default: SymbolType.unknown,
  def_bool: SymbolType.bool,
  def_boolean: SymbolType.bool,
  def_tristate: SymbolType.tristate,
  def_int: SymbolType.int,
  def_hex: SymbolType.hex,
  def_string: SymbolType.string,
};

const ofConfig: ReadonlySet<string> = new Set([
  ...Object.keys(types),
  ...Object.keys(defaults),
  ...['prompt', 'select', 'imply', 'range', 'modules', 'depends', 'help', '---help---', 'option'],
]);
const ofChoice: ReadonlySet<string> = new Set(
  'prompt bool boolean tristate optional default depends help ---help---'.split(' '),
);
const ofKind: Readonly<Record<EntryKind, ReadonlySet<string>>> = {
  config: ofConfig,
  menuconfig: ofConfig,
  choice: ofChoice,
  menu: new Set(['visible', 'depends']),
  comment: new Set(['depends']),
  none: new Set(),
  lost: new Set([...ofConfig, ...ofChoice, 'visible']),
};

export class OptionParser {
  readonly #tree: Tree;
  readonly #builder: TreeBuilder;
  readonly #reporter: Reporter;
  readonly #macros: Preprocessor;
  readonly #errors: SyntaxErrors;
  /** Symbols that stand for an environment variable, with its name. */
  readonly #environmentNames = new Map<string, string>();

  constructor(tree: Tree, builder: TreeBuilder, reporter: Reporter, macros: Preprocessor, errors: SyntaxErrors) {
    this.#tree = tree;
    this.#builder = builder;
    this.#reporter = reporter;
    this.#macros = macros;
    this.#errors = errors;
  }

  /** Whether a keyword is an option of such an entry. */
  accepts(word: string, kind: EntryKind): boolean {
    if (!ofKind[kind].has(word)) return false;
    return (
      kind !== 'choice' || this.#tree.dialect.choices === 'symbols' || (word !== 'tristate' && word !== 'optional')
    );
  }

  environmentNameOf(symbol: string): string {
    return this.#environmentNames.get(symbol) ?? symbol;
  }

  /** Reads one option, whose keyword is the current token; whether it was fine. */
  read(scanner: Scanner, expressions: ExpressionParser, kind: EntryKind): boolean {
    const word = scanner.value;
    if (kind === 'lost') {
      scanner.skipLine();
      if (word === 'help' || word === '---help---') scanner.skipHelp();
      return true;
    }
    scanner.next();
    const problem = this.#read(word, scanner, expressions, kind);
    if (problem === undefined) return true;
    this.#errors.report(scanner, problem.code, problem.message);
    return false;
  }

  #read(word: string, scanner: Scanner, expressions: ExpressionParser, kind: EntryKind): Problem | undefined {
    const builder = this.#builder;
    const type = types[word];
    if (type !== undefined) return this.#readType(type, scanner, expressions, kind);
    const typeOfDefault = defaults[word];
    if (typeOfDefault !== undefined) return this.#readDefault(typeOfDefault, scanner, expressions, kind);
    switch (word) {
      case 'prompt':
        return this.#readPrompt(scanner, expressions) ?? endOf(scanner);
      case 'select':
      case 'imply':
        return this.#readSelect(word, scanner, expressions);
      case 'range':
        return this.#readRange(scanner, expressions);
      case 'depends':
        if (!scanner.at('word', 'on') || scanner.expanded) return { code: 'KC0202', message: "'on' is missing" };
        scanner.next();
        return this.#withExpression(scanner, expressions, (condition) => builder.addDependency(condition));
      case 'visible': {
        const condition = this.#readCondition(scanner, expressions);
        if (typeof condition !== 'number') return condition;
        const rest = endOf(scanner);
        if (rest === undefined) builder.addVisibility(condition);
        return rest;
      }
      case 'help':
      case '---help---':
        return endOf(scanner) ?? this.#readHelp(scanner);
      case 'modules':
        return endOf(scanner) ?? this.#setModules();
      case 'optional':
        return endOf(scanner) ?? this.#setOptional();
      default:
        return this.#readOption(scanner);
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
    if (scanner.kind === 'string') {
      const text = scanner.value;
      scanner.next();
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
    if (scanner.kind !== 'string') return { code: 'KC0202', message: 'a prompt is text in quotes' };
    const text = scanner.value;
    scanner.next();
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

  #readSelect(word: 'select' | 'imply', scanner: Scanner, expressions: ExpressionParser): Problem | undefined {
    expressions.problem = undefined;
    const target = expressions.parseName();
    if (expressions.problem !== undefined) return { code: 'KC0202', message: `${word} needs the name of a symbol` };
    const condition = this.#readCondition(scanner, expressions);
    if (typeof condition !== 'number') return condition;
    const rest = endOf(scanner);
    if (rest !== undefined) return rest;
    const kind = word === 'select' ? PropertyKind.select : PropertyKind.imply;
    this.#builder.addProperty(kind, this.#tree.expressions.symbol(target), condition);
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

  #withExpression(
    scanner: Scanner,
    expressions: ExpressionParser,
    use: (expression: ExpressionId) => void,
  ): Problem | undefined {
    const expression = expressions.parse();
    if (expressions.problem !== undefined) return { code: expressions.problemCode, message: expressions.problem };
    const rest = endOf(scanner);
    if (rest === undefined) use(expression);
    return rest;
  }

  #readHelp(scanner: Scanner): undefined {
    const { menus } = this.#tree;
    const { entry } = this.#builder;
    const start = scanner.offset;
    const extent = scanner.skipHelp();
    const place = { ...this.#builder.place, line: scanner.line };
    const name = shownName(this.#tree, menus.symbol.get(entry));
    const warn = (code: DiagnosticCode, message: string): void => {
      const conf = {
        text: `${this.#reporter.fileName(place.file)}:${place.line}: warning: ${message}\n`,
        stream: 'stderr',
      } as const;
      this.#reporter.report(code, message, this.#builder.place, 'silent', { conf });
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
    return undefined;
  }

  #setModules(): undefined {
    const { symbols, menus } = this.#tree;
    const symbol = menus.symbol.get(this.#builder.entry);
    if (this.#tree.modules !== symbolNo) {
      const [own, other] = [symbols.nameOf(symbol), symbols.nameOf(this.#tree.modules)];
      const message = `symbol '${own}' redefines option 'modules' already defined by symbol '${other}'`;
      this.#reporter.report('KC0319', message, this.#builder.place, 'plain');
    }
    this.#tree.modules = symbol;
    return undefined;
  }

  #setOptional(): undefined {
    const { symbols, menus } = this.#tree;
    symbols.setFlag(menus.symbol.get(this.#builder.entry), SymbolFlag.optional);
    return undefined;
  }

  /** `option NAME` or `option NAME="value"` of older trees. */
  #readOption(scanner: Scanner): Problem | undefined {
    if (scanner.kind !== 'word') return { code: 'KC0202', message: 'option needs a name' };
    const name = scanner.value;
    scanner.next();
    let value = '';
    if (scanner.at('comparison', '=')) {
      scanner.next();
      if (!scanner.at('string')) return { code: 'KC0202', message: `option ${name} needs text in quotes` };
      value = scanner.value;
      scanner.next();
    }
    const rest = endOf(scanner);
    if (rest !== undefined) return rest;
    if (name === 'modules') return this.#setModules();
    const { symbols, menus, expressions } = this.#tree;
    const symbol = menus.symbol.get(this.#builder.entry);
    if (name === 'allnoconfig_y') {
      symbols.setFlag(symbol, SymbolFlag.allNoYes);
    } else if (name === 'env') {
      symbols.setFlag(symbol, SymbolFlag.unwritten);
      this.#environmentNames.set(symbols.nameOf(symbol), value);
      const constant = symbols.constant(this.#macros.readEnvironment(value));
      this.#builder.addProperty(PropertyKind.default, expressions.symbol(constant), NONE);
    } else if (name !== 'defconfig_list') {
      return { code: 'KC0211', message: `option ${name} is not known` };
    }
    return undefined;
  }
}

interface Problem {
  readonly code: DiagnosticCode;
  readonly message: string;
}

/** What is left on the line, if anything. */
function endOf(scanner: Scanner): Problem | undefined {
  if (scanner.kind === 'line') return undefined;
  return { code: 'KC0210', message: describeRest(scanner) };
}
