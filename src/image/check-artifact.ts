/**
 * Holds what a build made against its plan: the right architecture and calling convention, every byte inside the
 * board's memory, the heap exactly as long as asked, every -X value in the program. Pure: bytes and plan in,
 * diagnostics and a size report out.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { BuildPlan } from '../plan/build-plan.js';
import { NOT_FLASHABLE_SECTION } from '../plan/measuring-plan.js';
import { readArchive } from './archive.js';
import { type ElfFile, EM_RISCV, FLOAT_ABI, floatAbiOf, PT_LOAD, readElf, symbolsOf } from './elf.js';
import { loadedSegments } from './raw-binary.js';

export interface RegionUse {
  readonly name: string;
  readonly usedBytes: number;
  readonly lengthBytes: number;
  /** Of RAM: what is left for the heap. */
  readonly heapBytes?: number;
}

/** The objects that an artifact holds: an ELF file itself, an archive's members. */
export function objectsOf(bytes: Uint8Array): readonly Uint8Array[] {
  return readArchive(bytes)?.map((member) => member.bytes) ?? [bytes];
}

export function checkArchitecture(path: string, bytes: Uint8Array, plan: BuildPlan): Diagnostic[] {
  const wrong = (message: string): Diagnostic[] => [
    { severity: 'error', code: 'IM0001', message: `${path}: ${message}` },
  ];
  const objects = objectsOf(bytes);
  if (objects.length === 0) return wrong('an archive without members');
  for (const object of objects) {
    const elf = readElf(object);
    if (elf === undefined) return wrong('not an ELF file');
    if (elf.machine !== EM_RISCV || elf.bits !== plan.cpu.xlen)
      return wrong(`made for machine ${elf.machine}, ${elf.bits} bits; the board is RISC-V, ${plan.cpu.xlen} bits`);
    const wanted = FLOAT_ABI[plan.cpu.abi as keyof typeof FLOAT_ABI];
    if (floatAbiOf(elf) !== wanted)
      return wrong(`float ABI ${floatAbiOf(elf)} in its flags, ${plan.cpu.abi} needs ${wanted}`);
  }
  return [];
}

/** A program that was linked to be measured (src/plan/measuring-plan.ts) lies where no board has memory: nobody may flash or run it. */
export function findNotFlashable(path: string, bytes: Uint8Array): Diagnostic | undefined {
  const isMarked = readElf(bytes)?.sections.some(({ name }) => name === NOT_FLASHABLE_SECTION) === true;
  if (!isMarked) return undefined;
  return {
    severity: 'error',
    code: 'IM0004',
    message: `${path} was linked to be measured only, with regions that no board has: it cannot be flashed or run`,
    hint: { text: 'take the artifacts of a build that fits' },
  };
}

/** Which linker variables are not in the program, of those that must be. */
export function findLostVariables(
  bytes: Uint8Array,
  plan: BuildPlan,
  optional: readonly string[],
): BuildPlan['variables'] {
  const wanted = plan.variables.filter(({ name }) => !optional.includes(name));
  if (wanted.length === 0) return [];
  const names = new Map(wanted.flatMap(({ name }) => linkerNamesOf(name).map((symbol) => [symbol, name] as const)));
  const proved = new Set<string>();
  let hasSymbols = false;
  for (const object of objectsOf(bytes)) {
    const elf = readElf(object);
    if (elf === undefined) continue;
    const found = symbolsOf(object, elf, (symbol) => names.has(symbol) || symbol === 'runtime.text');
    hasSymbols ||= found.has('runtime.text');
    for (const symbol of found.keys()) proved.add(names.get(symbol) ?? '');
  }
  if (plan.runtime === 'go' && hasSymbols) return wanted.filter(({ name }) => !proved.has(name));
  // Without Go's symbol table (stripped, or TinyGo) the value's bytes are the proof; an empty value has none.
  const haystack = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return wanted.filter(({ text }) => text !== '' && !haystack.includes(text));
}

/** cmd/link puts the value of -X main.v into symbol main.v.str; dots after the last slash of a path are %2e there. */
function linkerNamesOf(variable: string): string[] {
  const slash = variable.lastIndexOf('/') + 1;
  const dot = variable.lastIndexOf('.');
  const escaped = variable.slice(0, slash) + variable.slice(slash, dot).replaceAll('.', '%2e') + variable.slice(dot);
  return [...new Set([`${variable}.str`, `${escaped}.str`])];
}

