/** Tools outside of /usr: they are of no use without what they start and read. */
import { symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { placeOf, visiblePlaces } from '../../../src/pipelines/sandbox/visible-places.js';
import type { Tools } from '../../../src/pipelines/tool-facts.js';
import type { FoundTool } from '../../../src/toolchains/tool.js';
import { temporaryFolder } from '../../process/temporary-folder.js';

const facts = { tinygoroot: '', tinygorootHash: '', libgcc: '', blflash: '' };
const GCC = 'riscv64-linux-gnu-gcc';

function toolsOf(path: string, facts: FoundTool['facts']): Tools {
  return new Map([[GCC, { id: GCC, path, version: '13.2.0', from: 'PATH', facts }]]);
}

it('a GCC elsewhere: its programs, its libraries, its root, and nothing else that lies there', () => {
  const folder = temporaryFolder({ [`opt/gcc/bin/${GCC}`]: '', 'opt/gcc/libexec/gcc/cc1': '', 'opt/binutils/ld': '' });
  const opt = join(folder, 'opt');
  symlinkSync(join(opt, 'gcc/bin', GCC), join(folder, GCC));
  const tools = toolsOf(join(folder, GCC), {
    startFile: `${opt}/gcc/bin/../../root/usr/lib64/lp64d/crt1.o`,
    parts: [`${opt}/gcc/bin/../libexec/gcc/cc1`, `${opt}/binutils/ld`].join(delimiter),
  });
  const places = visiblePlaces({ tools, facts, env: {} });
  const isShown = (path: string) => placeOf(join(opt, path), places) !== undefined;
  const shown = [
    `gcc/bin/${GCC}`,
    'gcc/libexec/gcc/cc1',
    'gcc/lib/gcc/riscv64-linux-gnu/13.2.0/libgcc.a',
    'gcc/riscv64-linux-gnu/bin/as',
    'binutils/ld',
    'root/usr/include/stdio.h',
  ];
  expect(shown.filter((path) => !isShown(path))).toEqual([]);
  expect(['gcc/include/x.h', 'gcc/share/doc', 'vendor/x.h', 'include/x.h'].filter(isShown)).toEqual([]);
});

it("a board's own compiler", () => {
  const compiler = '/opt/board/bin/riscv64-unknown-linux-gnu-gcc';
  const isShown = (path: string, own: readonly string[]) =>
    placeOf(path, visiblePlaces({ tools: new Map(), facts, compiler: own, env: {} })) !== undefined;
  const needed = [compiler, '/opt/board/libexec/gcc/cc1', '/opt/board/riscv64-unknown-linux-gnu/include/stdio.h'];
  for (const path of needed) expect([isShown(path, [compiler]), isShown(path, [])]).toEqual([true, false]);
});

it('the roots that everything lies in are not shown', () => {
  const tools = toolsOf(`/usr/local/bin/${GCC}`, { startFile: '/usr/lib/crt1.o' });
  const places = visiblePlaces({ tools, facts, env: {} });
  for (const path of ['/usr/include/x.h', '/usr/local/include/x.h', '/usr/share/x', '/home/me/x.h', '/opt/x.h'])
    expect(placeOf(path, places)).toBeUndefined();
});
