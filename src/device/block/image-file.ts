/**
 * The image while it is written: opened once, read in pieces, and looked after: it must be when it ends what it was when it was
 * checked.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { type Diagnostic, failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { quoteForShell } from '../../process/quote-for-shell.js';
import type { Chunk } from './chunks.js';

export interface ImageFile {
  readonly path: string;
  readonly bytes: number;
  readonly handle: FileHandle;
  /** Changes whenever the file does. */
  readonly identity: string;
}

const COMPRESSIONS: readonly { readonly magic: string; readonly name: string; readonly command: string }[] = [
  { magic: '1f8b', name: 'gzip', command: 'gunzip --keep' },
  { magic: 'fd377a585a00', name: 'xz', command: 'unxz --keep' },
  { magic: '28b52ffd', name: 'zstd', command: 'unzstd' },
  { magic: '425a68', name: 'bzip2', command: 'bunzip2 --keep' },
  { magic: '504b0304', name: 'zip', command: 'unzip' },
];

/** Close the handle when done. */
export async function openImage(path: string): Promise<Result<ImageFile>> {
  // A named pipe would be waited for.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(
    (error: NodeJS.ErrnoException) => error,
  );
  if (handle instanceof Error) return failure(unusable(path, reasonOf(handle)));
  const image = await look(path, handle).catch((error: NodeJS.ErrnoException) =>
    failure(unusable(path, reasonOf(error))),
  );
  if (!image.ok) await handle.close();
  return image;
}

async function look(path: string, handle: FileHandle): Promise<Result<ImageFile>> {
  const stat = await handle.stat({ bigint: true });
  if (stat.isDirectory()) return failure(unusable(path, 'is a directory'));
  if (!stat.isFile()) return failure(unusable(path, 'is not a regular file'));
  if (stat.size === 0n) return failure(unusable(path, 'is empty'));
  const start = Buffer.alloc(6);
  await handle.read(start, 0, start.length, 0);
  const compression = COMPRESSIONS.find(({ magic }) => start.toString('hex').startsWith(magic));
  if (compression !== undefined) {
    const { name, command } = compression;
    return failure({
      severity: 'error',
      code: 'BK0016',
      message: `${path} is compressed (${name})`,
      hint: {
        text: 'unpack it first, and write what comes out',
        command: `${command} ${quoteForShell(path)}`,
      },
    });
  }
  return success({ path, bytes: Number(stat.size), handle, identity: await identityOf(handle) });
}

export async function identityOf(handle: FileHandle): Promise<string> {
  const { dev, ino, size, mtimeNs } = await handle.stat({ bigint: true });
  return `${dev}:${ino} ${size} ${mtimeNs}`;
}

/** The bytes of a chunk, in a part of `buffer`; undefined where the file ends before. */
export async function readChunk(
  handle: FileHandle,
  { start, end }: Chunk,
  buffer: Buffer,
): Promise<Buffer | undefined> {
  const length = end - start;
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, start + filled);
    if (bytesRead === 0) return undefined;
    filled += bytesRead;
  }
  return buffer.subarray(0, length);
}

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}

export function imageChanged({ path }: ImageFile): Diagnostic {
  return {
    severity: 'error',
    code: 'BK0019',
    message: `${path} was changed while it was read`,
    hint: { text: 'wait until the image is complete, then write it again' },
  };
}

export function imageUnreadable({ path }: ImageFile, error: NodeJS.ErrnoException): Diagnostic {
  return unusable(path, reasonOf(error));
}

function unusable(path: string, reason: string): Diagnostic {
  return {
    severity: 'error',
    code: 'BK0015',
    message: `${path}: the image cannot be used: ${reason}`,
    hint: { text: 'name the file with the raw image' },
  };
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'you may not read it';
  return code ?? message;
}
