// The macro language: variables, user functions and $(...) expansion, as in scripts/kconfig/preprocess.c of Linux 6.1.
// Owns the variables. Sees only the environment it is given and runs commands only through the given shell.
// The C tool stops at a macro error; here it becomes a diagnostic and the reference expands to nothing.

import { builtinFunctions } from './builtin-functions.js';
import type { Report } from './diagnostic.js';
import { createDiagnostic } from './diagnostic.js';
import type { Span } from './source.js';

export type AssignmentOperator = '=' | ':=' | '+=';

export interface PreprocessorOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly shell?: (command: string) => string;
  readonly report: Report;
}

export interface Expansion {
  readonly text: string;
  /** Offset of the first character that was not used. */
  readonly end: number;
}

interface Variable {
  readonly flavor: 'recursive' | 'simple';
  readonly value: string;
}

/** FUNCTION_MAX_ARGS of preprocess.c: the name and 15 arguments. */
const maxWords = 16;
/** C allows 1000 calls of one function; fewer fit our stack, and real files need ten. */
const maxDepth = 200;
/** Ours, in characters and references: C has no bound, and doubling thirty times would fill the memory. */
const maxWork = 1 << 20;

const isTokenCharacter = (character: string): boolean => /[A-Za-z0-9_-]/.test(character);

export class Preprocessor {
  /** The environment variables that were read, with their values ('' for those that are not set): inputs of the result. */
  readonly environmentRead = new Map<string, string>();
  readonly #options: PreprocessorOptions;
  readonly #variables = new Map<string, Variable>();
  readonly #active = new Map<string, number>();
  #depth = 0;
  /** Work done since the outermost reference; more than the maximum means that it was given up. */
  #spent = 0;

  constructor(options: PreprocessorOptions) {
    this.#options = options;
  }

  /** `+=` keeps the flavor of a variable, and makes a recursive one of an undefined name. */
  assign(name: string, operator: AssignmentOperator, value: string, at: Span): void {
    const old = this.#variables.get(name);
    const flavor = operator === ':=' ? 'simple' : operator === '=' ? 'recursive' : (old?.flavor ?? 'recursive');
    const added = flavor === 'simple' ? this.expandText(value, at) : value;
    const joined = operator === '+=' && old !== undefined ? `${old.value} ${added}` : added;
    this.#variables.set(name, { flavor, value: joined });
  }

  /** Expands a whole text. */
  expandText(text: string, at: Span, args: readonly string[] = []): string {
    return this.#expand(text, 0, text.length, at, args, () => false).text;
  }

  /** Expands one unquoted word that holds a `$`: it ends before the first character that cannot be in a word. */
  expandWord(text: string, start: number, end: number, at: Span): Expansion {
    return this.#expand(text, start, end, at, [], (character) => !isTokenCharacter(character));
  }

  /** Expands one reference; `start` is the offset after the `$`. A `$` without `(` is itself. */
  expandReference(text: string, start: number, end: number, at: Span, args: readonly string[] = []): Expansion {
    if (start >= end || text[start] !== '(') return { text: '$', end: start };
    let nesting = 0;
    for (let offset = start + 1; offset < end; offset += 1) {
      const character = text[offset];
      if (character === '(') nesting += 1;
      else if (character === ')') {
        if (nesting === 0) return { text: this.#evaluate(text.slice(start + 1, offset), at, args), end: offset + 1 };
        nesting -= 1;
      }
    }
    const clause = text.slice(start + 1, end);
    this.#fail('KC0105', `unterminated reference to '${clause}': missing ')'`, at);
    return { text: '', end };
  }

  #expand(
    text: string,
    start: number,
    end: number,
    at: Span,
    args: readonly string[],
    isEnd: (character: string) => boolean,
  ): Expansion {
    let result = '';
    let offset = start;
    while (offset < end) {
      const character = text[offset] ?? '';
      if (character === '$') {
        const expansion = this.expandReference(text, offset + 1, end, at, args);
        result += expansion.text;
        offset = expansion.end;
      } else if (isEnd(character)) {
        break;
      } else {
        result += character;
        offset += 1;
      }
    }
    return { text: result, end: offset };
  }

  #evaluate(clause: string, at: Span, args: readonly string[]): string {
    if (this.#depth === 0) this.#spent = 0;
    // Given up: without this, each level on the way back would try its other branches.
    if (this.#spent > maxWork) return '';
    const argument = /^[0-9]+$/.test(clause) ? args[Number(clause) - 1] : undefined;
    if (argument !== undefined) return argument;
    // Arguments are split before they are expanded, so a comma in a value never makes a new argument.
    const words = splitArguments(clause);
    if (words.length > maxWords) {
      this.#fail('KC0106', `too many function arguments in '${clause}' (at most ${maxWords - 1})`, at);
      return '';
    }
    if (this.#depth >= maxDepth) return this.#giveUp('macro expansion is too deep', at);
    this.#depth += 1;
    const [name = '', ...given] = words.map((word) => this.expandText(word, at, args));
    const result = this.#lookUp(name, given, at);
    this.#depth -= 1;
    if (this.#spent > maxWork) return '';
    this.#spent += result.length + 1;
    return this.#spent > maxWork ? this.#giveUp(`the expansion of '${name}' is too long`, at) : result;
  }

  #giveUp(message: string, at: Span): string {
    this.#spent = maxWork + 1;
    this.#fail('KC0108', message, at);
    return '';
  }

  /** Order of the lookup: variables and user functions, built-in functions, the environment. */
  #lookUp(name: string, args: readonly string[], at: Span): string {
    const variable = this.#variables.get(name);
    if (variable !== undefined) return this.#expandVariable(name, variable, args, at);
    const builtin = builtinFunctions.get(name);
    if (builtin !== undefined) {
      if (args.length !== builtin.arity) {
        const count = args.length < builtin.arity ? 'few' : 'many';
        this.#fail('KC0106', `too ${count} function arguments passed to '${name}'`, at);
        return '';
      }
      const { shell, report } = this.#options;
      return builtin.run(args, { at, report, ...(shell && { shell }) });
    }
    if (args.length > 0 || name === '') return '';
    const value = Object.hasOwn(this.#options.environment, name) ? this.#options.environment[name] : undefined;
    this.environmentRead.set(name, value ?? '');
    return value ?? '';
  }

  #expandVariable(name: string, variable: Variable, args: readonly string[], at: Span): string {
    if (variable.flavor === 'simple') return variable.value;
    const active = this.#active.get(name) ?? 0;
    // A function may call itself, a plain variable may not: only the latter can never end.
    if (args.length === 0 && active > 0) {
      this.#fail('KC0107', `Recursive variable '${name}' references itself (eventually)`, at);
      return '';
    }
    this.#active.set(name, active + 1);
    const result = this.expandText(variable.value, at, args);
    this.#active.set(name, active);
    return result;
  }

  #fail(code: 'KC0105' | 'KC0106' | 'KC0107' | 'KC0108', message: string, at: Span): void {
    this.#options.report(createDiagnostic(code, message, at));
  }
}

/** Splits at the commas outside parentheses; blanks belong to the arguments. */
function splitArguments(clause: string): string[] {
  const words: string[] = [];
  let nesting = 0;
  let start = 0;
  for (let offset = 0; offset < clause.length; offset += 1) {
    const character = clause[offset];
    if (character === '(') nesting += 1;
    else if (character === ')') nesting -= 1;
    else if (character === ',' && nesting === 0) {
      words.push(clause.slice(start, offset));
      start = offset + 1;
    }
  }
  words.push(clause.slice(start));
  return words;
}
