/**
 * Reads what a device really holds. With O_DIRECT (open(2)) the system asks the device instead of its own memory; it writes out what it
 * had not yet written first. Unlike `blockdev --flushbufs` that needs no root. It wants buffers and places that are multiples of the
 * device's sectors.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { CHUNK_BYTES, type Chunk } from './chunks.js';

/** Not smaller than any sector. */
const ALIGNMENT = 4096;
const WASM_PAGE = 65_536;

// TypeScript knows it as a part of browsers only.
const { WebAssembly: wasm } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  };
};

export interface DeviceReader {
  /** `memory` where the file system under a regular file cannot do it: then it may be the system's memory that is read. */
  readonly source: 'device' | 'memory';
  /** The bytes of a chunk, valid until the next call; undefined where the device ends before. Throws the system's errors. */
  readonly read: (chunk: Chunk) => Promise<Buffer | undefined>;
  readonly close: () => Promise<void>;
}

export async function openDeviceReader(path: string): Promise<DeviceReader> {
  const { O_DIRECT } = constants as Partial<typeof constants>;
  // Only Linux has it.
  if (O_DIRECT === undefined) return readerOf(await open(path, 'r'), 'memory');
  const direct = await open(path, constants.O_RDONLY | O_DIRECT).catch((error: NodeJS.ErrnoException) => error);
  if (!(direct instanceof Error)) return readerOf(direct, 'device');
  if (direct.code !== 'EINVAL') throw direct;
  return readerOf(await open(path, 'r'), 'memory');
}

function readerOf(handle: FileHandle, source: DeviceReader['source']): DeviceReader {
  const buffer = alignedBuffer(CHUNK_BYTES + 2 * ALIGNMENT);
  return {
    source,
    read: async ({ start, end }) => {
      const from = start - (start % ALIGNMENT);
      const wanted = end - from;
      const length = Math.ceil(wanted / ALIGNMENT) * ALIGNMENT;
      let filled = 0;
      while (filled < wanted) {
        const { bytesRead } = await handle.read(buffer, filled, length - filled, from + filled);
        if (bytesRead === 0) return undefined;
        filled += bytesRead;
      }
      return buffer.subarray(start - from, wanted);
    },
    close: () => handle.close(),
  };
}

/** The memory of WebAssembly begins at a page of the system's; that of a Buffer anywhere. */
function alignedBuffer(bytes: number): Buffer {
  return Buffer.from(new wasm.Memory({ initial: Math.ceil(bytes / WASM_PAGE) }).buffer);
}
