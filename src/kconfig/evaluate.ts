// Computes the value of every symbol: sym_calc_value and sym_calc_visibility of scripts/kconfig/symbol.c (Linux 6.1).
// Owns the memo of one evaluation; lazily recursive, a symbol asked for while it is computed is n or empty as in C.
// One deviation: a user's number out of range is moved to the bound (Linux 6.12) instead of being dropped.

import type { ChoiceState } from './choice.js';
import { choiceMode, selectMember } from './choice.js';
import type { ValueContext } from './evaluate-expression.js';
import { evaluateExpression, operandInteger, operandRawText, promote } from './evaluate-expression.js';
import { parseSigned } from './integer.js';
import type { KChoice, KconfigModel, KSymbol, SymbolType } from './model.js';
import type { Origin } from './resolution.js';
import type { ReverseLevel } from './symbol-rules.js';
import { firstApplicable, keepsM, reverseLevel } from './symbol-rules.js';
import type { Tristate } from './tristate.js';
import { and, MOD, NO, or, tristateText, YES } from './tristate.js';
import type { UserValue, UserValues } from './user-values.js';

export interface SymbolState {
  readonly symbol: KSymbol;
  visibility: Tristate;
  dependency: Tristate;
  selected: ReverseLevel;
  implied: ReverseLevel;
  tristate: Tristate;
  /** The value of an int, hex or string. */
  text: string;
  written: boolean;
  origin: Origin;
}

const unset: Origin = { kind: 'unset' };

export class Evaluator implements ValueContext {
  readonly #model: KconfigModel;
  readonly #user: UserValues;
  readonly #states = new Map<string, SymbolState>();
  readonly #choices = new Map<KChoice, ChoiceState>();
  #modules: Tristate = NO;

  constructor(model: KconfigModel, user: UserValues) {
    this.#model = model;
    this.#user = user;
    if (model.modules !== undefined) {
      // What was computed on the way saw modules as n; everything is computed again with the real value.
      this.#modules = this.stateOf(model.modules).tristate;
      this.#states.clear();
      this.#choices.clear();
    }
    for (const item of model.order) {
      if ('members' in item) this.choiceOf(item);
      else this.stateOf(item);
    }
  }

  get modules(): Tristate {
    return this.#modules;
  }

  typeOf(name: string): SymbolType | undefined {
    return this.#model.symbols.get(name)?.type;
  }

  tristateOf(name: string): Tristate {
    const symbol = this.#model.symbols.get(name);
    return symbol === undefined ? NO : this.stateOf(symbol).tristate;
  }

  textOf(name: string): string | undefined {
    const symbol = this.#model.symbols.get(name);
    return symbol === undefined ? undefined : this.valueText(symbol);
  }

  modeOf(choice: KChoice): Tristate {
    return this.choiceOf(choice).mode;
  }

  /** n, m, y or the text; a symbol without a type has its name, as an undefined one. */
  valueText(symbol: KSymbol): string {
    if (symbol.type === 'unknown') return symbol.name;
    const state = this.stateOf(symbol);
    if (symbol.type !== 'bool' && symbol.type !== 'tristate') return state.text;
    return tristateText(state.tristate);
  }

  choiceOf(choice: KChoice): ChoiceState {
    const known = this.#choices.get(choice);
    if (known !== undefined) return known;
    const state: ChoiceState = { mode: NO };
    this.#choices.set(choice, state);
    const user = this.#user.choices.get(choice);
    state.mode = choiceMode(choice, user, this);
    if (state.mode !== YES) return state;
    Object.assign(
      state,
      selectMember(choice, user, this, (member) => this.#visibilityOf(member)),
    );
    if (state.selected === undefined) state.mode = NO;
    return state;
  }

  stateOf(symbol: KSymbol): SymbolState {
    const known = this.#states.get(symbol.name);
    if (known !== undefined) return known;
    const none: ReverseLevel = { level: NO };
    const levels = { visibility: NO, dependency: NO, selected: none, implied: none, tristate: NO } as const;
    const state: SymbolState = { symbol, ...levels, text: '', written: false, origin: unset };
    this.#states.set(symbol.name, state);
    if (symbol.type === 'unknown') return state;
    this.#calculateLevels(state);
    state.written = state.visibility !== NO;
    if (symbol.type === 'bool' || symbol.type === 'tristate') this.#calculateTristate(state);
    else this.#calculateText(state);
    return state;
  }

  #visibilityOf(symbol: KSymbol): Tristate {
    let visibility: Tristate = NO;
    for (const prompt of symbol.prompts) {
      const level = evaluateExpression(prompt.condition, this);
      // A member that could only be m is hidden while the choice makes one member y.
      const hidden = level === MOD && symbol.type === 'tristate' && symbol.choice && this.modeOf(symbol.choice) === YES;
      if (!hidden) visibility = or(visibility, level);
    }
    return promote(visibility, keepsM(symbol, this));
  }

