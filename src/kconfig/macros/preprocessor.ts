// The macro language: variables, user functions and $(...), as in scripts/kconfig/preprocess.c of Linux 6.1.
// Owns the variables. Sees only the environment it is given, runs commands only through the given shell. Linux's tools stop
// at a macro error; here it is reported as one that stops them, and the reference expands to nothing.

import type { DiagnosticCode } from '../diagnostic.js';
import { builtinFunctions } from './builtin-functions.js';
import type { MacroPlace, Shell } from './macro-place.js';

export type AssignmentOperator = '=' | ':=' | '+=';

export interface PreprocessorOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly shell?: Shell | undefined;
  readonly place: MacroPlace;
  /** A function that nobody defined may be one in Python, and `conf` tells about it as well. */
  readonly hasPython?: boolean | undefined;
}

export interface Expansion {
  readonly text: string;
  /** Offset of the first character that was not used. */
  readonly end: number;
}

interface Variable {
  readonly flavor: 'recursive' | 'simple';
  readonly value: string;
  /** Expansions going on. */
  active: number;
}

/** FUNCTION_MAX_ARGS of preprocess.c: the name and 15 arguments. */
const maxWords = 16;
/** Linux's tools allow a function 1000 calls inside itself. */
const maxCalls = 1000;
/** Ours: nesting that our stack holds, whatever the kind. */
const maxDepth = 1200;
/** Ours, in characters and references: without a bound, doubling thirty times would fill the memory. */
const maxWork = 1 << 22;
/** The same for all references of a tree together: a thousand times what Linux has. */
const maxTotalWork = 1 << 25;
/** Characters of references inside references, each looked through at every level: they are written in the files, so they are few. */
const maxScanned = 1 << 26;
/** What a reference costs beside its characters. */
const referenceWork = 8;

const noArguments: readonly string[] = [];

export class Preprocessor {
  /** Environment variables that were read and are set, in the order of first use. */
  readonly environmentRead = new Map<string, string>();
  readonly unsetRead = new Set<string>();
  readonly #options: PreprocessorOptions;
  readonly #variables = new Map<string, Variable>();
  readonly #unknown = new Set<string>();
  #depth = 0;
  /** Work done since the outermost reference; more than the maximum means that it was given up. */
  #spent = 0;
  /** Work done before that. */
  #spentBefore = 0;
  #scanned = 0;

  constructor(options: PreprocessorOptions) {
    this.#options = options;
  }

  /** `+=` keeps the flavor of a variable, and makes a recursive one of an undefined name. */
  assign(name: string, operator: AssignmentOperator, value: string): void {
    const old = this.#variables.get(name);
    const flavor = operator === ':=' ? 'simple' : operator === '=' ? 'recursive' : (old?.flavor ?? 'recursive');
    const added = flavor === 'simple' ? this.expandText(value) : value;
    const joined = operator === '+=' && old !== undefined ? `${old.value} ${added}` : added;
    this.#variables.set(name, { flavor, value: joined, active: 0 });
  }

  /** Expands a whole text. */
  expandText(text: string, args: readonly string[] = noArguments): string {
    if (!text.includes('$')) return text;
    let result = '';
    let offset = 0;
    for (;;) {
      const dollar = text.indexOf('$', offset);
      if (dollar === -1) return result + text.slice(offset);
      result += text.slice(offset, dollar);
      const expansion = this.expandReference(text, dollar + 1, text.length, args);
      result += expansion.text;
      offset = expansion.end;
    }
  }

  /** Expands one unquoted word that holds a `$`: it ends before the first character that cannot be in a word. */
  expandWord(text: string, start: number, end: number, extra = ''): Expansion {
    let result = '';
    let offset = start;
    while (offset < end) {
      const code = text.charCodeAt(offset);
      if (code === 36) {
        const expansion = this.expandReference(text, offset + 1, end);
        result += expansion.text;
        offset = expansion.end;
      } else if (isWordCode(code) || extra.includes(text[offset] ?? '')) {
        result += text[offset];
        offset += 1;
      } else {
        break;
      }
    }
    return { text: result, end: offset };
  }

