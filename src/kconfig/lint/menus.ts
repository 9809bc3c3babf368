// KC0613: a menu without an entry. KC0614 (on request): an option without a help text.

import type { KconfigDiagnostic } from '../diagnostic.js';
import type { KSymbol, MenuNode } from '../model/model.js';
import type { LintContext, LintRule } from './context.js';

export const emptyMenus: LintRule = { codes: ['KC0613'], find: findEmpty };
export const missingHelp: LintRule = { codes: ['KC0614'], find: findWithoutHelp };

function* findEmpty(context: LintContext): Generator<KconfigDiagnostic> {
  const filled = findFilled(context.nodes);
  const isEmpty = (node: MenuNode | undefined): boolean => node?.kind === 'menu' && !filled.has(node);
  for (const node of context.nodes) {
    if (!isEmpty(node) || isEmpty(node.parent) || context.statements.hasSource(node.at)) continue;
    const message = `the menu "${node.prompt?.text ?? ''}" is empty`;
    yield context.finding('KC0613', message, node.at, 'remove it, or put something into it');
  }
}

/** The menus and ifs with an entry somewhere inside. */
function findFilled(nodes: readonly MenuNode[]): ReadonlySet<MenuNode> {
  const filled = new Set<MenuNode>();
  for (const { kind, parent } of nodes) {
    if (kind === 'menu' || kind === 'if') continue;
    for (let at = parent; at !== undefined && !filled.has(at); at = at.parent) filled.add(at);
  }
  return filled;
}

function* findWithoutHelp(context: LintContext): Generator<KconfigDiagnostic> {
  const helpless = new Map<KSymbol, boolean>();
  const isHelpless = (symbol: KSymbol): boolean => {
    const known = helpless.get(symbol) ?? symbol.help === undefined;
    helpless.set(symbol, known);
    return known;
  };
  for (const { symbol, prompt, help, at } of context.nodes) {
    if (symbol === undefined || prompt === undefined || help !== undefined || !isHelpless(symbol)) continue;
    const message = `${symbol.name} has a prompt but no help text`;
    yield context.finding('KC0614', message, at, 'say what it does and when to say y');
  }
}
