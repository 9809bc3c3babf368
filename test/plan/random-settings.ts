/** Every template on every board, and random configurations of them. */
import { join } from 'node:path';
import fc from 'fast-check';
import type { ConfigSetting, KconfigModel, KSymbol } from '../../src/kconfig/index.js';
import { createProject } from '../../src/project/create-project.js';
import { temporaryFolder } from '../process/temporary-folder.js';
import { GO_BOARDS, PACKAGE, TINYGO_BOARDS, unwrap } from './plan-input.js';

const TEMPLATES = ['led_blink', 'options', 'driver'] as const;
export const CASES = TEMPLATES.flatMap((template) =>
  [...GO_BOARDS, ...TINYGO_BOARDS].map((board) => [template, board] as const),
);

export function projectFrom(template: string): string {
  const folder = join(temporaryFolder(), 'my-app');
  unwrap(createProject({ folder, template, packageFolder: PACKAGE }));
  return folder;
}

const numbers = fc.oneof(
  fc.constantFrom('0', '1', '8191', '8192', '65535', '65536', '16777216', '2147483648', '-1'),
  fc.nat().map(String),
);

function valueFor(symbol: KSymbol): fc.Arbitrary<string> {
  switch (symbol.type) {
    case 'int':
      return numbers;
    case 'hex':
      return fc.bigInt({ min: 0n, max: 2n ** 65n }).map((value) => `0x${value.toString(16)}`);
    case 'string':
      return fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(`it's "it"`, '$(touch canary)', '*/', '; rm -rf /', '-flag', 'a\\b', ''),
      );
    default:
      return fc.constantFrom('y', 'n');
  }
}

/** Some of the model's symbols with values that have the form of their type, whether or not they can stick. */
export function settingsFor(model: KconfigModel): fc.Arbitrary<ConfigSetting[]> {
  const prompted = [...model.symbols.values()].filter(({ prompts }) => prompts.length > 0);
  return fc
    .subarray(prompted)
    .chain((symbols) =>
      fc.tuple(
        ...symbols.map((symbol) => valueFor(symbol).map((value) => ({ name: symbol.name, value, by: '--set' }))),
      ),
    );
}