  #calculateLevels(state: SymbolState): void {
    const { symbol } = state;
    state.visibility = this.#visibilityOf(symbol);
    if (symbol.choice !== undefined) return;
    const kept = keepsM(symbol, this);
    const raise = ({ level, cause }: ReverseLevel): ReverseLevel => ({ level: promote(level, kept), cause });
    state.dependency = promote(evaluateExpression(symbol.dependency, this), kept);
    state.selected = raise(reverseLevel(symbol.selectedBy, this));
    state.implied = raise(reverseLevel(symbol.impliedBy, this));
  }

  #calculateTristate(state: SymbolState): void {
    const { symbol } = state;
    if (symbol.choice !== undefined && state.visibility === YES) {
      this.#calculateMember(state, symbol.choice);
      return;
    }
    const user = state.visibility === NO ? undefined : this.#user.values.get(symbol.name);
    if (user !== undefined) {
      state.tristate = and(user.tristate, state.visibility);
      state.origin = userOrigin(user);
    } else {
      this.#applyDefault(state);
    }
    if (state.selected.level > state.tristate) {
      state.tristate = state.selected.level;
      if (state.selected.cause !== undefined) state.origin = reverseOrigin('select', state.selected.cause);
    }
    state.tristate = promote(state.tristate, keepsM(symbol, this));
  }

  #calculateMember(state: SymbolState, choice: KChoice): void {
    const { selected, cause } = this.choiceOf(choice);
    state.tristate = selected === state.symbol ? YES : NO;
    const user = this.#user.values.get(state.symbol.name);
    const followsUser = user?.tristate === state.tristate && (cause === 'user' || state.tristate === NO);
    const at = typeof cause === 'object' ? cause : choice.definitions[0];
    if (followsUser) state.origin = userOrigin(user);
    else if (at !== undefined) state.origin = { kind: 'choice', at };
  }

  #applyDefault(state: SymbolState): void {
    if (state.selected.level !== NO) state.written = true;
    const applicable = firstApplicable(state.symbol.defaults, this);
    if (applicable !== undefined) {
      state.tristate = and(evaluateExpression(applicable.property.value, this), applicable.condition);
      state.origin = { kind: 'default', at: applicable.property.at };
      if (state.tristate !== NO) state.written = true;
    }
    const { level, cause } = state.implied;
    if (level === NO || cause === undefined) return;
    // Written even if the dependencies make it n: C marks it before it looks at them.
    state.written = true;
    if (and(level, state.dependency) > state.tristate) state.origin = reverseOrigin('imply', cause);
    state.tristate = and(or(state.tristate, level), state.dependency);
  }

  #calculateText(state: SymbolState): void {
    const { symbol } = state;
    const user = state.visibility === NO ? undefined : this.#user.values.get(symbol.name);
    if (user !== undefined && this.#mayClamp(symbol)) {
      state.text = user.setting.value;
      state.origin = userOrigin(user);
    } else {
      const value = firstApplicable(symbol.defaults, this)?.property;
      if (value?.value.kind === 'symbol') {
        state.written = true;
        state.text = operandRawText(value.value, this);
        state.origin = { kind: 'default', at: value.at };
      }
    }
    this.#validateRange(state);
  }

  /** No value is within an inverted range: the user's is dropped there (Linux 6.1), else it would flip on every reading. */
  #mayClamp(symbol: KSymbol): boolean {
    if (symbol.type === 'string') return true;
    const range = firstApplicable(symbol.ranges, this)?.property;
    const base = symbol.type === 'hex' ? 16 : 10;
    return range === undefined || operandInteger(range.low, base, this) <= operandInteger(range.high, base, this);
  }

  /** A number out of range takes the bound, in the bound's own spelling (sym_validate_range). */
  #validateRange(state: SymbolState): void {
    if (state.symbol.type === 'string') return;
    const range = firstApplicable(state.symbol.ranges, this)?.property;
    if (range === undefined) return;
    const base = state.symbol.type === 'hex' ? 16 : 10;
    const value = parseSigned(state.text, base).value;
    let bound = range.low;
    if (value >= operandInteger(range.low, base, this)) {
      bound = range.high;
      if (value <= operandInteger(range.high, base, this)) return;
    }
    state.text = operandRawText(bound, this);
    state.origin = { kind: 'range', at: range.at };
  }
}

function userOrigin({ setting }: UserValue): Origin {
  return { kind: 'user', by: setting.by, ...(setting.at && { at: setting.at }) };
}

function reverseOrigin(kind: 'select' | 'imply', cause: NonNullable<ReverseLevel['cause']>): Origin {
  return { kind, by: cause.by, at: cause.at };
}
