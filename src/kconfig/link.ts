// From statements to the model: declares, finalizes, checks, and hands the drafts out read-only.
// The only place where drafts become public values.

import type { SyntaxTree } from './ast.js';
import { checkLoops } from './check-loops.js';
import { checkModel } from './check-model.js';
import { declareStatements } from './declare.js';
import type { Report } from './diagnostic.js';
import type { Entry } from './entry.js';
import { childrenOf } from './entry.js';
import { finalizeEntries } from './finalize.js';
import type { KconfigModel, MenuNode } from './model.js';
import { locationOf } from './source.js';

export function linkModel(tree: SyntaxTree, environment: ReadonlyMap<string, string>, report: Report): KconfigModel {
  const declarations = declareStatements(tree.statements, report);
  finalizeEntries(declarations, report);
  const { root, symbols, choices, modules } = declarations;
  checkModel({ symbols, choices }, report);
  const order = checkLoops({ symbols, choices }, report);
  return {
    mainmenu: root.prompt?.text ?? '',
    symbols,
    choices,
    root: createNode(root, undefined),
    files: tree.files.map((file) => file.path),
    environment,
    modules,
    order,
  };
}

function createNode(entry: Entry, parent: MenuNode | undefined): MenuNode {
  const children: MenuNode[] = [];
  const node: MenuNode = {
    kind: entry.kind === 'if' ? 'comment' : entry.kind,
    prompt: entry.prompt,
    symbol: entry.symbol,
    choice: entry.choice,
    dependency: entry.dependency,
    visibility: entry.visibility,
    help: entry.help,
    children,
    parent,
    at: locationOf(entry.at),
  };
  for (const child of childrenOf(entry)) {
    // Flattened `if` entries are empty by now and show nothing.
    if (child.kind !== 'if') children.push(createNode(child, node));
  }
  return node;
}
