import { chmodSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BuildState,
  checkFreshness,
  formatBuildState,
  isSourceName,
  readBuildState,
  sourceNamesIn,
  stampFile,
} from '../../src/cache/build-state.js';
import { damage } from '../image/mutate-bytes.js';
import { placeFiles, temporaryFolder } from '../process/temporary-folder.js';

const OLD = new Date('2026-01-01T00:00:00Z');
const NEW = new Date('2026-01-02T00:00:00Z');

interface Built {
  readonly folder: string;
  readonly state: BuildState;
  readonly env: NodeJS.ProcessEnv;
  readonly check: (
    change?: Partial<BuildState>,
    env?: NodeJS.ProcessEnv,
    buildId?: string,
  ) => ReturnType<typeof checkFreshness>;
}

/** A project that was built: sources are older than the artifact. */
function built(): Built {
  const folder = temporaryFolder({
    'main.go': 'package main\n',
    'lib/lib.go': 'package lib\n',
    'go.mod': 'module app\n',
    'build/app': 'program',
    'build/manifest.json': '{}',
    'tools/go': '#!/bin/sh\n',
    'shadow/readme': '',
  });
  chmodSync(join(folder, 'tools/go'), 0o755);
  for (const path of ['main.go', 'lib/lib.go', 'go.mod', 'tools/go']) utimesSync(join(folder, path), OLD, OLD);
  for (const path of ['build/app', 'build/manifest.json']) utimesSync(join(folder, path), NEW, NEW);
  const { size, mtimeMs, ctimeMs } = statSync(join(folder, 'tools/go'));
  const state: BuildState = {
    schemaVersion: 1,
    buildId: 'bljh 1',
    inputs: ['main.go', 'lib/lib.go', 'go.mod'].map((path) => stampFile(folder, path)),
    folders: [
      { path: '.', names: ['main.go'] },
      { path: 'lib', names: ['lib.go'] },
    ],
    absent: ['go.sum', 'Kconfig'],
    outputs: ['build/app', 'build/manifest.json'].map((path) => stampFile(folder, path)),
    tools: [{ path: join(folder, 'tools/go'), size, mtimeMs, ctimeMs, onPath: true }],
    environment: { GOROOT: '' },
    artifacts: ['build/app'],
    summary: 'built',
  };
  const env = { PATH: `${join(folder, 'shadow')}:${join(folder, 'tools')}` };
  return {
    folder,
    state,
    env,
    check: (change = {}, changedEnv = {}, buildId = 'bljh 1') =>
      checkFreshness({ ...state, ...change }, folder, buildId, { ...env, ...changedEnv }),
  };
}

/** Each change that must lead to a build, with what the reason names. */
const CHANGES: readonly (readonly [string, (folder: string) => void, string])[] = [
  ['other content', (folder) => writeFileSync(join(folder, 'main.go'), 'package main // longer\n'), 'main.go'],
  [
    'other content of the same length, older than before',
    (folder) => {
      writeFileSync(join(folder, 'main.go'), 'package niam\n');
      utimesSync(join(folder, 'main.go'), new Date(0), new Date(0));
    },
    'main.go',
  ],
  ['a deleted source', (folder) => rmSync(join(folder, 'lib/lib.go')), 'lib'],
  ['a new source', (folder) => placeFiles(folder, { 'lib/more.go': '' }), 'lib'],
  ['a renamed source', (folder) => renameSync(join(folder, 'lib/lib.go'), join(folder, 'lib/bil.go')), 'lib'],
  ['a new assembly file', (folder) => placeFiles(folder, { 'start.s': '' }), 'files in .'],
  ['a deleted output', (folder) => rmSync(join(folder, 'build/app')), 'app'],
  ['a changed output', (folder) => writeFileSync(join(folder, 'build/app'), 'PROGRAM'), 'build/app'],
  ['a cut output', (folder) => writeFileSync(join(folder, 'build/app'), ''), 'build/app'],
  ['a deleted manifest', (folder) => rmSync(join(folder, 'build/manifest.json')), 'manifest'],
  ['a file that was absent', (folder) => placeFiles(folder, { 'go.sum': '' }), 'go.sum'],
  ['another absent file', (folder) => placeFiles(folder, { Kconfig: '' }), 'Kconfig'],
  ['a replaced tool', (folder) => writeFileSync(join(folder, 'tools/go'), '#!/bin/bash\n'), 'go'],
  ['a tool with another time', (folder) => utimesSync(join(folder, 'tools/go'), NEW, NEW), 'go'],
  ['a tool that is gone', (folder) => rmSync(join(folder, 'tools/go')), 'go'],
  [
    'a tool that comes first on PATH',
    (folder) => {
      placeFiles(folder, { 'shadow/go': '#!/bin/sh\n' });
      chmodSync(join(folder, 'shadow/go'), 0o755);
    },
    'go',
  ],
  ['a folder that is gone', (folder) => rmSync(join(folder, 'lib'), { recursive: true }), 'lib'],
];

