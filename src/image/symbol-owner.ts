/**
 * Which package a symbol of a TinyGo program belongs to, by its name. The names are those of golang.org/x/tools/go/ssa, with TinyGo's
 * own for what it makes itself (compiler/symbol.go, compiler/interface.go of TinyGo 0.41). Pure.
 */

/** Owners that are no package stand in brackets, so that none can be taken for one. */
export const OWNERS = {
  types: '(types, for interfaces and reflection)',
  wrappers: '(calls through interfaces)',
  notGo: '(C, assembly and exported functions)',
  unnamed: '(padding and constants without a name)',
  stack: '(system stack)',
  heap: '(heap)',
} as const;

/** What C compilers append to the names of static variables and of copies of functions. */
const C_SUFFIX = /^\.(\d|constprop\.|part\.|isra\.|llvm\.)/;

export function ownerOf(symbol: string): string {
  if (symbol.startsWith('reflect/types.')) return OWNERS.types;
  if (symbol.startsWith('interface:')) return OWNERS.wrappers;
  // TinyGo's entry point, into which the start of the runtime and everything that is called once are inlined.
  if (symbol === 'main') return 'runtime';
  // A method: (*encoding/json.decodeState).value, (time.Duration).String, (*main.box[string]).push.
  const isMethod = symbol.startsWith('(');
  // Type arguments may name other packages.
  const name = /^[^[({:]*/.exec(symbol.replace(/^\(\*?/, ''))?.[0] ?? '';
  const slash = name.lastIndexOf('/') + 1;
  // gopkg.in/yaml.v3 is the one kind of import path with a dot in its last part.
  const last = /^[^.$]+(\.v\d+)?(?=[.$])/.exec(name.slice(slash))?.[0];
  if (last === undefined) return isMethod ? OWNERS.wrappers : OWNERS.notGo;
  const owner = name.slice(0, slash) + last;
  return C_SUFFIX.test(name.slice(owner.length)) ? OWNERS.notGo : owner;
}
