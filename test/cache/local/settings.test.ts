import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMIT_BYTES, readLocalStoreSettings } from '../../../src/cache/local/settings.js';
import { readSize, readSpanMs } from '../../../src/cache/local/sizes.js';

describe('settings of the local store', () => {
  it.each([
    [{}, true, DEFAULT_LIMIT_BYTES],
    [{ BLJH_CACHE: '', BLJH_CACHE_SIZE: '' }, true, DEFAULT_LIMIT_BYTES],
    [{ BLJH_CACHE: 'off' }, false, DEFAULT_LIMIT_BYTES],
    [{ BLJH_CACHE: 'OFF' }, false, DEFAULT_LIMIT_BYTES],
    [{ BLJH_CACHE: '0' }, false, DEFAULT_LIMIT_BYTES],
    [{ BLJH_CACHE: 'on', BLJH_CACHE_SIZE: '2G' }, true, 2 * 1024 ** 3],
    [{ BLJH_CACHE_SIZE: '1' }, true, 1],
  ])('%j', (env, isOn, limitBytes) => {
    expect(readLocalStoreSettings(env)).toEqual({ ok: true, value: { isOn, limitBytes }, diagnostics: [] });
  });

  it.each([
    [{ BLJH_CACHE: 'maybe' }, 'BLJH_CACHE=maybe: expected on or off'],
    [{ BLJH_CACHE: 'constructor' }, 'BLJH_CACHE=constructor: expected on or off'],
    [{ BLJH_CACHE_SIZE: 'big' }, 'BLJH_CACHE_SIZE=big: expected a size such as 500M, 2G or 1T'],
    [{ BLJH_CACHE_SIZE: '0' }, 'BLJH_CACHE_SIZE=0: expected a size such as 500M, 2G or 1T'],
  ])('%j is an error', (env, message) => {
    const { ok, diagnostics } = readLocalStoreSettings(env);
    expect({ ok, diagnostics }).toMatchObject({ ok: false, diagnostics: [{ code: 'CA0001', message }] });
    expect(diagnostics[0]?.hint?.text).toMatch(/BLJH_CACHE=off|set it/);
  });
});

describe('sizes and spans', () => {
  it.each([
    ['0', 0],
    ['1', 1],
    ['500M', 500 * 1024 ** 2],
    ['1.5g', 1.5 * 1024 ** 3],
    ['2 GiB', 2 * 1024 ** 3],
    ['3T', 3 * 1024 ** 4],
    ['1GB', undefined],
    ['-1', undefined],
    ['', undefined],
    ['G', undefined],
    ['1e9', undefined],
    ['999999999999T', undefined],
  ])('the size %j', (text, bytes) => expect(readSize(text)).toBe(bytes));

  it.each([
    ['45s', 45_000],
    ['90m', 5_400_000],
    ['12h', 43_200_000],
    ['30d', 30 * 86_400_000],
    ['2w', 14 * 86_400_000],
    ['30', undefined],
    ['1.5d', undefined],
    ['-1d', undefined],
  ])('the span %j', (text, ms) => expect(readSpanMs(text)).toBe(ms));
});
