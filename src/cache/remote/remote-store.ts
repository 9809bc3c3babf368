/**
 * A store on a server that speaks the Remote Execution API: results in its ActionCache, blobs in its ContentAddressableStorage. The connection is
 * made when something is first asked for, and with it gRPC is loaded. Whatever the server does, the build goes on (see trouble.ts).
 */
import type { ActionResult, Digest, EncodedAction } from '../action.js';
import type { ActionStore, OnTrouble } from '../store.js';
import { formatAddress } from './address.js';
import { type Connection, connect } from './connection.js';
import { downloadBlob } from './download-blob.js';
import { findResult } from './find-result.js';
import { keepResult } from './keep-result.js';
import type { RemoteSettings } from './settings.js';
import { Trouble } from './trouble.js';
import { ChangedFile } from './upload-blobs.js';

export class RemoteStore implements ActionStore {
  readonly title: string;
  readonly #settings: RemoteSettings;
  readonly #trouble: Trouble;
  #connection: Promise<Connection | undefined> | undefined;

  constructor(settings: RemoteSettings, onTrouble: OnTrouble) {
    this.title = `remote store ${formatAddress(settings)}`;
    this.#settings = settings;
    this.#trouble = new Trouble(this.title, settings.headers, onTrouble);
  }

  async find(action: Digest): Promise<ActionResult | undefined> {
    const connection = this.#settings.canRead ? await this.#connect() : undefined;
    if (connection === undefined) return undefined;
    const finding = await findResult(connection, action);
    if (finding.kind === 'failed') this.#trouble.read(finding.failure);
    if (finding.kind === 'lie') this.#trouble.lie('a result that bljh would not have written');
    return finding.kind === 'found' ? finding.result : undefined;
  }

  async fetch(blob: Digest, file: string): Promise<boolean> {
    const connection = this.#settings.canRead ? await this.#connect() : undefined;
    if (connection === undefined) return false;
    try {
      const download = await downloadBlob(connection, blob, file);
      if (download.kind === 'failed') this.#trouble.read(download.failure);
      if (download.kind === 'lie') this.#trouble.lie('other bytes than those that were asked for');
      return download.kind === 'done';
    } catch (error) {
      this.#trouble.disk(messageOfSystemError(error));
      return false;
    }
  }

  async keep(action: EncodedAction, result: ActionResult, fileOf: (path: string) => string): Promise<void> {
    const connection = this.#mayWrite() ? await this.#connect() : undefined;
    if (connection === undefined || !this.#mayWrite()) return;
    try {
      const failure = await keepResult(connection, action, result, fileOf, this.#settings.uploadInputs);
      if (failure !== undefined) this.#trouble.write(failure);
    } catch (error) {
      if (error instanceof ChangedFile) this.#trouble.input(error.path);
      else this.#trouble.disk(messageOfSystemError(error));
    }
  }

  async close(): Promise<void> {
    const connection = await this.#connection;
    connection?.channel.close();
    this.#connection = Promise.resolve(undefined);
  }

  #mayWrite(): boolean {
    return this.#settings.canWrite && !this.#trouble.isReadOnly;
  }

  async #connect(): Promise<Connection | undefined> {
    if (this.#trouble.isOff) return undefined;
    this.#connection ??= this.#open();
    const connection = await this.#connection;
    // Others may have found out meanwhile that the server is gone.
    return this.#trouble.isOff ? undefined : connection;
  }

  async #open(): Promise<Connection | undefined> {
    const reply = await connect(this.#settings);
    if (!reply.ok) {
      this.#trouble.connection(reply.failure);
      return undefined;
    }
    if (this.#settings.canWrite && !reply.value.takesResults) this.#trouble.readOnly();
    return reply.value;
  }
}

/** What else is thrown is a bug. */
function messageOfSystemError(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.message;
  throw error;
}
