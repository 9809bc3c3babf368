/** Modules of a program out of what the go command prints, and UUIDs out of names. */
import { describe, expect, it } from 'vitest';
import { readGoSums, readModuleGraph } from '../../../src/pipelines/sbom/module-graph.js';
import { uuidOf } from '../../../src/pipelines/sbom/uuid-v5.js';

const print = (...packages: object[]) => packages.map((each) => `${JSON.stringify(each, null, '\t')}\n`).join('');
const a = { Path: 'example.org/a', Version: 'v1.0.0', Dir: '/cache/a' };
const local = {
  Path: 'example.org/local',
  Version: 'v0.0.0',
  Dir: '/w/local',
  Replace: { Path: '../local', Dir: '/w/local' },
};
const fork = { Path: 'example.org/b', Version: 'v1.0.0', Replace: { Path: 'example.org/fork', Version: 'v1.1.0' } };

describe('readModuleGraph', () => {
  const graph = readModuleGraph(
    print(
      { ImportPath: 'fmt', Standard: true, Imports: ['os'] },
      { ImportPath: 'example.org/a/inner', Module: a },
      { ImportPath: 'example.org/a', Module: a, Imports: ['example.org/a/inner', 'fmt'] },
      { ImportPath: 'example.org/local', Module: local, Imports: ['example.org/a'] },
      { ImportPath: 'example.org/b', Module: fork },
      {
        ImportPath: 'app',
        Module: { Path: 'app', Main: true, Dir: '/w/app' },
        Imports: ['fmt', 'example.org/local', 'example.org/b'],
      },
    ),
  );

  it('has each module once, with what replaces it', () => {
    expect(graph.modules).toEqual([
      { path: 'app', version: '', isMain: true, folder: '/w/app' },
      { path: 'example.org/a', version: 'v1.0.0', isMain: false, folder: '/cache/a' },
      {
        path: 'example.org/b',
        version: 'v1.0.0',
        isMain: false,
        folder: '',
        replacement: { path: 'example.org/fork', version: 'v1.1.0' },
      },
      {
        path: 'example.org/local',
        version: 'v0.0.0',
        isMain: false,
        folder: '/w/local',
        replacement: { path: '../local', version: '' },
      },
    ]);
  });

  it('says who imports whom, by modules', () => {
    expect(Object.fromEntries(graph.imports)).toEqual({
      app: ['example.org/b', 'example.org/local'],
      'example.org/a': [],
      'example.org/b': [],
      'example.org/local': ['example.org/a'],
    });
  });

  it('reads nothing out of nothing', () => {
    expect(readModuleGraph('')).toEqual({ modules: [], imports: new Map() });
  });
});

it('readGoSums takes the sums of modules, not those of go.mod files', () => {
  const sums = readGoSums('example.org/a v1.0.0 h1:AAAA=\nexample.org/a v1.0.0/go.mod h1:BBBB=\n\n');
  expect([...sums]).toEqual([['example.org/a@v1.0.0', 'h1:AAAA=']]);
});

it('uuidOf is version 5 of RFC 9562 in the namespace of URLs', () => {
  // Of Python: uuid.uuid5(uuid.NAMESPACE_URL, 'http://www.example.com/').
  expect(uuidOf('http://www.example.com/')).toBe('fcde3c85-2270-590f-9e7c-ee003d65e0e2');
});
