/** Builds that share results: two checkouts on one machine, a fresh machine with a real bazel-remote, and what a server does to a build when it fails. */
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type FakeRig, makeFakeRig } from '../fakes/fake-tools.js';
import { bytesOf, jsonOf } from '../rig.js';
import { freePort, startBazelRemote } from '../servers/bazel-remote.js';

const BOARD = ['--board', 'virt64'];

interface Machine {
  /** Builds a checkout there; what became of its steps, and how often the compiler was called. */
  readonly build: (checkout: string, env?: Readonly<Record<string, string>>) => Promise<Built>;
}

interface Built {
  readonly code: number | undefined;
  readonly outcomes: readonly string[];
  readonly compilerCalls: number;
  readonly stderr: string;
  /** The codes of what is told beside the result. */
  readonly warnings: readonly string[];
}

interface Result {
  readonly builds: readonly { readonly steps: readonly { readonly outcome: object }[] }[];
}

function machineOf(rig: FakeRig, name: string, settings: Readonly<Record<string, string>> = {}): Machine {
  return {
    build: async (checkout, env = {}) => {
      rig.forgetCalls();
      const outcome = await rig.bljh(['build', ...BOARD, '--json'], {
        cwd: rig.path(checkout),
        env: { XDG_CACHE_HOME: rig.path(`caches-${name}`), BLJH_CACHE: 'on', ...settings, ...env },
      });
      const { result, diagnostics } = jsonOf(outcome);
      const warnings = diagnostics.map(({ code }) => code);
      const { builds } = result as unknown as Result;
      const outcomes = builds.flatMap(({ steps }) => steps.map((step) => Object.values(step.outcome).join(' ')));
      const compilerCalls = rig.callsOf('go').filter((call) => call.startsWith('go build')).length;
      return { code: outcome.code, outcomes, compilerCalls, stderr: outcome.stderr, warnings };
    },
  };
}

async function makeCheckouts(...names: string[]): Promise<FakeRig> {
  const rig = makeFakeRig();
  const project = await rig.project('led_blink');
  for (const name of names) await cp(project, rig.path(name), { recursive: true });
  return rig;
}

const app = (rig: FakeRig, checkout: string) => bytesOf(rig.path(checkout, 'build/virt64/app'));

describe('two checkouts on one machine', () => {
  it('the second takes what the first has made, wherever it lies', async () => {
    const rig = await makeCheckouts('one', 'deeper/below/two');
    const machine = machineOf(rig, 'a');
    expect(await machine.build('one')).toMatchObject({ code: 0, outcomes: ['ran'], compilerCalls: 1 });
    const second = await machine.build('deeper/below/two');
    expect(second).toMatchObject({ code: 0, outcomes: ['fetched local store'], compilerCalls: 0 });
    expect(second.stderr).not.toContain('store');
    expect(app(rig, 'deeper/below/two')).toEqual(app(rig, 'one'));
  });
});

describe('a server for all', () => {
  it('gives a fresh machine what another one has made; then that machine has it, too', async () => {
    const rig = await makeCheckouts('one', 'two', 'three');
    const { port } = await startBazelRemote(rig);
    const settings = { BLJH_REMOTE_CACHE: `grpc://127.0.0.1:${port}` };
    const [first, fresh] = [machineOf(rig, 'a', settings), machineOf(rig, 'b', settings)];
    expect(await first.build('one')).toMatchObject({ code: 0, outcomes: ['ran'] });
    const fetched = await fresh.build('two');
    expect(fetched).toMatchObject({ code: 0, compilerCalls: 0 });
    expect(fetched.stderr).not.toContain('store');
    expect(fetched.outcomes).toEqual([`fetched remote store grpc://127.0.0.1:${port}`]);
    expect(app(rig, 'two')).toEqual(app(rig, 'one'));
    expect((await fresh.build('three')).outcomes).toEqual(['fetched local store']);
  });

  it('gets nothing from a machine that may only read', async () => {
    const rig = await makeCheckouts('one', 'two');
    const { port } = await startBazelRemote(rig);
    const settings = { BLJH_REMOTE_CACHE: `grpc://127.0.0.1:${port}` };
    await machineOf(rig, 'a', { ...settings, BLJH_REMOTE_CACHE_MODE: 'read' }).build('one');
    expect(await machineOf(rig, 'b', settings).build('two')).toMatchObject({ outcomes: ['ran'], compilerCalls: 1 });
  });

  it('that is down is told once, and the build goes on', async () => {
    const rig = await makeCheckouts('one');
    const settings = { BLJH_REMOTE_CACHE: `grpc://127.0.0.1:${await freePort()}` };
    const { code, outcomes, warnings } = await machineOf(rig, 'a', settings).build('one');
    expect({ code, outcomes, warnings }).toEqual({ code: 0, outcomes: ['ran'], warnings: ['RC0002'] });
  });

  it('whose blobs were changed gives nothing: the compiler runs', async () => {
    const rig = await makeCheckouts('one', 'two');
    const { port, folder } = await startBazelRemote(rig);
    const settings = { BLJH_REMOTE_CACHE: `grpc://127.0.0.1:${port}` };
    await machineOf(rig, 'a', settings).build('one');
    const blobs = readdirSync(`${folder}/cas.v2`, { recursive: true, withFileTypes: true });
    for (const blob of blobs.filter((entry) => entry.isFile())) {
      const file = `${blob.parentPath}/${blob.name}`;
      const bytes = readFileSync(file);
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      chmodSync(file, 0o644);
      rig.write(file.slice(rig.folder.length + 1), bytes);
    }
    const { code, outcomes, compilerCalls } = await machineOf(rig, 'b', settings).build('two');
    expect({ code, outcomes, compilerCalls }).toEqual({ code: 0, outcomes: ['ran'], compilerCalls: 1 });
    expect(app(rig, 'two')).toEqual(app(rig, 'one'));
  });

  it('with a wrong address is an error before anything runs', async () => {
    const rig = await makeCheckouts('one');
    const env = { BLJH_REMOTE_CACHE: 'cache.example.org' };
    const { code, stderr } = await rig.bljh(['build', ...BOARD], { cwd: rig.path('one'), env });
    expect(code).toBe(2);
    expect(stderr).toContain('RC0001');
    expect(rig.callsOf('go').some((call) => call.startsWith('go build'))).toBe(false);
  });
});
