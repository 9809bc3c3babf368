// The values of one tree: what users asked for, and what follows from it. Values are computed when they are asked for and
// kept until something they depend on changes (sym_calc_value of scripts/kconfig/symbol.c).

import type { ExpressionId, OpCode, SymbolId } from '../tree/expression-pool.js';
import { NONE, Op } from '../tree/expression-pool.js';
import type { PropertyId } from '../tree/menu-table.js';
import { PropertyKind } from '../tree/menu-table.js';
import { emptyText } from '../tree/number-text.js';
import { SymbolFlag, SymbolType, symbolNo, symbolYes } from '../tree/symbol-table.js';
import type { Tree } from '../tree/tree.js';
import type { Tristate } from '../tristate.js';
import { MOD, NO, tristateText, YES } from '../tristate.js';
import { ChoiceMembers } from './choice-members.js';
import { finishChoice, isWrittenByChoice } from './choice-symbols.js';
import { compareValues, holds } from './compare.js';
import { calculateText, noText } from './user-text.js';
import { ValueFlag } from './value-flag.js';
import type { ActiveRange, ValueState } from './value-state.js';

/** Only circles lead deeper, and they have no right value: a tree that is not deep needs a third of it at most. */
const maxNesting = 1200;

/** So many values are computed without looking at their order. */
const maxUnordered = 300;

export class Configuration implements ValueState {
  readonly tree: Tree;
  /** bool, tristate and choices: 0, 1, 2. */
  readonly tristate: Uint8Array;
  /** int, hex and string; the name of a symbol without a type. */
  readonly text: string[];
  /** For a choice with the value y its member; elsewhere 0. */
  readonly selected: Int32Array;
  /** How far a user can set a symbol; n hides it. */
  readonly visibility: Uint8Array;
  /** What its dependencies, its selects and its implies come to. */
  readonly dependency: Uint8Array;
  readonly selectedBy: Uint8Array;
  readonly impliedBy: Uint8Array;
  readonly flags: Uint8Array;
  readonly userTristate: Uint8Array;
  readonly userText: (string | undefined)[];
  /** For a choice the member that a user made y. */
  readonly userSelected: Int32Array;
  /** The conditions of prompts, defaults and ranges, when they were last looked at. */
  readonly propertyVisible: Uint8Array;
  /** The order of precedence among the members of choices, in dialects that have it. */
  readonly members: ChoiceMembers | undefined;
  /** Called when a symbol is selected although what it depends on is not met. */
  onUnmet: ((symbol: SymbolId) => void) | undefined;
  /** A user's number counts for nothing where no value is within the range. */
  ignoresInverted = false;
  /** Something was set since the values were read from a file or written to one. */
  changed = true;
  #modules: Tristate = NO;
  /** Operands that a chain has still to look at, of all chains that are being evaluated. */
  readonly #pending: ExpressionId[] = [];
  readonly #types: Int32Array;
  readonly #symbolFlags: Int32Array;
  // Columns of the tree, held here because everything reads them. Expressions may still be added.
  #ops: Int32Array;
  #lefts: Int32Array;
  #rights: Int32Array;
  readonly #firstProperty: Int32Array;
  readonly #nextProperty: Int32Array;
  readonly #kinds: Int32Array;
  readonly #conditions: Int32Array;
  readonly #promptTexts: Int32Array;
  /** A tree with chains of dependencies that are longer than the stack must be computed from their ends. */
  #mustOrder = false;
  /** Values of a deep tree that were taken back since all were computed in order. */
  #cleared = 0;
  /** Symbols and expressions that are being computed inside each other. */
  #nesting = 0;
  readonly #writesDefaults: boolean;
  readonly #raises: boolean;