  /** Expands one reference; `start` is the offset after the `$`. A `$` without `(` is itself. */
  expandReference(text: string, start: number, end: number, args: readonly string[] = noArguments): Expansion {
    if (start >= end || text.charCodeAt(start) !== 40) return { text: '$', end: start };
    let nesting = 0;
    for (let offset = start + 1; offset < end; offset += 1) {
      const code = text.charCodeAt(offset);
      if (code === 40) nesting += 1;
      else if (code === 41) {
        if (nesting === 0) return { text: this.#evaluate(text.slice(start + 1, offset), args), end: offset + 1 };
        nesting -= 1;
      }
    }
    this.#fail('KC0105', `unterminated reference to '${text.slice(start + 1, end)}': missing ')'`);
    return { text: '', end };
  }

  #evaluate(clause: string, args: readonly string[]): string {
    if (this.#depth > 0) return this.#evaluateClause(clause, args);
    this.#spent = 0;
    if (this.#spentBefore > maxTotalWork) return this.#giveUp('the tree expands too many references');
    try {
      const result = this.#evaluateClause(clause, args);
      this.#spentBefore += this.#spent;
      return result;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // The stack was fuller than `maxDepth` expects, for a program that had called us deep inside itself.
      this.#depth = 0;
      for (const variable of this.#variables.values()) variable.active = 0;
      return this.#giveUp('Too deep recursive expansion');
    }
  }

  #evaluateClause(clause: string, args: readonly string[]): string {
    // Given up: without this, each level on the way back would try its other branches.
    if (this.#spent > maxWork) return '';
    const position = argumentNumber(clause);
    if (position > 0 && position <= args.length) return args[position - 1] ?? '';
    // Arguments are split before they are expanded, so a comma in a value never makes a new argument.
    const words = splitArguments(clause);
    if (words.length > maxWords) {
      this.#fail('KC0106', 'too many function arguments');
      return '';
    }
    this.#scanned += clause.length;
    if (this.#depth >= maxDepth || this.#scanned > maxScanned) return this.#giveUp('Too deep recursive expansion');
    this.#depth += 1;
    // No callbacks: each would be two more calls a level on the stack.
    for (let index = 0; index < words.length; index += 1) words[index] = this.expandText(words[index] ?? '', args);
    const [name = '', ...given] = words;
    const result = this.#lookUp(name, given);
    this.#depth -= 1;
    if (this.#spent > maxWork) return '';
    this.#spent += result.length + referenceWork;
    return this.#spent > maxWork ? this.#giveUp(`the expansion of '${name}' is too long`) : result;
  }

  #giveUp(message: string): string {
    this.#spent = maxWork + 1;
    this.#fail('KC0108', message);
    return '';
  }

  /** Order of the lookup: variables and user functions, built-in functions, the environment. */
  #lookUp(name: string, args: readonly string[]): string {
    const variable = this.#variables.get(name);
    if (variable !== undefined) return this.#expandVariable(name, variable, args);
    const builtin = builtinFunctions.get(name);
    if (builtin !== undefined) {
      if (args.length !== builtin.arity) {
        const count = args.length < builtin.arity ? 'few' : 'many';
        this.#fail('KC0106', `too ${count} function arguments passed to '${name}'`);
        return '';
      }
      return builtin.run(args, this.#options.place, this.#options.shell);
    }
    if (args.length === 0) return this.readEnvironment(name);
    // Of what was given up nothing more is said.
    if (this.#spent <= maxWork) this.#tellUnknown(name);
    return '';
  }

  /** The value of an environment variable, remembered as an input of the tree; '' if it is not set. */
  readEnvironment(name: string): string {
    return this.environmentValue(name) ?? '';
  }

  /** The same; undefined if it is not set. */
  environmentValue(name: string): string | undefined {
    if (name === '') return undefined;
    const value = Object.hasOwn(this.#options.environment, name) ? this.#options.environment[name] : undefined;
    if (value === undefined) this.unsetRead.add(name);
    else this.environmentRead.set(name, value);
    return value;
  }

  /** Once a function: a tree may call one hundreds of times. */
  #tellUnknown(name: string): void {
    if (this.#unknown.has(name)) return;
    this.#unknown.add(name);
    const { hasPython, place } = this.#options;
    const what = hasPython ? 'not known; it may be a Python function of the project' : 'not known';
    place.report('KC0116', `function '${name}' is ${what}: '' is used for it`, hasPython ? { stream: 'stderr' } : {});
  }

  #expandVariable(name: string, variable: Variable, args: readonly string[]): string {
    // A function may call itself, a plain variable may not: only the latter can never end.
    if (args.length === 0 && variable.active > 0) {
      this.#fail('KC0107', `Recursive variable '${name}' references itself (eventually)`);
      return '';
    }
    if (variable.active > maxCalls) return this.#giveUp('Too deep recursive expansion');
    if (variable.flavor === 'simple') return variable.value;
    variable.active += 1;
    const result = this.expandText(variable.value, args);
    variable.active -= 1;
    return result;
  }

  #fail(code: DiagnosticCode, message: string): void {
    this.#options.place.report(code, message, { stops: true, stream: 'stderr' });
  }
}

const wordCodes = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-')
  wordCodes[character.charCodeAt(0)] = 1;

/** `[A-Za-z0-9_-]`. */
export function isWordCode(code: number): boolean {
  return code < 128 && wordCodes[code] === 1;
}

/** The number a clause is; 0 for anything else. */
function argumentNumber(clause: string): number {
  const code = clause.charCodeAt(0);
  return code >= 48 && code <= 57 && /^[0-9]+$/.test(clause) ? Number(clause) : 0;
}

/** Splits at the commas outside parentheses; blanks belong to the arguments. */
function splitArguments(clause: string): string[] {
  if (!clause.includes(',')) return [clause];
  const words: string[] = [];
  let nesting = 0;
  let start = 0;
  for (let offset = 0; offset < clause.length; offset += 1) {
    const code = clause.charCodeAt(offset);
    if (code === 40) nesting += 1;
    else if (code === 41) nesting -= 1;
    else if (code === 44 && nesting === 0) {
      words.push(clause.slice(start, offset));
      start = offset + 1;
    }
  }
  words.push(clause.slice(start));
  return words;
}
