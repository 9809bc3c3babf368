/** The memory that a bare-metal program has: the board's flash, and of its RAM what the options say. */
import { type AddressRange, endOf, isWithin, overlaps, rangeText } from '../boards/address-range.js';
import { hexadecimal } from '../boards/hexadecimal.js';
import { hasRoomBehind } from '../boards/memory.js';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import type { BuildPlan } from './build-plan.js';
import { originsOf } from './origin.js';
import type { PlanInput } from './plan-input.js';
import { hintToSet, symbolProblem } from './symbol-problem.js';
import { isSet, numberOf, textOf } from './values.js';

type PlannedRegion = BuildPlan['memory'][number];

/** Stacks are aligned so (RISC-V psABI), and the linker script aligns each section so. */
const ALIGNMENT = 16;

/** The RAM that the options ask for, whether the board has it or not. */
export function askedRam(input: PlanInput): AddressRange {
  const there = availableRam(input);
  const origin = Number(textOf(input.values, 'RAM_ORIGIN') || there.origin);
  const length = numberOf(input.values, 'RAM_SIZE');
  return { origin, length: length === 0 ? Math.max(0, endOf(there) - origin) : length };
}

export function planMemory(input: PlanInput): Result<readonly PlannedRegion[]> {
  if (input.board.memory === undefined) return success([]);
  const problem = findProblem(input);
  if (problem !== undefined) return failure(problem);
  const { board, symbol } = originsOf(input);
  const { flash } = input.board.memory;
  const wifi = isSet(input.values, 'WIFI_RAM') ? [symbol('WIFI_RAM'), board('memory.wifi_ram.length')] : [];
  return success([
    { name: 'FLASH', ...flash, origins: [board('memory.flash.origin'), board('memory.flash.length')] },
    {
      name: 'RAM',
      ...askedRam(input),
      origins: [
        ...[symbol('RAM_ORIGIN'), symbol('RAM_SIZE'), board('memory.ram.origin'), board('memory.ram.length')],
        ...wifi,
      ],
    },
  ]);
}

function findProblem(input: PlanInput): Diagnostic | undefined {
  const asked = askedRam(input);
  const there = availableRam(input);
  const what = `RAM_ORIGIN=${hexadecimal(asked.origin)} and RAM_SIZE=${hexadecimal(asked.length)}`;
  for (const [name, value] of [
    ['RAM_ORIGIN', asked.origin],
    ['RAM_SIZE', asked.length],
  ] as const) {
    if (value % ALIGNMENT !== 0)
      return refuse(
        input,
        name,
        `${name}=${hexadecimal(value)} is no multiple of ${ALIGNMENT}, as stacks need`,
        cut(asked, there),
      );
  }
  if (asked.length > 0 && isWithin(asked, there)) return undefined;
  const decides = asked.origin < there.origin || asked.origin >= endOf(there) ? 'RAM_ORIGIN' : 'RAM_SIZE';
  return refuse(input, decides, `${what}: ${whyNot(input, asked, there)}`, cut(asked, there));
}

function whyNot(input: PlanInput, asked: AddressRange, there: AddressRange): string {
  const { board } = input;
  const { cache, wifi_ram: wifi } = memoryOf(input);
  if (cache !== undefined && asked.origin >= cache.origin && overlaps(asked, cache))
    return `${rangeText(cache)} serves as cache`;
  const has = `board ${board.name} has RAM at ${rangeText(there)}`;
  if (wifi !== undefined && hasRoomBehind(memoryOf(input)) && overlaps(asked, wifi) && endOf(asked) <= endOf(wifi))
    return `${has}; ${rangeText(wifi)} is for programs with WIFI_RAM=y`;
  return has;
}

function availableRam(input: PlanInput): AddressRange {
  const { ram, wifi_ram: wifi } = memoryOf(input);
  const more = wifi !== undefined && isSet(input.values, 'WIFI_RAM') ? wifi.length : 0;
  return { origin: ram.origin, length: ram.length + more };
}

/** What the board has of it, aligned; all that the board has where that is nothing. */
function cut(asked: AddressRange, there: AddressRange): AddressRange {
  const origin = Math.ceil(Math.max(asked.origin, there.origin) / ALIGNMENT) * ALIGNMENT;
  const end = Math.floor(Math.min(endOf(asked), endOf(there)) / ALIGNMENT) * ALIGNMENT;
  return origin < end ? { origin, length: end - origin } : there;
}

function refuse(input: PlanInput, symbol: 'RAM_ORIGIN' | 'RAM_SIZE', message: string, offer: AddressRange): Diagnostic {
  const set = [`RAM_ORIGIN=${hexadecimal(offer.origin)}`, `RAM_SIZE=${hexadecimal(offer.length)}`];
  const hint = hintToSet(input.board.name, set, 'this much there is');
  return symbolProblem(input, symbol, { code: 'PL0013', message, hint });
}

function memoryOf({ board }: PlanInput): NonNullable<PlanInput['board']['memory']> {
  if (board.memory === undefined) throw new Error(`board ${board.name} has no memory regions`);
  return board.memory;
}
