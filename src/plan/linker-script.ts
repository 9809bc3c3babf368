/** Fills the linker script's template: the board's memory regions and the symbols that options decide. */
import { hexadecimal } from '../boards/hexadecimal.js';
import type { BuildPlan, Part, Variable } from './build-plan.js';
import { mainStackOf } from './heap-limit.js';
import { bljhOrigin, describeOrigin, originsOf } from './origin.js';
import type { PlanInput } from './plan-input.js';
import type { TrackInput } from './track.js';
import { textOf } from './values.js';

type Region = BuildPlan['memory'][number];

/** mtvec's low bits: RISC-V Privileged Architecture (0, direct) and the CLIC specification (2, direct through the CLIC). */
const MTVEC_MODE = { direct: '0', clic: '2' } as const;

const STACK_SIZE = '_bljh_stack_size';
const HEAP_LIMIT = '_bljh_heap_limit';
const MAIN_STACK = '_bljh_main_stack_size';
const MTVEC = '_bljh_mtvec_mode';
/** Those of every board. */
export const OPTION_SYMBOLS = [STACK_SIZE, HEAP_LIMIT, MAIN_STACK, MTVEC] as const;

/** Linker symbols that are bytes of RAM: those of the options SYSTEM_STACK_SIZE, HEAP_LIMIT and GOROUTINE_STACK_SIZE. */
export const RAM_SIZES: readonly string[] = [STACK_SIZE, HEAP_LIMIT, MAIN_STACK];

export function planLinkerSymbols(input: PlanInput, track: TrackInput): Variable[] {
  const origins = originsOf(input);
  return [
    {
      name: STACK_SIZE,
      text: textOf(input.values, 'SYSTEM_STACK_SIZE'),
      origins: [origins.symbol('SYSTEM_STACK_SIZE')],
    },
    {
      name: HEAP_LIMIT,
      text: String(track.heapLimit.bytes),
      origins: [...track.heapLimit.origins, bljhOrigin('bytes; 0 gives the heap all RAM that is left')],
    },
    {
      name: MAIN_STACK,
      text: String(mainStackOf(input.values)),
      origins: [
        origins.symbol('GOROUTINE_STACK_SIZE'),
        bljhOrigin('bytes of the heap; none where there is no scheduler'),
      ],
    },
    {
      name: MTVEC,
      text: MTVEC_MODE[input.board.tinygo?.trap_mode ?? 'direct'],
      origins: [origins.board('tinygo.trap_mode')],
    },
    ...track.chipSymbols,
  ];
}

/** The same symbols for a script that is not bljh's. */
export function linkerSymbolArguments(symbols: readonly Variable[]): Part[] {
  return symbols.map(({ name, text, origins }) => ({ text: `--defsym=${name}=${text}`, origins }));
}

export function renderLinkerScript(template: string, memory: readonly Region[], symbols: readonly Variable[]): string {
  const regions = memory.map(
    ({ name, origin, length }) =>
      `    ${name} (${name === 'RAM' ? 'rwx' : 'rx'}) : ORIGIN = ${hexadecimal(origin)}, LENGTH = ${hexadecimal(length)}`,
  );
  const definitions = symbols.map(
    ({ name, text, origins }) =>
      `${name} = ${text}; /* ${origins
        .map((origin) => describeOrigin(origin, false))
        .join('; ')
        .replaceAll('*/', '* /')} */`,
  );
  return template
    .replace('@MEMORY@', () => regions.join('\n').trimStart())
    .replace('@SYMBOLS@', () => definitions.join('\n'));
}
