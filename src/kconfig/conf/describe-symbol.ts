// The text that `?` shows: help, value, places, dependencies and selects of a symbol (menu_get_ext_help of
// scripts/kconfig/menu.c), and the warning about a symbol that is selected against its dependencies.

import type { FileSystem } from '../text/file-system.js';
import { readHelp } from '../text/help-text.js';
import { typeNames } from '../tree/builder.js';
import type { ExpressionId, SymbolId } from '../tree/expression-pool.js';
import { NONE, Op } from '../tree/expression-pool.js';
import type { MenuId } from '../tree/menu-table.js';
import { PropertyKind, rootMenu } from '../tree/menu-table.js';
import { printExpression, shownName } from '../tree/print-expression.js';
import { Simplifier } from '../tree/simplify.js';
import { SymbolType, symbolYes } from '../tree/symbol-table.js';
import type { Tree } from '../tree/tree.js';
import { definitionsOf, promptText, propertiesOf } from '../tree/tree.js';
import type { Tristate } from '../tristate.js';
import { MOD, NO, YES } from '../tristate.js';
import type { Configuration } from '../values/configuration.js';
import { isVisible } from '../values/menu-visibility.js';

/** The help text of an entry, read again from its file; undefined if it has none. */
export function helpOf(tree: Tree, menu: MenuId, fileSystem: FileSystem): string | undefined {
  const offset = tree.menus.help.get(menu);
  if (offset === -1) return undefined;
  const path = tree.texts.get(tree.files.path.get(tree.menus.helpFile.get(menu)));
  const text = fileSystem.readText(path);
  return text === undefined ? '' : readHelp(text, offset);
}

/** All that is shown for `?`. */
export function describeEntry(
  configuration: Configuration,
  menu: MenuId,
  fileSystem: FileSystem,
  prefix: string,
): string {
  const { tree } = configuration;
  const symbol = tree.menus.symbol.get(menu);
  const help = helpOf(tree, menu, fileSystem);
  const isNamed = symbol !== NONE && !tree.symbols.isUnnamed(symbol);
  const title = help !== undefined && isNamed ? `${prefix}${tree.symbols.nameOf(symbol)}:\n\n` : '';
  const text = `${title}${help ?? 'There is no help available for this option.'}\n`;
  return symbol === NONE ? text : text + describeSymbol(configuration, symbol);
}

function describeSymbol(configuration: Configuration, symbol: SymbolId): string {
  const { tree } = configuration;
  const { symbols, menus } = tree;
  const parts: string[] = [];
  if (!symbols.isUnnamed(symbol)) {
    const type = symbols.type.get(symbol);
    parts.push(`Symbol: ${symbols.nameOf(symbol)} [=${configuration.textOf(symbol)}]\n`);
    parts.push(`Type  : ${typeNames[type]}\n`);
    const range = type === SymbolType.int || type === SymbolType.hex ? configuration.range(symbol) : undefined;
    if (range !== undefined) {
      parts.push(`Range : ${withValues(configuration, tree.properties.expression.get(range.property))}\n`);
    }
  }
  const definitions = [...definitionsOf(tree, symbol)];
  for (const menu of definitions.filter((definition) => menus.prompt.get(definition) !== NONE)) {
    parts.push(definedAt(tree, menu), describePrompt(configuration, menu));
  }
  for (const menu of definitions.filter((definition) => menus.prompt.get(definition) === NONE)) {
    parts.push(definedAt(tree, menu), dependencyLine(configuration, menus.dependency.get(menu), '  Depends on: '));
  }
  parts.push(targets(configuration, symbol, PropertyKind.select, 'Selects: '));
  parts.push(causes(configuration, symbols.reverseDependency.get(symbol), 'Selected by', [YES, MOD, NO], ''));
  parts.push(targets(configuration, symbol, PropertyKind.imply, 'Implies: '));
  parts.push(causes(configuration, symbols.implied.get(symbol), 'Implied by', [YES, MOD, NO], ''));
  parts.push('\n\n');
  return parts.join('');
}

function definedAt(tree: Tree, menu: MenuId): string {
  const name = tree.texts.get(tree.files.name.get(tree.menus.file.get(menu)));
  return `Defined at ${name}:${tree.menus.line.get(menu)}\n`;
}

/** By tree: a symbol may have thousands of prompts, and what was compared for one holds for the others. */
const simplifiers = new WeakMap<Tree, Simplifier>();

