import fc from 'fast-check';
import { expect, test } from 'vitest';
import { goCacheVariables, quoteForGo } from '../../src/pipelines/go-cache-program.js';

/** cmd/internal/quoted.Split of Go 1.26, in the same steps. */
function splitAsGo(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|([^ \t\n\r]+)/g)].map(
    ([, one, two, three]) => one ?? two ?? three ?? '',
  );
}

test('Go reads back the words that were quoted', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 1, unit: fc.constantFrom('a', ' ', "'", '"', '\t', 'ü', '/') })),
      (words) => {
        const quoted = quoteForGo(words);
        const isPossible = !words.some((word) => word.includes("'") && word.includes('"'));
        expect(quoted === undefined).toBe(!isPossible);
        if (quoted !== undefined) expect(splitAsGo(quoted)).toEqual(words);
      },
    ),
  );
});

const context = (env: Record<string, string>) => ({ env, cacheFolder: '/cache', packageFolder: '/opt/my bljh' });
const REMOTE = {
  BLJH_REMOTE_CACHE: 'grpcs://cache.example:443',
  BLJH_REMOTE_GOCACHE: '1',
  BLJH_REMOTE_CACHE_CA: 'ca.pem',
};

test('nothing is set where it was not asked for', () => {
  expect(goCacheVariables(context({ ...REMOTE, BLJH_REMOTE_GOCACHE: '0' }), [])).toEqual({});
  expect(goCacheVariables(context({ ...REMOTE, BLJH_REMOTE_CACHE_MODE: 'off' }), [])).toEqual({});
  expect(goCacheVariables(context({ BLJH_REMOTE_GOCACHE: '1' }), [])).toEqual({});
});

test('the program gets what it needs, and is told what tools there are', () => {
  const tools = [{ id: 'go', version: '1.26.8', sha256: 'aa' }];
  const env = { ...REMOTE, https_proxy: 'http://proxy', SECRET: 'x' };
  const variables = goCacheVariables(context(env), tools);
  expect(variables['GOCACHEPROG']).toMatch(/ '\/opt\/my bljh\/bin\/bljh-gocache\.js'$/);
  expect(variables).toMatchObject({
    BLJH_REMOTE_CACHE: 'grpcs://cache.example:443',
    BLJH_REMOTE_CACHE_CA: `${process.cwd()}/ca.pem`,
    https_proxy: 'http://proxy',
  });
  expect(variables).not.toHaveProperty('SECRET');
  const others = goCacheVariables(context(env), [{ id: 'go', version: '1.26.8', sha256: 'bb' }]);
  expect(others['BLJH_GOCACHE_MACHINE']).not.toBe(variables['BLJH_GOCACHE_MACHINE']);
});
