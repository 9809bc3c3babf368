import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InputFile, StepAction } from '../../../src/cache/action.js';
import { digestOf, messageOfDigest } from '../../../src/cache/reapi/digest.js';
import { encodeAction } from '../../../src/cache/reapi/encode-action.js';
import {
  Action,
  Command,
  Directory,
} from '../../../src/cache/reapi/generated/build/bazel/remote/execution/v2/remote_execution.js';
import { reversed, stepActions } from './step-actions.js';

const step: StepAction = {
  arguments: ['go', 'build', '-o', 'app.elf'],
  environment: { GOOS: 'linux', CGO_ENABLED: '1' },
  workingDirectory: 'project',
  outputPaths: ['build/app.elf', 'build/app.a'],
  platform: { OSFamily: 'linux', go: 'go1.26.8' },
  inputs: [file('project/main.go', 'package main'), file('project/go.mod', 'module app'), file('tool.sh', '#!', true)],
  timeoutMs: 90_500,
};

function file(path: string, content: string, isExecutable = false): InputFile {
  const source = Buffer.from(content);
  return { path, source, digest: digestOf(source), isExecutable };
}

function read(encoded: ReturnType<typeof encodeAction>) {
  const message = (hash: string | undefined) => encoded.messages.get(hash ?? '') ?? expect.fail(`${hash} is not there`);
  const action = Action.decode(message(encoded.digest.hash));
  return {
    action,
    command: Command.decode(message(action.commandDigest?.hash)),
    folder: (hash: string | undefined) => Directory.decode(message(hash)),
  };
}

