/** Fills the linker script's template: the board's memory regions and the symbols that options decide. */
import type { BuildPlan, Variable } from './build-plan.js';
import { bljhOrigin, describeOrigin, originsOf } from './origin.js';
import type { PlanInput } from './plan-input.js';
import type { TrackInput } from './track.js';
import { textOf } from './values.js';

type Region = BuildPlan['memory'][number];

/** mtvec's low bits: RISC-V Privileged Architecture (0, direct) and the CLIC specification (2, direct through the CLIC). */
const MTVEC_MODE = { direct: '0', clic: '2' } as const;

/** Linker symbols that are bytes of RAM: those of the options SYSTEM_STACK_SIZE and HEAP_LIMIT. */
export const RAM_SIZES: readonly string[] = ['_bljh_stack_size', '_bljh_heap_limit'];

export function planMemory(input: PlanInput): Region[] {
  const origins = originsOf(input);
  const { memory } = input.board;
  if (memory === undefined) throw new Error(`board ${input.board.name} has no memory regions`);
  return (['flash', 'ram'] as const).map((name) => ({
    name: name.toUpperCase(),
    ...memory[name],
    origins: [origins.board(`memory.${name}.origin`), origins.board(`memory.${name}.length`)],
  }));
}

export function planLinkerSymbols(input: PlanInput, track: TrackInput): Variable[] {
  const origins = originsOf(input);
  return [
    {
      name: '_bljh_stack_size',
      text: textOf(input.values, 'SYSTEM_STACK_SIZE'),
      origins: [origins.symbol('SYSTEM_STACK_SIZE')],
    },
    {
      name: '_bljh_heap_limit',
      text: String(track.heapLimit.bytes),
      origins: [...track.heapLimit.origins, bljhOrigin('bytes; 0 gives the heap all RAM that is left')],
    },
    {
      name: '_bljh_mtvec_mode',
      text: MTVEC_MODE[input.board.tinygo?.trap_mode ?? 'direct'],
      origins: [origins.board('tinygo.trap_mode')],
    },
    ...track.chipSymbols,
  ];
}

export function renderLinkerScript(template: string, memory: readonly Region[], symbols: readonly Variable[]): string {
  const regions = memory.map(
    ({ name, origin, length }) =>
      `    ${name} (${name === 'RAM' ? 'rwx' : 'rx'}) : ORIGIN = 0x${origin.toString(16)}, LENGTH = 0x${length.toString(16)}`,
  );
  const definitions = symbols.map(
    ({ name, text, origins }) =>
      `${name} = ${text}; /* ${origins.map(describeOrigin).join('; ').replaceAll('*/', '* /')} */`,
  );
  return template
    .replace('@MEMORY@', () => regions.join('\n').trimStart())
    .replace('@SYMBOLS@', () => definitions.join('\n'));
}
