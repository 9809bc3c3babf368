// Statements out of lines: the grammar of scripts/kconfig/parser.y (Linux 6.1) with recovery. Never throws on any text:
// a line that makes no sense is reported and skipped, a block that is not closed ends with its file.
// Owns the reading of sourced files and the check that they do not source themselves.

import type { AssignmentStatement, EntryOption, SourceStatement, Statement, SyntaxTree, Text } from './ast.js';
import type { DiagnosticCode, DiagnosticExtra, Report } from './diagnostic.js';
import { createDiagnostic } from './diagnostic.js';
import { isTristateName } from './expression.js';
import type { FileSystem } from './file-system.js';
import { Lexer } from './lexer.js';
import { parseExpression } from './parse-expression.js';
import type { EntryKind } from './parse-option.js';
import { isOptionKeyword, parseOption, parseQuoted } from './parse-option.js';
import type { AssignmentOperator, Preprocessor } from './preprocess.js';
import type { Span } from './source.js';
import { locationOf, SourceFile } from './source.js';
import { foreignKeywords } from './token.js';
import { TokenLine } from './token-line.js';

export interface ParserOptions {
  readonly file: string;
  readonly fileSystem: FileSystem;
  readonly srctree?: string;
  readonly macros: Preprocessor;
  readonly report: Report;
}

type BlockKind = 'menu' | 'if' | 'choice';

interface Block {
  readonly kind: BlockKind;
  readonly at: Span;
}

interface Inclusion {
  readonly file: SourceFile;
  /** The `source` statement that led here; none for the top file. */
  readonly by?: Span;
}

/** Blocks and inclusions together; deeper ones are refused, the stack is finite. */
const maxNesting = 200;

const blockOfEnd: ReadonlyMap<string, BlockKind> = new Map([
  ['endmenu', 'menu'],
  ['endif', 'if'],
  ['endchoice', 'choice'],
]);

/** Reads the top file and everything it sources. */
export function parseFile(options: ParserOptions): SyntaxTree {
  const run: ParserRun = { ...options, files: new Map(), inclusions: [], outerBlocks: [], first: true };
  const file = openFile(run, options.file);
  if (file === undefined) {
    options.report(createDiagnostic('KC0206', `can't find file "${options.file}"`));
    return { statements: [], files: [] };
  }
  const statements = new FileParser(run, { file }).parse();
  return { statements, files: [...run.files.values()] };
}

interface ParserRun extends ParserOptions {
  readonly files: Map<string, SourceFile>;
  readonly inclusions: Inclusion[];
  /** Blocks that are open in the files that led to the current one. */
  readonly outerBlocks: Block[];
  first: boolean;
}

/** As the C tool: the path as it is written, then below srctree. */
function openFile(run: ParserRun, name: string): SourceFile | undefined {
  const candidates = run.srctree === undefined || name.startsWith('/') ? [name] : [name, `${run.srctree}/${name}`];
  for (const path of candidates) {
    const known = run.files.get(path);
    if (known !== undefined) return known;
    const text = run.fileSystem.readText(path);
    if (text !== undefined) {
      const file = new SourceFile(path, text, name);
      run.files.set(path, file);
      return file;
    }
  }
  return undefined;
}

class FileParser {
  readonly #run: ParserRun;
  readonly #inclusion: Inclusion;
  readonly #lexer: Lexer;
  readonly #blocks: Block[] = [];
  #line: TokenLine | undefined;

  constructor(run: ParserRun, inclusion: Inclusion) {
    this.#run = run;
    this.#inclusion = inclusion;
    this.#lexer = new Lexer(inclusion.file, run.macros, run.report);
  }

  parse(): readonly Statement[] {
    this.#run.inclusions.push(this.#inclusion);
    this.#advance();
    const statements = this.#parseStatements();
    this.#run.inclusions.pop();
    return statements;
  }

