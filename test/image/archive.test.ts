import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArchive } from '../../src/image/archive.js';
import { runModule } from '../process/run-module.js';
import { placeFiles, temporaryFolder } from '../process/temporary-folder.js';
import { buildArchive } from './build-elf.js';
import { damage } from './mutate-bytes.js';

const MEMBERS = [
  { name: 'go.o', bytes: Uint8Array.from([1, 2, 3]) },
  { name: 'a_name_longer_than_15_characters.o', bytes: Uint8Array.from([4]) },
  { name: 'empty.o', bytes: new Uint8Array() },
  { name: 'another_very_long_member_name.o', bytes: Uint8Array.from([5, 6]) },
];
const archive = buildArchive(MEMBERS);
const hasAr = spawnSync('ar', ['--version']).status === 0;

describe('readArchive', () => {
  it('gives the members with short and long names', () => {
    expect(readArchive(archive)).toEqual(MEMBERS);
  });

  it('takes any members', () => {
    const name = fc.stringMatching(/^[a-zA-Z0-9_.-]{1,40}$/);
    const members = fc.uniqueArray(fc.record({ name, bytes: fc.uint8Array({ maxLength: 9 }) }), {
      selector: (member) => member.name,
    });
    fc.assert(
      fc.property(members, (wanted) => {
        expect(readArchive(buildArchive(wanted))).toEqual(wanted);
      }),
    );
  });

  it.skipIf(!hasAr)('reads what the real ar writes (needs ar)', () => {
    const folder = temporaryFolder();
    const files = { 'one.o': 'abc', 'a_name_longer_than_15_characters.o': 'defg', 'two.o': '' };
    placeFiles(folder, files);
    spawnSync('ar', ['rcs', 'lib.a', ...Object.keys(files)], { cwd: folder });
    const read = readArchive(readFileSync(join(folder, 'lib.a')))?.map(({ name, bytes }) => [
      name,
      Buffer.from(bytes).toString(),
    ]);
    expect(read).toEqual(Object.entries(files));
  });

  it.each([
    ['no magic', Buffer.from('!<thin>\n')],
    ['nothing', Buffer.alloc(0)],
    ['half a header', archive.slice(0, 40)],
    ['a cut member', archive.slice(0, archive.length - 1)],
  ])('%s is no archive', (_name, bytes) => expect(readArchive(bytes)).toBeUndefined());

  it('never throws and never invents bytes, whatever is damaged', () => {
    fc.assert(
      fc.property(damage, (harm) => {
        const broken = harm(archive);
        const total = readArchive(broken)?.reduce((sum, { bytes }) => sum + bytes.length, 0) ?? 0;
        expect(total).toBeLessThanOrEqual(broken.length);
      }),
      { numRuns: 3_000 },
    );
  });

  // In a process of its own: the loop has no end.
  it.each(['-60', '-6e1'])('refuses the size %j in bounded time', async (size) => {
    const code = `
      import { readArchive } from './src/image/archive.ts';
      const bytes = new Uint8Array(Buffer.from('!<arch>\\n' + 'a/'.padEnd(48) + process.argv[2].padEnd(10) + '\`\\n' + 'x'.repeat(100)));
      console.log(readArchive(bytes) === undefined ? 'refused' : 'taken');
    `;
    expect(await runModule(code, [size], 3_000)).toMatchObject({ code: 0, stdout: 'refused\n' });
  });
});
