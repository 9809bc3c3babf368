// Which lines of a whole .config were somebody's wish.

import { describe, expect, it } from 'vitest';
import {
  essentialSettings,
  memoryFileSystem,
  parseKconfig,
  readConfigFile,
  resolveConfig,
} from '../../src/kconfig/index.js';

const TREE = `config BASE
	bool "base"

config LEAF
	bool "leaf"
	depends on BASE
	default y

config SIZE
	int "size"
	range 1 9
	default 4
`;

function namesOf(config: string): readonly string[] {
  const { model } = parseKconfig({ file: 'Kconfig', environment: {}, fileSystem: memoryFileSystem({ Kconfig: TREE }) });
  const { settings } = readConfigFile('.config', config, model);
  return essentialSettings(model, resolveConfig(model, settings), settings).map(({ name }) => name);
}

describe('essentialSettings', () => {
  it.each([
    ['CONFIG_BASE=y\nCONFIG_LEAF=y\nCONFIG_SIZE=4\n', ['BASE']],
    ['CONFIG_BASE=y\n# CONFIG_LEAF is not set\nCONFIG_SIZE=5\n', ['BASE', 'LEAF', 'SIZE']],
    ['# CONFIG_BASE is not set\nCONFIG_SIZE=4\n', []],
    ['CONFIG_SIZE=12\n', ['SIZE']],
    ['CONFIG_GONE=y\nCONFIG_LEAF=y\n', ['GONE', 'LEAF']],
    ['', []],
  ])('of %j: %j', (config, names) => expect(namesOf(config)).toEqual(names));
});