  constructor(tree: Tree) {
    this.tree = tree;
    const count = tree.symbols.length;
    this.tristate = new Uint8Array(count);
    this.text = new Array<string>(count).fill(noText);
    this.selected = new Int32Array(count);
    this.visibility = new Uint8Array(count);
    this.dependency = new Uint8Array(count);
    this.selectedBy = new Uint8Array(count);
    this.impliedBy = new Uint8Array(count);
    this.flags = new Uint8Array(count);
    this.userTristate = new Uint8Array(count);
    this.userText = new Array<string | undefined>(count).fill(undefined);
    this.userSelected = new Int32Array(count);
    this.propertyVisible = new Uint8Array(tree.properties.length);
    this.#types = tree.symbols.type.data;
    this.#symbolFlags = tree.symbols.flags.data;
    this.#ops = tree.expressions.op.data;
    this.#lefts = tree.expressions.left.data;
    this.#rights = tree.expressions.right.data;
    this.#firstProperty = tree.symbols.firstProperty.data;
    this.#nextProperty = tree.properties.next.data;
    this.#kinds = tree.properties.kind.data;
    this.#conditions = tree.properties.condition.data;
    this.#promptTexts = tree.properties.text.data;
    for (let symbol = symbolNo; symbol <= symbolYes; symbol += 1) {
      this.tristate[symbol] = symbol - symbolNo;
      this.flags[symbol] = ValueFlag.valid;
    }
    this.members = tree.dialect.choices === 'members' ? new ChoiceMembers(this) : undefined;
    this.#mustOrder = tree.isDeep;
    this.#writesDefaults = tree.dialect.writes !== 'needed';
    this.#raises = tree.dialect.implies === 'raising';
  }

  /** The value of the symbol that turns modules on. */
  get modules(): Tristate {
    return this.#modules;
  }

  is(symbol: SymbolId, flag: number): boolean {
    return ((this.flags[symbol] as number) & flag) !== 0;
  }

  mark(symbol: SymbolId, flag: number): void {
    this.flags[symbol] = (this.flags[symbol] as number) | flag;
  }

