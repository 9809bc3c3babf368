/**
 * A step as the Remote Execution API v2 describes it (github.com/bazelbuild/remote-apis, remote_execution.proto), in plain values: what is
 * run, on which files, with what result. Whoever makes the messages of these is src/cache/reapi. Pure.
 */

/** Of a blob: its SHA-256 in lower-case hex, and its length. */
export interface Digest {
  readonly hash: string;
  readonly sizeBytes: number;
}

/** A file that the step may see; everything else of its world is the platform's. */
export interface InputFile {
  /** Relative to the input root, with `/`, without `.` and `..`. */
  readonly path: string;
  readonly digest: Digest;
  readonly isExecutable: boolean;
  /** Where the bytes are: a file on this machine, absolute, or the bytes themselves. */
  readonly source: string | Uint8Array;
}

export interface StepAction {
  /** The first is the tool's name, which the platform finds on its PATH. */
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Relative to the input root; empty: the root. */
  readonly workingDirectory: string;
  /** Files that it makes, relative to the working directory. */
  readonly outputPaths: readonly string[];
  /** What the machine must have: the operating system, and the identity of each tool. */
  readonly platform: Readonly<Record<string, string>>;
  readonly inputs: readonly InputFile[];
  readonly timeoutMs: number;
}

/** The messages of an action, in their canonical form: its digest is the key under which the result is kept. */
export interface EncodedAction {
  readonly digest: Digest;
  /** The messages Action, Command and each Directory of the input root, by their hash. */
  readonly messages: ReadonlyMap<string, Uint8Array>;
  readonly inputs: readonly InputFile[];
}

export interface OutputFile {
  /** As in `outputPaths`. */
  readonly path: string;
  readonly digest: Digest;
  readonly isExecutable: boolean;
}

/** Of an action that ended well: others are not kept. */
export interface ActionResult {
  readonly outputs: readonly OutputFile[];
}