describe('checkFreshness', () => {
  it('has nothing to do when nothing changed', () => {
    expect(built().check()).toEqual({ fresh: true });
  });

  it.each(CHANGES)('builds again after %s', (_name, change, named) => {
    const { folder, check } = built();
    change(folder);
    expect(check()).toEqual({ fresh: false, reason: expect.stringContaining(named) });
  });

  it.each([
    ['another bljh', {}, 'bljh 2', 'bljh itself'],
    ['a variable that appears', { GOROOT: '/go' }, 'bljh 1', 'GOROOT'],
    ['a PATH without the tool', { PATH: '/nowhere' }, 'bljh 1', 'go'],
  ])('builds again with %s', (_name, env, buildId, named) => {
    expect(built().check({}, env, buildId)).toEqual({ fresh: false, reason: expect.stringContaining(named) });
  });

  it('takes an empty variable for an absent one, and one that is gone for changed', () => {
    const { check } = built();
    expect(check({}, { GOROOT: '' })).toEqual({ fresh: true });
    expect(check({ environment: { GOROOT: '/go' } })).toMatchObject({ fresh: false });
  });

  it('gives the artifact a newer time when an input is newer with the same content', () => {
    const { folder, check } = built();
    const later = new Date(Date.now() + 3_600_000);
    utimesSync(join(folder, 'main.go'), later, later);
    const freshness = check();
    expect(freshness).toMatchObject({ fresh: true });
    expect(freshness.fresh && freshness.touchMs).toBeGreaterThan(later.getTime());
    writeFileSync(join(folder, 'main.go'), 'package main\n');
    expect(check()).toMatchObject({ fresh: true, touchMs: expect.any(Number) });
  });

  it.each([-1, 1])('decides the same when all times jump by %i year', (years) => {
    const { folder, state, check } = built();
    const shifted = (date: Date) => new Date(date.getTime() + years * 365 * 86_400_000);
    for (const { path } of state.inputs) utimesSync(join(folder, path), shifted(OLD), shifted(OLD));
    for (const { path } of state.outputs) utimesSync(join(folder, path), shifted(NEW), shifted(NEW));
    expect(check()).toEqual({ fresh: true });
  });

  it.each(['_hidden.go', '.hidden.go', 'lib_test.go', 'notes.txt'])('does not mind a new %s', (name) => {
    const { folder, check } = built();
    placeFiles(folder, { [`lib/${name}`]: '' });
    expect(check()).toEqual({ fresh: true });
  });
});

describe('a damaged state file', () => {
  const read = (folder: string, bytes: Uint8Array): BuildState | undefined => {
    writeFileSync(join(folder, 'state.json'), bytes);
    return readBuildState(join(folder, 'state.json'));
  };

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '"text"',
    '{"schemaVersion":2}',
    '{"schemaVersion":1,"inputs":[]}',
    '{"schemaVersion":1,"inputs":{},"outputs":{}}',
  ])('%j says that nothing was built', (text) => expect(read(temporaryFolder(), Buffer.from(text))).toBeUndefined());

  it('that is absent says the same', () => expect(readBuildState('/nonexistent/state.json')).toBeUndefined());

  it('is the only kind that is refused: a whole one is read back', () => {
    const { folder, state } = built();
    expect(read(folder, Buffer.from(formatBuildState(state)))).toEqual(state);
  });

  it.each(['folders', 'absent', 'tools', 'environment', 'artifacts'] as const)(
    'of a bljh that wrote no %s is out of date, not an exception',
    (key) => {
      const { folder, state, env } = built();
      const { [key]: _left, ...rest } = state;
      const again = read(folder, Buffer.from(formatBuildState(rest as BuildState)));
      if (again !== undefined) expect(checkFreshness(again, folder, 'bljh 2', env)).toMatchObject({ fresh: false });
    },
  );

  // Damage that leaves the JSON whole is the dangerous kind: every byte of the text is tried, not only of the hash.
  it('says that nothing was built, whatever is flipped or cut', () => {
    const { folder, state, env } = built();
    const bytes = Buffer.from(formatBuildState(state));
    fc.assert(
      fc.property(damage, (harm) => {
        const again = read(folder, harm(bytes));
        if (again === undefined) return;
        // Only the line break at the end can be lost without a trace.
        expect(again).toEqual(state);
        expect(checkFreshness(again, folder, 'bljh 1', env).fresh).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never hides a change, whatever is flipped', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CHANGES),
        fc.array(damage, { minLength: 60, maxLength: 60 }),
        ([, change], harms) => {
          const { folder, state, env } = built();
          const bytes = Buffer.from(formatBuildState(state));
          change(folder);
          const claims = harms.filter((harm) => claimsFresh(read(folder, harm(bytes)), folder, env));
          expect(claims).toHaveLength(0);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('never hides an absent file that appeared behind a flipped bit of any byte', () => {
    const { folder, state, env } = built();
    const bytes = Buffer.from(formatBuildState(state));
    placeFiles(folder, { 'go.sum': '' });
    let hidden = 0;
    // One bit of every byte, each of the eight in turn.
    for (let at = 0; at < bytes.length; at += 1) {
      const broken = Uint8Array.from(bytes);
      broken[at] = (broken[at] ?? 0) ^ (1 << (at & 7));
      if (claimsFresh(read(folder, broken), folder, env)) hidden += 1;
    }
    expect(hidden).toBe(0);
  });

  function claimsFresh(state: BuildState | undefined, folder: string, env: NodeJS.ProcessEnv): boolean {
    return state !== undefined && checkFreshness(state, folder, 'bljh 1', env).fresh;
  }
});

describe('source names', () => {
  it.each(['a.go', 'a.c', 'a.S', 'a.s', 'a.syso', 'a.hpp', 'a.f90', 'linux_test_helper.go'])('%s counts', (name) =>
    expect(isSourceName(name)).toBe(true),
  );
  it.each(['a_test.go', '_a.go', '.a.go', 'a.txt', 'go', 'a.GO', 'a.go~'])('%s does not', (name) =>
    expect(isSourceName(name)).toBe(false),
  );
  it('are sorted', () =>
    expect(sourceNamesIn(temporaryFolder({ 'b.go': '', 'a.go': '', 'c.md': '' }))).toEqual(['a.go', 'b.go']));
});
