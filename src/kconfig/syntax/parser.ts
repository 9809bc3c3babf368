// Statements: the grammar of scripts/kconfig/parser.y with recovery. Never throws on any text: a line that makes no sense is
// reported and skipped. Owns the stack of blocks and of files; rows go to the tree through the builder.

import type { DiagnosticCode } from '../diagnostic.js';
import type { Dialect } from '../dialect.js';
import { Preprocessor } from '../macros/preprocessor.js';
import type { Place } from '../tree/builder.js';
import { TreeBuilder } from '../tree/builder.js';
import { NONE } from '../tree/expression-pool.js';
import type { MenuId } from '../tree/menu-table.js';
import { PropertyKind, rootMenu } from '../tree/menu-table.js';
import { SymbolFlag, SymbolType, symbolYes } from '../tree/symbol-table.js';
import type { Tree } from '../tree/tree.js';
import { BareVariables } from './bare-variables.js';
import type { BlockKind } from './blocks.js';
import { Blocks } from './blocks.js';
import { describe, describeRest, ExpressionParser } from './expression-parser.js';
import { checkText, macroPlace, scannerEvents } from './file-events.js';
import { judgeWord } from './foreign-words.js';
import { Inclusions, noFile } from './inclusions.js';
import { OpenEntry } from './open-entry.js';
import type { ConfigWord } from './option-parser.js';
import { OptionParser } from './option-parser.js';
import { OptionStatement } from './option-statement.js';
import type { ParserOptions } from './parser-options.js';
import { Reporter } from './reporter.js';
import { Scanner } from './scanner.js';
import type { OpenedSource } from './sources.js';
import { Sources } from './sources.js';
import { blockEnds, isHelpWord, mayBeInChoice } from './statement-words.js';
import type { SyntaxErrorDetails } from './syntax-errors.js';
import { SyntaxErrors } from './syntax-errors.js';

/** Files inside each other; the stack is finite. */
const maxNesting = 500;

export class Parser {
  readonly reporter: Reporter;
  readonly sources: Sources;
  readonly builder: TreeBuilder;
  readonly #tree: Tree;
  readonly #dialect: Dialect;
  readonly #macros: Preprocessor;
  readonly #options: OptionParser;
  readonly #bare: BareVariables;
  readonly #errors: SyntaxErrors;
  readonly #entry: OpenEntry;
  readonly #blocks: Blocks;
  readonly #inclusions: Inclusions;
  readonly #losesEntries: boolean;
  #isFirst = true;
  /** Nothing more is read. */
  #hasGivenUp = false;
  /** Help texts end where the next statement begins: Linux's lexer knows no assignment there. */
  #isAfterHelp = false;

