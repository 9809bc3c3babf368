/**
 * Where two artifacts that should be the same are not: the first byte, and each section with its symbol, or each member of an
 * archive, that differs. Pure: bytes in, facts out.
 */
import { readArchive } from '../archive.js';
import { type ElfFile, type ElfSection, readElf, SHF_ALLOC, SHT_NOBITS, symbolTableOf } from '../elf.js';

export interface DifferentPart {
  /** `.rodata`, `go.o: .text`; `bytes` of a file that is neither ELF nor archive. */
  readonly name: string;
  /** The first different byte, in each of the two files. */
  readonly at: readonly [number, number];
  /** The symbol that it belongs to. */
  readonly symbol?: string;
}

export interface Difference {
  /** The first different byte of the files. */
  readonly offset: number;
  readonly sizes: readonly [number, number];
  readonly parts: readonly DifferentPart[];
  /** What a device loads is the same, byte for byte, and so are its symbols: only what a debugger reads differs. */
  readonly isDebugOnly: boolean;
}

/** Undefined: the same bytes. */
export function compareArtifacts(here: Uint8Array, there: Uint8Array): Difference | undefined {
  const offset = firstDifference(here, there);
  if (offset === undefined) return undefined;
  const found = compareElf(here, there) ?? compareArchives(here, there);
  const sizes = [here.length, there.length] as const;
  const isExplained = found !== undefined && found.parts.length > 0;
  if (isExplained) return { offset, sizes, ...found };
  return { offset, sizes, parts: [{ name: 'bytes', at: [offset, offset] }], isDebugOnly: false };
}

type Found = Pick<Difference, 'parts' | 'isDebugOnly'>;

function firstDifference(one: Uint8Array, other: Uint8Array): number | undefined {
  const [a, b] = [bufferOf(one), bufferOf(other)];
  if (a.equals(b)) return undefined;
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a[at] === b[at]) at += 1;
  return at;
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function compareElf(here: Uint8Array, there: Uint8Array): Found | undefined {
  const [one, other] = [readElf(here), readElf(there)];
  if (one === undefined || other === undefined) return undefined;
  const parts: DifferentPart[] = [];
  for (const [name, own] of byName(one.sections)) {
    const twin = byName(other.sections).get(name);
    if (twin === undefined) {
      parts.push({ name: `${name} (only in the first)`, at: [own.offset, 0] });
      continue;
    }
    const at = firstDifference(contentOf(here, own), contentOf(there, twin));
    if (at === undefined) continue;
    const symbol = symbolAt(here, one, own, at);
    parts.push({ name, at: [own.offset + at, twin.offset + at], ...(symbol !== undefined && { symbol }) });
  }
  for (const [name, own] of byName(other.sections))
    if (!byName(one.sections).has(name)) parts.push({ name: `${name} (only in the second)`, at: [0, own.offset] });
  return { parts, isDebugOnly: loadedForm(here, one) === loadedForm(there, other) };
}

/** Of sections with one name each is its own. */
function byName(sections: readonly ElfSection[]): ReadonlyMap<string, ElfSection> {
  const found = new Map<string, ElfSection>();
  for (const section of sections) {
    let name = section.name;
    for (let count = 2; found.has(name); count += 1) name = `${section.name} #${count}`;
    found.set(name, section);
  }
  return found;
}

function contentOf(bytes: Uint8Array, { type, offset, size }: ElfSection): Uint8Array {
  return type === SHT_NOBITS ? new Uint8Array() : bytes.subarray(offset, offset + size);
}

/** In a program symbols have addresses, in an object file offsets in their section. */
function symbolAt(bytes: Uint8Array, elf: ElfFile, section: ElfSection, at: number): string | undefined {
  if ((section.flags & SHF_ALLOC) === 0) return undefined;
  const index = elf.sections.indexOf(section);
  const address = section.address + at;
  for (const symbol of symbolTableOf(bytes, elf))
    if (symbol.section === index && symbol.address <= address && address < symbol.address + symbol.size)
      return symbol.name;
  return undefined;
}

/** All that counts of a program when it runs, as one text. */
function loadedForm(bytes: Uint8Array, elf: ElfFile): string {
  const { machine, flags, entry, segments, sections } = elf;
  const loaded = sections.filter((section) => (section.flags & SHF_ALLOC) !== 0);
  const indices = new Set(loaded.map((section) => sections.indexOf(section)));
  const symbols = [...symbolTableOf(bytes, elf)]
    .filter(({ section }) => indices.has(section))
    .map(({ name, address, size, type }) => [name, address, size, type]);
  return JSON.stringify([
    [machine, flags, entry],
    segments.map(({ type, flags: rights, virtualAddress, physicalAddress, fileSize, memorySize, offset }) => [
      ...[type, rights, virtualAddress, physicalAddress, fileSize, memorySize],
      bufferOf(bytes.subarray(offset, offset + fileSize)).toString('base64'),
    ]),
    loaded.map((section) => [
      ...[section.name, section.type, section.address, section.size],
      bufferOf(contentOf(bytes, section)).toString('base64'),
    ]),
    symbols,
  ]);
}

function compareArchives(here: Uint8Array, there: Uint8Array): Found | undefined {
  const [one, other] = [readArchive(here), readArchive(there)];
  if (one === undefined || other === undefined) return undefined;
  const parts: DifferentPart[] = [];
  const start = (file: Uint8Array, member: Uint8Array) => member.byteOffset - file.byteOffset;
  for (const [index, { name, bytes }] of one.entries()) {
    const twin = other[index];
    if (twin?.name !== name) {
      const instead = twin === undefined ? 'which the second lacks' : `${twin.name} in the second`;
      parts.push({ name: `member ${name}, ${instead}`, at: [start(here, bytes), twin ? start(there, twin.bytes) : 0] });
      break;
    }
    const difference = compareArtifacts(bytes, twin.bytes);
    for (const part of difference?.parts ?? []) {
      const [first, second] = part.at;
      const at = [start(here, bytes) + first, start(there, twin.bytes) + second] as const;
      parts.push({ ...part, name: `${name}: ${part.name}`, at });
    }
  }
  return { parts, isDebugOnly: false };
}
