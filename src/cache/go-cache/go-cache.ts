/**
 * Go's cache for compiled packages, in a folder of this machine and, behind it, on a server. The go command waits for each answer, so a `put` is answered
 * when the file is here, and what goes to the server goes later. Whatever is wrong with the server, the answer comes from this machine alone.
 */
import { rm } from 'node:fs/promises';
import type { ActionResult, Digest, EncodedAction } from '../action.js';
import { digestOf } from '../reapi/digest.js';
import type { ActionStore } from '../store.js';
import { actionOfGo, OBJECT } from './go-action.js';
import type { GoReply, GoRequest } from './messages.js';
import type { ObjectFolder } from './object-folder.js';
import { UploadQueue } from './upload-queue.js';

export interface GoCacheSettings {
  readonly folder: ObjectFolder;
  /** Undefined: this machine only. */
  readonly remote: ActionStore | undefined;
  /** What tells this machine's tools from others; see go-action.ts. */
  readonly machine: string;
  /** How long the go command waits at its end for what is still being sent. */
  readonly finishMs: number;
  readonly onTrouble: (text: string) => void;
}

export class GoCache {
  readonly #settings: GoCacheSettings;
  readonly #uploads = new UploadQueue();
  readonly #told = new Set<string>();

  constructor(settings: GoCacheSettings) {
    this.#settings = settings;
  }

  async answer(request: GoRequest, body: Uint8Array): Promise<GoReply> {
    const { id } = request;
    try {
      switch (request.command) {
        case 'get':
          return (await this.#get(id, request.action)) ?? { id, isMiss: true };
        case 'put':
          return this.#put(id, request.action, request.output, body);
        case 'close':
          await this.#close();
          return { id };
        default:
          return { id, error: 'bljh-gocache does not know this command' };
      }
    } catch (error) {
      // Of a disk that is full, say, or a bug: a cache fails no build.
      const text = messageOf(error);
      this.#tell(`cache of Go: ${text}`);
      return request.command === 'put' ? { id, error: text } : { id, isMiss: request.command === 'get' };
    }
  }

  async #get(id: number, key: string): Promise<GoReply | undefined> {
    const { folder, machine } = this.#settings;
    const action = actionOfGo(key, machine);
    const known = folder.find(action.digest.hash);
    const file = known && folder.locate(known);
    if (known !== undefined && file !== undefined) return hit(id, known, file);
    return this.#fetch(id, action);
  }

  async #fetch(id: number, action: EncodedAction): Promise<GoReply | undefined> {
    const { folder, remote } = this.#settings;
    const found = await remote?.find(action.digest);
    const object = found && objectOf(found);
    if (remote === undefined || object === undefined) return undefined;
    const here = folder.locate(object) ?? (await this.#bring(remote, object));
    if (here === undefined) return undefined;
    folder.enter(action.digest.hash, resultOf(object));
    return hit(id, object, here);
  }

  async #bring(remote: ActionStore, object: Digest): Promise<string | undefined> {
    const { folder } = this.#settings;
    const temporary = folder.temporary();
    try {
      return (await remote.fetch(object, temporary)) ? folder.adopt(object, temporary) : undefined;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  #put(id: number, key: string, output: string, body: Uint8Array): GoReply {
    const { folder, remote, machine } = this.#settings;
    const object = digestOf(body);
    const file = folder.put(object, body);
    // A Go that names outputs by another hash: its file is here, and nothing is kept that could not be checked.
    if (object.hash !== output) return { id, file };
    const action = actionOfGo(key, machine);
    const result = resultOf(object);
    folder.enter(action.digest.hash, result);
    if (remote !== undefined) this.#uploads.add(() => this.#send(remote, action, result, file));
    return { id, file };
  }

  /** Never fails: nobody waits for it. */
  async #send(remote: ActionStore, action: EncodedAction, result: ActionResult, file: string): Promise<void> {
    try {
      await remote.keep(action, result, () => file);
    } catch (error) {
      this.#tell(`${remote.title}: ${messageOf(error)}`);
    }
  }

  async #close(): Promise<void> {
    const { folder, remote, finishMs } = this.#settings;
    const left = await this.#uploads.finish(finishMs);
    if (left > 0) this.#tell(`${remote?.title}: ${left} objects were not sent in time. They stay on this machine.`);
    await folder.close();
  }

  #tell(text: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.#settings.onTrouble(text);
  }
}

function hit(id: number, { hash, sizeBytes }: Digest, file: string): GoReply {
  return { id, output: hash, sizeBytes, file };
}

function resultOf(digest: Digest): ActionResult {
  return { outputs: [{ path: OBJECT, digest, isExecutable: false }] };
}

/** Undefined for a result that is not of this form: a server may send anything. */
function objectOf({ outputs }: ActionResult): Digest | undefined {
  const [output, ...others] = outputs;
  return output?.path === OBJECT && others.length === 0 ? output.digest : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