export interface MemoryCheck {
  readonly diagnostics: readonly Diagnostic[];
  readonly regions: readonly RegionUse[];
}

/** Bare metal only: every loaded byte and every variable inside its region, the heap as long as the plan says. */
export function checkMemory(path: string, bytes: Uint8Array, plan: BuildPlan): MemoryCheck {
  const elf = readElf(bytes);
  if (elf === undefined) {
    return {
      diagnostics: [{ severity: 'error', code: 'IM0001', message: `${path}: not a whole ELF file` }],
      regions: [],
    };
  }
  const diagnostics: Diagnostic[] = [];
  const isInside = (start: number, size: number) =>
    plan.memory.some((region) => start >= region.origin && start + size <= region.origin + region.length);
  for (const { type, physicalAddress, fileSize, virtualAddress, memorySize } of elf.segments) {
    if (type !== PT_LOAD) continue;
    const outside =
      (fileSize > 0 && !isInside(physicalAddress, fileSize) && range(physicalAddress, fileSize)) ||
      (memorySize > 0 && !isInside(virtualAddress, memorySize) && range(virtualAddress, memorySize));
    if (outside !== false) {
      diagnostics.push({
        severity: 'error',
        code: 'IM0002',
        message: `${path}: ${outside} lies outside of the board's memory`,
      });
    }
  }
  const flash = plan.memory.find(({ name }) => name === 'FLASH');
  if (flash !== undefined && !(elf.entry >= flash.origin && elf.entry < flash.origin + flash.length)) {
    diagnostics.push({
      severity: 'error',
      code: 'IM0002',
      message: `${path}: it begins at 0x${elf.entry.toString(16)}, outside of the board's flash: ENTRY of the linker script`,
    });
  }
  const heap = heapOf(bytes, elf);
  if (heap === undefined) {
    diagnostics.push({ severity: 'error', code: 'IM0003', message: `${path}: no symbols _heap_start and _heap_end` });
  } else if (plan.heapLimit.bytes !== 0 && heap.end - heap.start !== plan.heapLimit.bytes) {
    diagnostics.push({
      severity: 'error',
      code: 'IM0003',
      message: `${path}: the heap has ${heap.end - heap.start} bytes, HEAP_LIMIT asks for ${plan.heapLimit.bytes}`,
    });
  }
  if (heap !== undefined && !isInside(heap.start, heap.end - heap.start)) {
    diagnostics.push({
      severity: 'error',
      code: 'IM0002',
      message: `${path}: the heap, ${range(heap.start, heap.end - heap.start)}, lies outside of the board's memory`,
    });
  }
  return { diagnostics, regions: plan.memory.map((region) => useOf(region, elf, heap)) };
}

function heapOf(bytes: Uint8Array, elf: ElfFile): { start: number; end: number } | undefined {
  const symbols = symbolsOf(bytes, elf, (name) => name === '_heap_start' || name === '_heap_end');
  const start = symbols.get('_heap_start');
  const end = symbols.get('_heap_end');
  return start === undefined || end === undefined ? undefined : { start, end };
}

/** How far the program reaches into a region; the heap is told beside it. */
export function useOf(
  region: BuildPlan['memory'][number],
  elf: ElfFile,
  heap?: { readonly start: number; readonly end: number },
): RegionUse {
  const inside = (address: number) => address >= region.origin && address < region.origin + region.length;
  // A variable's first value lies in flash, the variable itself in RAM: one segment can take space in both.
  const stored = loadedSegments(elf)
    .filter(({ physicalAddress }) => inside(physicalAddress))
    .map(({ physicalAddress, fileSize }) => physicalAddress + fileSize - region.origin);
  const running = elf.segments
    .filter(({ type, virtualAddress }) => type === PT_LOAD && inside(virtualAddress))
    .map(({ virtualAddress, memorySize }) => virtualAddress + memorySize - region.origin);
  const use = { name: region.name, usedBytes: Math.max(0, ...stored, ...running), lengthBytes: region.length };
  return heap !== undefined && inside(heap.start) ? { ...use, heapBytes: heap.end - heap.start } : use;
}

function range(start: number, size: number): string {
  return `0x${start.toString(16)}-0x${(start + size).toString(16)}`;
}
