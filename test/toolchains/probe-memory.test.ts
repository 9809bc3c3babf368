import { chmodSync, copyFileSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProgram, type ProgramSpec } from '../../src/toolchains/find-program.js';
import { openProbeMemory } from '../../src/toolchains/probe-memory.js';
import type { Lookup } from '../../src/toolchains/tool.js';
import { fakeMachine, says } from './fake-tools.js';

describe('findProgram', () => {
  it('does not ask again as long as the executable stays the same', async () => {
    const test = rig();
    await test.find();
    await test.find();
    expect(test.asked()).toBe(1);
    utimesSync(test.path, new Date(1e9), new Date(1e9));
    await test.find();
    expect(test.asked()).toBe(2);
  });

  it('asks again when the surroundings have changed, or a file is gone that the answer names', async () => {
    const test = rig();
    await test.find({ surroundings: () => 'a' });
    await test.find({ surroundings: () => 'b' });
    expect(test.asked()).toBe(2);
    await test.find({ surroundings: () => 'b', fileFacts: ['gone'] });
    expect(test.asked()).toBe(3);
  });

  it('asks again when told to trust nothing', async () => {
    const test = rig();
    await test.find();
    await test.find({}, true);
    expect(test.asked()).toBe(2);
  });

  it('keeps no bad answer', async () => {
    const test = rig();
    await test.find({ supported: { from: '99' } });
    await test.find({ supported: { from: '99' } });
    expect(test.asked()).toBe(2);
  });

  it('keeps no answer of a script: it may be the shim of a version manager', async () => {
    const test = rig();
    test.machine.addTool('program', says('1.0'));
    await test.find();
    await test.find();
    expect(test.asked()).toBe(2);
  });
});

describe('the file', () => {
  it.each(['', '{', '[]', '{"schemaVersion":2}', '{"schemaVersion":1,"probes":{"p":{"state":1}}}', '\0\0\0'])(
    'damaged (%j) is ignored and replaced',
    (content) => {
      const { context } = fakeMachine();
      mkdirSync(context.cacheFolder);
      writeFileSync(join(context.cacheFolder, 'probes.json'), content);
      const memory = openProbeMemory(context.cacheFolder);
      expect(memory.recall('p', '1')).toBeUndefined();
      memory.remember('p', '1', { version: '1.0', facts: {} });
      memory.save();
      expect(openProbeMemory(context.cacheFolder).recall('p', '1')).toMatchObject({ version: '1.0' });
    },
  );

  it('that cannot be written is no failure', () => {
    const { context } = fakeMachine();
    writeFileSync(context.cacheFolder, 'a file where the folder should be');
    const memory = openProbeMemory(context.cacheFolder);
    memory.remember('p', '1', { version: '1.0', facts: {} });
    memory.save();
    expect(readFileSync(context.cacheFolder, 'utf8')).toContain('a file');
  });

  it('keeps what another process has added meanwhile', () => {
    const { context } = fakeMachine();
    const [one, other] = [openProbeMemory(context.cacheFolder), openProbeMemory(context.cacheFolder)];
    one.remember('p', '1', { version: '1.0', facts: {} });
    other.remember('q', '1', { version: '2.0', facts: {} });
    one.save();
    other.save();
    const memory = openProbeMemory(context.cacheFolder);
    expect([memory.recall('p', '1')?.version, memory.recall('q', '1')?.version]).toEqual(['1.0', '2.0']);
  });
});

/** A real binary (node itself) under the name `program`, and a count of the questions it was asked. */
function rig() {
  const machine = fakeMachine();
  const path = join(machine.folder, 'bin', 'program');
  copyFileSync(process.execPath, path);
  chmodSync(path, 0o755);
  let asked = 0;
  const find = async (more: Partial<ProgramSpec> = {}, fresh = false) => {
    const memory = openProbeMemory(machine.context.cacheFolder, fresh);
    const lookup: Lookup = { context: machine.context, memory, find: async () => ({ kind: 'missing' }) };
    const ask: ProgramSpec['ask'] = async () => {
      asked++;
      return { kind: 'answer', version: '1.0', facts: {} };
    };
    const probe = await findProgram({ id: 'make', names: ['program'], supported: {}, ask, ...more }, lookup);
    memory.save();
    return probe;
  };
  return { machine, path, find, asked: () => asked };
}
