/**
 * What can be said of a project's own linker script before it is used: its regions lie in the board's and apart, it
 * defines what bljh's runtime needs, and the options that the linker enforces are not lost in it.
 */
import { isWithin, overlaps, rangeText } from '../boards/address-range.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { BuildPlan } from './build-plan.js';
import type { PlanInput } from './plan-input.js';
import { lineAt, regionsOf, type ScriptRegion, withoutComments } from './script-regions.js';

/** Options that act through the linker script alone. */
const USED = { _bljh_stack_size: 'SYSTEM_STACK_SIZE', _bljh_heap_limit: 'HEAP_LIMIT' } as const;
/** What start-up, traps and the garbage collector of bljh's runtime refer to. */
const DEFINED = [
  ...['_stack_top', '_sdata', '_edata', '_sidata', '_sbss', '_ebss'],
  ...['_globals_start', '_globals_end', '_heap_start', '_heap_end', '_bljh_mtvec', '_bljh_mtvec_fatal'],
  ...['_bljh_flash_start', '_bljh_flash_end'],
] as const;
const WHERE = 'see templates/tinygo/board.ld, or build/BOARD/gen/board.ld of a build without LINKER_SCRIPT';

/** `given`: the symbols that bljh defines on the command line. */
export function findScriptMistakes(
  input: PlanInput,
  memory: readonly Region[],
  given: readonly string[],
): readonly Diagnostic[] {
  const own = input.ownLinkerScript;
  if (own === undefined) return [];
  const script = withoutComments(own.text);
  const lines = own.text.split('\n');
  const mistake: Mistake = (line, message, hint) => {
    const source = line === undefined ? undefined : lines[line - 1];
    return {
      severity: 'error',
      code: 'PL0015',
      message,
      at: { file: own.path, line: line ?? 1, col: 1 },
      ...(source !== undefined && { source }),
      hint: { text: hint },
    };
  };
  const included = /\bINCLUDE\s/.exec(script);
  if (included !== null) {
    const line = lineAt(script, included.index);
    return [mistake(line, 'INCLUDE: bljh checks one file, and does not read another one', 'put its text here')];
  }
  if (!/\bMEMORY\s*\{\s*[^\s}]/.test(script)) {
    const copy = `copy build/${input.board.name}/gen/board.ld of a build without LINKER_SCRIPT, and remove its lines that give _bljh_ symbols a number`;
    return [mistake(undefined, 'has no MEMORY with regions: bljh could not check where the program lies', copy)];
  }
  return [
    ...findRegionMistakes(regionsOf(script), memory, mistake),
    ...findUnknownRegions(script, mistake),
    ...findOwnDefinitions(script, given, mistake),
    ...findUnused(script, mistake),
    ...findUndefined(script, mistake),
  ];
}

type Region = BuildPlan['memory'][number];
/** Of what is nowhere in the script, the line is undefined. */
type Mistake = (line: number | undefined, message: string, hint: string) => Diagnostic;

function findRegionMistakes(
  regions: readonly ScriptRegion[],
  memory: readonly Region[],
  mistake: Mistake,
): readonly Diagnostic[] {
  const known = regions.flatMap(({ name, line, origin, length }) =>
    origin === undefined || length === undefined ? [] : [{ name, line, origin, length }],
  );
  return known.flatMap((each, index) => {
    const { name, line, length } = each;
    const range = rangeText(each);
    const other = known.slice(0, index).find((earlier) => overlaps(earlier, each));
    if (other !== undefined) {
      const message = `region ${name}, ${range}, overlaps region ${other.name} of line ${other.line}, ${rangeText(other)}`;
      return [mistake(line, message, 'give each byte to one region only')];
    }
    if (length <= 0) return [mistake(line, `region ${name} has no bytes`, 'give it a LENGTH, or leave it out')];
    if (memory.some((region) => isWithin(each, region))) return [];
    const there = memory.map((region) => `${region.name} ${rangeText(region)}`).join(', ');
    return [mistake(line, `region ${name}, ${range}, is not inside of the board's memory`, `the program has ${there}`)];
  });
}

/** ld.lld says the same without the line. */
function findUnknownRegions(script: string, mistake: Mistake): readonly Diagnostic[] {
  const names = regionsOf(script).map(({ name }) => name);
  const aliases = [...script.matchAll(/\bREGION_ALIAS\s*\(\s*"?([\w.]+)"?/g)].map(([, name = '']) => name);
  const known = new Set([...names, ...aliases]);
  return [...script.matchAll(/\}\s*(?:AT\s*)?>\s*([\w.]+)(?:\s*AT\s*>\s*([\w.]+))?/g)].flatMap(
    ({ index, 1: one, 2: two }) =>
      [one, two].flatMap((name) => {
        if (name === undefined || known.has(name)) return [];
        const message = `a section goes to region ${name}, which MEMORY does not have`;
        return [mistake(lineAt(script, index), message, `the regions are ${names.join(', ')}`)];
      }),
  );
}

function findOwnDefinitions(script: string, given: readonly string[], mistake: Mistake): readonly Diagnostic[] {
  return given.flatMap((name) => {
    const found = definitionOf(script, name);
    if (found === undefined) return [];
    const message = `${name} is defined here: the option that it has its value from would be lost`;
    return [mistake(lineAt(script, found), message, 'remove the line: bljh defines the symbol on the command line')];
  });
}

function findUnused(script: string, mistake: Mistake): readonly Diagnostic[] {
  return Object.entries(USED).flatMap(([name, option]) => {
    if (new RegExp(`\\b${name}\\b`).test(script)) return [];
    const hint = `use it for the size that it means; ${WHERE}`;
    return [mistake(undefined, `${name} is not used: ${option} would be lost`, hint)];
  });
}

function findUndefined(script: string, mistake: Mistake): readonly Diagnostic[] {
  const missing = DEFINED.filter((name) => definitionOf(script, name) === undefined);
  if (missing.length === 0) return [];
  return [mistake(undefined, `does not define ${missing.join(', ')}, which bljh's runtime needs`, WHERE)];
}

function definitionOf(script: string, name: string): number | undefined {
  return new RegExp(`(?<![\\w.$])${name}\\s*=(?!=)`).exec(script)?.index;
}
