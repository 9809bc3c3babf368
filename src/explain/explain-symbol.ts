/** All about one symbol: its value and who decided it, what bounds it, what hangs on it, where it goes. */
import { setting } from '../fixes/change.js';
import { possibleValues } from '../fixes/possible-values.js';
import {
  type ConfigLoss,
  type Expression,
  type KChoice,
  type KSymbol,
  type Location,
  type MenuNode,
  type Origin,
  printExpression,
  type ResolvedValue,
  Values,
} from '../kconfig/index.js';
import type { ExplainedLoss, ExplainedSymbol, Fix, Line, Reason } from './answer.js';
import { type Condition, conditionText, describeCondition } from './expressions.js';
import { findFix, findNearestFix, fixOf } from './find-fix.js';
import type { SubjectIndex } from './index-of-subject.js';
import type { ExplainSubject } from './subject.js';

/** undefined for a name that no Kconfig file defines. */
export function explainSymbol(subject: ExplainSubject, index: SubjectIndex, name: string): ExplainedSymbol | undefined {
  const symbol = subject.model.symbols.get(name);
  const resolved = subject.resolution.values.get(name);
  if (symbol === undefined || resolved === undefined) return undefined;
  const known = index.explained.get(name);
  if (known !== undefined) return known;
  const explained = new SymbolExplainer(subject, index).explain(symbol, resolved);
  index.explained.set(name, explained);
  return explained;
}

class SymbolExplainer {
  readonly #subject: ExplainSubject;
  readonly #index: SubjectIndex;
  readonly #values: Values;

  constructor(subject: ExplainSubject, index: SubjectIndex) {
    this.#subject = subject;
    this.#index = index;
    this.#values = new Values(subject.resolution);
  }

