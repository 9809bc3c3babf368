/**
 * The connection to a server: calls in, replies out, each bounded in time and ended when bljh is interrupted. The only file that knows
 * grpc-js; it is loaded when a store is first asked for something. What fails is a reply, not an exception.
 */
import { readFileSync } from 'node:fs';
import {
  type CallOptions,
  type ChannelCredentials,
  Client,
  credentials,
  logVerbosity,
  Metadata,
  type ServiceError,
  setLogVerbosity,
} from '@grpc/grpc-js';
import { interruption } from '../../process/interruption.js';
import type { MessageFns } from '../reapi/generated/build/bazel/remote/execution/v2/remote_execution.js';
import type { Method } from './services.js';
import type { RemoteSettings } from './settings.js';

export interface CallFailure {
  /** One of gRPC's status codes (status.ts). */
  readonly code: number;
  /** The server's own words. */
  readonly text: string;
}

export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: CallFailure };

// Its messages would go to standard error, and with GRPC_TRACE they show credentials.
setLogVerbosity(logVerbosity.NONE);

export class Channel {
  readonly #client: Client;
  readonly #metadata = new Metadata();

  /** Throws the system's error for a file that cannot be read, and Node's for one that is no certificate. */
  constructor(settings: RemoteSettings) {
    this.#client = new Client(`${settings.host}:${settings.port}`, credentialsOf(settings), {
      // No TXT records are asked for, and nothing is tried again behind the back of a time limit.
      'grpc.service_config_disable_resolution': 1,
      'grpc.enable_retries': 0,
      // gRPC would send what is for this machine to a proxy of the environment, with the credentials.
      ...(settings.isLoopback && { 'grpc.enable_http_proxy': 0 }),
      'grpc.primary_user_agent': 'bljh',
    });
    for (const [name, value] of settings.headers) this.#metadata.add(name, value);
  }

  call<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    limitMs: number,
  ): Promise<Reply<Response>> {
    return new Promise((resolve) => {
      const call = this.#client.makeUnaryRequest(
        method.path,
        encoderOf(method.request),
        method.response.decode,
        request,
        this.#metadata,
        within(limitMs),
        (error, value) => {
          release();
          resolve(replyOf(error, value));
        },
      );
      const release = endWhenInterrupted(call);
    });
  }

  /** `take` gets each message in turn, and says whether it wants more. */
  async receive<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    limitMs: number,
    take: (response: Response) => Promise<boolean>,
  ): Promise<Reply<void>> {
    const call = this.#client.makeServerStreamRequest(
      method.path,
      encoderOf(method.request),
      method.response.decode,
      request,
      this.#metadata,
      within(limitMs),
    );
    // What comes after the last message that was asked for is nobody's concern.
    call.on('error', () => undefined);
    const release = endWhenInterrupted(call);
    try {
      for await (const response of call) if (!(await take(response as Response))) break;
      return { ok: true, value: undefined };
    } catch (error) {
      if (!isServiceError(error)) throw error;
      return { ok: false, failure: failureOf(error) };
    } finally {
      release();
      call.cancel();
    }
  }

  /** Sends what `requests` yields; an exception of theirs ends the call and is thrown on. */
  async send<Request, Response>(
    method: Method<Request, Response>,
    requests: AsyncIterable<Request>,
    limitMs: number,
  ): Promise<Reply<Response>> {
    let hasReply = false;
    const { promise: reply, resolve } = withResolvers<Reply<Response>>();
    const call = this.#client.makeClientStreamRequest(
      method.path,
      encoderOf(method.request),
      method.response.decode,
      this.#metadata,
      within(limitMs),
      (error, value) => {
        hasReply = true;
        resolve(replyOf(error, value));
      },
    );
    call.on('error', () => undefined);
    const release = endWhenInterrupted(call);
    try {
      for await (const request of requests) {
        // A server that has the blob answers before it is sent.
        if (hasReply) break;
        if (!call.write(request)) await Promise.race([reply, new Promise((drained) => call.once('drain', drained))]);
      }
      if (!hasReply) call.end();
      return await reply;
    } finally {
      release();
      call.cancel();
    }
  }

  close(): void {
    this.#client.close();
  }
}

function credentialsOf({ isEncrypted, caFile, certificateFile, keyFile }: RemoteSettings): ChannelCredentials {
  if (!isEncrypted) return credentials.createInsecure();
  const contentOf = (file: string | undefined) => (file === undefined ? null : readFileSync(file));
  return credentials.createSsl(contentOf(caFile), contentOf(keyFile), contentOf(certificateFile));
}

function encoderOf<T>(type: MessageFns<T>): (message: T) => Buffer {
  return (message) => {
    const bytes = type.encode(message).finish();
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  };
}

function within(limitMs: number): CallOptions {
  return { deadline: Date.now() + limitMs };
}

function endWhenInterrupted(call: { cancel: () => void }): () => void {
  const cancel = () => call.cancel();
  if (interruption.aborted) cancel();
  interruption.addEventListener('abort', cancel);
  return () => interruption.removeEventListener('abort', cancel);
}

function replyOf<T>(error: ServiceError | null, value: T | undefined): Reply<T> {
  if (error !== null) return { ok: false, failure: failureOf(error) };
  if (value === undefined) return { ok: false, failure: { code: 13, text: 'an answer without a message' } };
  return { ok: true, value };
}

function failureOf({ code, details }: ServiceError): CallFailure {
  return { code, text: details };
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'details' in error && 'metadata' in error;
}

/** Promise.withResolvers is not in Node 20. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
