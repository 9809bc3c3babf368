/**
 * Reads ELF files (System V ABI, "Object Files"; RISC-V ELF psABI for the flags), 32 and 64 bits, little endian.
 * Pure: bytes in, values out; what is not an ELF file of that kind is undefined, never an exception.
 */
export interface ElfSegment {
  readonly type: number;
  /** PF_X 1, PF_W 2, PF_R 4. */
  readonly flags: number;
  readonly offset: number;
  readonly virtualAddress: number;
  readonly physicalAddress: number;
  readonly fileSize: number;
  readonly memorySize: number;
}

export interface ElfSection {
  readonly name: string;
  readonly type: number;
  /** SHF_ALLOC and the like. */
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

export interface ElfFile {
  readonly bits: 32 | 64;
  /** Of the ELF header and the program headers behind it. */
  readonly headerBytes: number;
  /** Where the section headers lie in the file. */
  readonly sectionHeaders: { readonly offset: number; readonly bytes: number };
  /** e_machine; 243 is RISC-V. */
  readonly machine: number;
  readonly flags: number;
  readonly entry: number;
  readonly segments: readonly ElfSegment[];
  readonly sections: readonly ElfSection[];
}

export const EM_RISCV = 243;
export const PT_LOAD = 1;
const SHT_SYMTAB = 2;
export const STT_OBJECT = 1;
export const STT_FUNC = 2;
export const SHF_ALLOC = 2;
export const SHF_EXECINSTR = 4;
export const SHF_TLS = 0x400;
export const SHT_NOBITS = 8;

/** e_flags bits 1-2 of the psABI: the floating-point calling convention. */
export const FLOAT_ABI = { ilp32: 0, lp64: 0, ilp32f: 1, lp64f: 1, ilp32d: 2, lp64d: 2 } as const;

export function floatAbiOf(elf: ElfFile): number {
  return (elf.flags >> 1) & 3;
}

export function readElf(bytes: Uint8Array): ElfFile | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 52 || view.getUint32(0) !== 0x7f454c46 || bytes[5] !== 1) return undefined;
  const bits = bytes[4] === 2 ? 64 : bytes[4] === 1 ? 32 : undefined;
  if (bits === undefined) return undefined;
  try {
    return readBody(view, bits);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // a header that points outside of the file
    throw error;
  }
}

function readBody(view: DataView, bits: 32 | 64): ElfFile | undefined {
  const wide = bits === 64;
  const read = new FieldReader(view, wide);
  const programHeaders = {
    at: read.word(wide ? 32 : 28),
    size: view.getUint16(wide ? 54 : 42, true),
    count: view.getUint16(wide ? 56 : 44, true),
  };
  const sectionHeaders = {
    at: read.word(wide ? 40 : 32),
    size: view.getUint16(wide ? 58 : 46, true),
    count: view.getUint16(wide ? 60 : 48, true),
  };
  const namesIndex = view.getUint16(wide ? 62 : 50, true);
  const segments = times(programHeaders.count, (index) =>
    read.segment(programHeaders.at + index * programHeaders.size),
  );
  const raw = times(sectionHeaders.count, (index) => read.section(sectionHeaders.at + index * sectionHeaders.size));
  const namesAt = raw[namesIndex]?.offset ?? 0;
  // A file that was cut short: what would be loaded is not all there.
  if (segments.some(({ type, offset, fileSize }) => type === PT_LOAD && offset + fileSize > view.byteLength))
    return undefined;
  return {
    bits,
    headerBytes: Math.max(wide ? 64 : 52, programHeaders.at + programHeaders.count * programHeaders.size),
    sectionHeaders: { offset: sectionHeaders.at, bytes: sectionHeaders.count * sectionHeaders.size },
    machine: view.getUint16(18, true),
    flags: view.getUint32(wide ? 48 : 36, true),
    entry: read.word(24),
    segments,
    sections: raw.map(({ nameOffset, ...section }) => ({ ...section, name: read.text(namesAt + nameOffset) })),
  };
}

