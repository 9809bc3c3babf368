// Finds symbols that depend on themselves: over direct dependencies, selects, implies, conditions and default values, with
// a choice and its members taken as one (sym_check_deps of scripts/kconfig/symbol.c). Evaluation survives loops; they are
// errors because the values would depend on the order of asking.

import type { Report } from './diagnostic.js';
import { createDiagnostic } from './diagnostic.js';
import { forEachOperand } from './expression.js';
import type { Expression, KChoice, KconfigModel, KSymbol } from './model.js';
import type { Location } from './source.js';

type Vertex = KSymbol | KChoice;

interface Edge {
  readonly to: Vertex;
  /** "A depends on B", for the report. */
  readonly text: string;
  readonly at: Location | undefined;
}

interface Frame {
  readonly vertex: Vertex;
  readonly edges: readonly Edge[];
  next: number;
}

interface Walk {
  readonly symbols: ReadonlyMap<string, KSymbol>;
  readonly done: Set<Vertex>;
  readonly order: Vertex[];
  readonly reported: Set<string>;
  readonly report: Report;
}

/** Reports loops; returns everything in an order in which what a symbol needs comes before it, as far as there are no loops. */
export function checkLoops(
  model: Pick<KconfigModel, 'symbols' | 'choices'>,
  report: Report,
): readonly (KSymbol | KChoice)[] {
  const walk: Walk = { symbols: model.symbols, done: new Set(), order: [], reported: new Set(), report };
  const vertices: Vertex[] = [...model.symbols.values()].map((symbol) => symbol.choice ?? symbol);
  for (const vertex of [...vertices, ...model.choices]) search(vertex, walk);
  return walk.order;
}

/** Depth first without recursion: chains of dependencies may be longer than the stack. */
function search(from: Vertex, { symbols, done, order, reported, report }: Walk): void {
  if (done.has(from)) return;
  const path: Frame[] = [];
  const open = new Set<Vertex>();
  const enter = (vertex: Vertex): void => {
    done.add(vertex);
    open.add(vertex);
    path.push({ vertex, edges: edgesOf(vertex, symbols), next: 0 });
  };
  enter(from);
  for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
    const edge = frame.edges[frame.next];
    frame.next += 1;
    if (edge === undefined) {
      open.delete(frame.vertex);
      order.push(frame.vertex);
      path.pop();
    } else if (open.has(edge.to)) {
      const start = path.findIndex(({ vertex }) => vertex === edge.to);
      reportLoop(path.slice(start), reported, report);
    } else if (!done.has(edge.to)) {
      enter(edge.to);
    }
  }
}

function reportLoop(loop: readonly Frame[], reported: Set<string>, report: Report): void {
  const steps = loop.flatMap(({ edges, next }) => edges[next - 1] ?? []);
  const names = [...loop.map(({ vertex }) => nameOf(vertex)), nameOf(loop[0]?.vertex)].join(' -> ');
  // Two symbols may refer to each other in several lines: one report is enough.
  if (reported.has(names)) return;
  reported.add(names);
  const related = steps.flatMap(({ text, at }) => (at === undefined ? [] : [{ message: text, at }]));
  report(
    createDiagnostic('KC0307', `recursive dependency detected: ${names}`, loop[0]?.vertex.definitions[0], { related }),
  );
}

function nameOf(vertex: Vertex | undefined): string {
  return vertex?.name ?? '<choice>';
}

function edgesOf(vertex: Vertex, symbols: ReadonlyMap<string, KSymbol>): readonly Edge[] {
  const edges: Edge[] = [];
  const collect = (owner: Vertex, expression: Expression | undefined, verb: string, at: Location | undefined): void => {
    forEachOperand(expression, (operand) => {
      const to = operand.kind === 'choice' ? operand.choice : operand.constant ? undefined : symbols.get(operand.name);
      // A member depends on its choice by nature; on another member it may not depend.
      if (to === undefined || (operand.kind === 'choice' && to === vertex)) return;
      const target = 'members' in to ? to : (to.choice ?? to);
      edges.push({ to: target, text: `${nameOf(owner)} ${verb} ${nameOf(to)}`, at });
    });
  };
  if (!('members' in vertex)) {
    collectSymbol(vertex, symbols, collect, edges);
    return edges;
  }
  for (const { condition, at } of [...vertex.prompts, ...vertex.defaults]) {
    collect(vertex, condition, 'depends on', at);
  }
  for (const member of vertex.members) collectSymbol(member, symbols, collect, edges);
  return edges;
}

function collectSymbol(
  symbol: KSymbol,
  symbols: ReadonlyMap<string, KSymbol>,
  collect: (owner: Vertex, expression: Expression | undefined, verb: string, at: Location | undefined) => void,
  edges: Edge[],
): void {
  collect(symbol, symbol.dependency, 'depends on', symbol.definitions[0]);
  for (const [dependencies, verb] of [
    [symbol.selectedBy, 'is selected by'],
    [symbol.impliedBy, 'is implied by'],
  ] as const) {
    for (const { by, condition, at } of dependencies) {
      const selector = symbols.get(by);
      if (selector !== undefined) {
        edges.push({ to: selector.choice ?? selector, text: `${symbol.name} ${verb} ${by}`, at });
      }
      collect(symbol, condition, `${verb} ${by} if`, at);
    }
  }
  for (const { condition, at } of symbol.prompts) collect(symbol, condition, 'has a prompt that depends on', at);
  for (const { condition, at } of symbol.ranges) collect(symbol, condition, 'has a range that depends on', at);
  for (const { value, condition, at } of symbol.defaults) {
    collect(symbol, condition, 'has a default that depends on', at);
    collect(symbol, value, 'has a default value that refers to', at);
  }
}
