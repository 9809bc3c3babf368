/**
 * Whether interrupt handlers can get at the heap in a linked program: from what the trap entry calls to runtime.alloc. All
 * handlers are behind that one symbol, whatever the optimiser has inlined. Pure.
 */
import { type CallGraph, type CallSite, callsBetween, readCallGraph } from './call-graph.js';
import { readElf } from './elf.js';

/** runtime/runtime_bljh_trap.go exports it for the trap entry. */
const ENTRY = 'bljh_interrupt';
const ALLOCATOR = 'runtime.alloc';

/** They end the program: what they do on the way does not matter any more (TinyGo runtime/panic.go, bljh's runtime). */
const ENDS = /^(runtime\.(\w+Panic|runtimePanicAt|_panic|panicOrGoexit|abort|exit)|bljh_(exit|exception|halt))$/;

/** The calls through which a handler can come to allocate; empty: it cannot. */
export function findHandlerAllocations(
  elfBytes: Uint8Array,
  isAccepted: (site: CallSite) => boolean = () => false,
): CallGraph {
  const elf = readElf(elfBytes);
  if (elf === undefined) return new Map();
  const follows = (site: CallSite) => !ENDS.test(site.callee) && !isAccepted(site);
  return callsBetween(readCallGraph(elfBytes, elf), ENTRY, ALLOCATOR, follows);
}

/** One way from the trap entry to the allocator, as names. */
export function showWay(calls: CallGraph): string {
  const way = [ENTRY];
  for (let name = ENTRY; name !== ALLOCATOR && way.length < 30; ) {
    const next = calls.get(name)?.find(({ callee }) => !way.includes(callee));
    if (next === undefined) break;
    name = next.callee;
    way.push(name);
  }
  return way.join(' > ');
}
