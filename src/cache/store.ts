/**
 * Where results of steps are kept: on this machine (src/cache/local), or on a server that many share (src/cache/remote). A store is there to save
 * time. Whatever is wrong with it, the build goes on: methods never throw for what a disk, a network or a server does, they answer
 * that there is nothing, and say why once, by `onTrouble`.
 */
import type { ActionResult, Digest, EncodedAction } from './action.js';

export interface ActionStore {
  /** For people: `local store`, `remote store grpc://HOST:PORT`. */
  readonly title: string;
  /** The result of an action, if all of its outputs are there, too, as far as can be told without reading them. */
  find(action: Digest): Promise<ActionResult | undefined>;
  /** Puts a blob into a file that is not there yet; false, and no file, where it is gone, or its bytes are not those of the digest. */
  fetch(blob: Digest, file: string): Promise<boolean>;
  /** Keeps a result: blobs first, then the result that names them. `fileOf` tells where an output lies on this machine. */
  keep(action: EncodedAction, result: ActionResult, fileOf: (path: string) => string): Promise<void>;
  /** Ends what is open. */
  close(): Promise<void>;
}

/** Told once for each kind of trouble, as a sentence for people that names the store. */
export type OnTrouble = (text: string) => void;
