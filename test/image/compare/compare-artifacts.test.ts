/** Two files that should be the same: where they are not, which symbol that is, and what stands there. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareArtifacts } from '../../../src/image/compare/compare-artifacts.js';
import { likelyCauses } from '../../../src/image/compare/likely-causes.js';
import { buildArchive, buildElf } from '../build-elf.js';

const text = (content: string) => new Uint8Array(Buffer.from(content.padEnd(64, '.')));

function program(content: string, name = '.rodata'): Uint8Array {
  return buildElf({
    bits: 64,
    segments: [
      { virtualAddress: 0x1000, bytes: new Uint8Array(32).fill(7), name: '.text' },
      { virtualAddress: 0x2000, bytes: text(content), name },
    ],
    functions: { 'main.main': [0x1000, 32], 'main.built': [0x2000, 64] },
  });
}

describe('compareArtifacts', () => {
  it('has nothing to say of the same bytes', () => {
    expect(compareArtifacts(program('a'), program('a'))).toBeUndefined();
  });

  it('names the section, the symbol and the byte in both files', () => {
    const [one, other] = [program('built at 12:00:01'), program('built at 12:00:09')];
    const difference = compareArtifacts(one, other);
    expect(difference).toMatchObject({ isDebugOnly: false, parts: [{ name: '.rodata', symbol: 'main.built' }] });
    const [at = 0, there = 0] = difference?.parts[0]?.at ?? [];
    expect([one[at], other[there]].map((byte) => String.fromCharCode(byte ?? 0))).toEqual(['1', '9']);
    expect(difference?.offset).toBe(at);
  });

  it('names the member of an archive and where it is in the archive', () => {
    const archive = (content: string) =>
      buildArchive([
        { name: 'go.o', bytes: program('same') },
        { name: 'a member with a long name.o', bytes: program(content) },
      ]);
    const [one, other] = [archive('12:00:01'), archive('12:00:02')];
    const difference = compareArtifacts(one, other);
    expect(difference?.parts).toMatchObject([{ name: 'a member with a long name.o: .rodata', symbol: 'main.built' }]);
    expect(one[difference?.parts[0]?.at[0] ?? 0]).toBe('1'.charCodeAt(0));
  });

  it('tells members that only one archive has', () => {
    const one = buildArchive([{ name: 'a.o', bytes: text('a') }]);
    const other = buildArchive([{ name: 'b.o', bytes: text('a') }]);
    expect(compareArtifacts(one, other)?.parts[0]?.name).toBe('member a.o, b.o in the second');
  });

  it('takes a byte that is loaded for a difference, wherever it is', () => {
    const original = program('constant');
    fc.assert(
      fc.property(fc.nat({ max: original.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Uint8Array.from(original);
        changed[at] = (changed[at] ?? 0) ^ flip;
        const difference = compareArtifacts(original, changed);
        expect(difference?.offset).toBe(at);
        expect(difference?.parts.length).toBeGreaterThan(0);
        const isLoaded = difference?.parts.some(({ name }) => name === '.text' || name === '.rodata');
        if (isLoaded === true) expect(difference?.isDebugOnly).toBe(false);
      }),
    );
  });

  it('tells files that are neither ELF nor archive by their first different byte', () => {
    const difference = compareArtifacts(text('abc'), text('abd'));
    expect(difference?.parts).toEqual([{ name: 'bytes', at: [2, 2] }]);
    expect(compareArtifacts(new Uint8Array(), new Uint8Array(1))?.offset).toBe(0);
  });
});

describe('likelyCauses', () => {
  const causesOf = (here: string, there: string) => {
    const [one, other] = [program(here), program(there)];
    const difference = compareArtifacts(one, other);
    if (difference === undefined) throw new Error('they are the same');
    return likelyCauses(one, other, difference, [
      { what: 'the folder of the build', here: '/home/me/app', there: '/tmp/x/app' },
    ]);
  };

  it('finds the folder of each build in its own file', () => {
    expect(causesOf('/home/me/app/main.c', '/tmp/x/app/main.c')).toEqual([
      { kind: 'surroundings', text: 'the folder of the build stands in it (/home/me/app)' },
    ]);
    expect(causesOf('/home/me/app/main.c', '/home/me/app/main.h')).toEqual([]);
  });

  it.each([
    ['12:00:01', '12:00:09'],
    ['Nov 29 2026', 'Nov 30 2026'],
    ['2026-11-29T15:04:05', '2026-11-29T15:04:06'],
    ['1764428645', '1764428646'],
  ])('finds a time: %s', (here, there) => {
    expect(causesOf(`at ${here} `, `at ${there} `)).toEqual([
      { kind: 'time', text: `a time stands in it: ${here} here, ${there} there` },
    ]);
  });

  it('takes numbers for no time', () => {
    expect(causesOf('v 12345', 'v 12346')).toEqual([]);
  });
});
