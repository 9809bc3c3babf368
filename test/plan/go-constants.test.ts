import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planConstants, renderConstants } from '../../src/plan/go-constants.js';
import { placeFiles, temporaryFolder } from '../process/temporary-folder.js';
import { NO_GO, runGo } from './go-oracle.js';
import { codesOf, errorsOf, planInputOf, unwrap, withValues } from './plan-input.js';

type Type = 'bool' | 'tristate' | 'int' | 'hex' | 'string' | 'unknown';

function constantOf(type: Type, value: string) {
  return planConstants(withValues(planInputOf({}), [{ name: 'X', type, value }]));
}

function literalOf(type: Type, value: string): string {
  const constant = unwrap(constantOf(type, value)).at(-1);
  return `${constant?.type} ${constant?.value}`;
}

describe('planConstants', () => {
  it.each([
    ['bool', 'y', 'bool true'],
    ['bool', 'n', 'bool false'],
    ['tristate', 'm', 'bool true'],
    ['int', '0', 'int 0'],
    ['int', '2147483647', 'int 2147483647'],
    ['int', '2147483648', 'int64 2147483648'],
    ['int', '-2147483648', 'int -2147483648'],
    ['int', '-2147483649', 'int64 -2147483649'],
    ['int', '9223372036854775807', 'int64 9223372036854775807'],
    ['int', '-9223372036854775808', 'int64 -9223372036854775808'],
    ['int', '007', 'int 7'],
    ['int', '', 'int 0'],
    ['hex', '0xFF', 'uint64 0xff'],
    ['hex', '0Xff', 'uint64 0xff'],
    ['hex', 'ff', 'uint64 0xff'],
    ['hex', '0xffffffffffffffff', 'uint64 0xffffffffffffffff'],
    ['hex', '', 'uint64 0x0'],
    ['string', '', 'string ""'],
    ['string', 'a"b\\c\n\t', 'string "a\\"b\\\\c\\n\\t"'],
  ] as const)('%s %j is %s', (type, value, expected) => expect(literalOf(type, value)).toBe(expected));

  it.each([
    ['int', '9223372036854775808'],
    ['int', '-9223372036854775809'],
    ['hex', '0x10000000000000000'],
    ['unknown', ''],
  ] as const)('refuses %s %s at its line', (type, value) => {
    const result = constantOf(type, value);
    expect(codesOf(result)).toEqual(['PL0007']);
    expect(errorsOf(result)[0]?.at).toEqual({ file: 'Kconfig', line: 1, col: 1 });
  });

  it.each([
    ['lower', 'begins with an upper-case letter', 'LOWER'],
    ['_HIDDEN', 'begins with an upper-case letter', 'HIDDEN'],
    ['3D', 'does not begin with a digit', 'OPT_3D'],
    ['foo-bar', 'has letters, digits and _ only', 'FOO_BAR'],
    ['FOO-BAR', 'has letters, digits and _ only', 'FOO_BAR'],
  ])('refuses %s, which no other package can name: why, and a name that would do', (name, reason, near) => {
    const input = withValues(planInputOf({}), [{ name, type: 'bool', value: 'y' }]);
    const result = planConstants(input);
    expect(codesOf(result)).toEqual(['PL0007']);
    expect(errorsOf(result)[0]?.message).toContain(reason);
    expect(errorsOf(result)[0]?.hint?.text).toBe(`give the symbol another name in Kconfig, such as ${near}`);
    expect(codesOf(planConstants(withValues(planInputOf({}), [{ name: near, type: 'bool', value: 'y' }])))).toEqual([]);
  });

  it("refuses Board, the name of bljh's own constant", () => {
    const input = withValues(planInputOf({}), [{ name: 'Board', type: 'bool', value: 'y' }]);
    expect(codesOf(planConstants(input))).toEqual(['PL0007']);
  });

  it('leaves out what the project did not define', () => {
    const input = planInputOf({ kconfig: 'config ONE\n\tbool "one"\n' });
    expect(unwrap(planConstants(input)).map(({ name }) => name)).toEqual(['Board', 'ONE']);
  });
});

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      '\\',
      '`',
      '\n',
      '\r',
      '\0',
      '\u007f',
      '\u2028',
      '\ufeff',
      '*/',
      '//',
      'é',
      '😀',
      '%s',
      '$',
    ),
  }),
);

describe('renderConstants', () => {
  it.skipIf(NO_GO !== undefined)(
    `gives the real Go the same values (${NO_GO ?? 'go is here'})`,
    () => {
      const sample = { seed: 20260102, numRuns: 400 };
      const strings = fc.sample(text, sample).concat('\ufeff', 'a\ufeffb', '\0', '\u2029', '*/');
      const ints = fc.sample(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), sample);
      const borders = [31n, 32n, 63n]
        .flatMap((bits) => [2n ** bits - 1n, -(2n ** bits), 2n ** (bits - 1n)])
        .filter((n) => n < 2n ** 63n && n >= -(2n ** 63n));
      const hexes = fc.sample(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), sample);
      const symbols = [
        ...strings.map((value, index) => ({ name: `S${index}`, type: 'string' as const, value })),
        ...[...ints, ...borders].map((value, index) => ({
          name: `I${index}`,
          type: 'int' as const,
          value: String(value),
        })),
        ...hexes.map((value, index) => ({ name: `H${index}`, type: 'hex' as const, value: `0x${value.toString(16)}` })),
      ];
      const constants = unwrap(planConstants(withValues(planInputOf({}), symbols)));
      const folder = temporaryFolder();
      placeFiles(folder, {
        'go.mod': 'module try\n\ngo 1.23\n',
        [join('config', 'config.go')]: renderConstants('virt64', constants),
        'main.go': [
          'package main',
          'import (',
          '\t"fmt"',
          '\t"try/config"',
          ')',
          'func main() {',
          ...symbols.map(({ name, type }) => `\tfmt.Printf("${type === 'string' ? '%x' : '%d'}\\n", config.${name})`),
          '}',
          '',
        ].join('\n'),
      });
      const expected = symbols.map(({ type, value }) =>
        type === 'string' ? Buffer.from(value).toString('hex') : String(BigInt(value)),
      );
      expect(runGo(folder).split('\n').slice(0, -1)).toEqual(expected);
    },
    150_000,
  );

  it('keeps a value out of the line of its comment', () => {
    const input = withValues(planInputOf({}), [
      { name: 'X', type: 'string', value: 'one\r\nfunc init() { panic(1) }' },
    ]);
    const lines = renderConstants('virt64', unwrap(planConstants(input))).split(/\r\n|[\r\n]/);
    expect(lines.filter((line) => line.startsWith('func'))).toEqual([]);
    expect(lines.filter((line) => /^\t(?!\/\/)/.test(line))).toHaveLength(2);
  });
});
