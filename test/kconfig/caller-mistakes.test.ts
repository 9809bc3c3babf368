// What a caller in plain JavaScript gets wrong is a TypeError whose words help, thrown where it was given.

import { describe, expect, it } from 'vitest';
import * as library from '../../src/kconfig/index.js';

/** The library as no type checker sees it. */
const { parseKconfig, sniffDialect, resolveConfig, readConfigFile, saveConfig, lintModel, LiveValues } =
  library as unknown as Record<
    'parseKconfig' | 'sniffDialect' | 'resolveConfig' | 'readConfigFile' | 'saveConfig' | 'lintModel',
    (...args: unknown[]) => unknown
  > & {
    LiveValues: new (
      ...args: unknown[]
    ) => { set(name: unknown, value?: unknown): unknown; unset(name: unknown): unknown };
  };

const fileSystem = library.memoryFileSystem({ Kconfig: 'config A\n\tint "a"\n' });
const options = { file: 'Kconfig', fileSystem };
const { model } = library.parseKconfig(options);

describe('the words of a TypeError', () => {
  it.each<[string, () => unknown, string | RegExp]>([
    ['no options', () => parseKconfig(), 'the options of parseKconfig must be an object, but is undefined'],
    [
      'no file',
      () => parseKconfig({}),
      '"file" of parseKconfig, the top Kconfig file, must be a string, but is undefined',
    ],
    [
      'an unknown dialect',
      () => parseKconfig({ ...options, dialect: 'linux-6' }),
      /^"dialect" of parseKconfig must be one of auto, linux-6\.1, .*, unikraft, but is "linux-6"; did you mean "linux-6\.1"\?$/,
    ],
    ['a dialect that is none', () => parseKconfig({ ...options, dialect: 61 }), /^"dialect" .*, but is 61$/],
    [
      'a number as a variable',
      () => parseKconfig({ ...options, environment: { ARCH: 5 } }),
      'the variable ARCH in "environment" of parseKconfig must be a string, but is 5',
    ],
    ['no file system', () => parseKconfig({ file: 'Kconfig', fileSystem: {} }), /^"readText" .* must be a function/],
    [
      'a shell by its name',
      () => parseKconfig({ ...options, shell: '/bin/sh' }),
      /must be a function, but is "\/bin\/sh"$/,
    ],
    ['a folder that is none', () => parseKconfig({ ...options, srctree: null }), /"srctree".*, but is null$/],
    ['sniffing nothing', () => sniffDialect({}), /^"file" of sniffDialect/],
    [
      'a number as a value',
      () => new LiveValues(model).set('A', 5),
      /^the value to set A to, .* must be a string, but is 5$/,
    ],
    [
      'a number as a name',
      () => new LiveValues(model).set(5, 'y'),
      'the name of a symbol to set must be a string, but is 5',
    ],
    ['taking back nothing', () => new LiveValues(model).unset(undefined), /must be a string, but is undefined$/],
    ['settings that are none', () => resolveConfig(model, 'A=5'), /must be a list, but is "A=5"$/],
    ['settings as an object', () => new LiveValues(model, { A: '5' }), /must be a list, but is an object$/],
    ['a setting that is a text', () => resolveConfig(model, ['A=5']), 'a setting must be an object, but is "A=5"'],
    ['a setting of a number', () => resolveConfig(model, [{ name: 'A', value: 5 }]), /setting of A must be a string/],
    ['all of a result as the model', () => resolveConfig({ model }, []), /give the "model" of its result/],
    ['bytes as a text', () => readConfigFile('.config', Buffer.from('')), /\(decodeText makes it of bytes\) must be/],
    ['saving nothing', () => saveConfig('.config', undefined), /text of a configuration to save must be a string/],
    [
      'a rule that is none',
      () => lintModel(model, { rules: ['KC0699'] }),
      /^a rule of lintModel must be one of KC0312, KC0601/,
    ],
    ['a rule by itself', () => lintModel(model, { rules: 'KC0601' }), /^"rules" of lintModel must be a list/],
  ])('%s', (_what, call, words) => {
    let thrown: unknown;
    try {
      call();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(TypeError);
    if (typeof words === 'string') expect((thrown as Error).message).toBe(words);
    else expect((thrown as Error).message).toMatch(words);
  });
});

it('what is given as undefined is not given', () => {
  const nothing = { environment: undefined, fileSystem, srctree: undefined, shell: undefined, dialect: undefined };
  const { diagnostics } = parseKconfig({ file: 'Kconfig', ...nothing }) as { diagnostics: unknown[] };
  expect(diagnostics).toEqual([]);
});