  clear(symbol: SymbolId, flag: number): void {
    this.flags[symbol] = (this.flags[symbol] as number) & ~flag;
    if ((flag & ValueFlag.valid) === 0) return;
    this.members?.forget(this.tree.symbols.choice.get(symbol));
    if (!this.tree.isDeep) return;
    // No chain is longer than there are values to compute.
    this.#cleared += 1;
    if (this.#cleared > maxUnordered) this.#mustOrder = true;
  }

  hasSymbolFlag(symbol: SymbolId, flag: number): boolean {
    return ((this.#symbolFlags[symbol] as number) & flag) !== 0;
  }

  /** The type that counts now: a tristate without modules is a bool, and so is a visible member of a choice that is y. */
  typeOf(symbol: SymbolId): number {
    const type = this.#types[symbol] as number;
    if (type !== SymbolType.tristate) return type;
    if (this.#modules === NO) return SymbolType.bool;
    const decided =
      this.members === undefined && this.visibility[symbol] === YES && this.hasSymbolFlag(symbol, SymbolFlag.member);
    return decided ? SymbolType.bool : type;
  }

  /** The value as a .config spells it, without quotes. */
  textOf(symbol: SymbolId): string {
    const type = this.#types[symbol] as number;
    if (type === SymbolType.bool || type === SymbolType.tristate)
      return tristateText(this.tristate[symbol] as Tristate);
    return this.text[symbol] as string;
  }

  /** Everything must be computed anew; the modules symbol is, at once. */
  invalidateAll(): void {
    const { flags } = this;
    this.changed = true;
    this.#mustOrder = this.tree.isDeep;
    this.members?.forget();
    for (let symbol = symbolYes + 1; symbol < flags.length; symbol += 1) {
      flags[symbol] = (flags[symbol] as number) & ~ValueFlag.valid;
    }
    this.calculate(this.tree.modules);
  }

  /** Makes sure that the value of a symbol is known. */
  calculate(symbol: SymbolId): void {
    if (this.is(symbol, ValueFlag.valid)) return;
    if (this.#mustOrder) {
      this.#calculateInOrder();
      if (this.is(symbol, ValueFlag.valid)) return;
    }
    if (this.is(symbol, ValueFlag.setMembers) && this.hasSymbolFlag(symbol, SymbolFlag.member)) {
      this.clear(symbol, ValueFlag.setMembers);
      this.calculate(this.tree.symbols.choice.get(symbol));
    }
    const type = this.#types[symbol] as number;
    this.mark(symbol, ValueFlag.valid);
    if (type === SymbolType.unknown || this.#nesting > maxNesting) {
      this.#setSmallest(symbol, type);
      return;
    }
    this.#nesting += 1;
    this.clear(symbol, ValueFlag.written);
    this.calculateVisibility(symbol);
    if (this.visibility[symbol] !== NO || isWrittenByChoice(this, symbol)) this.mark(symbol, ValueFlag.written);
    // Whoever asks while this is being computed gets the smallest value.
    this.#setSmallest(symbol, type);
    if (type === SymbolType.bool || type === SymbolType.tristate) this.#calculateLogical(symbol);
    else calculateText(this, symbol);
    if (symbol === this.tree.modules) this.#modules = this.tristate[symbol] as Tristate;
    if (this.hasSymbolFlag(symbol, SymbolFlag.choice)) finishChoice(this, symbol);
    else if (this.#isUnwritten(symbol)) this.clear(symbol, ValueFlag.written);
    this.#nesting -= 1;
  }

  #setSmallest(symbol: SymbolId, type: number): void {
    const { dialect, symbols } = this.tree;
    this.tristate[symbol] = NO;
    this.text[symbol] = type === SymbolType.unknown ? symbols.nameOf(symbol) : emptyText(type, dialect.zeroNumbers);
    this.selected[symbol] = NONE;
  }

  #isUnwritten(symbol: SymbolId): boolean {
    const isWritten = this.#types[symbol] === SymbolType.bool && this.tree.dialect.writesEnvironmentBools;
    return this.hasSymbolFlag(symbol, SymbolFlag.unwritten) && !isWritten;
  }

  #calculateInOrder(): void {
    this.#mustOrder = false;
    this.#cleared = 0;
    for (const symbol of this.tree.order) this.calculate(symbol);
  }

  /** How far a symbol can be set, what its dependencies, selects and implies come to. */
  calculateVisibility(symbol: SymbolId): void {
    const { symbols } = this.tree;
    const next = this.#nextProperty;
    const isMember = this.members === undefined && this.hasSymbolFlag(symbol, SymbolFlag.member);
    const isTristate = this.#types[symbol] === SymbolType.tristate;
    const choice = isMember ? symbols.choice.get(symbol) : NONE;
    let visible: number = NO;
    let property = this.#firstProperty[symbol] as number;
    for (; property !== NONE; property = next[property] as number) {
      if (this.#promptTexts[property] === NONE) continue;
      let own: number = this.evaluate(this.#conditions[property] as number);
      // A member that could only be m is hidden while the choice makes one member y.
      if (own === MOD && isMember && isTristate && this.tristate[choice] === YES) own = NO;
      this.propertyVisible[property] = own;
      if (own > visible) visible = own;
    }
    if (this.hasSymbolFlag(symbol, SymbolFlag.transitional)) visible = YES;
    if (visible === MOD && (!isTristate || this.#modules === NO)) visible = YES;
    this.visibility[symbol] = visible;
    // Nothing but the choice decides about a member.
    if (isMember || (this.members !== undefined && symbols.choice.get(symbol) !== NONE)) return;
    this.dependency[symbol] = this.#promoted(symbol, this.evaluate(symbols.directDependency.get(symbol)));
    const selectedBy = symbols.reverseDependency.get(symbol);
    this.selectedBy[symbol] = selectedBy === NONE ? NO : this.#promoted(symbol, this.evaluate(selectedBy));
    const implied = this.#raises && this.dependency[symbol] === NO ? NONE : symbols.implied.get(symbol);
    this.impliedBy[symbol] = implied === NONE ? NO : this.#promoted(symbol, this.evaluate(implied));
  }

  #promoted(symbol: SymbolId, value: Tristate): Tristate {
    return value === MOD && this.typeOf(symbol) === SymbolType.bool ? YES : value;
  }

  /** The value of an expression; a missing one is y. Both sides are always looked at, as in C. */
  evaluate(expression: ExpressionId): Tristate {
    if (expression === NONE) return YES;
    if (expression >= this.#ops.length) this.#lookAgain();
    const kind = this.#ops[expression] as OpCode;
    const left = this.#lefts[expression] as number;
    switch (kind) {
      case Op.symbol:
        if (!this.is(left, ValueFlag.valid)) this.calculate(left);
        return this.tristate[left] as Tristate;
      case Op.and:
      case Op.or:
        return this.#evaluateChain(expression, kind);
      case Op.not:
        return this.#invert(left);
      default:
        return this.#compare(kind, left, this.#rights[expression] as number);
    }
  }

  #invert(expression: ExpressionId): Tristate {
    this.#nesting += 1;
    const value = YES - this.evaluate(expression);
    this.#nesting -= 1;
    return value as Tristate;
  }

  /** Expressions were added, and their columns are new. */
  #lookAgain(): void {
    const { op, left, right } = this.tree.expressions;
    this.#ops = op.data;
    this.#lefts = left.data;
    this.#rights = right.data;
  }

  /** From left to right, without a deeper stack for a longer chain: hundreds may select one symbol. */
  #evaluateChain(expression: ExpressionId, kind: typeof Op.and | typeof Op.or): Tristate {
    const ops = this.#ops;
    const lefts = this.#lefts;
    const rights = this.#rights;
    const pending = this.#pending;
    const base = pending.length;
    this.#nesting += 1;
    let at = expression;
    for (; ops[at] === kind; at = lefts[at] as number) pending.push(rights[at] as number);
    let value = this.evaluate(at);
    while (pending.length > base) {
      const other = this.evaluate(pending.pop() as ExpressionId);
      if (kind === Op.and ? other < value : other > value) value = other;
    }
    this.#nesting -= 1;
    return value;
  }

  #compare(op: OpCode, left: SymbolId, right: SymbolId): Tristate {
    this.calculate(left);
    this.calculate(right);
    const types = this.#types;
    const order = compareValues(this.textOf(left), types[left] as number, this.textOf(right), types[right] as number);
    return holds(op, order) ? YES : NO;
  }

  #calculateLogical(symbol: SymbolId): void {
    const { symbols } = this.tree;
    const isMember = this.hasSymbolFlag(symbol, SymbolFlag.member);
    let value: number;
    if (this.members !== undefined && symbols.choice.get(symbol) !== NONE) {
      this.members.decideOnce(symbols.choice.get(symbol));
      value = this.tristate[symbol] as number;
    } else if (this.members === undefined && isMember && this.visibility[symbol] === YES) {
      value = this.selected[symbols.choice.get(symbol)] === symbol ? YES : NO;
    } else {
      value = this.#ownLogicalValue(symbol);
      if ((this.dependency[symbol] as number) < (this.selectedBy[symbol] as number)) this.onUnmet?.(symbol);
      value = Math.max(value, this.selectedBy[symbol] as number);
    }
    const isRaised = this.#raises && this.impliedBy[symbol] === YES;
    if (value === MOD && (isRaised || this.typeOf(symbol) === SymbolType.bool)) value = YES;
    this.tristate[symbol] = value;
  }

  /** The user's value, else the default and what implies it. */
  #ownLogicalValue(symbol: SymbolId): number {
    if (this.visibility[symbol] !== NO && this.is(symbol, ValueFlag.user)) {
      return Math.min(this.userTristate[symbol] as number, this.visibility[symbol] as number);
    }
    if (this.selectedBy[symbol] !== NO) this.mark(symbol, ValueFlag.written);
    if (this.hasSymbolFlag(symbol, SymbolFlag.choice)) return NO;
    let value: number = NO;
    const property = this.applicable(symbol, PropertyKind.default);
    if (property !== NONE) {
      const own = this.evaluate(this.tree.properties.expression.get(property));
      value = Math.min(own, this.propertyVisible[property] as number);
      if (value !== NO || this.#writesDefaults) this.mark(symbol, ValueFlag.written);
    }
    if (this.impliedBy[symbol] !== NO) {
      this.mark(symbol, ValueFlag.written);
      value = Math.max(value, this.impliedBy[symbol] as number);
      if (!this.#raises) value = Math.min(value, this.dependency[symbol] as number);
    }
    return value;
  }

  singleSymbol(expression: ExpressionId): SymbolId {
    const { op, left } = this.tree.expressions;
    return op.get(expression) === Op.symbol ? left.get(expression) : NONE;
  }

  /** What C reads through `curr.val`: of a bool or tristate it is the text its last computation began with. */
  rawText(symbol: SymbolId): string {
    if (symbol <= symbolYes) return tristateText((symbol - symbolNo) as Tristate);
    const type = this.#types[symbol];
    return type === SymbolType.bool || type === SymbolType.tristate ? 'n' : (this.text[symbol] as string);
  }

  /** The first default or range whose condition is not n; order counts, not the value. */
  applicable(symbol: SymbolId, kind: number): PropertyId {
    const next = this.#nextProperty;
    let property = this.#firstProperty[symbol] as number;
    for (; property !== NONE; property = next[property] as number) {
      if (this.#kinds[property] !== kind) continue;
      const condition = this.evaluate(this.#conditions[property] as number);
      this.propertyVisible[property] = condition;
      if (condition !== NO) return property;
    }
    return NONE;
  }

  /** The bounds that apply to an int or hex now. */
  range(symbol: SymbolId): ActiveRange | undefined {
    const property = this.applicable(symbol, PropertyKind.range);
    if (property === NONE) return undefined;
    const { left, right } = this.tree.expressions;
    const bounds = this.tree.properties.expression.get(property);
    return { low: left.get(bounds), high: right.get(bounds), property };
  }
}
