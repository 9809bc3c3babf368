/** Ways in which bytes go wrong: on a disk, in a copy, in an editor, in a version of bljh that is not this one. */
export interface Damage {
  readonly what: string;
  readonly bytes: Buffer;
}

/** Places all over a file, its ends among them. */
function placeIn(length: number, turn: number): number {
  if (turn < 2) return turn === 0 ? 0 : length - 1;
  return (turn * 2_654_435_761) % length;
}

/** `count` of them, with every kind among them; each differs from the whole. `other`: a file of another kind. */
export function damagesOf(whole: Buffer, other: Buffer, count: number): readonly Damage[] {
  const text = whole.toString('latin1');
  const kinds: readonly Damage[] = [
    { what: 'empty', bytes: Buffer.alloc(0) },
    { what: 'all zeros', bytes: Buffer.alloc(whole.length) },
    { what: "another file's content", bytes: other },
    { what: 'bytes at its end', bytes: Buffer.concat([whole, Buffer.from('\0\x01more')]) },
    { what: 'twice', bytes: Buffer.concat([whole, whole]) },
    {
      what: 'its halves swapped',
      bytes: Buffer.concat([whole.subarray(whole.length >> 1), whole.subarray(0, whole.length >> 1)]),
    },
    { what: 'CRLF lines', bytes: Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1') },
    { what: 'a mark of UTF-8 before it', bytes: Buffer.concat([Buffer.from('\uFEFF'), whole]) },
    { what: 'null', bytes: Buffer.from('null') },
    { what: 'an empty object', bytes: Buffer.from('{}\n') },
    {
      what: 'of the right version and the wrong shape',
      bytes: Buffer.from('{"schemaVersion":1,"outputs":[null],"steps":[7],"probes":{"x":1}}'),
    },
    ...[0, 2, 99].map((version) => ({
      what: `of version ${version}`,
      bytes: Buffer.from(text.replace(/("schemaVersion": ?)1/, `$1${version}`), 'latin1'),
    })),
  ];
  // The first lines are where a file says what it is; the rest is cut anywhere.
  const ends = [...text.matchAll(/\n/g)].slice(0, 8).flatMap(({ index }) => [index, index + 1]);
  const cuts = ends.map((at) => ({ what: `cut off at ${at}`, bytes: whole.subarray(0, at) }));
  const made = [...kinds, ...cuts].filter(({ bytes }) => !bytes.equals(whole)).slice(0, count);
  for (let turn = 0; made.length < count; turn += 1) {
    const damage = scattered(whole, turn);
    if (!damage.bytes.equals(whole)) made.push(damage);
  }
  return made;
}

function scattered(whole: Buffer, turn: number): Damage {
  const at = placeIn(whole.length, turn >> 2);
  const bytes = Buffer.from(whole);
  switch (turn % 4) {
    case 0:
      return { what: `cut off at ${at}`, bytes: whole.subarray(0, at) };
    case 1:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << ((turn >> 2) % 8));
      return { what: `bit ${(turn >> 2) % 8} of byte ${at} flipped`, bytes };
    case 2:
      return { what: `zeros from ${at}`, bytes: bytes.fill(0, at, Math.min(whole.length, at + 64)) };
    default: {
      const to = (at + 1 + (turn % 61)) % whole.length;
      [bytes[at], bytes[to]] = [whole[to] ?? 0, whole[at] ?? 0];
      return { what: `bytes ${at} and ${to} swapped`, bytes };
    }
  }
}
