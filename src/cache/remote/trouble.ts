/**
 * What is wrong with a server, said once for each kind, and what follows: after a connection that failed nothing more is asked in this build, after a
 * write that failed nothing more is sent. Words of a server are shown without control characters, short, and without our credentials.
 */
import { interruption } from '../../process/interruption.js';
import type { OnTrouble } from '../store.js';
import type { CallFailure } from './channel.js';
import type { Credentials } from './credentials.js';
import { STATUS } from './status.js';

const MAX_TEXT = 200;

type Kind = 'connection' | 'read' | 'write' | 'lie' | 'disk' | 'input';

/** Those that the next call would end with as well, after as long a wait. */
const FINAL: readonly number[] = [STATUS.unavailable, STATUS.deadlineExceeded, STATUS.cancelled];
const REFUSING: readonly number[] = [STATUS.unauthenticated, STATUS.permissionDenied, STATUS.unimplemented];

export class Trouble {
  readonly #title: string;
  readonly #onTrouble: OnTrouble;
  readonly #secrets: readonly string[];
  readonly #told = new Set<Kind>();

  constructor(title: string, headers: Credentials, onTrouble: OnTrouble) {
    this.#title = title;
    this.#onTrouble = onTrouble;
    this.#secrets = headers.flatMap(([, value]) => secretsIn(value)).filter((secret) => secret !== '');
  }

  /** Nothing more is asked. */
  get isOff(): boolean {
    return this.#told.has('connection');
  }

  get isReadOnly(): boolean {
    return this.isOff || this.#told.has('write');
  }

  /** The server cannot be reached, or understood, or does not want us. */
  connection(failure: CallFailure): void {
    this.#tell('connection', `${reasonOf(failure, this.#clean(failure.text))} It is not used any more in this build.`);
  }

  /** It did not give what was asked for. */
  read(failure: CallFailure): void {
    if ([...FINAL, ...REFUSING].includes(failure.code)) this.connection(failure);
    else this.#tell('read', reasonOf(failure, this.#clean(failure.text)));
  }

  /** It does not take what is sent; perhaps it still gives. */
  write(failure: CallFailure): void {
    if (FINAL.includes(failure.code)) this.connection(failure);
    else this.#noWrites(failure);
  }

  /** It says itself that it takes no results. */
  readOnly(): void {
    this.#tell('write', 'It takes no results: nothing is sent to it.');
  }

  #noWrites(failure: CallFailure): void {
    this.#tell('write', `${reasonOf(failure, this.#clean(failure.text))} Nothing more is sent to it in this build.`);
  }

  /** It sent what is not what was asked for; `what` names it. */
  lie(what: string): void {
    this.#tell('lie', `It sent ${what}, which is not taken.`);
  }

  /** Of this machine: a file that cannot be written or read. */
  disk(what: string): void {
    this.#tell('disk', `${this.#clean(what)}.`);
  }

  /** A file is not what it was when the step ran. */
  input(path: string): void {
    this.#tell('input', `${this.#clean(path)} was changed meanwhile: this result is not kept.`);
  }

  #tell(kind: Kind, text: string): void {
    if (this.#told.has(kind) || this.isOff) return;
    this.#told.add(kind);
    // Whoever interrupts a build wants no explanations.
    if (!interruption.aborted) this.#onTrouble(`${this.#title}: ${text}`);
  }

  #clean(text: string): string {
    const shown = this.#secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
    // grpc-js ends its words so where a name server had nothing to add.
    const printable = shown
      .replace(/[\p{C}\s]+/gu, ' ')
      .replace(/ Resolution note: *$/, '')
      .trim();
    return printable.length > MAX_TEXT ? `${printable.slice(0, MAX_TEXT)}...` : printable;
  }
}

function reasonOf({ code }: CallFailure, text: string): string {
  const words = text === '' ? '' : ` (${text})`;
  switch (code) {
    case STATUS.unavailable:
      return `It cannot be reached${words}.`;
    case STATUS.deadlineExceeded:
      return 'It did not answer in time.';
    case STATUS.unauthenticated:
    case STATUS.permissionDenied:
      return `It does not accept the credentials, or wants some${words}.`;
    case STATUS.resourceExhausted:
      return `It is full${words}.`;
    case STATUS.unimplemented:
      return `It does not speak the Remote Execution API${words}.`;
    case STATUS.cancelled:
      return 'The call was ended.';
    default:
      return `It failed${words}.`;
  }
}

/** The longest first, so that no part of one is left. */
function secretsIn(value: string): readonly string[] {
  const [, scheme, secret = ''] = /^(Bearer|Basic) (.*)$/.exec(value) ?? [];
  if (scheme === undefined) return [value];
  if (scheme === 'Bearer') return [value, secret];
  // RFC 7617: user-id ":" password
  const pair = Buffer.from(secret, 'base64').toString();
  return [value, secret, pair, pair.slice(pair.indexOf(':') + 1)];
}
