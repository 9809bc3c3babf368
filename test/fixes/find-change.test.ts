/** What is proposed is the smallest change, was tried out, and names what it costs. */
import { describe, expect, it } from 'vitest';
import { settingsWith } from '../../src/fixes/change.js';
import { findChange, findNearest } from '../../src/fixes/find-change.js';
import { Trials } from '../../src/fixes/trials.js';
import { memoryFileSystem, parseKconfig, resolveConfig } from '../../src/kconfig/index.js';
import { settingsOf } from '../plan/plan-input.js';
import { RADIO } from './radio-kconfig.js';
import { RICH } from './rich-kconfig.js';

const modelOf = (Kconfig: string) => parseKconfig({ file: 'Kconfig', fileSystem: memoryFileSystem({ Kconfig }) }).model;
const model = modelOf(RICH);
const radio = modelOf(RADIO);

type Settings = Readonly<Record<string, string>>;

function find(settings: Settings, name: string, value: string, of = model) {
  const asked = settingsOf(settings);
  const trials = new Trials(of, asked);
  const { losses } = resolveConfig(of, [...asked, { name, value, by: '--set' }]);
  const loss = losses.find((each) => each.name === name);
  const wish = { ...loss, name, value };
  const found = findChange(trials, wish);
  const nearest = findNearest(trials, wish);
  const after = resolveConfig(of, settingsWith(found ?? { set: [], unset: [] }, asked, of));
  const textOf = (each: { readonly name: string; readonly value: string }) => `${each.name}=${each.value}`;
  return {
    set: found?.set.map(textOf),
    unset: found?.unset,
    costs: found?.costs.map(textOf),
    nearest: nearest?.set.map(textOf),
    got: after.values.get(name)?.value,
    lost: after.losses.map((each) => each.name),
  };
}

describe('a change', () => {
  it.each([
    { name: 'DEEP', value: 'y', set: ['WIFI=y', 'FAST=y', 'DEEP=y'] },
    { settings: { WIFI: 'y' }, name: 'DEEP', value: 'y', set: ['FAST=y', 'DEEP=y'] },
    { name: 'HIDDEN', value: 'y', set: ['WIFI=y'] },
    { name: 'HIDDEN_INT', value: '7', set: ['WIFI=y'] },
    { name: 'SLOW', value: 'n', set: ['FAST=y'] },
    { name: 'TURBO', value: 'y', set: ['WIFI=y', 'TURBO=y'] },
    { name: 'BAUD', value: '115200', set: ['FAST=y', 'BAUD=115200'] },
    { settings: { WIFI: 'y' }, name: 'ANTI', value: 'y', set: ['NET=n', 'ANTI=y'], unset: ['WIFI'], costs: ['WIFI=y'] },
    { settings: { WIFI: 'y' }, name: 'CRYPTO', value: 'n', set: ['WIFI=n'], costs: ['WIFI=y'] },
  ])('for $name=$value is $set', ({ settings = {}, name, value, set, unset = [], costs = [] }) => {
    expect(find(settings, name, value)).toMatchObject({ set, unset, costs, got: value, lost: [] });
  });

  it('is none where nothing does it; the nearest value is another matter', () => {
    expect(find({}, 'BAUD', '999999')).toMatchObject({ set: undefined, nearest: ['BAUD=9600'] });
    expect(find({}, 'BASE', 'zz')).toMatchObject({ set: undefined, nearest: undefined });
  });

  it('leaves the order of a choice as it was after its trials', () => {
    const trials = new Trials(model, settingsOf({ FAST: 'y', SLOW: 'y' }));
    const wish = [{ name: 'SLOW', value: 'y' }];
    expect(trials.wouldHold({ set: [{ name: 'FAST', value: 'n' }], unset: [] })).toBe(true);
    expect(trials.wouldHold({ set: [{ name: 'NET', value: 'n' }], unset: [] }, wish)).toBe(true);
  });

  it.each([
    { name: 'CH', value: '20', set: ['MAX_CH=20', 'CH=20'], nearest: ['CH=8'] },
    { name: 'CH', value: '33', set: undefined, nearest: ['CH=8'] },
    { settings: { CH: '2' }, name: 'CH', value: '20', set: ['MAX_CH=20', 'CH=20'], nearest: ['CH=8'] },
    {
      settings: { MAX_CH: '6' },
      name: 'CH',
      value: '9',
      set: ['MAX_CH=9', 'CH=9'],
      nearest: ['CH=6'],
      costs: ['MAX_CH=6'],
    },
  ])('for $name=$value moves the bound of its range', ({ settings = {}, name, value, set, nearest, costs = [] }) => {
    expect(find(settings, name, value, radio)).toMatchObject({ set, nearest, ...(set && { costs, got: value }) });
  });

  it('to the nearest value has no costs of its own', () => {
    const trials = new Trials(radio, settingsOf({ CH: '2' }));
    expect(findNearest(trials, { name: 'CH', value: '20', fix: 'set CH=8' })?.costs).toEqual([]);
  });
});
