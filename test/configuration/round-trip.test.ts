/**
 * A configuration that is saved as a defconfig and made again from that is the same one, whatever it is. BLJH_ROUND_TRIPS says
 * how many random configurations of bljh's own trees are tried, BLJH_ROUND_TRIP_SEED which.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type ConfigSetting,
  formatConfig,
  formatDefconfig,
  type KSymbol,
  readConfigFile,
  resolveConfig,
} from '../../src/kconfig/index.js';
import { unwrap } from '../plan/plan-input.js';
import { type OwnTree, ownTrees } from './own-trees.js';

const runs = Number(process.env['BLJH_ROUND_TRIPS'] ?? 600);
const seed = process.env['BLJH_ROUND_TRIP_SEED'];
const parameters = { numRuns: runs, ...(seed === undefined ? {} : { seed: Number(seed) }) };

const strings = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('', '"', '\\\\', 'a "b" \\\\', '#', ' ', '$(X)', 'ü 🙂', '# CONFIG_A is not set'),
);
const ints = fc.oneof(fc.integer({ min: -2, max: 20_000_000 }), fc.integer({ min: 0, max: 70 }));

function valueOf({ type }: KSymbol): fc.Arbitrary<string> {
  if (type === 'string') return strings.filter((text) => !/[\n\r\0]/.test(text));
  if (type === 'int') return ints.map(String);
  if (type === 'hex') return ints.map((value) => `0x${Math.abs(value).toString(16)}`);
  return fc.constantFrom('y', 'n');
}

/** Values for some of the symbols, in some order: what does not stick is part of it. */
function settingsOf({ model }: OwnTree): fc.Arbitrary<readonly ConfigSetting[]> {
  const symbols = [...model.symbols.values()].filter(({ prompts }) => prompts.length > 0);
  return fc
    .shuffledSubarray(symbols)
    .chain((chosen) =>
      fc.tuple(...chosen.map((symbol) => valueOf(symbol).map((value) => ({ name: symbol.name, value, by: 'random' })))),
    );
}

it(
  'savedefconfig, then defconfig: the same values, for random configurations of every tree',
  () => {
    const trees = ownTrees();
    const cases = fc.nat({ max: trees.length - 1 }).chain((index) => {
      const tree = trees[index] as OwnTree;
      return settingsOf(tree).map((settings) => ({ tree, settings }));
    });
    fc.assert(
      fc.property(cases, ({ tree: { model }, settings }) => {
        const before = resolveConfig(model, settings);
        const minimal = formatDefconfig(model, before);
        const read = readConfigFile('defconfig', minimal, model);
        const after = resolveConfig(model, read.settings);
        expect(read.diagnostics).toEqual([]);
        expect(after.losses).toEqual([]);
        expect(formatConfig(model, after)).toBe(formatConfig(model, before));
        expect(formatDefconfig(model, after)).toBe(minimal);
      }),
      parameters,
    );
    process.stdout.write(`round trip: ${runs} random configurations of ${trees.length} trees, no difference\n`);
  },
  Math.max(60_000, runs * 60),
);

it('the same through the files: --save-defconfig, then --defconfig', () => {
  for (const tree of ownTrees()) {
    const [, board = ''] = tree.name.split(' for ');
    for (const settings of fc.sample(settingsOf(tree), { numRuns: 3, seed: 1 })) {
      const saveDefconfig = `${tree.folder}/saved`;
      unwrap(tree.configure({ set: settings, dropLost: true, saveDefconfig }));
      const before = tree.read(`build/${board}/.config`);
      const saved = tree.read('saved');
      unwrap(tree.configure({ set: [{ name: 'HEAP_LIMIT', value: '12345', by: '--set' }] }));
      expect(tree.read(`build/${board}/.config`)).not.toBe(before);
      unwrap(tree.configure({ defconfig: saveDefconfig, saveDefconfig: `${tree.folder}/again` }));
      expect(tree.read(`build/${board}/.config`)).toBe(before);
      expect(tree.read('again')).toBe(saved);
    }
  }
}, 60_000);
