/** Actions and results that are told apart by a name, with the files that they made. Also used outside of vitest (store-user.ts). */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionResult, Digest, EncodedAction } from '../../../src/cache/action.js';

function digestOf(bytes: Uint8Array): Digest {
  return { hash: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length };
}

export interface Sample {
  readonly action: EncodedAction;
  readonly result: ActionResult;
  readonly contents: readonly Uint8Array[];
  readonly fileOf: (path: string) => string;
}

/** Bytes that follow from a name and a length. */
export function bytesFor(name: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 32) {
    const part = createHash('sha256').update(`${name} ${at}`).digest();
    bytes.set(part.subarray(0, length - at), at);
  }
  return bytes;
}

export function sampleIn(folder: string, name: string, sizes: readonly number[]): Sample {
  mkdirSync(folder, { recursive: true });
  const contents = sizes.map((size, index) => bytesFor(`${name}/${index}`, size));
  const fileOf = (path: string) => join(folder, path);
  const outputs = contents.map((content, index) => {
    const path = `${name}.${index}`;
    writeFileSync(fileOf(path), content);
    return { path, digest: digestOf(content), isExecutable: index === 0 };
  });
  const digest = digestOf(new TextEncoder().encode(`action ${name}`));
  return { action: { digest, messages: new Map(), inputs: [] }, result: { outputs }, contents, fileOf };
}
