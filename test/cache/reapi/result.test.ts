import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OutputFile } from '../../../src/cache/action.js';
import { ActionResult as Message } from '../../../src/cache/reapi/generated/build/bazel/remote/execution/v2/remote_execution.js';
import { decodeResult, encodeResult, messageOfResult } from '../../../src/cache/reapi/result.js';

const hash = 'a'.repeat(64);
const output: OutputFile = { path: 'build/app.elf', digest: { hash, sizeBytes: 3 }, isExecutable: true };
const good = messageOfResult({ outputs: [output] });
const [goodFile] = good.outputFiles;
if (goodFile === undefined) throw new Error('no file in a result of one file');

const outputs = fc.uniqueArray(
  fc.record({
    path: fc
      .array(fc.stringMatching(/^[a-z][a-z .-]{0,3}$/), { minLength: 1, maxLength: 3 })
      .map((names) => names.join('/')),
    digest: fc.record({ hash: fc.stringMatching(/^[0-9a-f]{64}$/), sizeBytes: fc.maxSafeNat() }),
    isExecutable: fc.boolean(),
  }),
  { selector: ({ path }) => path, minLength: 1, maxLength: 5 },
);

describe('a result', () => {
  test('comes back as it was, and in one order', () => {
    fc.assert(
      fc.property(outputs, (files) => {
        const bytes = encodeResult({ outputs: files });
        expect(new Set(decodeResult(bytes)?.outputs)).toEqual(new Set(files));
        expect(encodeResult({ outputs: files.toReversed() })).toEqual(bytes);
      }),
    );
  });

  const withFile = (change: Partial<typeof goodFile>): Message => ({
    ...good,
    outputFiles: [{ ...goodFile, ...change }],
  });
  const refused: [string, Message][] = [
    ['of a step that failed', { ...good, exitCode: 1 }],
    ['without files', { ...good, outputFiles: [] }],
    ['with one path twice', { ...good, outputFiles: [goodFile, goodFile] }],
    ['with a folder', { ...good, outputDirectories: [{ path: 'a', treeDigest: goodFile.digest }] }],
    ['with a link', { ...good, outputSymlinks: [{ path: 'a', target: '/etc/passwd' }] }],
    ['with a link of the older form', { ...good, outputFileSymlinks: [{ path: 'a', target: 'b' }] }],
    ['without a digest', withFile({ digest: undefined })],
    ['with a negative size', withFile({ digest: { hash, sizeBytes: -1n } })],
    ['with a size beyond what a number holds', withFile({ digest: { hash, sizeBytes: 2n ** 53n } })],
    ['with a short hash', withFile({ digest: { hash: 'abc', sizeBytes: 1n } })],
    ['with a hash that is a path', withFile({ digest: { hash: `../${'a'.repeat(61)}`, sizeBytes: 1n } })],
    ['with a hash in upper case', withFile({ digest: { hash: 'A'.repeat(64), sizeBytes: 1n } })],
    ...['', '/etc/passwd', '../x', 'a/../../x', 'a//b', 'a/', '.', 'a\\..\\b', 'C:/x', 'a\0'].map(
      (path): [string, Message] => [`with the path ${JSON.stringify(path)}`, withFile({ path })],
    ),
  ];
  test.each(refused)('%s is none', (_, message) => {
    expect(decodeResult(Message.encode(good).finish())).toEqual({ outputs: [output] });
    expect(decodeResult(Message.encode(message).finish())).toBeUndefined();
  });

  test('that was cut or damaged is none, or well-formed; never an exception', () => {
    const bytes = encodeResult({ outputs: [output] });
    for (let length = 0; length < bytes.length - 2; length++)
      expect(decodeResult(bytes.subarray(0, length))).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (garbage) => decodeResult(garbage) === undefined));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (index, value) => {
        const damaged = Uint8Array.from(bytes);
        damaged[index] = value;
        for (const { path, digest } of decodeResult(damaged)?.outputs ?? []) {
          expect(path).not.toMatch(/^\/|\.\.\//);
          expect(digest.hash).toMatch(/^[0-9a-f]{64}$/);
        }
      }),
    );
  });
});
