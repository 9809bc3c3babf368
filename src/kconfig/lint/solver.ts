// Whether formulas can hold together. A small search with a bound: it may answer "unknown", never wrongly. What a fact brings
// with it (the dependencies of a symbol, its selects) is asked for when the fact is decided, so only what matters is looked at.

import type { Effort } from './effort.js';
import type { Formula, Formulas, Junction, Literal } from './formula.js';

export type Answer = 'possible' | 'impossible' | 'unknown';

/** What else must hold when a fact is decided. */
export type Consequences = (literal: Literal) => readonly Formula[];

const maxOpen = 4000;

export class Solver {
  readonly #formulas: Formulas;
  readonly #consequences: Consequences;
  readonly #maxDecisions: number;
  /** By fact: 1, -1 or undecided. */
  readonly #values: (1 | -1 | undefined)[] = [];
  /** Decided facts, in order. */
  readonly #trail: number[] = [];
  /** Disjunctions that wait for being decided, in order; those before a mark belong to what was assumed earlier. */
  readonly #open: Junction[] = [];
  /** By fact: the open ones that mention it, in order. */
  readonly #watchers: Junction[][] = [];
  readonly #mentions = new WeakMap<Junction, readonly number[]>();
  /** Junctions that were taken as true, and in which order: not to be taken again while their parts are undecided. */
  readonly #taken = new Set<Junction>();
  readonly #takenOrder: Junction[] = [];
  readonly #effort: Effort;
  #decisions = 0;

  /** After so many decisions a question stays open; when the effort is spent every one does. */
  constructor(formulas: Formulas, consequences: Consequences, maxDecisions: number, effort: Effort) {
    this.#effort = effort;
    this.#formulas = formulas;
    this.#maxDecisions = maxDecisions;
    this.#consequences = consequences;
  }

  /** Runs a question with more assumptions, which are forgotten afterwards. `holds` is false if they contradict each other. */
  assuming<T>(assumptions: readonly Formula[], ask: (holds: boolean) => T): T {
    const trail = this.#trail.length;
    const open = this.#open.length;
    const taken = this.#takenOrder.length;
    const holds = this.#assert(assumptions);
    const answer = ask(holds);
    this.#undo(trail, open, taken);
    return answer;
  }

  /** Whether everything assumed so far can hold. */
  solve(): Answer {
    this.#decisions = 0;
    const answer = this.#search();
    // What was not looked at any more might have decided.
    return this.#effort.isSpent ? 'unknown' : answer;
  }

  isPossible(assumptions: readonly Formula[]): Answer {
    const answer = this.#effort.isSpent ? 'unknown' : this.#isPossible(assumptions);
    return this.#effort.isSpent ? 'unknown' : answer;
  }

