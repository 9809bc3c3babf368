/** Steps for property tests: names that sort differently by code point and by JavaScript, folders within folders, empty values. */
import fc from 'fast-check';
import type { InputFile, StepAction } from '../../../src/cache/action.js';
import { digestOf } from '../../../src/cache/reapi/digest.js';

const name = fc
  .string({
    unit: fc.constantFrom('a', 'B', '-', ' ', '\n', '$', 'ä', '\uE000', '\u{10000}', '.'),
    minLength: 1,
    maxLength: 4,
  })
  .filter((text) => text !== '.' && text !== '..');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
const record = fc.dictionary(name, fc.string({ maxLength: 5 }), { maxKeys: 4 });

const input: fc.Arbitrary<InputFile> = fc
  .record({ path, content: fc.string({ maxLength: 3 }), isExecutable: fc.boolean() })
  .map(({ content, ...rest }) => ({ ...rest, source: Buffer.from(content), digest: digestOf(Buffer.from(content)) }));

/** No two files of one path, and no file that is another one's folder. */
const inputs = fc
  .uniqueArray(input, { selector: (file) => file.path, maxLength: 8 })
  .map((files) => files.filter((file) => !files.some((other) => other.path.startsWith(`${file.path}/`))));

export const stepActions: fc.Arbitrary<StepAction> = fc
  .record({
    arguments: fc.array(fc.string({ maxLength: 5 }), { minLength: 1, maxLength: 4 }),
    environment: record,
    workingDirectory: fc.constantFrom('', 'work', 'work/below'),
    outputPaths: fc.uniqueArray(path, { minLength: 1, maxLength: 4 }),
    platform: record,
    inputs,
    timeoutMs: fc.nat(1_000_000),
  })
  .filter((step) => !step.inputs.some((file) => file.path === 'work' || file.path === 'work/below'));

export function reversed<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).reverse());
}
