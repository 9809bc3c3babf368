// The way from files to a finished tree in one call: parser, finalizing, checks. Collects the diagnostics of all three.

import type { KconfigDiagnostic } from './diagnostic.js';
import type { Dialect } from './dialect.js';
import type { Shell } from './macros/macro-place.js';
import { Parser } from './syntax/parser.js';
import type { FileSystem } from './text/file-system.js';
import type { SourceFile } from './text/source.js';
import { assignChoices } from './tree/choice-entries.js';
import type { CircleMessage } from './tree/circle-messages.js';
import { CircleWalk } from './tree/circle-messages.js';
import { findCircles } from './tree/circles.js';
import { NONE } from './tree/expression-pool.js';
import { finalizeTree } from './tree/finalize.js';
import type { FinalizeEvents } from './tree/finalize-events.js';
import { hashOrder } from './tree/hash-order.js';
import { checkMembers } from './tree/member-checks.js';
import { PropertyKind, rootMenu } from './tree/menu-table.js';
import { shownName } from './tree/print-expression.js';
import { isShallow } from './tree/shallow.js';
import { SymbolFlag, symbolNo } from './tree/symbol-table.js';
import type { Tree } from './tree/tree.js';
import { createTree } from './tree/tree.js';

export interface TreeOptions {
  readonly file: string;
  readonly dialect: Dialect;
  readonly fileSystem: FileSystem;
  readonly srctree?: string | undefined;
  /** The only environment that macros can see. */
  readonly environment: Readonly<Record<string, string>>;
  readonly shell?: Shell | undefined;
}

export interface ParsedTree {
  readonly tree: Tree;
  readonly diagnostics: readonly KconfigDiagnostic[];
  /** How many of the diagnostics come from reading the files; Linux's tools look further only if none is an error. */
  readonly syntaxDiagnostics: number;
  /** The files, by their number in the tree. */
  readonly sources: readonly SourceFile[];
}

/** Of a circle so many places are told: nobody follows more. */
const maxRelated = 20;

/** Dependencies on dependencies that our stack holds while values are computed. Linux has 80. */
const maxDepth = 400;

export function parseTree(options: TreeOptions): ParsedTree {
  const tree = createTree(options.dialect);
  const parser = new Parser(tree, options);
  parser.parse(options.file);
  const { reporter, builder } = parser;
  const syntaxDiagnostics = reporter.diagnostics.length;
  const syntaxErrors = reporter.errors;
  builder.entry = rootMenu;
  if (options.dialect.modulesByName && tree.modules === symbolNo)
    tree.modules = tree.symbols.find('MODULES') || symbolNo;
  if (tree.menus.prompt.get(rootMenu) === NONE) builder.addPrompt(PropertyKind.menu, 'Main menu', NONE);
  assignChoices(tree);
  const events: FinalizeEvents = {
    menu: (code, message, menu) => reporter.report(code, message, builder.placeOfMenu(menu), 'warning'),
    property: (code, message, property) => reporter.report(code, message, builder.placeOfProperty(property), 'warning'),
    testedForM: (message, menu) =>
      reporter.report('KC0312', message, builder.placeOfMenu(menu), 'silent', {
        conf: { text: `${message}\n`, stream: 'stdout' },
      }),
  };
  finalizeTree(tree, builder, events);
  tree.hashOrder = hashOrder(tree.symbols, options.dialect.hashBuckets);
  const circles = isShallow(tree, maxDepth) ? undefined : findCircles(tree);
  if (circles !== undefined && circles.depth > maxDepth) {
    tree.isDeep = true;
    tree.order = circles.order;
  }
  // A tree that was not understood has circles that are not there.
  checkEntries(parser, tree, events, circles?.found === true && syntaxErrors === 0);
  return { tree, diagnostics: reporter.diagnostics, syntaxDiagnostics, sources: parser.sources.files };
}

/** Circles and members in the order of Linux's tools: from symbol to symbol until 6.9, then from entry to entry. */
function checkEntries(parser: Parser, tree: Tree, events: FinalizeEvents, hasCircles: boolean): void {
  const { menus, symbols } = tree;
  const walk = hasCircles ? new CircleWalk(tree, (file) => parser.reporter.fileName(file)) : undefined;
  if (tree.dialect.choices === 'symbols') {
    if (walk !== undefined) for (const symbol of tree.hashOrder) reportCircles(tree, parser, walk.check(symbol));
    return;
  }
  for (let menu = menus.after(rootMenu); menu !== NONE; menu = menus.after(menu)) {
    const symbol = menus.symbol.get(menu);
    if (symbol === NONE) continue;
    if (walk !== undefined) reportCircles(tree, parser, walk.check(symbol));
    if (symbols.has(symbol, SymbolFlag.choice)) checkMembers(tree, menu, events);
  }
}

function reportCircles(tree: Tree, { reporter, builder }: Parser, circles: readonly CircleMessage[]): void {
  for (const { text, symbols, menu } of circles) {
    const names = symbols.map((symbol) => shownName(tree, symbol));
    const message = `symbols depend on each other in a circle: ${[...names, names[0] ?? ''].join(' -> ')}`;
    const place = menu === NONE ? undefined : builder.placeOfMenu(menu);
    const related = symbols.slice(0, maxRelated).flatMap((symbol, index) => {
      const definition = tree.symbols.firstDefinition.get(symbol);
      const at =
        definition === NONE || definition === menu ? undefined : reporter.locate(builder.placeOfMenu(definition));
      return at === undefined ? [] : [{ message: `${names[index]} is defined here`, at }];
    });
    reporter.report('KC0307', message, place, 'silent', { conf: { text, stream: 'stderr' }, related });
  }
}
