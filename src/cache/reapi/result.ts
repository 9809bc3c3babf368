/**
 * Results as messages. What comes back from a disk or a server may be anything: only what bljh could have written itself is taken.
 * A step that made nothing is not kept, so a result without files is none: that is also what zero bytes decode to.
 */
import type { ActionResult, OutputFile } from '../action.js';
import { sortedBy } from './code-point-order.js';
import { digestOfMessage, messageOfDigest } from './digest.js';
import { ActionResult as Message } from './generated/build/bazel/remote/execution/v2/remote_execution.js';
import { isRelativePath } from './relative-path.js';

export function encodeResult(result: ActionResult): Uint8Array {
  return Message.encode(messageOfResult(result)).finish();
}

/** Undefined for what is not a well-formed result of a step that ended well. */
export function decodeResult(bytes: Uint8Array): ActionResult | undefined {
  try {
    return resultOfMessage(Message.decode(bytes));
  } catch {
    return undefined;
  }
}

export function messageOfResult(result: ActionResult): Message {
  return {
    outputFiles: sortedBy(result.outputs, ({ path }) => path).map(({ path, digest, isExecutable }) => ({
      path,
      digest: messageOfDigest(digest),
      isExecutable,
      contents: new Uint8Array(),
    })),
    outputDirectories: [],
    exitCode: 0,
    stdoutRaw: new Uint8Array(),
    stdoutDigest: undefined,
    stderrRaw: new Uint8Array(),
    stderrDigest: undefined,
    outputFileSymlinks: [],
    outputDirectorySymlinks: [],
    outputSymlinks: [],
  };
}

export function resultOfMessage(message: Message): ActionResult | undefined {
  const { outputDirectories, outputFileSymlinks, outputDirectorySymlinks, outputSymlinks } = message;
  const others = [outputDirectories, outputFileSymlinks, outputDirectorySymlinks, outputSymlinks];
  if (message.exitCode !== 0 || others.some(({ length }) => length > 0)) return undefined;
  const outputs = message.outputFiles.flatMap(({ path, digest, isExecutable }): OutputFile[] => {
    const known = digestOfMessage(digest);
    return known !== undefined && isRelativePath(path) ? [{ path, digest: known, isExecutable }] : [];
  });
  const paths = new Set(outputs.map(({ path }) => path));
  return paths.size > 0 && paths.size === message.outputFiles.length ? { outputs } : undefined;
}
