/** A menu tree with values, and all about one symbol: as data for programs and as text for people. */
import { showPath } from '../diagnostics/render.js';
import {
  type Expression,
  type KSymbol,
  type Location,
  type MenuNode,
  type Origin,
  printExpression,
  type Resolution,
  Values,
} from '../kconfig/index.js';

export interface PrintedNode {
  readonly kind: MenuNode['kind'];
  readonly prompt?: string;
  readonly name?: string;
  readonly type?: string;
  readonly value?: string;
  readonly origin?: Origin;
  readonly visible: boolean;
  readonly at: Location;
  readonly children: readonly PrintedNode[];
}

export interface PrintedLine {
  readonly text: string;
  readonly condition?: string;
  readonly at: Location;
}

export interface PrintedSymbol {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly origin: Origin;
  readonly visible: boolean;
  readonly prompts: readonly PrintedLine[];
  readonly dependsOn?: string;
  readonly defaults: readonly PrintedLine[];
  readonly ranges: readonly PrintedLine[];
  readonly selects: readonly PrintedLine[];
  readonly implies: readonly PrintedLine[];
  readonly selectedBy: readonly string[];
  readonly impliedBy: readonly string[];
  readonly choice?: string;
  readonly definitions: readonly Location[];
  readonly help?: string;
}

/** Entries without a prompt are what users never see: they are left out, what stands below them is not. */
export function describeNodes(
  nodes: readonly MenuNode[],
  resolution: Resolution,
  all: boolean,
  values = new Values(resolution),
): readonly PrintedNode[] {
  return nodes.flatMap((node) => {
    const children = describeNodes(node.children, resolution, all, values);
    if (node.prompt === undefined) return children;
    const { condition } = node.prompt;
    const visible = condition === undefined || values.tristate(condition) !== 0;
    const isShown = all || children.length > 0 || (visible && node.kind !== 'menu');
    return isShown ? [{ ...describeNode(node, resolution), visible, children }] : [];
  });
}

function describeNode(
  { kind, prompt, symbol, choice, at }: MenuNode,
  resolution: Resolution,
): Omit<PrintedNode, 'visible' | 'children'> {
  const base = { kind, at, ...(prompt !== undefined && { prompt: prompt.text }) };
  if (choice !== undefined) {
    const value = resolution.choices.get(choice)?.selected ?? '';
    return { ...base, ...(choice.name !== undefined && { name: choice.name }), value };
  }
  const value = symbol === undefined ? undefined : resolution.values.get(symbol.name);
  if (symbol === undefined || value === undefined) return base;
  return { ...base, name: symbol.name, type: symbol.type, value: value.value, origin: value.origin };
}

export function renderNodes(nodes: readonly PrintedNode[], indent = ''): readonly string[] {
  return nodes.flatMap((node) => [`${indent}${renderNode(node)}`, ...renderNodes(node.children, `${indent}  `)]);
}

function renderNode({ kind, prompt = '', name, type, value = '', origin, visible }: PrintedNode): string {
  if (kind === 'menu') return `${prompt}:`;
  if (kind === 'comment') return `--- ${prompt}`;
  const hidden = visible ? '' : ' (not visible)';
  if (kind === 'choice') return `(${value}) ${prompt}${hidden}`;
  return `${box(type, value, origin?.kind === 'select')} ${prompt}  ${name}${hidden}`;
}

function box(type: string | undefined, value: string, isSelected: boolean): string {
  if (type === 'string') return `("${value}")`;
  if (type !== 'bool' && type !== 'tristate') return `(${value})`;
  const sign = value === 'y' ? '*' : value === 'm' ? 'M' : ' ';
  if (isSelected) return `-${sign}-`;
  return type === 'bool' ? `[${sign}]` : `<${sign}>`;
}

