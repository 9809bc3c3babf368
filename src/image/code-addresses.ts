/** Which numbers in a text are addresses of a program's code. Pure. */
import { type ElfFile, SHF_EXECINSTR } from './elf.js';

/** As programs print addresses; shorter ones are no addresses of any board here. */
const HEX = /(?<![0-9A-Za-z_])0x([0-9a-f]{5,16})(?![0-9A-Za-z_])/gi;

export function isCode(elf: ElfFile, address: number): boolean {
  return elf.sections.some(
    ({ flags, address: start, size }) => (flags & SHF_EXECINSTR) !== 0 && address >= start && address < start + size,
  );
}

/** Each address once, in the order of the line. */
export function codeAddressesIn(line: string, elf: ElfFile): readonly number[] {
  const numbers = [...line.matchAll(HEX)].map(([, digits = '']) => Number.parseInt(digits, 16));
  return [...new Set(numbers)].filter((address) => isCode(elf, address));
}
