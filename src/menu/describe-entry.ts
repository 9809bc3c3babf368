/** All about an entry in the words of its Kconfig file and of its value now: what help screens show. */
import { describeChange } from '../fixes/describe-change.js';
import type {
  ConfigLoss,
  Expression,
  KSymbol,
  LiveValues,
  Location,
  MenuNode,
  SymbolOperand,
} from '../kconfig/index.js';
import { printExpression } from '../kconfig/index.js';
import type { Outcome } from './config-editor.js';
import { pathTo } from './row.js';

export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** `showPlace` writes a place as people read it. */
export function describeEntry(
  values: LiveValues,
  node: MenuNode,
  showPlace: (at: Location) => string,
): readonly Section[] {
  const { symbol, choice, prompt } = node;
  const entry = symbol ?? choice;
  const head = symbol === undefined ? [] : valueLines(values, symbol, showPlace);
  const sections: Section[] = [
    {
      title: symbol === undefined ? (prompt?.text ?? '') : `${prompt?.text ?? '(no prompt)'}  ${symbol.name}`,
      lines: head,
    },
    { title: 'Help', lines: node.help?.split('\n') ?? entry?.help?.split('\n') ?? ['There is no help text.'] },
    {
      title: 'Where',
      lines: [locationOf(node), ...(entry?.definitions ?? [node.at]).map((at) => `defined at ${showPlace(at)}`)],
    },
  ];
  if (symbol !== undefined) sections.push(...linesOf(values, symbol, showPlace));
  else if (node.dependency !== undefined)
    sections.push({ title: 'Depends on', lines: [withValues(values, node.dependency)] });
  return sections.filter(({ title, lines }) => title !== '' && (lines.length > 0 || sections[0]?.title === title));
}

/** Why a value cannot be, and what would help. */
export function describeLoss({ explanation, because, fix }: ConfigLoss, showPlace: (at: Location) => string): string {
  const place = because === undefined ? '' : ` (${showPlace(because)})`;
  return `${explanation}${place}${fix === undefined ? '' : ` - ${fix}`}`;
}

/** The same of a value that was refused: what helps was tried out. */
export function describeRefusal({ loss, way }: Refusal, showPlace: (at: Location) => string): string {
  if (way === undefined) return describeLoss(loss, showPlace);
  // Whoever wishes for a value knows that it is to be set.
  const set = way.set.filter(({ name }) => name !== loss.name);
  const costs = way.costs.slice(0, MAX_COSTS);
  const found = describeChange({ ...way, set, costs }, ({ at, by }) => (at === undefined ? by : showPlace(at)));
  const more = way.costs.length > costs.length ? ` and ${way.costs.length - costs.length} more` : '';
  const nearest = loss.reason === 'out-of-range' ? loss.fix?.replace(/^set /, '; or only ') : undefined;
  return describeLoss(found === '' ? loss : { ...loss, fix: `${found}${more}${nearest ?? ''}` }, showPlace);
}

/** One line has to hold them. */
const MAX_COSTS = 3;

export type Refusal = Outcome & { readonly kind: 'refused' };

function valueLines(values: LiveValues, symbol: KSymbol, showPlace: (at: Location) => string): readonly string[] {
  const steps = values.explain(symbol.name)?.steps ?? [];
  const reasons = steps.map(({ text, at }) => (at === undefined ? text : `${text}  ${showPlace(at)}`));
  return [`Type: ${symbol.type}`, ...reasons];
}

function locationOf(node: MenuNode): string {
  const titles = pathTo(node)
    .slice(1, -1)
    .map(({ prompt }) => prompt?.text ?? '');
  return ['(Top)', ...titles].join(' > ');
}

function linesOf(values: LiveValues, symbol: KSymbol, showPlace: (at: Location) => string): readonly Section[] {
  const condition = (each: Expression | undefined): string =>
    each === undefined ? '' : ` if ${withValues(values, each)}`;
  const { dependency, defaults, ranges, selects, implies, selectedBy, impliedBy, choice } = symbol;
  return [
    { title: 'Choice', lines: choice === undefined ? [] : [choice.prompts[0]?.text ?? choice.name ?? ''] },
    { title: 'Depends on', lines: dependency === undefined ? [] : [withValues(values, dependency)] },
    {
      title: 'Defaults',
      lines: defaults.map(
        (each) => `${printExpression(each.value)}${condition(each.condition)}  ${showPlace(each.at)}`,
      ),
    },
    {
      title: 'Ranges',
      lines: ranges.map(
        (each) =>
          `${bound(values, each.low)} to ${bound(values, each.high)}${condition(each.condition)}  ${showPlace(each.at)}`,
      ),
    },
    { title: 'Selects', lines: selects.map((each) => `${each.target}${condition(each.condition)}`) },
    { title: 'Implies', lines: implies.map((each) => `${each.target}${condition(each.condition)}`) },
    { title: 'Selected by', lines: alternatives(values, selectedBy) },
    { title: 'Implied by', lines: alternatives(values, impliedBy) },
  ];
}

function bound(values: LiveValues, operand: SymbolOperand): string {
  const value = operand.constant ? undefined : values.get(operand.name)?.value;
  return value === undefined ? operand.name : `${operand.name} [=${value}]`;
}

function alternatives(values: LiveValues, expression: Expression | undefined): readonly string[] {
  if (expression === undefined) return [];
  return (expression.kind === 'or' ? expression.operands : [expression]).map((each) => withValues(values, each));
}

/** As menuconfig writes it: `NET [=y] && !PCI [=n]`. A choice without a name goes by its prompt. */
function withValues(values: LiveValues, expression: Expression): string {
  const titles = titlesIn(expression);
  return printExpression(expression).replace(/<choice>|"(?:[^"\\]|\\.)*"|\w+/g, (word) => {
    if (word === '<choice>') return `choice "${titles.shift() ?? ''}"`;
    const value = word.startsWith('"') ? undefined : values.get(word)?.value;
    return value === undefined ? word : `${word} [=${value}]`;
  });
}

/** Of the choices without a name, in the order in which they are printed. */
function titlesIn(expression: Expression): string[] {
  switch (expression.kind) {
    case 'choice': {
      const { name, prompts } = expression.choice;
      return name === undefined ? [prompts[0]?.text ?? ''] : [];
    }
    case 'not':
      return titlesIn(expression.operand);
    case 'and':
    case 'or':
      return expression.operands.flatMap(titlesIn);
    case 'compare':
      return [expression.left, expression.right].flatMap(titlesIn);
    default:
      return [];
  }
}