export function describeSymbol(symbol: KSymbol, resolution: Resolution): PrintedSymbol {
  const { name, type, choice, definitions, dependency, help } = symbol;
  const value = resolution.values.get(name);
  const line = (
    text: string,
    { condition, at }: { readonly condition?: Expression | undefined; readonly at: Location },
  ) => ({
    text,
    ...(condition !== undefined && { condition: printExpression(condition) }),
    at,
  });
  return {
    name,
    type,
    value: value?.value ?? '',
    origin: value?.origin ?? { kind: 'unset' },
    visible: value?.visible ?? false,
    prompts: symbol.prompts.map((prompt) => line(JSON.stringify(prompt.text), prompt)),
    ...(dependency !== undefined && { dependsOn: printExpression(dependency) }),
    defaults: symbol.defaults.map((each) => line(printExpression(each.value), each)),
    ranges: symbol.ranges.map((each) => line(`${each.low.name} ${each.high.name}`, each)),
    selects: symbol.selects.map((each) => line(each.target, each)),
    implies: symbol.implies.map((each) => line(each.target, each)),
    selectedBy: alternatives(symbol.selectedBy),
    impliedBy: alternatives(symbol.impliedBy),
    ...(choice !== undefined && { choice: choice.prompts[0]?.text ?? choice.name ?? '' }),
    definitions,
    ...(help !== undefined && { help }),
  };
}

function alternatives(expression: Expression | undefined): readonly string[] {
  if (expression === undefined) return [];
  return (expression.kind === 'or' ? expression.operands : [expression]).map(printExpression);
}

export function renderSymbol(symbol: PrintedSymbol, cwd: string): string {
  const { name, type, value, origin, visible, choice, help } = symbol;
  const rows: (readonly [string, string])[] = [
    ['value', `${shownValue(value, type)} (${describeOrigin(origin, cwd)})`],
    ['visible', visible ? 'yes' : 'no'],
    ...linesOf('prompt', symbol.prompts, cwd),
    ...(symbol.dependsOn === undefined ? [] : [['depends on', symbol.dependsOn] as const]),
    ...linesOf('default', symbol.defaults, cwd),
    ...linesOf('range', symbol.ranges, cwd),
    ...linesOf('selects', symbol.selects, cwd),
    ...linesOf('implies', symbol.implies, cwd),
    ...symbol.selectedBy.map((text) => ['selected by', text] as const),
    ...symbol.impliedBy.map((text) => ['implied by', text] as const),
    ...(choice === undefined ? [] : [['choice', choice] as const]),
    ...symbol.definitions.map((at) => ['defined', place(at, cwd)] as const),
  ];
  const text = rows.map(([label, content]) => `  ${label.padEnd(11)} ${content}`);
  const helpLines = help === undefined ? [] : ['  help', ...help.split('\n').map((each) => `    ${each}`.trimEnd())];
  return [`${name} (${type})`, ...text, ...helpLines].join('\n');
}

function linesOf(label: string, lines: readonly PrintedLine[], cwd: string): readonly (readonly [string, string])[] {
  return lines.map(({ text, condition, at }) => {
    const suffix = condition === undefined ? '' : ` if ${condition}`;
    return [label, `${text}${suffix}  ${place(at, cwd)}`] as const;
  });
}

export function shownValue(value: string | undefined, type?: string): string {
  if (value === undefined) return 'not defined';
  if (type === 'string') return JSON.stringify(value);
  return value === '' ? 'unset' : value;
}

/** Where a value comes from, in words. */
export function describeOrigin(origin: Origin, cwd: string): string {
  switch (origin.kind) {
    case 'user':
      return `set at ${origin.at === undefined ? origin.by : place(origin.at, cwd)}`;
    case 'default':
      return `default at ${place(origin.at, cwd)}`;
    case 'select':
      return `selected by ${origin.by} at ${place(origin.at, cwd)}`;
    case 'imply':
      return `implied by ${origin.by} at ${place(origin.at, cwd)}`;
    case 'choice':
      return `the choice at ${place(origin.at, cwd)}`;
    case 'range':
      return `range at ${place(origin.at, cwd)}`;
    default:
      return 'nothing sets it';
  }
}

function place({ file, line }: Location, cwd: string): string {
  return `${showPath(file, cwd)}:${line}`;
}

/** Menus, choices and entries with this title, wherever they stand. */
export function findMenus({ children }: MenuNode, title: string): readonly MenuNode[] {
  return children.flatMap((node) =>
    node.prompt?.text.toLowerCase() === title.toLowerCase() ? [node] : findMenus(node, title),
  );
}