function simplifierOf(tree: Tree): Simplifier {
  const known = simplifiers.get(tree) ?? new Simplifier(tree, () => {});
  simplifiers.set(tree, known);
  return known;
}

function describePrompt(configuration: Configuration, menu: MenuId): string {
  const { tree } = configuration;
  const { menus, properties } = tree;
  const dependency = menus.dependency.get(menu);
  const condition = properties.condition.get(menus.prompt.get(menu));
  const parts = [
    `  Prompt: ${promptText(tree, menu) ?? ''}\n`,
    dependencyLine(configuration, dependency, '  Depends on: '),
  ];
  if (!simplifierOf(tree).areEqual(dependency, condition)) {
    parts.push(dependencyLine(configuration, condition, '  Visible if: '));
  }
  const path: MenuId[] = [];
  let isLocated = false;
  for (let at = menu; at !== rootMenu && path.length < 8; at = menus.parent.get(at)) {
    // Being asked can make a symbol count as set, as in Linux until 6.9.
    if (configuration.members === undefined || !isLocated) isLocated = isVisible(configuration, at) || isLocated;
    path.push(at);
  }
  parts.push('  Location:\n');
  for (const [depth, at] of path.toReversed().entries()) {
    const symbol = menus.symbol.get(at);
    const value = symbol === NONE ? '' : ` (${shownName(tree, symbol)} [=${choiceText(configuration, symbol)}])`;
    parts.push(`${' '.repeat(4 + 2 * depth)}-> ${promptText(tree, at) ?? shownName(tree, symbol)}${value}\n`);
  }
  return parts.join('');
}

function choiceText(configuration: Configuration, symbol: SymbolId): string {
  return configuration.textOf(symbol);
}

function dependencyLine(configuration: Configuration, expression: ExpressionId, title: string): string {
  const { expressions } = configuration.tree;
  const isYes =
    expression === NONE ||
    (expressions.op.get(expression) === Op.symbol && expressions.left.get(expression) === symbolYes);
  return isYes ? '' : `${title}${withValues(configuration, expression)}\n`;
}

function targets(configuration: Configuration, symbol: SymbolId, kind: number, title: string): string {
  const { tree } = configuration;
  const shown: string[] = [];
  for (const property of propertiesOf(tree, symbol)) {
    if (tree.properties.kind.get(property) !== kind) continue;
    shown.push(withValues(configuration, tree.properties.expression.get(property)));
  }
  return shown.length === 0 ? '' : `${title}${shown.join(' && ')}\n`;
}

/** The parts of an OR that have a value, a line each, for each of the values. */
function causes(
  configuration: Configuration,
  expression: ExpressionId,
  title: string,
  values: readonly Tristate[],
  indentation: string,
): string {
  if (expression === NONE) return '';
  const parts: string[] = [];
  for (const value of values) {
    const lines: string[] = [];
    for (const operand of configuration.tree.expressions.operands(expression, Op.or)) {
      if (configuration.evaluate(operand) === value) lines.push(`  - ${withValues(configuration, operand)}\n`);
    }
    if (lines.length > 0) parts.push(`${indentation}${title} [${'nmy'.charAt(value)}]:\n`, ...lines);
  }
  return parts.join('');
}

/** An expression with the value of each symbol behind it. */
function withValues(configuration: Configuration, expression: ExpressionId): string {
  const { tree } = configuration;
  return printExpression(tree, expression, (symbol) => {
    const name = shownName(tree, symbol);
    const isTyped = !tree.symbols.isUnnamed(symbol) && tree.symbols.type.get(symbol) !== SymbolType.unknown;
    return isTyped ? `${name} [=${configuration.textOf(symbol)}]` : name;
  });
}

/** `WARNING: unmet direct dependencies detected for X`, with both sides. */
export function describeUnmet(configuration: Configuration, symbol: SymbolId): string {
  const { symbols } = configuration.tree;
  const dependency = withValues(configuration, symbols.directDependency.get(symbol));
  const level = configuration.dependency[symbol] === MOD ? 'm' : 'n';
  const selected = causes(configuration, symbols.reverseDependency.get(symbol), 'Selected by', [YES, MOD], '  ');
  const title = `\nWARNING: unmet direct dependencies detected for ${symbols.nameOf(symbol)}\n`;
  return `${title}  Depends on [${level}]: ${dependency}\n${selected}`;
}
