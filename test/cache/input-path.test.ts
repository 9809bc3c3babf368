/** Where files lie in the input root of a step: below it, whatever leads out of the project, and none in another's place. */
import { posix } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inputRootOf } from '../../src/cache/input-path.js';

const somePath = fc
  .tuple(fc.nat({ max: 3 }), fc.array(fc.constantFrom('a', 'b', 'lib', 'ü', 'a b'), { minLength: 1, maxLength: 3 }))
  .map(([up, names]) => [...Array.from({ length: up }, () => '..'), ...names].join('/'));

it('paths of the project are as they are', () => {
  const { project, placeOf } = inputRootOf(['main.go', 'inner/x.go']);
  expect({ project, place: placeOf('inner/x.go') }).toEqual({ project: '', place: 'inner/x.go' });
});

it('a file two folders above the project moves it two folders down', () => {
  const { project, placeOf } = inputRootOf(['main.go', '../../lib/x.go']);
  expect({ project, places: ['main.go', '../../lib/x.go'].map(placeOf) }).toEqual({
    project: '_/_',
    places: ['_/_/main.go', 'lib/x.go'],
  });
});

it('every place is below the root, the way from the project to a file is its path, and no two share one', () => {
  fc.assert(
    fc.property(fc.uniqueArray(somePath, { minLength: 1, maxLength: 8 }), (paths) => {
      const { project, placeOf } = inputRootOf(paths);
      for (const path of paths) {
        expect(placeOf(path)).not.toMatch(/^\.\.|^\/|\/\.\.?\//);
        expect(posix.relative(`/${project}`, `/${placeOf(path)}`)).toBe(path);
      }
      expect(new Set(paths.map(placeOf)).size).toBe(paths.length);
    }),
  );
});
