// What every rule of lint works with: the model, the places, the logic, and how a finding is made.

import type { DiagnosticCode, KconfigDiagnostic } from '../diagnostic.js';
import { createDiagnostic } from '../diagnostic.js';
import type { Expression, KconfigModel, KSymbol, MenuNode } from '../model/model.js';
import type { Resolution } from '../settings/resolution.js';
import { resolveConfig } from '../settings/resolve.js';
import type { Location } from '../text/source.js';
import { dependencies, everything, findAlwaysOn } from './consequences.js';
import { Effort } from './effort.js';
import { Formulas } from './formula.js';
import { Solver } from './solver.js';
import { Statements } from './statements.js';

/** What files say that belong to the project but were not read, such as those of other architectures. */
export interface Elsewhere {
  /** Names with a `config` entry. */
  readonly defined: ReadonlySet<string>;
  /** Names in a `select` or `imply`. */
  readonly selected: ReadonlySet<string>;
  /** Every word that could be a symbol. */
  readonly mentioned: ReadonlySet<string>;
}

export interface LintRule {
  /** Every code that it can find. */
  readonly codes: readonly DiagnosticCode[];
  readonly find: (context: LintContext) => Iterable<KconfigDiagnostic>;
}

const maxComparisons = 500_000;

export class LintContext {
  readonly model: KconfigModel;
  readonly statements: Statements;
  readonly effort: Effort;
  readonly #elsewhere: () => Elsewhere;
  #known: Elsewhere | undefined;
  #strict: { readonly formulas: Formulas; readonly solver: Solver } | undefined;
  #lenient: { readonly formulas: Formulas; readonly solver: Solver } | undefined;
  #nodes: readonly MenuNode[] | undefined;
  #defaultValues: Resolution['values'] | undefined;
  #byBeginning: ReadonlyMap<string, readonly string[]> | undefined;
  #comparisons = 0;
  readonly #sameEverywhere = new Map<KSymbol, boolean>();

  constructor(model: KconfigModel, readText: (path: string) => string | undefined, elsewhere: () => Elsewhere) {
    this.model = model;
    this.effort = new Effort(model.symbols.size);
    this.statements = new Statements(readText);
    this.#elsewhere = elsewhere;
  }

  get elsewhere(): Elsewhere {
    this.#known ??= this.#elsewhere();
    return this.#known;
  }

  /** What symbols are where nobody sets anything. */
  get defaultValues(): Resolution['values'] {
    this.#defaultValues ??= resolveConfig(this.model, []).values;
    return this.#defaultValues;
  }

  /** Menu entries in their order, the root left out. */
  get nodes(): readonly MenuNode[] {
    this.#nodes ??= below(this.model.root);
    return this.#nodes;
  }

  /** For "this can happen": only what can happen in this very tree. */
  get strict(): { readonly formulas: Formulas; readonly solver: Solver } {
    if (this.#strict === undefined) {
      const formulas = new Formulas(
        this.model,
        {
          isFree: () => false,
          foldTexts: true,
          alwaysOn: findAlwaysOn(this.model),
        },
        this.effort,
      );
      this.#strict = { formulas, solver: new Solver(formulas, everything(this.model, formulas), 400, this.effort) };
    }
    return this.#strict;
  }

