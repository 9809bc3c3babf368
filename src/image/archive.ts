/** Reads Unix archives (ar(5), the System V/GNU variant that gcc and Go write): the members of a libNAME.a. */
export interface ArchiveMember {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const MAGIC = '!<arch>\n';
const HEADER_SIZE = 60;

/** The members in order, without the symbol index and the table of long names; undefined if this is no whole archive. */
export function readArchive(bytes: Uint8Array): readonly ArchiveMember[] | undefined {
  const text = (start: number, end: number) => Buffer.from(bytes.subarray(start, end)).toString('latin1');
  if (text(0, MAGIC.length) !== MAGIC) return undefined;
  const members: ArchiveMember[] = [];
  let longNames = '';
  for (let at = MAGIC.length; at < bytes.length; ) {
    const digits = /^(\d+) *$/.exec(text(at + 48, at + 58))?.[1];
    const size = Number(digits);
    const start = at + HEADER_SIZE;
    if (text(at + 58, start) !== '`\n' || digits === undefined || start + size > bytes.length) return undefined;
    const name = text(at, at + 16).trimEnd();
    if (name === '//') longNames = text(start, start + size);
    else if (name !== '/' && name !== '/SYM64/') {
      members.push({ name: memberName(name, longNames), bytes: bytes.subarray(start, start + size) });
    }
    at = start + size + (size % 2);
  }
  return members;
}

function memberName(name: string, longNames: string): string {
  const offset = /^\/(\d+)$/.exec(name)?.[1];
  if (offset === undefined) return name.replace(/\/$/, '');
  return longNames.slice(Number(offset)).split(/\/?\n/, 1)[0] ?? '';
}
