/** Writes small but real ELF files and archives for tests: headers, loaded segments, a symbol table, section names. */
export interface Segment {
  readonly virtualAddress: number;
  readonly physicalAddress?: number;
  readonly bytes: Uint8Array;
  readonly memorySize?: number;
  /** Default: PT_LOAD. */
  readonly type?: number;
  /** Of its section; default: .part and a number. */
  readonly name?: string;
}

export interface ElfShape {
  readonly bits: 32 | 64;
  readonly machine?: number;
  readonly flags?: number;
  readonly segments?: readonly Segment[];
  readonly symbols?: Readonly<Record<string, number>>;
  /** Symbols of functions: address and size. */
  readonly functions?: Readonly<Record<string, readonly [address: number, size: number]>>;
  /** By default the first segment. */
  readonly entry?: number;
}

interface Section {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly link: number;
  readonly entrySize: number;
}

class Writer {
  readonly #wide: boolean;
  readonly #bytes: number[] = [];

  constructor(wide: boolean) {
    this.#wide = wide;
  }

  half(...values: readonly number[]): this {
    for (const value of values) this.#little(value, 2);
    return this;
  }

  int(...values: readonly number[]): this {
    for (const value of values) this.#little(value, 4);
    return this;
  }

  word(...values: readonly number[]): this {
    for (const value of values) this.#little(value, this.#wide ? 8 : 4);
    return this;
  }

  raw(bytes: Iterable<number>): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #little(value: number, size: number): void {
    for (let byte = 0, left = BigInt(value); byte < size; byte += 1, left >>= 8n)
      this.#bytes.push(Number(left & 0xffn));
  }
}

export function buildElf({
  bits,
  machine = 243,
  flags = 0,
  segments = [],
  symbols = {},
  functions = {},
  entry = segments[0]?.virtualAddress ?? 0,
}: ElfShape): Uint8Array {
  const wide = bits === 64;
  const headerSize = wide ? 64 : 52;
  const programSize = wide ? 56 : 32;
  const sectionSize = wide ? 64 : 40;
  const sections = sectionsOf(wide, segments, [
    ...Object.entries(symbols).map(([name, value]) => ({ name, value, size: 0, type: 0, section: ABSOLUTE })),
    ...Object.entries(functions).map(([name, [value, size]]) => ({
      name,
      value,
      size,
      type: 2,
      section: sectionAt(value, segments),
    })),
  ]);
  let next = headerSize + segments.length * programSize;
  const offsets = sections.map(({ bytes }) => {
    const at = next;
    next += bytes.length;
    return at;
  });
  const names = nameOffsets(sections.map(({ name }) => name));
  const writer = new Writer(wide)
    .raw([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    .half(2, machine)
    .int(1)
    .word(entry, headerSize, next)
    .int(flags)
    .half(headerSize, programSize, segments.length, sectionSize, sections.length, sections.length - 1);
  for (const [index, segment] of segments.entries()) {
    const { virtualAddress, physicalAddress = virtualAddress, bytes, memorySize = bytes.length, type = 1 } = segment;
    const offset = offsets[index + 1] ?? 0;
    writer.int(type);
    if (wide) writer.int(7);
    writer.word(offset, virtualAddress, physicalAddress, bytes.length, memorySize);
    if (!wide) writer.int(7);
    writer.word(1);
  }
  for (const { bytes } of sections) writer.raw(bytes);
  for (const [index, section] of sections.entries()) {
    writer
      .int(names[index] ?? 0, section.type)
      .word(section.flags, section.address, section.type === 0 ? 0 : (offsets[index] ?? 0), section.bytes.length)
      .int(section.link, section.type === 2 ? 1 : 0)
      .word(section.type === 0 ? 0 : 1, section.entrySize);
  }
  return writer.bytes;
}

/** SHN_ABS */
const ABSOLUTE = 0xfff1;

function sectionAt(address: number, segments: readonly Segment[]): number {
  const index = segments.findIndex(
    ({ virtualAddress, bytes }) => address >= virtualAddress && address < virtualAddress + bytes.length,
  );
  return index === -1 ? ABSOLUTE : index + 1;
}

interface SymbolEntry {
  readonly name: string;
  readonly value: number;
  readonly size: number;
  readonly type: number;
  readonly section: number;
}

function sectionsOf(wide: boolean, segments: readonly Segment[], symbols: readonly SymbolEntry[]): Section[] {
  const symbolNames = symbols.map(({ name }) => name);
  const none = { flags: 0, address: 0, link: 0, entrySize: 0 };
  const loaded = segments.map((segment, index) => ({
    ...none,
    name: segment.name ?? `.part${index}`,
    type: 1,
    flags: segment.bytes.length > 0 ? 3 : 0,
    address: segment.virtualAddress,
    bytes: segment.bytes,
  }));
  const nameOf = nameOffsets(symbolNames);
  const table = new Writer(wide).raw(new Uint8Array(wide ? 24 : 16));
  for (const [index, { value, size, type, section }] of symbols.entries()) {
    const name = nameOf[index] ?? 0;
    if (wide)
      table
        .int(name)
        .raw([0x10 | type, 0])
        .half(section)
        .word(value, size);
    else
      table
        .int(name)
        .word(value, size)
        .raw([0x10 | type, 0])
        .half(section);
  }
  const sections = [
    { ...none, name: '', type: 0, bytes: new Uint8Array() },
    ...loaded,
    { ...none, name: '.symtab', type: 2, bytes: table.bytes, link: loaded.length + 2, entrySize: wide ? 24 : 16 },
    { ...none, name: '.strtab', type: 3, bytes: nameTable(symbolNames) },
  ];
  const all = [...sections.map(({ name }) => name), '.shstrtab'];
  return [...sections, { ...none, name: '.shstrtab', type: 3, bytes: nameTable(all) }];
}

function nameTable(names: readonly string[]): Uint8Array {
  return Buffer.from(`\0${names.map((name) => `${name}\0`).join('')}`);
}

function nameOffsets(names: readonly string[]): number[] {
  let next = 1;
  return names.map((name) => {
    const at = next;
    next += name.length + 1;
    return at;
  });
}

/** An archive as GNU ar writes it: long names in a table, members on even offsets. */
export function buildArchive(members: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Uint8Array {
  const long = members.filter(({ name }) => name.length > 15);
  const table = long.map(({ name }) => `${name}/\n`).join('');
  const shortOf = (name: string) => {
    const index = long.findIndex((member) => member.name === name);
    return index === -1
      ? `${name}/`
      : `/${long.slice(0, index).reduce((sum, member) => sum + member.name.length + 2, 0)}`;
  };
  const parts = [Buffer.from('!<arch>\n')];
  const add = (name: string, bytes: Uint8Array) => {
    parts.push(
      Buffer.from(
        `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}${String(bytes.length).padEnd(10)}\`\n`,
      ),
    );
    parts.push(Buffer.from(bytes), Buffer.from(bytes.length % 2 === 1 ? '\n' : ''));
  };
  add('/', new Uint8Array(4));
  if (table !== '') add('//', Buffer.from(table));
  for (const { name, bytes } of members) add(shortOf(name), bytes);
  return new Uint8Array(Buffer.concat(parts));
}
