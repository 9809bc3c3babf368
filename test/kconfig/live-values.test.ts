// Values while they are changed: always those of a fresh resolution of the same settings, whatever the way there.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConfigSetting, formatConfig, LiveValues, resolveConfig } from '../../src/kconfig/index.js';
import { parseText } from './inline-model.js';
import { drawTree } from './random-tree.js';

const sensor =
  'config I2C\n\tbool "i2c"\nconfig SENSOR\n\tbool "s"\n\tdepends on I2C\n\tselect CRC\nconfig CRC\n\tbool "crc"\nconfig RATE\n\tint "rate"\n\trange 1 10\n\tdefault 5\n\tdepends on SENSOR\n';

describe('LiveValues', () => {
  it('tells everything that follows from a change', () => {
    const values = new LiveValues(parseText(sensor).model);
    expect(values.set('SENSOR', 'y')).toMatchObject({
      changed: [],
      loss: { reason: 'unmet-dependency', fix: 'set I2C=y' },
    });
    expect(values.set('I2C', 'y').changed.toSorted()).toEqual(['CRC', 'I2C', 'RATE', 'SENSOR']);
    expect(values.losses).toEqual([]);
    expect(values.unset('I2C').changed.toSorted()).toEqual(['CRC', 'I2C', 'RATE', 'SENSOR']);
    expect(values.losses).toHaveLength(1);
  });

  it('explains a value by its cause, its bounds and their places', () => {
    const values = new LiveValues(parseText(sensor).model, [
      { name: 'I2C', value: 'y', by: 'a' },
      { name: 'SENSOR', value: 'y', by: 'a' },
    ]);
    expect(values.explain('CRC')?.steps).toEqual([
      { text: 'CRC is y: SENSOR selects it', at: { file: 'Kconfig', line: 6, col: 2 } },
    ]);
    values.set('I2C', 'n');
    expect(values.explain('SENSOR')?.steps).toEqual([
      { text: 'SENSOR is n: nothing sets it' },
      {
        text: 'it can be set only as far as I2C (=n) allows; set I2C=y',
        at: { file: 'Kconfig', line: 5, col: 13 },
      },
    ]);
    expect(values.explain('NOBODY')).toBeUndefined();
  });

  it('says why not, and changes nothing', () => {
    const values = new LiveValues(parseText(sensor).model);
    const before = values.config();
    expect(values.whyNot('SENSOR', 'y')).toMatchObject({ reason: 'unmet-dependency' });
    expect(values.whyNot('I2C', 'y')).toBeUndefined();
    expect(values.config()).toBe(before);
    expect(values.settings).toEqual([]);
  });

  it('leaves the order of the settings alone when asked why not: in a choice the last one wins', () => {
    const { model } = parseText('choice\n\tprompt "c"\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nendchoice\n');
    const settings: ConfigSetting[] = [
      { name: 'A', value: 'y', by: 'f', at: { file: 'f', line: 1, col: 1 } },
      { name: 'B', value: 'y', by: 'f', at: { file: 'f', line: 2, col: 1 } },
    ];
    const values = new LiveValues(model, settings);
    values.whyNot('A', 'n');
    expect(values.settings).toEqual(settings);
    expect(values.get('B')?.value).toBe('y');
  });

  it('writes texts with a prefix and a header of its own', () => {
    const values = new LiveValues(parseText(sensor).model, [{ name: 'I2C', value: 'y', by: 'a' }]);
    expect(values.config({ prefix: 'X_', header: 'mine' })).toContain('#\n# mine\n#\nX_I2C=y\n');
    expect(values.defconfig({ prefix: '' })).toBe('I2C=y\n');
  });

  it('refuses a model that was not made here', () => {
    const { mainmenu, symbols, choices, root, files, environment } = parseText(sensor).model;
    expect(() => new LiveValues({ mainmenu, symbols, choices, root, files, environment })).toThrow(TypeError);
  });

  it('has after any changes the values of a fresh resolution', () => {
    const change = fc.record({
      name: fc.constantFrom('MODULES', 'S0', 'S1', 'S2', 'S3', 'S4', 'C1A', 'C1B', 'C2A', 'C2B', 'NOBODY'),
      value: fc.constantFrom('y', 'm', 'n', '', '1', '10', '0x10', '-3', undefined),
    });
    fc.assert(
      fc.property(fc.gen(), fc.array(change, { maxLength: 12 }), (draw, changes) => {
        const { model } = parseText(drawTree((arbitrary) => draw(() => arbitrary)).text);
        const values = new LiveValues(model);
        const settings = new Map<string, ConfigSetting>();
        for (const { name, value } of changes) {
          settings.delete(name);
          if (value === undefined) values.unset(name);
          else {
            values.set(name, value, 'x');
            settings.set(name, { name, value, by: 'x' });
          }
          const fresh = resolveConfig(model, [...settings.values()]);
          for (const [symbol, { value: expected }] of fresh.values)
            expect([symbol, values.get(symbol)?.value]).toEqual([symbol, expected]);
          expect(values.losses).toEqual(fresh.losses);
          expect(values.config()).toBe(formatConfig(model, fresh));
        }
      }),
      { numRuns: 120, seed: 7, endOnFailure: true },
    );
  });
});
