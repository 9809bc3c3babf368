/** Two builds that were not given the same: which piece, with what in either, and the line that it comes from. */
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/pipelines/manifest.js';
import { compareManifests } from '../../../src/pipelines/verify/compare-manifests.js';

const roots = { here: '/home/me/work', there: '/tmp/verify/another place' };
const origins = (value: string) => [
  { kind: 'bljh', reason: 'the linker sets it' },
  { kind: 'symbol', symbol: 'BUILT', value, by: 'default', at: { file: 'Kconfig', line: 7, col: 1 } },
];

function manifest(built: string, inputs: Manifest['inputs'], extra: object = {}): Manifest {
  return {
    schemaVersion: 1,
    project: 'app',
    inputs,
    tools: [{ name: 'go', version: '1.26.8' }],
    outputs: [{ kind: 'executable', path: 'build/x/app', sizeBytes: 1, sha256: built }],
    plan: { variables: [{ name: 'main.built', text: built, origins: origins(built) }] },
    ...extra,
  } as unknown as Manifest;
}

const file = (path: string, sha256 = 'aa') => ({ path, sha256 });

describe('compareManifests', () => {
  it('leaves hashes of artifacts to those who compare bytes', () => {
    const [one, other] = [manifest('a', [file('main.go')]), manifest('a', [file('main.go')])];
    const outputs = [{ kind: 'executable', path: 'build/x/app', sizeBytes: 2, sha256: 'other' }];
    expect(compareManifests(one, { ...other, outputs }, roots)).toEqual([]);
  });

  it('names a piece of the plan and the symbol behind it', () => {
    expect(compareManifests(manifest('12:00', []), manifest('12:01', []), roots)).toEqual([
      {
        path: 'plan.variables[0].text',
        here: '12:00',
        there: '12:01',
        origin: 'CONFIG_BUILT=12:00 (default, Kconfig:7)',
      },
    ]);
  });

  it('names inputs that differ or are missing, not those that moved along', () => {
    const here = manifest('a', [file('a.go'), file('b.go'), file('/home/me/work/lib/l.go')]);
    const there = manifest('a', [file('b.go', 'bb'), file('/tmp/verify/another place/lib/l.go')]);
    expect(compareManifests(here, there, roots)).toEqual([
      { path: 'inputs a.go', here: 'aa', there: 'nothing' },
      { path: 'inputs b.go', here: 'aa', there: 'bb' },
    ]);
  });

  it('of a project right below / too', () => {
    const here = manifest('a', [file('/common/K')]);
    const there = manifest('a', [file('/tmp/verify/another place/common/K')]);
    expect(compareManifests(here, there, { ...roots, here: '/' })).toEqual([]);
  });

  it('names tools of another version', () => {
    const other = manifest('a', [], { tools: [{ name: 'go', version: '1.26.9' }] });
    expect(compareManifests(manifest('a', []), other, roots)).toEqual([
      { path: 'tools[0].version', here: '1.26.8', there: '1.26.9' },
    ]);
  });
});