  #advance(): void {
    const tokens = this.#lexer.nextLine();
    this.#line = tokens && new TokenLine(this.#inclusion.file, tokens, this.#run.report);
  }

  /** Statements up to the end of the innermost block, whose end line is consumed, or of the file. */
  #parseStatements(): readonly Statement[] {
    const statements: Statement[] = [];
    for (let line = this.#line; line !== undefined; line = this.#line) {
      const end = blockOfEnd.get(line.peek()?.kind === 'keyword' ? (line.peek()?.text ?? '') : '');
      if (end === undefined) {
        const isFirst = this.#run.first;
        this.#run.first = false;
        const statement = this.#parseStatement(line, isFirst);
        if (statement !== undefined) statements.push(statement);
      } else if (this.#closesBlock(line, end)) {
        return statements;
      }
    }
    const open = this.#blocks.at(-1);
    if (open !== undefined) this.#reportOpen(open);
    return statements;
  }

  /** Whether the end line ends the innermost block; ends of no block are reported and dropped. */
  #closesBlock(line: TokenLine, end: BlockKind): boolean {
    const open = this.#blocks.at(-1);
    if (open?.kind === end) {
      line.next();
      line.expectEnd();
      this.#advance();
      return true;
    }
    if (open !== undefined && this.#blocks.some((block) => block.kind === end)) {
      // An outer block is meant: this one lacks its end. The line stays for the outer block.
      this.#reportOpen(open);
      return true;
    }
    const outer = this.#run.outerBlocks.findLast((block) => block.kind === end);
    const where = outer && {
      related: [{ message: `this '${end}' is open, in another file`, at: locationOf(outer.at) }],
    };
    line.fail('KC0205', `'end${end}' without '${end}' in this file`, where);
    this.#advance();
    return false;
  }

  #reportOpen(open: Block): void {
    this.#report('KC0204', `'${open.kind}' is not closed: no 'end${open.kind}' in this file`, open.at, {
      hint: { text: `add 'end${open.kind}' to the file that opens the ${open.kind}` },
    });
  }

  #parseStatement(line: TokenLine, isFirst: boolean): Statement | undefined {
    const token = line.peek();
    if (token?.kind === 'word' && line.tokens[1]?.kind === 'operator') return this.#parseAssignment(line);
    if (token?.kind !== 'keyword') return this.#skipUnknown(line);
    const inChoice = this.#blocks.at(-1)?.kind === 'choice' || this.#isIfInChoice();
    if (inChoice && /^(menuconfig|menu|choice|source|mainmenu)$/.test(token.text)) {
      line.fail('KC0213', `'${token.text}' is not allowed in a choice`);
    }
    switch (token.text) {
      case 'config':
      case 'menuconfig':
        return this.#parseConfig(line, token.text);
      case 'choice':
        return this.#parseChoice(line);
      case 'menu':
        return this.#parseMenu(line);
      case 'comment':
        return this.#parseComment(line);
      case 'if':
        return this.#parseIf(line);
      case 'source':
        return this.#parseSource(line);
      case 'mainmenu':
        return this.#parseMainmenu(line, isFirst);
      default:
        line.fail('KC0203', `'${token.text}' does not belong to an entry here`);
        this.#advance();
        return undefined;
    }
  }

  #isIfInChoice(): boolean {
    const block = this.#blocks.findLast((candidate) => candidate.kind !== 'if');
    return block?.kind === 'choice';
  }

  #skipUnknown(line: TokenLine): undefined {
    const token = line.peek();
    const meant = foreignKeywords.get(token?.text ?? '');
    if (meant !== undefined) {
      line.fail('KC0211', `'${token?.text}' belongs to another Kconfig dialect`, { hint: { text: `write ${meant}` } });
    } else {
      line.fail('KC0201', `unknown statement "${token?.text ?? ''}"`);
    }
    this.#advance();
    return undefined;
  }

  #parseAssignment(line: TokenLine): AssignmentStatement | undefined {
    const [name, operator, value] = line.tokens;
    if (name === undefined || !/^(=|:=|\+=)$/.test(operator?.text ?? '')) return this.#skipUnknown(line);
    const at = line.spanOf(name);
    const statement: AssignmentStatement = {
      kind: 'assignment',
      name: { text: name.text, at },
      operator: operator?.text as AssignmentOperator, // the pattern above
      value: value?.text ?? '',
      at: line.span,
    };
    this.#run.macros.assign(statement.name.text, statement.operator, statement.value, at);
    this.#advance();
    return statement;
  }

  #parseConfig(line: TokenLine, kind: 'config' | 'menuconfig'): Statement | undefined {
    const at = line.span;
    const name = this.#parseName(line, kind);
    this.#endLine(line);
    const options = this.#parseOptions('config');
    if (kind === 'menuconfig' && name !== undefined && !options.some((option) => option.kind === 'prompt')) {
      this.#report('KC0216', `menuconfig statement without prompt`, at);
    }
    return name && { kind, name, options, at };
  }

  #parseName(line: TokenLine, kind: string): Text | undefined {
    line.next();
    const token = line.peek();
    if (token?.kind !== 'word') {
      const why = token?.kind === 'keyword' ? `, but '${token.text}' is a keyword` : '';
      line.fail('KC0202', `expected the name of a symbol after '${kind}'${why}`);
      return undefined;
    }
    if (isTristateName(token.text)) {
      line.fail('KC0313', `'${token.text}' is a constant and cannot be defined`);
      return undefined;
    }
    line.next();
    return { text: token.text, at: line.spanOf(token) };
  }

  #parseOptions(entry: EntryKind): readonly EntryOption[] {
    const options: EntryOption[] = [];
    for (let line = this.#line; line !== undefined; line = this.#line) {
      const token = line.peek();
      if (token?.kind === 'word' && foreignKeywords.has(token.text) && line.tokens[1]?.text !== '=') {
        this.#skipUnknown(line);
        continue;
      }
      // `if` begins a statement, all other option keywords belong to this entry.
      if (token?.kind !== 'keyword' || !isOptionKeyword(token.text)) break;
      if (token.text === 'help' && (entry === 'config' || entry === 'choice')) {
        options.push(this.#parseHelp(line, options));
      } else {
        options.push(...parseOption(line, entry));
        this.#advance();
      }
    }
    return options;
  }

  #parseHelp(line: TokenLine, options: readonly EntryOption[]): EntryOption {
    const at = line.span;
    line.next();
    line.expectEnd();
    const help = this.#lexer.readHelp();
    if (help.text === '') this.#report('KC0214', 'blank help text', at);
    if (options.some((option) => option.kind === 'help')) this.#report('KC0215', 'more than one help text', at);
    this.#advance();
    return { kind: 'help', text: help.text, at };
  }

  #parseChoice(line: TokenLine): Statement {
    const at = line.span;
    line.next();
    const token = line.peek();
    const name = token?.kind === 'word' ? { text: token.text, at: line.spanOf(token) } : undefined;
    if (name !== undefined) line.next();
    this.#endLine(line);
    const options = this.#parseOptions('choice');
    return { kind: 'choice', ...(name && { name }), options, children: this.#parseBlock('choice', at), at };
  }

  #parseMenu(line: TokenLine): Statement {
    const at = line.span;
    line.next();
    const title = parseQuoted(line, 'the title of the menu in quotes') ?? { text: '', at };
    this.#endLine(line);
    const options = this.#parseOptions('menu');
    return { kind: 'menu', title, options, children: this.#parseBlock('menu', at), at };
  }

  #parseIf(line: TokenLine): Statement {
    const at = line.span;
    line.next();
    // A condition that could not be read must not make its entries unconditional.
    const condition = parseExpression(line) ?? falsehood;
    this.#endLine(line);
    return { kind: 'if', condition, children: this.#parseBlock('if', at), at };
  }

  #parseBlock(kind: BlockKind, at: Span): readonly Statement[] {
    const nesting = this.#blocks.length + this.#run.outerBlocks.length;
    if (nesting === maxNesting) this.#report('KC0212', `'${kind}' is nested too deeply`, at);
    if (nesting >= maxNesting) return [];
    this.#blocks.push({ kind, at });
    const children = this.#parseStatements();
    this.#blocks.pop();
    return children;
  }

  #parseComment(line: TokenLine): Statement {
    const at = line.span;
    line.next();
    const title = parseQuoted(line, 'the comment in quotes') ?? { text: '', at };
    this.#endLine(line);
    return { kind: 'comment', title, options: this.#parseOptions('comment'), at };
  }

  #parseMainmenu(line: TokenLine, isFirst: boolean): Statement | undefined {
    const at = line.span;
    if (!isFirst) line.fail('KC0208', 'mainmenu must be the first statement');
    line.next();
    const title = parseQuoted(line, 'the title in quotes');
    this.#endLine(line);
    return title && { kind: 'mainmenu', title, at };
  }

  #parseSource(line: TokenLine): SourceStatement | undefined {
    const at = line.span;
    line.next();
    const path = parseQuoted(line, 'the path of a file in quotes');
    this.#endLine(line);
    if (path === undefined) return undefined;
    return { kind: 'source', path, children: this.#include(path), at };
  }

  #include(path: Text): readonly Statement[] {
    const run = this.#run;
    const file = openFile(run, path.text);
    if (file === undefined) {
      this.#report('KC0206', `can't open file "${path.text}"`, path.at);
      return [];
    }
    const loop = run.inclusions.findIndex((inclusion) => inclusion.file === file);
    if (loop !== -1) {
      const chain = [...run.inclusions.slice(loop + 1).flatMap(({ by }) => (by ? [by] : [])), path.at];
      const related = chain.map((by) => ({ message: 'sourced here', at: locationOf(by) }));
      this.#report('KC0207', `recursive inclusion: "${path.text}" leads to itself`, path.at, { related });
      return [];
    }
    if (run.inclusions.length >= maxNesting) {
      this.#report('KC0212', 'files are sourced too deeply', path.at);
      return [];
    }
    const { length } = run.outerBlocks;
    run.outerBlocks.push(...this.#blocks);
    const statements = new FileParser(run, { file, by: path.at }).parse();
    run.outerBlocks.length = length;
    return statements;
  }

  #endLine(line: TokenLine): void {
    line.expectEnd();
    this.#advance();
  }

  #report(code: DiagnosticCode, message: string, at: Span, extra?: DiagnosticExtra): void {
    this.#run.report(createDiagnostic(code, message, at, extra));
  }
}

const falsehood = { kind: 'symbol', name: 'n', constant: true } as const;