  constructor(tree: Tree, options: ParserOptions) {
    this.#tree = tree;
    this.#dialect = tree.dialect;
    this.#losesEntries = options.recovery === 'statement';
    this.sources = new Sources(tree, options.fileSystem, options.srctree);
    this.reporter = new Reporter(this.sources.files);
    this.builder = new TreeBuilder(tree, (code, message, place, confPlace = place) =>
      this.reporter.report(code, message, place, 'warning', { confPlace }),
    );
    this.#entry = new OpenEntry(tree, this.builder, this.reporter);
    this.#inclusions = new Inclusions(tree.dialect);
    this.#blocks = new Blocks(this.builder, this.reporter, this.#inclusions, this.sources.files);
    this.#errors = new SyntaxErrors(tree.dialect, this.reporter, this.builder, this.#inclusions);
    const place = macroPlace(this.#inclusions, this.reporter);
    const { environment, shell } = options;
    this.#macros = new Preprocessor({ environment, shell, place, hasPython: tree.dialect.sourceVariants });
    this.#bare = new BareVariables(tree, this.#macros);
    const statement = new OptionStatement(tree, this.builder, this.reporter, this.#macros, this.#bare);
    const { builder, reporter } = this;
    const keepsTypes = !this.#losesEntries;
    this.#options = new OptionParser(tree, builder, reporter, this.#errors, this.#inclusions, statement, keepsTypes);
  }

  /** Reads the top file and everything it sources. */
  parse(file: string): void {
    const source = this.sources.open(file);
    if (source === undefined) {
      const conf = { text: `can't find file ${file}\n`, stream: 'stderr', stops: true } as const;
      const { why } = this.sources.describeMissing(file);
      this.reporter.report('KC0206', `can't find file "${file}"`, undefined, 'silent', { conf, ...(why && { why }) });
      return;
    }
    this.#readFile(source);
    for (const [name, value] of this.#macros.environmentRead) this.#tree.environment.set(name, value);
    for (const name of this.#macros.unsetRead) this.#tree.unsetEnvironment.add(name);
  }

  #readFile(source: OpenedSource): void {
    const isTop = this.#inclusions.depth === 0;
    const events = scannerEvents(source, this.#inclusions, this.builder, this.reporter);
    const openEnd = (): void => {
      events.openEnd();
      // Linux's lexer is in the file below already when it gives the end of a last line that has none.
      if (this.#losesEntries) this.builder.place = { ...this.builder.place, file: this.#inclusions.file };
    };
    const macros = this.#dialect.macros ? this.#macros : undefined;
    const endsLastLine = !(this.#losesEntries && isTop && this.#dialect.choices === 'members');
    const { wordCharacters } = this.#dialect;
    const { inTexts } = this.#bare;
    const scanner = new Scanner(source.file, macros, { ...events, openEnd }, inTexts, endsLastLine, wordCharacters);
    const expressions = new ExpressionParser(this.#tree, scanner);
    this.#inclusions.push({ source, scanner, expressions, sourceLine: 0, sourceOffset: 0 });
    checkText(source, this.reporter);
    this.#readStatements(scanner, expressions, source.index);
    if (isTop && !this.#hasGivenUp) this.#endInput(scanner, source.index);
    this.#inclusions.pop();
  }

  #readStatements(scanner: Scanner, expressions: ExpressionParser, file: number): void {
    while (!this.#hasGivenUp && scanner.next() !== 'end') {
      if (scanner.kind === 'line') continue;
      scanner.beginStatement();
      this.builder.place = { file, line: scanner.line, offset: scanner.start };
      this.#inclusions.statementFile = file;
      this.#readStatement(scanner, expressions);
      this.#isFirst = false;
    }
  }

  /** What is still open ends with the files, where Linux 6.1 is in no file any more. */
  #endInput(scanner: Scanner, file: number): void {
    const end = { file, line: scanner.line, offset: scanner.text.length };
    const isNowhere = this.#dialect.choices === 'symbols';
    this.builder.place = isNowhere ? { ...end, file: noFile } : end;
    this.#inclusions.statementFile = noFile;
    this.#entry.end();
    if (this.#blocks.areOpen) this.#blocks.reportOpen(this.#errors.firstText(0));
    this.builder.place = end;
  }

  #readStatement(scanner: Scanner, expressions: ExpressionParser): void {
    const isHelp = isHelpWord(scanner, this.#dialect);
    const isKeyword = isHelp || expressions.isKeyword();
    const word = isHelp ? 'help' : scanner.value;
    const isAfterHelp = this.#isAfterHelp;
    const option = isKeyword ? this.#options.find(word, this.#entry.kind) : undefined;
    const isFine = option !== undefined && this.#options.read(option, scanner, expressions, this.#entry.kind);
    this.#isAfterHelp = isFine && option.kind === 'help';
    if (isFine) this.#errors.accept();
    else if (option !== undefined && this.#losesEntries) this.#loseEntry();
    if (option !== undefined) return;
    this.#entry.end();
    if (isKeyword) this.#readKeyword(scanner, expressions, word);
    else this.#readAssignment(scanner, word, isAfterHelp && this.#losesEntries);
  }

  /** Linux's parser forgets what it has not finished, and with it the entry. */
  #loseEntry(): void {
    const { kind } = this.#entry;
    this.#entry.kind = 'none';
    if (kind === 'menu' || kind === 'choice') this.#blocks.pop();
  }

  #readKeyword(scanner: Scanner, expressions: ExpressionParser, word: string): undefined {
    if (this.#blocks.includeChoice && !mayBeInChoice(word, this.#dialect)) {
      return this.#failBlock(scanner, 'KC0213', `${word} is not allowed in a choice`, word);
    }
    switch (word) {
      case 'config':
      case 'menuconfig':
      case 'configdefault':
        return this.#readConfig(scanner, expressions, word);
      case 'choice':
        return this.#readChoice(scanner, expressions);
      case 'menu':
      case 'comment':
        return this.#readTitled(scanner, expressions, word);
      case 'if':
        return this.#readIf(scanner, expressions);
      case 'endmenu':
      case 'endif':
      case 'endchoice':
        return this.#readEnd(scanner, word);
      case 'mainmenu':
        return this.#readMainMenu(scanner, expressions);
      case 'source':
      case 'rsource':
      case 'osource':
      case 'orsource':
      case 'gsource':
      case 'grsource':
        return this.#readSource(scanner, expressions, word);
      default:
        return this.#fail(scanner, 'KC0203', `'${word}' does not belong to anything here`);
    }
  }

  #readAssignment(scanner: Scanner, word: string, isAfterHelp: boolean): undefined {
    if (scanner.kind !== 'word') {
      return this.#fail(
        scanner,
        'KC0202',
        `a statement cannot begin with ${describe(scanner).replace('unexpected ', '')}`,
      );
    }
    if (this.#blocks.includeChoice && !this.#dialect.anyInChoice) return this.#failInChoice(scanner, word);
    const { start } = scanner;
    scanner.next();
    const operator = this.#dialect.macros ? scanner.assignmentOperator() : undefined;
    if (operator === undefined || (isAfterHelp && scanner.next() !== 'line'))
      return this.#failUnknown(scanner, word, start);
    const value = isAfterHelp ? '' : scanner.readAssignedValue();
    // Linux's tools assign when they have read the end of the line, and count lines so.
    scanner.skipLine();
    if (!this.#expectLineEnd(scanner)) return;
    scanner.macroOffset = start;
    this.#macros.assign(word, operator, value);
  }

  #failInChoice(scanner: Scanner, word: string): undefined {
    const { code, message, hint } = judgeWord(word, 'KC0213', `${word} is not allowed in a choice`);
    return this.#fail(scanner, code, message, { ...hint, isWord: true });
  }

  #failUnknown(scanner: Scanner, word: string, offset: number): undefined {
    const conf = `unknown statement "${word}"`;
    const { code, message, hint } = judgeWord(word, 'KC0201', conf);
    return this.#fail(scanner, code, message, { ...hint, offset, conf });
  }

  #readConfig(scanner: Scanner, expressions: ExpressionParser, word: ConfigWord): undefined {
    scanner.next();
    const before = scanner.start;
    expressions.problem = undefined;
    const symbol = expressions.parseName();
    if (symbol === NONE) return this.#failEntry(scanner, 'KC0202', `${word} needs the name of a symbol`);
    if (symbol <= symbolYes) {
      const message = `'${scanner.text[before] ?? ''}' is a constant, it cannot be a symbol`;
      return this.#failEntry(scanner, 'KC0313', message, before);
    }
    if (scanner.kind !== 'line') return this.#failEntry(scanner, 'KC0210', describeRest(scanner));
    this.#errors.accept();
    this.#tree.symbols.setFlag(symbol, SymbolFlag.optional);
    this.builder.addEntry(symbol);
    this.#entry.kind = word;
  }

  #readChoice(scanner: Scanner, expressions: ExpressionParser): undefined {
    scanner.next();
    const { symbols, dialect } = this.#tree;
    let name: string | undefined;
    const isName =
      scanner.kind === 'word' ? !expressions.isKeyword() : dialect.quotedChoices && scanner.kind === 'string';
    if (dialect.choices === 'symbols' && isName) {
      name = scanner.value;
      scanner.next();
    }
    if (!this.#expectLineEnd(scanner)) return;
    const choice = symbols.choiceNamed(name);
    const menu = this.builder.addEntry(choice);
    if (dialect.choices === 'symbols') this.builder.addProperty(PropertyKind.choice, NONE, NONE);
    else {
      symbols.setFlag(choice, SymbolFlag.optional);
      this.builder.setType(SymbolType.bool);
    }
    this.#entry.kind = 'choice';
    this.#open('choice', menu);
  }

  #readTitled(scanner: Scanner, expressions: ExpressionParser, word: 'menu' | 'comment'): undefined {
    scanner.next();
    const title = expressions.parseText();
    if (title === undefined) return this.#failBlock(scanner, 'KC0202', `${word} needs a title in quotes`, word);
    if (!this.#expectLineEnd(scanner)) return;
    const menu = this.builder.addEntry(NONE);
    this.builder.addPrompt(word === 'menu' ? PropertyKind.menu : PropertyKind.comment, title, NONE);
    this.#entry.kind = word;
    if (word === 'menu') this.#open('menu', menu);
  }

  #readIf(scanner: Scanner, expressions: ExpressionParser): undefined {
    scanner.next();
    const condition = expressions.parse();
    if (expressions.problem !== undefined)
      return this.#failBlock(scanner, expressions.problemCode, expressions.problem, 'if');
    if (!this.#expectLineEnd(scanner)) return;
    const menu = this.builder.addEntry(NONE);
    this.builder.addDependency(condition);
    this.#open('if', menu);
    this.builder.openBlock();
  }

  #open(kind: BlockKind, menu: MenuId): void {
    this.#blocks.push(kind, menu);
    if (this.#blocks.areTooDeep) this.#giveUp('blocks are nested too deeply');
  }

  #giveUp(message: string): void {
    this.#hasGivenUp = true;
    this.reporter.report('KC0212', message, this.builder.place, 'stop');
  }

  #readEnd(scanner: Scanner, word: string): undefined {
    const kind = blockEnds[word] ?? 'menu';
    if (!this.#blocks.areOpen) return this.#fail(scanner, 'KC0205', `${word} without ${kind}`);
    scanner.next();
    if (!this.#expectLineEnd(scanner)) return;
    if (!this.#losesEntries) {
      this.#blocks.closeNearest(kind);
      if (!this.#blocks.includeChoice) this.#entry.leaveChoice();
      return;
    }
    const isNowhere = scanner.hasEnded && this.#inclusions.depth === 1;
    const file = isNowhere ? noFile : this.builder.place.file;
    if (this.#blocks.close(kind, file) === 'choice') this.#entry.leaveChoice();
  }

  #readMainMenu(scanner: Scanner, expressions: ExpressionParser): undefined {
    const mayStand = this.#isFirst || this.#dialect.lateTitle;
    if (!mayStand) return this.#fail(scanner, 'KC0208', 'mainmenu must be the first statement of the top file');
    scanner.next();
    const title = expressions.parseText();
    // Linux's parser has nowhere to go on from here.
    if (title === undefined) return this.#fail(scanner, 'KC0202', 'mainmenu needs a title in quotes', { stops: true });
    if (scanner.kind !== 'line') return this.#fail(scanner, 'KC0210', describeRest(scanner), { stops: true });
    // The root is what the builder began with.
    const { entry } = this.builder;
    this.builder.entry = rootMenu;
    this.#tree.menus.prompt.set(rootMenu, NONE);
    this.builder.addPrompt(PropertyKind.menu, this.#bare.expand(title), NONE);
    this.builder.entry = entry;
  }

  #readSource(scanner: Scanner, expressions: ExpressionParser, word: string): undefined {
    scanner.next();
    const offset = scanner.start;
    const written = expressions.parseText();
    if (written === undefined) return this.#fail(scanner, 'KC0202', `${word} needs a path in quotes`);
    const path = this.#bare.expand(written);
    if (!this.#expectLineEnd(scanner)) return;
    this.#isFirst = false;
    const place = { ...this.builder.place, offset };
    const { top } = this.#inclusions;
    if (top === undefined) return;
    // Linux 6.1 counts from the end of the line.
    top.sourceOffset = offset;
    top.sourceLine = this.#dialect.choices === 'symbols' ? scanner.line - 1 : place.line;
    const names = this.#dialect.wildcards ? this.sources.expand(word, path, top.source.file) : [path];
    const mayBeMissing = this.sources.mayBeMissing(word, path);
    if (names.length === 0 && !mayBeMissing) this.#reportMissing(path, place);
    for (const name of names) this.#include(name, place);
  }

  #include(name: string, place: Place): void {
    const source = this.sources.open(name);
    if (source === undefined) this.#reportMissing(name, place);
    else if (this.#inclusions.includes(source)) this.#reportCircle(name, place);
    else if (this.#inclusions.depth >= maxNesting) this.#giveUp('files are nested too deeply');
    else this.#readFile(source);
  }

  #reportMissing(path: string, place: Place): void {
    this.reporter.report('KC0206', `can't open file "${path}"`, place, 'stop', this.sources.describeMissing(path));
  }

  #reportCircle(name: string, place: Place): void {
    const conf = this.#inclusions.describeCircle(name, this.#dialect.choices === 'members');
    const related = this.#inclusions.describeSources(place.offset);
    const message = `"${name}" sources itself, directly or through others`;
    this.reporter.report('KC0207', message, place, 'silent', { conf, related });
  }

  /** Whether the statement is over, and was fine. */
  #expectLineEnd(scanner: Scanner): boolean {
    const isOver = scanner.kind === 'line';
    if (isOver) this.#errors.accept();
    else this.#fail(scanner, 'KC0210', describeRest(scanner));
    return isOver;
  }

  #fail(scanner: Scanner, code: DiagnosticCode, message: string, details?: SyntaxErrorDetails): undefined {
    this.#errors.report(scanner, code, message, details);
  }

  /** An entry that is none: its options are passed over, so that one mistake is told once. */
  #failEntry(scanner: Scanner, code: DiagnosticCode, message: string, offset: number = scanner.start): undefined {
    this.#fail(scanner, code, message, { offset });
    if (!this.#losesEntries) this.#entry.kind = 'lost';
  }

  /** A block that cannot be is kept without what it says, so that its end is no mistake as well. */
  #failBlock(scanner: Scanner, code: DiagnosticCode, message: string, word: string): undefined {
    this.#fail(scanner, code, message);
    if (this.#losesEntries) return;
    if (word !== 'menu' && word !== 'if' && word !== 'choice') {
      this.#entry.kind = 'lost';
      return;
    }
    const menu = this.builder.addEntry(NONE);
    this.#entry.kind = word === 'if' ? 'none' : 'menu';
    this.#open(word, menu);
    if (word === 'if') this.builder.openBlock();
  }
}
