// Every way a value can get lost, with its reason, its explanation and its fix.

import { describe, expect, it } from 'vitest';
import { type ConfigSetting, lossDiagnostic, resolveConfig } from '../../src/kconfig/index.js';
import { parseText } from './inline-model.js';

function lose(text: string, ...settings: readonly (string | ConfigSetting)[]) {
  const { model } = parseText(text);
  const asked = settings.map((setting, index): ConfigSetting => {
    if (typeof setting !== 'string') return setting;
    const [name = '', value = ''] = setting.split('=');
    return { name, value, by: 'in', at: { file: 'in', line: index + 1, col: 1 } };
  });
  return resolveConfig(model, asked);
}

const sensor =
  'config I2C\n\tbool "i2c"\nconfig SENSOR\n\tbool "s"\n\tdepends on I2C && !OFF\nconfig OFF\n\tbool "off"\n';
const choice = 'choice\n\tprompt "Colour"\nconfig RED\n\tbool "r"\nconfig BLUE\n\tbool "b"\nendchoice\n';
const size = 'config SIZE\n\tint "size"\n\trange 4 LIMIT\n\tdefault 8\nconfig LIMIT\n\tint\n\tdefault 64\n';

describe('losses', () => {
  it.each([
    {
      name: 'a symbol that is not defined',
      text: sensor,
      asked: 'SENSRO=y',
      loss: {
        reason: 'unknown-symbol',
        got: '',
        fix: 'SENSOR',
        explanation: 'SENSRO is not defined in any Kconfig file',
      },
    },
    {
      name: 'a name far from all others',
      text: sensor,
      asked: 'BLUETOOTH=y',
      loss: { reason: 'unknown-symbol', got: '' },
    },
    {
      name: 'a symbol without a prompt',
      text: 'config A\n\tbool\n\tdefault n\n',
      asked: 'A=y',
      loss: {
        reason: 'no-prompt',
        got: 'n',
        because: { file: 'Kconfig', line: 3, col: 2 },
        explanation: 'A has no prompt, so it cannot be set; it is n by itself',
      },
    },
    {
      name: 'a symbol without a prompt that another one selects',
      text: 'config A\n\tbool\nconfig B\n\tdef_bool y\n\tselect A\n',
      asked: 'A=n',
      loss: {
        reason: 'no-prompt',
        got: 'y',
        because: { file: 'Kconfig', line: 5, col: 2 },
        explanation: 'A has no prompt, so it cannot be set; it is y because B selects it',
      },
    },
    {
      name: 'dependencies that are not met',
      text: sensor,
      asked: 'SENSOR=y',
      loss: {
        reason: 'unmet-dependency',
        got: 'n',
        because: { file: 'Kconfig', line: 5, col: 13 },
        explanation: 'SENSOR is n: it depends on I2C (=n)',
        fix: 'set I2C=y',
      },
    },
    {
      name: 'a dependency that has one itself',
      text: `config BUS\n\tbool "bus"\n${sensor.replace('bool "i2c"', 'bool "i2c"\n\tdepends on BUS')}`,
      asked: 'SENSOR=y',
      loss: {
        reason: 'unmet-dependency',
        got: 'n',
        explanation: 'SENSOR is n: it depends on I2C (=n)',
        fix: 'set BUS=y and I2C=y',
      },
    },
    {
      name: 'a dependency on what nobody can set here: no fix that would be lost, too',
      text: `config BUS\n\tbool\n${sensor.replace('bool "i2c"', 'bool "i2c"\n\tdepends on BUS')}`,
      asked: 'SENSOR=y',
      loss: { reason: 'unmet-dependency', got: 'n', explanation: 'SENSOR is n: it depends on I2C (=n)' },
    },
    {
      name: 'a dependency on nothing',
      text: 'config A\n\tbool "a"\n\tdepends on NOBODY\n',
      asked: 'A=y',
      loss: {
        reason: 'unmet-dependency',
        got: 'n',
        explanation: 'A is n: it depends on NOBODY (not defined anywhere)',
      },
    },
    {
      name: 'a selected symbol',
      text: 'config A\n\tdef_bool y\n\tprompt "a"\n\tselect B\nconfig B\n\tbool "b"\n',
      asked: 'B=n',
      loss: {
        reason: 'selected',
        got: 'y',
        because: { file: 'Kconfig', line: 4, col: 2 },
        explanation: 'B is y because A selects it',
        fix: 'set A=n',
      },
    },
    {
      name: 'the member a choice falls back to',
      text: choice,
      asked: 'RED=n',
      loss: {
        reason: 'choice',
        got: 'y',
        explanation: 'RED is what choice "Colour" falls back to: one member must be y',
      },
    },
    {
      name: 'a number below its range',
      text: size,
      asked: 'SIZE=1',
      loss: {
        reason: 'out-of-range',
        got: '4',
        because: { file: 'Kconfig', line: 3, col: 2 },
        explanation: 'SIZE=1 is outside its range 4..LIMIT (=64)',
        fix: 'set SIZE=4',
      },
    },
    { name: 'a number above its range', text: size, asked: 'SIZE=100', loss: { reason: 'out-of-range', got: '64' } },
    {
      name: 'a value of another type',
      text: size,
      asked: 'SIZE=0x10',
      loss: {
        reason: 'invalid-value',
        got: '8',
        explanation: "'0x10' is not a value of SIZE, which is an int",
        fix: 'set SIZE=16',
      },
    },
    {
      name: 'yes for y',
      text: sensor,
      asked: 'I2C=yes',
      loss: { reason: 'invalid-value', got: 'n', fix: 'set I2C=y' },
    },
    {
      name: 'm for a bool',
      text: sensor,
      asked: 'I2C=m',
      loss: { reason: 'invalid-value', got: 'n', fix: 'set I2C=y' },
    },
    { name: 'a leading zero', text: size, asked: 'SIZE=007', loss: { reason: 'invalid-value', fix: 'set SIZE=7' } },
    {
      name: 'a string with a line break',
      text: 'config A\n\tstring "a"\n',
      asked: 'A=a\nb',
      loss: { reason: 'invalid-value', got: '' },
    },
    {
      name: 'm without modules',
      text: 'config A\n\ttristate "a"\n',
      asked: 'A=m',
      loss: { reason: 'unmet-dependency', got: 'y', fix: 'set A=y' },
    },
  ])('$name', ({ text, asked, loss }) => {
    const { losses } = lose(text, asked);
    expect(losses).toHaveLength(1);
    expect(losses[0]).toMatchObject({
      asked: asked.slice(asked.indexOf('=') + 1),
      at: { file: 'in', line: 1 },
      ...loss,
    });
  });

  it.each([
    { by: 'A', what: 'nobody can set', text: 'config A\n\tdef_bool y\n\tselect B\nconfig B\n\tbool "b"\n' },
    {
      by: 'RED',
      what: 'is a member of a choice',
      text: `${choice.replace('"r"\n', '"r"\n\tselect B\n')}config B\n\tbool "b"\n`,
    },
  ])('names no fix where what selects it $what', ({ by, text }) => {
    const { losses } = lose(text, 'B=n');
    expect(losses).toMatchObject([{ reason: 'selected', explanation: `B is y because ${by} selects it` }]);
    expect(losses[0]).not.toHaveProperty('fix');
  });

  it('names all unmet parts, and fixes that together work', () => {
    const { losses } = lose(sensor, 'SENSOR=y', 'OFF=y');
    expect(losses).toMatchObject([
      { explanation: 'SENSOR is n: it depends on I2C (=n) and !OFF (OFF=y)', fix: 'set I2C=y and OFF=n' },
    ]);
    expect(lose(sensor, 'SENSOR=y', 'OFF=y', 'I2C=y', 'OFF=n').losses).toEqual([]);
  });

  it('loses the first of two members in one source, with a warning', () => {
    const { losses, diagnostics } = lose(choice, 'RED=y', 'BLUE=y');
    expect(losses).toMatchObject([{ name: 'RED', reason: 'choice', got: 'n', fix: 'remove BLUE=y' }]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['KC0512']);
  });

  it('names the later member that cannot be, where the choice falls back to neither', () => {
    const text = `config ON\n\tbool "on"\nchoice\n\tprompt "Speed"\nconfig SLOW\n\tbool "slow"\nconfig FAST\n\tbool "fast"\nconfig TURBO\n\tbool "turbo"\n\tdepends on ON\nendchoice\n`;
    const { losses, diagnostics } = lose(text, 'FAST=y', 'TURBO=y');
    expect(losses).toMatchObject([
      {
        name: 'FAST',
        reason: 'choice',
        explanation: expect.stringMatching(/because TURBO=y .* SLOW=y/),
        fix: 'remove TURBO=y',
      },
      { name: 'TURBO', reason: 'unmet-dependency', fix: 'set ON=y' },
    ]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['KC0512']);
    expect(lose(text, 'FAST=y').losses).toEqual([]);
  });

  it('lets a later source pick another member, with a warning only', () => {
    const { losses, diagnostics } = lose(choice, 'RED=y', { name: 'BLUE', value: 'y', by: '--set' });
    expect(losses).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['KC0512']);
  });

  it('lets a later source override a setting, with a notice', () => {
    const { losses, diagnostics, values } = lose(size, 'SIZE=5', { name: 'SIZE', value: '6', by: '--set' });
    expect(values.get('SIZE')).toMatchObject({ value: '6', origin: { kind: 'user', by: '--set' } });
    expect(losses).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: 'KC0511', severity: 'info' }]);
  });

  it.each([
    ['n of what is n', sensor, ['SENSOR=n', 'NOBODY=n']],
    ['n of a member that lost to a rival', choice, ['RED=n', 'BLUE=y']],
    ['y of what is y anyway', 'config A\n\tdef_bool y\n', ['A=y']],
    ['an empty number of what is empty', 'config A\n\tint "a"\n', ['A=']],
    ['both bounds', size, ['SIZE=4', 'SIZE=64']],
  ])('are not %s', (_name, text, settings) => {
    expect(lose(text, ...settings).losses).toEqual([]);
  });

  it('become errors where the value was asked for', () => {
    const [loss] = lose(sensor, 'SENSOR=y').losses;
    expect(loss && lossDiagnostic(loss)).toEqual({
      severity: 'error',
      code: 'KC0503',
      message: 'SENSOR=y is lost: SENSOR is n: it depends on I2C (=n)',
      at: { file: 'in', line: 1, col: 1 },
      related: [{ message: 'decided here', at: { file: 'Kconfig', line: 5, col: 13 } }],
      hint: { text: 'set I2C=y' },
    });
  });
});
