/** Packages by the names of symbols: names as TinyGo 0.41 writes them. */
import { expect, it } from 'vitest';
import { OWNERS, ownerOf } from '../../src/image/symbol-owner.js';

it.each([
  ['main.main', 'main'],
  ['main.main$1', 'main'],
  ['main$string.12', 'main'],
  ['main.init#1', 'main'],
  ['encoding/json.newTypeEncoder', 'encoding/json'],
  ['unicode$alloc.1261', 'unicode'],
  ['internal/strconv$pack.93', 'internal/strconv'],
  ['(*fmt.pp).printValue', 'fmt'],
  ['(encoding/json.mapEncoder).encode', 'encoding/json'],
  ['(*main.box[string]).push', 'main'],
  ['slices.pdqsortCmpFunc[encoding/json.field]', 'slices'],
  ['slices.Sort[[]github.com/you/app.T,int]$1', 'slices'],
  ['github.com/you/app.Run', 'github.com/you/app'],
  ['gopkg.in/yaml.v3.Unmarshal', 'gopkg.in/yaml.v3'],
  ['(*gopkg.in/yaml.v3.Node).Decode', 'gopkg.in/yaml.v3'],
  ['(main.v2).String', 'main'],
  ['main', 'runtime'],
  ['runtime.run$1$gowrapper', 'runtime'],
  ['reflect/types.type:named:encoding/json.Number', OWNERS.types],
  ['interface:{Error:func:{}{basic:string}}.Error$invoke', OWNERS.wrappers],
  ['(*struct{sync.Mutex}).Lock', OWNERS.wrappers],
  ['__udivdi3', OWNERS.notGo],
  ['bljh_exception', OWNERS.notGo],
  ['counter.1', OWNERS.notGo],
  ['copy.constprop.0', OWNERS.notGo],
])('%s belongs to %s', (symbol, owner) => {
  expect(ownerOf(symbol)).toBe(owner);
});