export interface ElfSymbol {
  readonly name: string;
  readonly address: number;
  /** 0 for most labels of assembly. */
  readonly size: number;
  /** STT_NOTYPE, STT_OBJECT, STT_FUNC and so on. */
  readonly type: number;
  /** Index of its section; from 0xff00 on it is in none. */
  readonly section: number;
}

export function* symbolTableOf(bytes: Uint8Array, elf: ElfFile): Iterable<ElfSymbol> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = elf.bits === 64;
  const read = new FieldReader(view, wide);
  const entrySize = wide ? 24 : 16;
  for (const table of elf.sections.filter((section) => section.type === SHT_SYMTAB)) {
    const names = elf.sections[table.link];
    if (names === undefined) continue;
    for (let at = table.offset; at + entrySize <= Math.min(table.offset + table.size, bytes.length); at += entrySize) {
      yield {
        name: read.text(names.offset + view.getUint32(at, true)),
        address: read.word(at + (wide ? 8 : 4)),
        size: read.word(at + (wide ? 16 : 8)),
        type: view.getUint8(at + (wide ? 4 : 12)) & 0xf,
        section: view.getUint16(at + (wide ? 6 : 14), true),
      };
    }
  }
}

/** Values of the symbols with the given names; a name without a symbol is absent. */
export function symbolsOf(
  bytes: Uint8Array,
  elf: ElfFile,
  isWanted: (name: string) => boolean,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { name, address } of symbolTableOf(bytes, elf)) if (isWanted(name)) found.set(name, address);
  return found;
}

export interface ElfFunction {
  readonly name: string;
  readonly address: number;
  readonly size: number;
}

/** The functions of the symbol table, by their addresses; one of assembly without a size ends where the next one begins. */
export function functionsOf(bytes: Uint8Array, elf: ElfFile): readonly ElfFunction[] {
  const sorted = [...symbolTableOf(bytes, elf)]
    .filter(({ type }) => type === STT_FUNC)
    .map(({ name, address, size }): ElfFunction => ({ name, address, size }))
    .sort((a, b) => a.address - b.address);
  return sorted.map((own, index) => {
    if (own.size > 0) return own;
    const next = sorted.slice(index + 1).find(({ address }) => address > own.address);
    return { ...own, size: next === undefined ? 0 : next.address - own.address };
  });
}

class FieldReader {
  readonly #view: DataView;
  readonly #wide: boolean;

  constructor(view: DataView, wide: boolean) {
    this.#view = view;
    this.#wide = wide;
  }

  /** An address or offset of the file's width. */
  word(at: number): number {
    return this.#wide ? Number(this.#view.getBigUint64(at, true)) : this.#view.getUint32(at, true);
  }

  text(at: number): string {
    if (at >= this.#view.byteLength) return '';
    let end = at;
    while (end < this.#view.byteLength && this.#view.getUint8(end) !== 0) end += 1;
    return Buffer.from(this.#view.buffer, this.#view.byteOffset + at, Math.max(0, end - at)).toString('latin1');
  }

  segment(at: number): ElfSegment {
    const wide = this.#wide;
    return {
      type: this.#view.getUint32(at, true),
      flags: this.#view.getUint32(at + (wide ? 4 : 24), true),
      offset: this.word(at + (wide ? 8 : 4)),
      virtualAddress: this.word(at + (wide ? 16 : 8)),
      physicalAddress: this.word(at + (wide ? 24 : 12)),
      fileSize: this.word(at + (wide ? 32 : 16)),
      memorySize: this.word(at + (wide ? 40 : 20)),
    };
  }

  section(at: number) {
    const wide = this.#wide;
    return {
      nameOffset: this.#view.getUint32(at, true),
      type: this.#view.getUint32(at + 4, true),
      flags: this.word(at + 8),
      address: this.word(at + (wide ? 16 : 12)),
      offset: this.word(at + (wide ? 24 : 16)),
      size: this.word(at + (wide ? 32 : 20)),
      link: this.#view.getUint32(at + (wide ? 40 : 24), true),
    };
  }
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_unused, index) => make(index));
}
