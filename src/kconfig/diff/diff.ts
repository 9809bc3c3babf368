// What is different between two resolutions, where each value comes from, and which changed setting it follows from. Pure.

import type { Expression, KChoice, KconfigModel, KSymbol } from '../model/model.js';
import type { Origin, Resolution, ResolvedValue } from '../settings/resolution.js';
import { DifferingNames, Values } from './evaluate.js';

/** One side of a comparison: a tree and its values. */
export interface Configured {
  readonly model: KconfigModel;
  readonly resolution: Resolution;
}

/** What a symbol is on one side. */
export interface DiffSide {
  readonly value: string;
  readonly origin: Origin;
  readonly visible: boolean;
}

/** A side is missing where the tree of that side does not define the symbol. */
export interface Difference {
  readonly name: string;
  readonly left?: DiffSide;
  readonly right?: DiffSide;
}

/** A difference that another one brought about. */
export interface Follower extends Difference {
  /** The difference that it follows from directly. */
  readonly via: string;
}

/** A difference with everything that follows from it. */
export interface DiffGroup {
  /** A setting of a user, something that differs between the trees, or (on request) only who decided. */
  readonly cause: 'setting' | 'tree' | 'origin';
  readonly difference: Difference;
  readonly followers: readonly Follower[];
}

/** What counts as a difference. */
export interface DiffOptions {
  /** Also symbols with one value on both sides that come from different places. */
  readonly origins?: boolean;
}

/** Groups in the order of the left tree; what follows stands in the group of the nearest changed setting. */
export function diffResolutions(left: Configured, right: Configured, options: DiffOptions = {}): readonly DiffGroup[] {
  const differences = findDifferences(left.resolution, right.resolution);
  const groups = new Grouping(left, right, differences).groups();
  return options.origins === true ? [...groups, ...findOrigins(left.resolution, right.resolution)] : groups;
}

function findDifferences(left: Resolution, right: Resolution): ReadonlyMap<string, Difference> {
  const names = new Set([...left.values.keys(), ...right.values.keys()]);
  const found = new Map<string, Difference>();
  for (const name of names) {
    const [a, b] = [left.values.get(name), right.values.get(name)];
    if (a?.value !== b?.value) found.set(name, differenceOf(name, a, b));
  }
  return found;
}

function differenceOf(name: string, left: ResolvedValue | undefined, right: ResolvedValue | undefined): Difference {
  return { name, ...(left && { left: sideOf(left) }), ...(right && { right: sideOf(right) }) };
}

function sideOf({ value, origin, visible }: ResolvedValue): DiffSide {
  return { value, origin, visible };
}

function findOrigins(left: Resolution, right: Resolution): readonly DiffGroup[] {
  return [...left.values].flatMap(([name, value]): readonly DiffGroup[] => {
    const other = right.values.get(name);
    if (other === undefined || other.value !== value.value || isSameOrigin(value.origin, other.origin)) return [];
    return [{ cause: 'origin', difference: differenceOf(name, value, other), followers: [] }];
  });
}

/** Two files that set the same are one origin: that they are two files is no news. */
function isSameOrigin(a: Origin, b: Origin): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'user' || a.kind === 'unset') return true;
  if ('by' in a && 'by' in b && a.by !== b.by) return false;
  return 'at' in a && 'at' in b && a.at?.file === b.at?.file && a.at?.line === b.at?.line;
}

/** Of a choice so many causes are looked at. */
const maxCauses = 100;

class Grouping {
  readonly #left: Configured;
  readonly #right: Configured;
  readonly #leftValues: Values;
  readonly #rightValues: Values;
  readonly #differences: ReadonlyMap<string, Difference>;
  /** By difference: what follows from it directly. */
  readonly #children = new Map<string, string[]>();
  readonly #parents = new Map<string, ReadonlySet<string>>();
  readonly #ofChoices = new Map<KChoice, readonly string[]>();
  /** By difference: the root of its group and the one before it on the way there. */
  readonly #reached = new Map<string, { readonly root: string; readonly via: string }>();

  constructor(left: Configured, right: Configured, differences: ReadonlyMap<string, Difference>) {
    this.#left = left;
    this.#right = right;
    this.#leftValues = new Values(left.resolution);
    this.#rightValues = new Values(right.resolution);
    this.#differences = differences;
  }

