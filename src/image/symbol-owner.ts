/**
 * Which package a symbol belongs to, by its name, and which generic function it is an instance of. The names of TinyGo are those of
 * golang.org/x/tools/go/ssa, with TinyGo's own for what it makes itself (compiler/symbol.go, compiler/interface.go of TinyGo 0.41); those of
 * standard Go are cmd/internal/objabi's and cmd/compile's (go:, type:, ..dict., go.shape.). Pure.
 */
import type { ElfSection } from './elf.js';

/** Owners that are no package stand in brackets, so that none can be taken for one. */
export const OWNERS = {
  types: '(types, for interfaces and reflection)',
  wrappers: '(calls through interfaces)',
  notGo: '(C, assembly and exported functions)',
  unnamed: '(padding and constants without a name)',
  stack: '(system stack)',
  heap: '(heap)',
  lineTables: '(line tables, for panics and stack traces)',
  debug: '(debug information)',
  symbols: '(symbol table)',
  relocations: '(relocations)',
  headers: '(headers)',
} as const;

/** What C compilers append to the names of static variables and of copies of functions. */
const C_SUFFIX = /^\.(\d|constprop\.|part\.|isra\.|llvm\.)/;

export function ownerOf(symbol: string): string {
  if (symbol.startsWith('reflect/types.') || symbol.startsWith('type:')) return OWNERS.types;
  if (symbol.startsWith('interface:') || symbol.startsWith('go:itab.')) return OWNERS.wrappers;
  // What Go's linker makes: lists of inits, information on the build.
  if (symbol.startsWith('go:')) return 'runtime';
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
  if (C_SUFFIX.test(name.slice(owner.length))) return OWNERS.notGo;
  // Standard Go writes the dots of a path's last part so.
  return owner.includes('%') ? owner.replaceAll(/%([0-9a-f]{2})/g, (_whole, hex: string) => characterOf(hex)) : owner;
}

function characterOf(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

/** ELF (System V ABI), sh_type. */
const SECTION_TYPES: ReadonlyMap<number, string> = new Map([
  [2, OWNERS.symbols],
  [3, OWNERS.symbols],
  [4, OWNERS.relocations],
  [9, OWNERS.relocations],
  [11, OWNERS.symbols],
]);

/** Of a section that belongs to the whole program; undefined where its symbols say more. */
export function ownerOfSection({ name, type }: ElfSection): string | undefined {
  if (name === '.gopclntab') return OWNERS.lineTables;
  if (name === '.typelink' || name === '.itablink') return OWNERS.types;
  if (/^\.z?debug/.test(name)) return OWNERS.debug;
  return SECTION_TYPES.get(type);
}

export interface GenericInstance {
  /** The function without its type arguments: `slices.Sort[...]`. */
  readonly generic: string;
  /** As they stand in the name. */
  readonly types: string;
}

/**
 * `slices.Sort[go.shape.[]int]` is an instance of `slices.Sort[...]`; undefined for what is no instance. A dictionary, which standard Go
 * passes to instances, belongs to its function.
 */
export function instanceOf(symbol: string): GenericInstance | undefined {
  if (/^(reflect\/types\.|type:|interface:|go:)/.test(symbol)) return undefined;
  // Brackets right behind a name; the same ones elsewhere are arrays and slices.
  const open = symbol.search(/(?<=[\p{L}\p{N}_])\[/u);
  if (open === -1) return undefined;
  let depth = 0;
  for (let at = open; at < symbol.length; at += 1) {
    if (symbol[at] === '[') depth += 1;
    if (symbol[at] === ']') depth -= 1;
    if (depth > 0) continue;
    const generic = `${symbol.slice(0, open).replace('..dict.', '.')}[...]${symbol.slice(at + 1)}`;
    return { generic, types: symbol.slice(open + 1, at) };
  }
  return undefined;
}