  explain(symbol: KSymbol, resolved: ResolvedValue): ExplainedSymbol {
    const { name, type, help, choice } = symbol;
    const node = this.#index.nodeOf(name);
    const dependsOn = this.#condition(symbol.dependency);
    const loss = this.#subject.resolution.losses.find((each) => each.name === name);
    const change = this.#change(symbol, resolved);
    const [prompt] = symbol.prompts;
    return {
      name,
      type,
      value: resolved.value,
      setBy: resolved.origin.kind,
      because: this.#because(name, new Set()),
      bounds: (this.#index.live.explain(name)?.steps ?? []).slice(1).map((step) => this.#shown(step)),
      ...(prompt !== undefined && { prompt: { text: prompt.text, at: this.#place(prompt.at) } }),
      menu: node === undefined ? [] : menuOf(node),
      visible: resolved.visible,
      ...(dependsOn !== undefined && { dependsOn }),
      ...(choice !== undefined && { choice: this.#choice(choice) }),
      defaults: symbol.defaults.map((each) => this.#line(printExpression(each.value), each)),
      ranges: symbol.ranges.map((each) => this.#line(`${each.low.name} ${each.high.name}`, each)),
      selects: symbol.selects.map((each) => this.#line(each.target, each)),
      implies: symbol.implies.map((each) => this.#line(each.target, each)),
      selectedBy: this.#alternatives(symbol.selectedBy),
      impliedBy: this.#alternatives(symbol.impliedBy),
      mentionedBy: this.#index.mentionedBy(name),
      definitions: symbol.definitions.map((at) => this.#place(at)),
      ...(help !== undefined && { help }),
      goesTo: this.#index.goesTo(name),
      ...(loss !== undefined && { lost: this.#loss(loss) }),
      ...(change !== undefined && { change: { ...change, ...this.#valuesOf(symbol) } }),
    };
  }

  /** Who decided the value, and who decided that. */
  #because(name: string, seen: Set<string>): readonly Reason[] {
    const resolved = this.#subject.resolution.values.get(name);
    const symbol = this.#subject.model.symbols.get(name);
    if (resolved === undefined || symbol === undefined || seen.has(name)) return [];
    seen.add(name);
    const { origin } = resolved;
    const contested = this.#subject.contested.get(name);
    if (contested !== undefined) {
      const text = `${name} is ${shownValue(resolved)}: its lines stand between conflict markers, so none of them counts`;
      return [{ text, at: this.#place(contested) }];
    }
    const own: Reason = {
      text: `${name} is ${shownValue(resolved)}: ${this.#reasonOf(symbol, resolved)}`,
      ...('at' in origin && origin.at !== undefined && { at: this.#place(origin.at) }),
    };
    return [own, ...this.#behind(symbol, origin).flatMap((other) => this.#because(other, seen))];
  }

  /** The symbols that made the line count that decided. */
  #behind(symbol: KSymbol, origin: Origin): readonly string[] {
    switch (origin.kind) {
      case 'select':
      case 'imply':
        return [origin.by];
      case 'choice': {
        const selected = symbol.choice && this.#subject.resolution.choices.get(symbol.choice)?.selected;
        if (selected !== undefined && selected !== symbol.name) return [selected];
        const line = symbol.choice?.defaults.find(({ at }) => isSamePlace(at, origin.at));
        return this.#namesThatDecide(line?.condition);
      }
      case 'default':
      case 'range': {
        const line = this.#lineAt(symbol, origin.at);
        return [line?.condition, line?.value].flatMap(this.#namesThatDecide).filter((name) => name !== symbol.name);
      }
      case 'unset':
        // What it depends on and is not there.
        return (this.#condition(symbol.dependency)?.names ?? []).flatMap(({ name, value }) =>
          this.#isUnmet(symbol) && value === 'n' ? [name] : [],
        );
      default:
        return [];
    }
  }

  /** Of an OR those that hold; of all else every name. */
  readonly #namesThatDecide = (expression: Expression | undefined): readonly string[] => {
    if (expression === undefined) return [];
    switch (expression.kind) {
      case 'symbol':
        return expression.constant ? [] : [expression.name];
      case 'choice':
        return [];
      case 'not':
        return this.#namesThatDecide(expression.operand);
      case 'compare':
        return [expression.left, expression.right].flatMap(this.#namesThatDecide);
      case 'or':
        return expression.operands.filter((each) => this.#values.tristate(each) !== 0).flatMap(this.#namesThatDecide);
      case 'and':
        return expression.operands.flatMap(this.#namesThatDecide);
    }
  };

  #lineAt(symbol: KSymbol, at: Location): { condition?: Expression | undefined; value?: Expression } | undefined {
    const isIt = (line: { readonly at: Location }) => isSamePlace(line.at, at);
    return symbol.defaults.find(isIt) ?? symbol.ranges.find(isIt);
  }

  #reasonOf(symbol: KSymbol, { origin, value }: ResolvedValue): string {
    switch (origin.kind) {
      case 'user':
        if (origin.at === undefined) return `set by ${origin.by}`;
        return `set in ${origin.by.endsWith('.config') ? 'the .config' : 'the defconfig'}`;
      case 'select':
        return `${origin.by} selects it`;
      case 'imply':
        return `${origin.by} implies it`;
      case 'unset':
        return this.#isUnmet(symbol) ? 'what it depends on does not hold' : 'nothing sets it';
      case 'choice':
        return this.#choiceReason(symbol, value, origin.at);
      case 'default': {
        const line = symbol.defaults.find(({ at }) => isSamePlace(at, origin.at));
        const condition = this.#condition(line?.condition);
        const text = line === undefined ? '' : ` ${printExpression(line.value)}`;
        return `default${text}${condition === undefined ? '' : ` if ${conditionText(condition)}`}`;
      }
      case 'range': {
        const line = symbol.ranges.find(({ at }) => isSamePlace(at, origin.at));
        return `the bound of ${line === undefined ? 'its range' : `range ${line.low.name} ${line.high.name}`}`;
      }
    }
  }

  #isUnmet({ dependency }: KSymbol): boolean {
    return dependency !== undefined && this.#values.tristate(dependency) === 0;
  }

  #choiceReason({ choice }: KSymbol, value: string, at: Location): string {
    if (choice === undefined) return 'its choice decided';
    const title = `choice "${titleOf(choice)}"`;
    const selected = this.#subject.resolution.choices.get(choice)?.selected;
    if (value !== 'y') return selected === undefined ? `${title} is off` : `${title} has ${selected}=y`;
    const line = choice.defaults.find((each) => isSamePlace(each.at, at));
    if (line === undefined) return `${title} takes the first member that can be y`;
    const condition = this.#condition(line.condition);
    return `the default of ${title}${condition === undefined ? '' : ` if ${conditionText(condition)}`}`;
  }

  #choice(choice: KChoice): NonNullable<ExplainedSymbol['choice']> {
    const [at] = choice.definitions;
    return {
      title: titleOf(choice),
      members: choice.members.map(({ name }) => ({
        name,
        value: this.#subject.resolution.values.get(name)?.value ?? '',
      })),
      ...(at !== undefined && { at: this.#place(at) }),
    };
  }

  #alternatives(expression: Expression | undefined): readonly Condition[] {
    if (expression === undefined) return [];
    const operands = expression.kind === 'or' ? expression.operands : [expression];
    return operands.flatMap((operand) => this.#condition(operand) ?? []);
  }

  #line(text: string, line: { readonly condition?: Expression | undefined; readonly at: Location }): Line {
    const condition = this.#condition(line.condition);
    const holds = condition === undefined || condition.value !== 'n';
    return { text, ...(condition !== undefined && { condition }), at: this.#place(line.at), holds };
  }

  #loss(loss: ConfigLoss): ExplainedLoss {
    const wish = { ...loss, value: loss.asked };
    const found = findFix(this.#subject, wish) ?? findNearestFix(this.#subject, wish);
    const fix = found?.command ?? this.#subject.commandFor({ set: [], unset: [loss.name] });
    return {
      asked: loss.asked,
      explanation: loss.explanation,
      ...(loss.at !== undefined && { at: this.#place(loss.at) }),
      ...(loss.because !== undefined && { because: this.#place(loss.because) }),
      mend: fix,
    };
  }

  /** How somebody gives it another value: the other one of a bool or choice; of a number or text a word for it. */
  #change({ name, type, choice }: KSymbol, { visible, value }: ResolvedValue): Fix | undefined {
    if (!visible) return undefined;
    const other = choice?.members.find((member) => member.name !== name && this.#isVisible(member.name));
    const isBool = type === 'bool' || type === 'tristate';
    if (value === 'y' && choice !== undefined) return other === undefined ? undefined : this.#fix(other.name, 'y');
    return this.#fix(name, isBool ? (value === 'n' ? 'y' : 'n') : 'VALUE');
  }

  /** What stands for VALUE. */
  #valuesOf({ name, type }: KSymbol): { readonly values?: string } {
    const { model, resolution } = this.#subject;
    const values = type === 'bool' || type === 'tristate' ? undefined : possibleValues(name, model, resolution);
    return values === undefined ? {} : { values };
  }

  #isVisible(name: string): boolean {
    return this.#subject.resolution.values.get(name)?.visible === true;
  }

  #fix(name: string, value: string): Fix {
    return fixOf(this.#subject, setting({ name, value }));
  }

  #condition(expression: Expression | undefined): Condition | undefined {
    return describeCondition(expression, this.#subject.resolution, this.#values);
  }

  #shown({ text, at }: Reason): Reason {
    return { text, ...(at !== undefined && { at: this.#place(at) }) };
  }

  #place({ file, line, col }: Location): Location {
    return { file: this.#subject.showPath(file), line, col };
  }
}

function isSamePlace(one: Location, other: Location): boolean {
  return one.file === other.file && one.line === other.line;
}

function titleOf({ prompts, name }: KChoice): string {
  return prompts[0]?.text ?? name ?? '';
}

/** The titles of the menus around an entry, outermost first. */
function menuOf(node: MenuNode): readonly string[] {
  const titles: string[] = [];
  for (let { parent } = node; parent !== undefined && parent.kind !== 'root'; parent = parent.parent) {
    if (parent.prompt !== undefined) titles.unshift(parent.prompt.text);
  }
  return titles;
}

export function shownValue({ value, type }: { readonly value: string; readonly type: string }): string {
  if (type === 'string') return JSON.stringify(value);
  return value === '' ? 'without a value' : value;
}
