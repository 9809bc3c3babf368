/**
 * A worker as a build farm has it, as small as it can be: it knows the digest of an action and a server, fetches what the action names, lays it
 * out in an empty folder and runs the command there. What it has of its own is its tools and an empty home; it shares no code with the
 * part of bljh that makes actions, but for the generated messages.
 */
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  Action,
  Command,
  Directory,
} from '../../src/cache/reapi/generated/build/bazel/remote/execution/v2/remote_execution.js';
import type { ActionStore } from '../../src/cache/store.js';
import type { Rig } from '../rig.js';

/** As the messages have it. */
type WireDigest = { readonly hash: string; readonly sizeBytes: bigint };

export interface WorkerRequest {
  readonly rig: Rig;
  readonly store: ActionStore;
  readonly action: { readonly hash: string; readonly sizeBytes: number };
  /** Absolute, absent or empty. */
  readonly folder: string;
  /** What the worker adds to the command's own variables: its tools, its caches. */
  readonly env: Readonly<Record<string, string>>;
  /** What it has: properties of the platform that it may be asked for. */
  readonly platform: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export interface WorkerResult {
  readonly arguments: readonly string[];
  /** SHA-256 of each output, by its path. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly fileOf: (path: string) => string;
}

export async function runAction(request: WorkerRequest): Promise<WorkerResult> {
  const { rig, store, folder } = request;
  const blobs = join(folder, 'blobs');
  const root = join(folder, 'root');
  for (const each of [blobs, root]) mkdirSync(each, { recursive: true });

  async function bytesOf(digest: WireDigest | undefined): Promise<Buffer> {
    if (digest === undefined) throw new Error('a message without a digest');
    const file = join(blobs, digest.hash);
    rmSync(file, { force: true });
    if (!(await store.fetch({ hash: digest.hash, sizeBytes: Number(digest.sizeBytes) }, file)))
      throw new Error(`the server lacks ${digest.hash}`);
    return readFileSync(file);
  }

  async function layOut(digest: WireDigest | undefined, at: string): Promise<void> {
    mkdirSync(at, { recursive: true });
    const { files, directories } = Directory.decode(await bytesOf(digest));
    for (const file of files) {
      if (file.digest === undefined) throw new Error(`no digest: ${file.name}`);
      const { hash, sizeBytes } = file.digest;
      if (!(await store.fetch({ hash, sizeBytes: Number(sizeBytes) }, join(at, file.name))))
        throw new Error(`the server lacks ${join(at, file.name)}`);
      chmodSync(join(at, file.name), file.isExecutable ? 0o555 : 0o444);
    }
    for (const { name, digest: below } of directories) await layOut(below, join(at, name));
  }

  const action = Action.decode(await bytesOf({ ...request.action, sizeBytes: BigInt(request.action.sizeBytes) }));
  const command = Command.decode(await bytesOf(action.commandDigest));
  for (const { name, value } of action.platform?.properties ?? [])
    if (request.platform[name] !== value)
      throw new Error(`this worker has ${name} ${request.platform[name]}, and the action wants ${value}`);
  await layOut(action.inputRootDigest, root);
  const [tool = '', ...args] = command.arguments;
  const cwd = join(root, command.workingDirectory);
  // The specification: the worker makes the folders of the outputs, and nothing else.
  for (const path of command.outputPaths) mkdirSync(dirname(join(cwd, path)), { recursive: true });
  const own = Object.fromEntries(command.environmentVariables.map(({ name, value }) => [name, value]));
  // Nothing of the tests' own environment, which the rig would add.
  const variables = Object.entries({ ...request.env, ...own }).map(([name, value]) => `${name}=${value}`);
  const outcome = await rig.run('env', ['-i', ...variables, tool, ...args], { cwd, timeoutMs: request.timeoutMs });
  if (outcome.code !== 0) throw new Error(`${tool} ${args.join(' ')}: ${outcome.stdout}${outcome.stderr}`);
  const fileOf = (path: string) => join(cwd, path);
  const outputs = Object.fromEntries(
    command.outputPaths.map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(fileOf(path)))
        .digest('hex'),
    ]),
  );
  return { arguments: command.arguments, outputs, fileOf };
}