  /** For "this can never happen": names that other files of the project define may be anything. */
  get lenient(): { readonly formulas: Formulas; readonly solver: Solver } {
    if (this.#lenient === undefined) {
      const formulas = new Formulas(
        this.model,
        { isFree: (name) => this.isDefined(name), foldTexts: false },
        this.effort,
      );
      const consequences = dependencies(formulas, (symbol) => this.#isSameEverywhere(symbol));
      this.#lenient = { formulas, solver: new Solver(formulas, consequences, 8, this.effort) };
    }
    return this.#lenient;
  }

  /** Here, or in a file of the project that was not read. */
  isDefined(name: string): boolean {
    return this.model.symbols.has(name) || this.elsewhere.defined.has(name);
  }

  /**
   * Names that may have been meant by one that is not defined: whoever mistypes gets the beginning right, and comparing with
   * every name of a large tree takes too long. None when so many were compared that nobody reads the hints.
   */
  namesLike(name: string): readonly string[] {
    this.#byBeginning ??= groupBy([...this.model.symbols.keys(), ...this.elsewhere.defined], beginningOf);
    const found = this.#byBeginning.get(beginningOf(name)) ?? [];
    this.#comparisons += found.length;
    return this.#comparisons > maxComparisons ? [] : found;
  }

  /** Whether a condition can never hold, whatever macros gave on this machine. */
  isNever(condition: Expression | undefined, at: Location): boolean {
    if (condition === undefined) return false;
    const { formulas, solver } = this.lenient;
    if (solver.isPossible([formulas.of(condition)]) !== 'impossible') return false;
    return !this.statements.hasMacro(at);
  }

  /** A macro leaves a constant behind in what a symbol depends on. */
  #isSameEverywhere(symbol: KSymbol): boolean {
    const known = this.#sameEverywhere.get(symbol);
    if (known !== undefined) return known;
    const { dependency, definitions } = symbol;
    const made = !hasConstant(dependency) || !definitions.some((at) => this.statements.hasMacro(at));
    this.#sameEverywhere.set(symbol, made);
    return made;
  }

  finding(
    code: DiagnosticCode,
    message: string,
    at: Location | undefined,
    hint: string,
    related: KconfigDiagnostic['related'] = [],
  ): KconfigDiagnostic {
    return createDiagnostic(code, message, at, { hint: { text: hint }, ...(related.length > 0 && { related }) });
  }
}

function beginningOf(name: string): string {
  return name.slice(0, 2);
}

function groupBy(names: readonly string[], keyOf: (name: string) => string): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const group = groups.get(keyOf(name));
    if (group === undefined) groups.set(keyOf(name), [name]);
    else group.push(name);
  }
  return groups;
}

function below(root: MenuNode): readonly MenuNode[] {
  const found: MenuNode[] = [];
  const pending = root.children.toReversed();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    found.push(node);
    const { children } = node;
    for (let index = children.length - 1; index >= 0; index -= 1) pending.push(children[index] as MenuNode);
  }
  return found;
}

function hasConstant(expression: Expression | undefined): boolean {
  if (expression === undefined || expression.kind === 'choice') return false;
  if (expression.kind === 'symbol') return expression.constant || /^[ymn]$/.test(expression.name);
  if (expression.kind === 'not') return hasConstant(expression.operand);
  return expression.kind === 'compare' ? false : expression.operands.some(hasConstant);
}

/** Calls for every name in an expression that is no constant. */
export function visitNames(
  expression: Expression | undefined,
  visit: (name: string, parent: Expression) => void,
): void {
  if (expression === undefined || expression.kind === 'choice') return;
  if (expression.kind === 'symbol') {
    if (!expression.constant) visit(expression.name, expression);
  } else if (expression.kind === 'not') visitNames(expression.operand, visit);
  else if (expression.kind === 'compare') {
    for (const side of [expression.left, expression.right]) {
      if (side.kind === 'symbol' && !side.constant) visit(side.name, expression);
    }
  } else for (const operand of expression.operands) visitNames(operand, visit);
}

/** The parts of an expression that all must hold. */
export function partsOf(expression: Expression | undefined): readonly Expression[] {
  if (expression === undefined) return [];
  return expression.kind === 'and' ? expression.operands.flatMap(partsOf) : [expression];
}

/** A number as Kconfig reads it for the type; undefined for anything else. */
export function numberOf(name: string, type: KSymbol['type']): bigint | undefined {
  if (type === 'int' && /^-?\d+$/.test(name)) return BigInt(name);
  if (type === 'hex' && /^(0x)?[0-9a-f]+$/i.test(name)) return BigInt(/^0x/i.test(name) ? name : `0x${name}`);
  return undefined;
}

/** The first place of a symbol. */
export function placeOf({ definitions }: KSymbol): Location | undefined {
  return definitions[0];
}
