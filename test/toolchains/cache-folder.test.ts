import { expect, it } from 'vitest';
import { cacheFolderOf } from '../../src/toolchains/cache-folder.js';

it.each([
  ['linux', {}, '/home/u/.cache/bljh'],
  ['linux', { XDG_CACHE_HOME: '/fast' }, '/fast/bljh'],
  ['linux', { XDG_CACHE_HOME: '' }, '/home/u/.cache/bljh'],
  ['linux', { XDG_CACHE_HOME: 'not/absolute' }, '/home/u/.cache/bljh'],
  ['darwin', {}, '/home/u/Library/Caches/bljh'],
  ['win32', { LOCALAPPDATA: '/local' }, '/local/bljh'],
] as const)('%s %j', (platform, env, expected) => {
  expect(cacheFolderOf({ HOME: '/home/u', ...env }, platform)).toBe(expected);
});
