/**
 * The files that a step may see as a Merkle tree of Directory messages. The same files give the same bytes, in whatever order they are named:
 * children are sorted, and a folder without files is there only if it is the working directory.
 */
import type { Digest, InputFile } from '../action.js';
import { sortedBy } from './code-point-order.js';
import { digestOf, messageOfDigest } from './digest.js';
import { Directory } from './generated/build/bazel/remote/execution/v2/remote_execution.js';
import { isInputPath } from './relative-path.js';

interface Folder {
  readonly files: Map<string, InputFile>;
  readonly folders: Map<string, Folder>;
}

/** The digest of the root; the messages are added to `messages` by their hash. */
export function encodeInputRoot(
  inputs: readonly InputFile[],
  workingDirectory: string,
  messages: Map<string, Uint8Array>,
): Digest {
  const root = emptyFolder();
  for (const input of inputs) addFile(root, input);
  if (workingDirectory !== '') folderAt(root, namesIn(workingDirectory));
  return encodeFolder(root, messages);
}

function emptyFolder(): Folder {
  return { files: new Map(), folders: new Map() };
}

function addFile(root: Folder, input: InputFile): void {
  const names = namesIn(input.path);
  const name = names.pop() ?? '';
  const folder = folderAt(root, names);
  const known = folder.files.get(name);
  const isSame = known?.digest.hash === input.digest.hash && known.isExecutable === input.isExecutable;
  if ((known !== undefined && !isSame) || folder.folders.has(name)) throw new Error(`two inputs are ${input.path}`);
  folder.files.set(name, input);
}

function folderAt(root: Folder, names: readonly string[]): Folder {
  let folder = root;
  for (const name of names) {
    if (folder.files.has(name)) throw new Error(`${names.join('/')} goes through the file ${name}`);
    const below = folder.folders.get(name) ?? emptyFolder();
    folder.folders.set(name, below);
    folder = below;
  }
  return folder;
}

function namesIn(path: string): string[] {
  if (!isInputPath(path)) throw new Error(`not a path below the input root: ${path}`);
  return path.split('/');
}

function encodeFolder(folder: Folder, messages: Map<string, Uint8Array>): Digest {
  const files = sortedBy(folder.files, ([name]) => name).map(([name, { digest, isExecutable }]) => ({
    name,
    digest: messageOfDigest(digest),
    isExecutable,
  }));
  const directories = sortedBy(folder.folders, ([name]) => name).map(([name, below]) => ({
    name,
    digest: messageOfDigest(encodeFolder(below, messages)),
  }));
  const bytes = Directory.encode({ files, directories }).finish();
  const digest = digestOf(bytes);
  messages.set(digest.hash, bytes);
  return digest;
}