  groups(): readonly DiffGroup[] {
    for (const name of this.#differences.keys()) this.#link(name);
    const settings = [...this.#differences.values()].filter((each) => this.#isSetting(each));
    // What a user set but cannot set on the other side follows from what hides it there, if that is a difference, too.
    const deciding = settings.filter((each) => isFree(each) || this.#parents.get(each.name)?.size === 0);
    this.#spread(deciding.map(({ name }) => name));
    for (const { name } of settings) this.#spread([name]);
    const bySetting = new Set([...this.#reached.values()].map(({ root }) => root));
    for (const [name, parents] of this.#parents) if (parents.size === 0) this.#spread([name]);
    for (const name of this.#differences.keys()) this.#spread([name]);
    return this.#collect(bySetting);
  }

  /** Also a number that was asked for and moved to a bound of its range. */
  #isSetting({ name, left, right }: Difference): boolean {
    const isMoved = (side: DiffSide | undefined, { resolution }: Configured): boolean =>
      side?.origin.kind === 'range' && resolution.losses.some((loss) => loss.name === name);
    const isUser = left?.origin.kind === 'user' || right?.origin.kind === 'user';
    return isUser || isMoved(left, this.#left) || isMoved(right, this.#right);
  }

  #link(name: string): void {
    const parents = new Set(this.#causesOf(name).filter((cause) => cause !== name && this.#differences.has(cause)));
    this.#parents.set(name, parents);
    for (const parent of parents) {
      const children = this.#children.get(parent);
      if (children === undefined) this.#children.set(parent, [name]);
      else children.push(name);
    }
  }

  #causesOf(name: string): readonly string[] {
    const sides = [this.#left.model.symbols.get(name), this.#right.model.symbols.get(name)];
    const symbols = sides[0] === sides[1] ? sides.slice(1) : sides;
    return symbols.flatMap((symbol) => (symbol === undefined ? [] : this.#causesIn(symbol)));
  }

  #causesIn(symbol: KSymbol): readonly string[] {
    const { prompts, defaults, ranges } = symbol;
    const found = new DifferingNames(this.#leftValues, this.#rightValues);
    for (const { condition } of prompts) found.add(condition);
    for (const each of [symbol.dependency, symbol.selectedBy, symbol.impliedBy]) found.add(each);
    for (const { condition, value } of defaults) {
      found.add(condition);
      found.add(value);
    }
    for (const { condition, low, high } of ranges) for (const each of [condition, low, high]) found.add(each);
    return [...found.names, ...this.#causesInChoice(symbol.choice), ...this.#rivalsOf(symbol)];
  }

  /** The same for all members; of thousands that changed together those that a user picked say most. */
  #causesInChoice(choice: KChoice | undefined): readonly string[] {
    if (choice === undefined) return [];
    const known = this.#ofChoices.get(choice);
    if (known !== undefined) return known;
    const found = new DifferingNames(this.#leftValues, this.#rightValues);
    for (const each of choiceConditions(choice)) found.add(each);
    const names = [...found.names].filter((name) => this.#differences.has(name));
    const isPick = (name: string): boolean => isPicked(this.#differences.get(name) ?? { name });
    const made =
      names.length <= maxCauses ? names : [...names.filter(isPick), ...names.filter((name) => !isPick(name))];
    this.#ofChoices.set(choice, made.slice(0, maxCauses));
    return made.slice(0, maxCauses);
  }

  /** In a choice, the members that a user picked decide about the others. */
  #rivalsOf({ choice, name }: KSymbol): readonly string[] {
    const own = this.#differences.get(name);
    if (choice === undefined || own === undefined || isPicked(own)) return [];
    return choice.members
      .map((member) => this.#differences.get(member.name))
      .flatMap((rival) => (rival !== undefined && isPicked(rival) ? [rival.name] : []));
  }

  /** Takes in everything that follows from the roots and is not taken yet, the nearest first. */
  #spread(roots: readonly string[]): void {
    const queue = roots.filter((root) => !this.#reached.has(root));
    for (const root of queue) this.#reached.set(root, { root, via: root });
    for (let index = 0; index < queue.length; index += 1) {
      const name = queue[index] ?? '';
      const root = this.#reached.get(name)?.root ?? name;
      for (const child of this.#children.get(name) ?? []) {
        if (this.#reached.has(child)) continue;
        this.#reached.set(child, { root, via: name });
        queue.push(child);
      }
    }
  }

  #collect(bySetting: ReadonlySet<string>): readonly DiffGroup[] {
    const followers = new Map<string, Follower[]>();
    const roots: Difference[] = [];
    for (const [name, difference] of this.#differences) {
      const { root, via } = this.#reached.get(name) ?? { root: name, via: name };
      if (root === name) roots.push(difference);
      else {
        const known = followers.get(root) ?? [];
        followers.set(root, known);
        known.push({ ...difference, via });
      }
    }
    return roots.map((difference) => ({
      cause: bySetting.has(difference.name) ? 'setting' : 'tree',
      difference,
      followers: followers.get(difference.name) ?? [],
    }));
  }
}

/** What a choice falls back to: its first default that is visible, or its first visible member. */
function choiceConditions(choice: KChoice): readonly (Expression | undefined)[] {
  const lines = [...choice.prompts, ...choice.defaults, ...choice.members.flatMap(({ prompts }) => prompts)];
  return lines.map(({ condition }) => condition);
}

/** Whether a user could have decided on both sides. */
function isFree({ left, right }: Difference): boolean {
  return left?.visible === true && right?.visible === true;
}

function isPicked({ left, right }: Difference): boolean {
  return [left, right].some((side) => side?.origin.kind === 'user' && side.value !== 'n');
}