  #isPossible(assumptions: readonly Formula[]): Answer {
    return this.assuming(assumptions, (holds) => (holds ? this.solve() : 'impossible'));
  }

  /** The value of a formula as far as it is decided. */
  evaluate(formula: Formula): boolean | undefined {
    if (typeof formula === 'boolean') return formula;
    if (typeof formula === 'number') {
      const value = this.#values[Math.abs(formula)];
      return value === undefined ? undefined : value === Math.sign(formula);
    }
    const decisive = formula.kind === 'or';
    let open = false;
    this.#effort.spend(formula.parts.length);
    for (const part of formula.parts) {
      const value = this.evaluate(part);
      if (value === decisive) return decisive;
      if (value === undefined) open = true;
    }
    return open ? undefined : !decisive;
  }

  /** Those before `start` hold, and go on holding while more is decided. */
  #search(start = 0): Answer {
    let next = start;
    let choice = this.#open[next];
    while (choice !== undefined && this.evaluate(choice) === true) {
      next += 1;
      choice = this.#open[next];
    }
    if (choice === undefined) return 'possible';
    if (this.#open.length > maxOpen || this.#effort.isSpent) return 'unknown';
    let answer: Answer = 'impossible';
    for (const part of byCost(choice.parts)) {
      if (this.evaluate(part) === false) continue;
      this.#decisions += 1;
      if (this.#decisions > this.#maxDecisions) return 'unknown';
      const found = this.assuming([part], (holds) => (holds ? this.#search(next) : 'impossible'));
      if (found === 'possible') return found;
      if (found === 'unknown') answer = found;
    }
    return answer;
  }

  /** Takes formulas as true with everything that follows at once; false on a contradiction. */
  #assert(formulas: readonly Formula[]): boolean {
    const queue: Formula[] = [...formulas];
    const touched: Junction[] = [];
    for (;;) {
      for (let formula = queue.pop(); formula !== undefined; formula = queue.pop()) {
        if (!this.#take(formula, queue, touched)) return false;
      }
      const junction = touched.pop();
      if (junction === undefined) return true;
      const forced = this.#forcedBy(junction);
      if (forced === false) return false;
      if (forced !== undefined && !this.#isTaken(forced)) queue.push(forced);
    }
  }

  #take(formula: Formula, queue: Formula[], touched: Junction[]): boolean {
    this.#effort.spend(3);
    if (this.#effort.isSpent) return true;
    if (typeof formula === 'boolean') return formula;
    if (typeof formula !== 'number') {
      if (this.#taken.has(formula)) return true;
      this.#taken.add(formula);
      this.#takenOrder.push(formula);
      if (formula.kind === 'and') append(queue, formula.parts);
      else this.#await(formula, touched);
      return true;
    }
    const fact = Math.abs(formula);
    const value = formula > 0 ? 1 : -1;
    const known = this.#values[fact];
    if (known !== undefined) return known === value;
    this.#values[fact] = value;
    this.#trail.push(fact);
    append(touched, this.#watchers[fact] ?? []);
    const consequence = value === 1 ? this.#formulas.consequenceOf(fact) : undefined;
    if (consequence !== undefined) queue.push(consequence);
    append(queue, this.#consequences(formula));
    return true;
  }

  #await(junction: Junction, touched: Junction[]): void {
    this.#open.push(junction);
    touched.push(junction);
    const facts = this.#factsOf(junction);
    this.#effort.spend(facts.length);
    for (const fact of facts) {
      const watchers = this.#watchers[fact];
      if (watchers === undefined) this.#watchers[fact] = [junction];
      else watchers.push(junction);
    }
  }

  #factsOf(junction: Junction): readonly number[] {
    const known = this.#mentions.get(junction);
    if (known !== undefined) return known;
    const facts = new Set<number>();
    const collect = (formula: Formula): void => {
      this.#effort.spend(1);
      if (typeof formula === 'number') facts.add(Math.abs(formula));
      else if (typeof formula !== 'boolean') formula.parts.forEach(collect);
    };
    collect(junction);
    const made = [...facts];
    this.#mentions.set(junction, made);
    return made;
  }

  /** The one part that is left, if all others failed; false if none is left; undefined if it is open or holds. */
  #forcedBy({ parts }: Junction): Formula | undefined {
    this.#effort.spend(2 + parts.length);
    let left: Formula = false;
    for (const part of parts) {
      const value = this.evaluate(part);
      if (value === true || (value === undefined && left !== false)) return undefined;
      if (value === undefined) left = part;
    }
    return left;
  }

  #isTaken(formula: Formula): boolean {
    return typeof formula === 'object' && this.#taken.has(formula);
  }

  #undo(trail: number, open: number, taken: number): void {
    while (this.#trail.length > trail) this.#values[this.#trail.pop() ?? 0] = undefined;
    while (this.#open.length > open) {
      const junction = this.#open.pop();
      // What was opened last was put last into every list.
      for (const fact of junction === undefined ? [] : this.#factsOf(junction)) this.#watchers[fact]?.pop();
    }
    while (this.#takenOrder.length > taken) this.#taken.delete(this.#takenOrder.pop() as Junction);
  }
}

/** There may be more than a call can have arguments. */
function append<T>(list: T[], more: readonly T[]): void {
  for (const each of more) list.push(each);
}

/** What turns something off first: it brings nothing new with it. */
function byCost(parts: readonly Formula[]): readonly Formula[] {
  const cost = (part: Formula): number => (typeof part === 'number' ? (part < 0 ? 0 : 1) : 2);
  return parts.toSorted((a, b) => cost(a) - cost(b));
}