describe('the messages of an action', () => {
  test('hold what the step says, sorted', () => {
    const { action, command, folder } = read(encodeAction(step));
    expect(action).toMatchObject({ doNotCache: false, timeout: { seconds: 90n, nanos: 500_000_000 } });
    expect(action.platform).toEqual(command.platform);
    expect(command).toEqual({
      arguments: ['go', 'build', '-o', 'app.elf'],
      environmentVariables: [
        { name: 'CGO_ENABLED', value: '1' },
        { name: 'GOOS', value: 'linux' },
      ],
      platform: {
        properties: [
          { name: 'OSFamily', value: 'linux' },
          { name: 'go', value: 'go1.26.8' },
        ],
      },
      workingDirectory: 'project',
      outputPaths: ['build/app.a', 'build/app.elf'],
    });
    const root = folder(action.inputRootDigest?.hash);
    expect(root.files).toEqual([
      { name: 'tool.sh', digest: messageOfDigest(digestOf(Buffer.from('#!'))), isExecutable: true },
    ]);
    expect(root.directories.map(({ name }) => name)).toEqual(['project']);
    const project = folder(root.directories[0]?.digest?.hash);
    expect(project.files.map(({ name, isExecutable }) => [name, isExecutable])).toEqual([
      ['go.mod', false],
      ['main.go', false],
    ]);
  });

  test('are sorted by code point, not by what JavaScript compares', () => {
    const names = ['\u{10000}', '\uE000', 'a'];
    const encoded = encodeAction({ ...step, inputs: names.map((name) => file(name, '')), outputPaths: names });
    const { action, command, folder } = read(encoded);
    expect(command.outputPaths).toEqual(['a', '\uE000', '\u{10000}']);
    expect(folder(action.inputRootDigest?.hash).files.map(({ name }) => name)).toEqual(['a', '\uE000', '\u{10000}']);
  });

  test('have the working directory as a folder, even where it holds no file', () => {
    const { action, folder } = read(encodeAction({ ...step, workingDirectory: 'a/b', inputs: [] }));
    const [a] = folder(action.inputRootDigest?.hash).directories;
    expect(a?.name).toBe('a');
    expect(folder(a?.digest?.hash).directories.map(({ name }) => name)).toEqual(['b']);
  });

  test('are the same in whatever order things are named', () => {
    fc.assert(
      fc.property(stepActions, (one) => {
        const other: StepAction = {
          ...one,
          environment: reversed(one.environment),
          platform: reversed(one.platform),
          inputs: one.inputs.toReversed(),
          outputPaths: [...one.outputPaths, ...one.outputPaths].reverse(),
        };
        const [left, right] = [encodeAction(one), encodeAction(other)];
        expect(right.digest).toEqual(left.digest);
        expect(new Map([...right.messages].sort())).toEqual(new Map([...left.messages].sort()));
      }),
    );
  });

  test('are all reached from the action, and have the hash under which they stand', () => {
    fc.assert(
      fc.property(stepActions, (one) => {
        const encoded = encodeAction(one);
        const { action, folder } = read(encoded);
        const reached = new Set([encoded.digest.hash, action.commandDigest?.hash]);
        const walk = (hash: string | undefined) => {
          reached.add(hash);
          for (const below of folder(hash).directories) walk(below.digest?.hash);
        };
        walk(action.inputRootDigest?.hash);
        expect(reached).toEqual(new Set(encoded.messages.keys()));
        for (const [hash, bytes] of encoded.messages) expect(digestOf(bytes).hash).toBe(hash);
      }),
    );
  });

  test('change with every field', () => {
    const changes: [string, (one: StepAction) => StepAction][] = [
      ['an argument more', (one) => ({ ...one, arguments: [...one.arguments, ''] })],
      ['an argument cut in two', (one) => ({ ...one, arguments: ['x', ...one.arguments] })],
      ['a variable', (one) => ({ ...one, environment: { ...one.environment, NEW: '' } })],
      ['a property of the platform', (one) => ({ ...one, platform: { ...one.platform, NEW: '' } })],
      ['an output', (one) => ({ ...one, outputPaths: [...one.outputPaths, 'another/file'] })],
      ['the working directory', (one) => ({ ...one, workingDirectory: `${one.workingDirectory}x` })],
      ['the time limit', (one) => ({ ...one, timeoutMs: one.timeoutMs + 1 })],
      ['a file more', (one) => ({ ...one, inputs: [...one.inputs, file('another file', '')] })],
    ];
    fc.assert(
      fc.property(stepActions, fc.constantFrom(...changes), (one, [, change]) => {
        expect(encodeAction(change(one)).digest.hash).not.toBe(encodeAction(one).digest.hash);
      }),
    );
  });

  test('change with the bytes, the name and the mode of every file', () => {
    const changes: ((one: InputFile) => InputFile)[] = [
      (one) => ({ ...one, path: `${one.path}x` }),
      (one) => ({ ...one, isExecutable: !one.isExecutable }),
      (one) => ({ ...one, digest: digestOf(Buffer.from('other bytes')) }),
    ];
    fc.assert(
      fc.property(stepActions, fc.nat(), fc.constantFrom(...changes), (one, index, change) => {
        const chosen = one.inputs[index % Math.max(1, one.inputs.length)];
        fc.pre(chosen !== undefined && !one.inputs.some(({ path }) => path.startsWith(`${chosen.path}x`)));
        const inputs = one.inputs.map((input) => (input === chosen ? change(input) : input));
        expect(encodeAction({ ...one, inputs }).digest.hash).not.toBe(encodeAction(one).digest.hash);
      }),
    );
  });

  test('are not made of paths that leave the root, nor of two files of one path', () => {
    for (const path of ['', '/etc/passwd', '../x', 'a/../b', './a', 'a//b', 'a/', 'a\0b'])
      expect(() => encodeAction({ ...step, inputs: [file(path, '')] }), path).toThrow(/not a path below/);
    // Names that a system may give to a file.
    for (const path of ['a\\b', 'C:/x'])
      expect(() => encodeAction({ ...step, inputs: [file(path, '')] }), path).not.toThrow();
    for (const inputs of [
      [file('a', '1'), file('a', '2')],
      [file('a', '1'), file('a', '1', true)],
      [file('a', '1'), file('a/b', '1')],
      [file('a/b', '1'), file('a', '1')],
    ])
      expect(() => encodeAction({ ...step, inputs })).toThrow(/two inputs|goes through/);
  });
});
