/** A step with its output as files of a rig, for tests of stores. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ActionResult, EncodedAction, InputFile } from '../../src/cache/action.js';
import { digestOf } from '../../src/cache/reapi/digest.js';
import { encodeAction } from '../../src/cache/reapi/encode-action.js';
import type { Rig } from '../rig.js';

export interface SmallAction {
  readonly action: EncodedAction;
  readonly result: ActionResult;
  readonly fileOf: (path: string) => string;
}

/** Outputs and inputs are written below the folder `name` of the rig. */
export function makeSmallAction(
  rig: Rig,
  name: string,
  outputs: Readonly<Record<string, Uint8Array | string>>,
  inputs: Readonly<Record<string, Uint8Array | string>> = { 'main.go': `package main // ${name}` },
): SmallAction {
  const fileOf = (path: string) => rig.path(name, path);
  const put = (path: string, content: Uint8Array | string) => {
    mkdirSync(dirname(fileOf(path)), { recursive: true });
    writeFileSync(fileOf(path), content);
    return digestOf(Buffer.from(content));
  };
  const inputFiles = Object.entries(inputs).map(
    ([path, content]): InputFile => ({ path, digest: put(path, content), isExecutable: false, source: fileOf(path) }),
  );
  const action = encodeAction({
    arguments: ['go', 'build', name],
    environment: {},
    workingDirectory: '',
    outputPaths: Object.keys(outputs),
    platform: {},
    inputs: inputFiles,
    timeoutMs: 60_000,
  });
  const files = Object.entries(outputs).map(([path, content]) => ({
    path,
    digest: put(path, content),
    isExecutable: true,
  }));
  return { action, result: { outputs: files }, fileOf };
}
