import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { prepareTinygoRoot } from '../../src/toolchains/tinygo/prepare-tinygo-root.js';
import type { FoundTool } from '../../src/toolchains/tool.js';
import { type FakeMachine, fakeMachine } from './fake-tools.js';

it('lays the overlay over what TinyGo ships, once', async () => {
  const machine = rig();
  const first = await prepareTinygoRoot(tinygo(machine), machine.context);
  if (!first.ok) throw new Error(first.diagnostics[0]?.message);
  const read = (path: string) => readFileSync(join(first.value.folder, path), 'utf8');
  expect(read('src/runtime/runtime.go')).toBe('base');
  expect(read('src/runtime/patched.go')).toBe('overlay');
  expect(read('src/machine/bljh.go')).toBe('overlay');
  expect(read('targets/a.json')).toBe('base');
  expect(existsSync(join(first.value.folder, 'src/net'))).toBe(true);
  expect(existsSync(join(first.value.folder, 'src/examples'))).toBe(false);
  expect(await prepareTinygoRoot(tinygo(machine), machine.context)).toEqual(first);
  expect(readFileSync(join(machine.folder, 'base/src/runtime/patched.go'), 'utf8')).toBe('base');
});

it('makes another one when the overlay changes', async () => {
  const machine = rig();
  const before = await prepareTinygoRoot(tinygo(machine), machine.context);
  machine.write('package/templates/tinygo/overlay/src/machine/bljh.go', 'new');
  const after = await prepareTinygoRoot(tinygo(machine), machine.context);
  expect(
    before.ok && after.ok && before.value.folder !== after.value.folder && before.value.sha256 !== after.value.sha256,
  ).toBe(true);
});

it('edits files of TinyGo where no other file can do it', async () => {
  const machine = rig();
  const machineWith = async (edits: string) => {
    machine.write('package/templates/tinygo/edits/src/runtime/runtime.go.edit', edits);
    return await prepareTinygoRoot(tinygo(machine), machine.context);
  };
  machine.write('base/src/runtime/runtime.go', 'one\ntwo\nthree\n', 0o644);
  const edited = await machineWith('Why.\n<<<<<<<\ntwo\n=======\n2\n>>>>>>>\n<<<<<<<\none\n=======\n>>>>>>>\n');
  expect(edited.ok && readFileSync(join(edited.value.folder, 'src/runtime/runtime.go'), 'utf8')).toBe('2\nthree\n');
  const path = join(machine.folder, 'base/src/runtime/runtime.go');
  for (const text of ['four', 'e']) {
    const other = await machineWith(`<<<<<<<\n${text}\n=======\n>>>>>>>\n`);
    expect(other.diagnostics).toMatchObject([
      { code: 'TC0003', message: expect.stringContaining(`${path} is not the file that bljh knows how to change`) },
    ]);
  }
});

it('does no harm when it is made by two at once', async () => {
  const machine = rig();
  const made = await Promise.all([1, 2].map(() => prepareTinygoRoot(tinygo(machine), machine.context)));
  expect(made[0]).toEqual(made[1]);
  expect(readdirSync(join(machine.context.cacheFolder, 'tools'))).toHaveLength(1);
});

it('says which folder is missing', async () => {
  const machine = rig();
  const broken = { ...tinygo(machine), facts: { root: join(machine.folder, 'gone') } };
  const made = await prepareTinygoRoot(broken, machine.context);
  expect(made.diagnostics).toMatchObject([
    { code: 'TC0003', message: expect.stringContaining(join(machine.folder, 'gone')) },
  ]);
});

function rig(): FakeMachine {
  const machine = fakeMachine();
  machine.addTool('tinygo', '');
  for (const path of [
    'src/runtime/runtime.go',
    'src/runtime/patched.go',
    'src/examples/blink.go',
    'targets/a.json',
    'lib/a.c',
  ]) {
    machine.write(`base/${path}`, 'base', 0o444);
  }
  for (const path of ['runtime/patched.go', 'machine/bljh.go']) {
    machine.write(`package/templates/tinygo/overlay/src/${path}`, 'overlay');
  }
  machine.write('package/templates/tinygo/edits/src/runtime/patched.go.edit', '');
  return machine;
}

function tinygo({ folder }: FakeMachine): FoundTool {
  return {
    id: 'tinygo',
    path: join(folder, 'bin/tinygo'),
    version: '0.41.0',
    from: 'PATH',
    facts: { root: join(folder, 'base') },
  };
}
