/**
 * Writes a checked image. The order keeps a half-written device from being taken for a whole one: its beginning (boot sector, partition
 * table) is wiped first, and the first block written last, after everything else has been read back.
 */
import type { FileHandle } from 'node:fs/promises';
import { type Diagnostic, failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { interruption } from '../../process/interruption.js';
import type { CheckedImage, Progress } from './check-image.js';
import { bytesIn, CHUNK_BYTES, type Chunk } from './chunks.js';
import { digestOf, type ImageFile, identityOf, imageChanged, imageUnreadable, readChunk } from './image-file.js';
import { clearOldBackup } from './old-backup.js';
import { type DeviceState, interrupted, readBackDiffers, readBackFailed, writeFailed } from './problems.js';
import { type DeviceReader, openDeviceReader } from './read-device.js';

/** So much is written before it is flushed: what was said to be done is, and Ctrl-C is not kept waiting by a slow card. */
const FLUSH_BYTES = 8 * 1024 * 1024;

export interface WriteJob {
  readonly checked: CheckedImage;
  readonly device: { readonly path: string; readonly handle: FileHandle };
  /** Of the whole device. */
  readonly deviceBytes: number;
  readonly sectorBytes: number;
  readonly verify: boolean;
  readonly onState: (state: DeviceState) => void;
  /** A stage begins. */
  readonly stage: (name: 'writing' | 'reading back', bytes: number) => { update: Progress; end: () => void };
}

/** What is wrong, told with the state that the device is left in. */
type Problem = (state: DeviceState) => Diagnostic;

export interface Written {
  readonly writeMs: number;
  readonly verifyMs: number;
  /** Whether it was the device that was read, or maybe the system's memory; undefined where nothing was read. */
  readonly readBack: 'device' | 'memory' | undefined;
}

export async function writeDevice(job: WriteJob): Promise<Result<Written>> {
  const writer = new Writer(job);
  try {
    return await writer.run();
  } finally {
    await writer.close();
  }
}

class Writer {
  readonly #job: WriteJob;
  readonly #image: ImageFile;
  readonly #buffer = Buffer.alloc(CHUNK_BYTES);
  #reader: DeviceReader | undefined;
  #state: DeviceState = 'untouched';

  constructor(job: WriteJob) {
    this.#job = job;
    this.#image = job.checked.image;
  }

  async run(): Promise<Result<Written>> {
    const { checked, device, stage, verify } = this.#job;
    const { chunks, headCount, wipedCount } = checked;
    const wiped = chunks.slice(0, wipedCount);
    const head = chunks.slice(0, headCount);
    const rest = chunks.slice(headCount);
    const started = performance.now();

    if (interruption.aborted) return failure(interrupted(this.#state, device.path));
    const wipeProblem = await this.#wipe(wiped);
    if (wipeProblem !== undefined) return failure(wipeProblem);

    const writing = stage('writing', bytesIn(chunks));
    const writeProblem = await this.#write(rest, headCount, writing.update);
    writing.end();
    if (writeProblem !== undefined) return failure(writeProblem(this.#state));
    const restWritten = performance.now();

    const reading = stage('reading back', bytesIn(chunks));
    const restProblem = verify ? await this.#readBack(rest, headCount, reading.update) : undefined;
    if (restProblem !== undefined) {
      reading.end();
      return failure(restProblem(this.#state));
    }
    const restRead = performance.now();

    const changed = await this.#findChange();
    if (changed !== undefined) {
      reading.end();
      return failure(changed);
    }
    // Until here the device has no head; one that is not known to be right must not stay.
    this.#enter('torn');
    const headProblem = await this.#write(head, 0, () => undefined);
    const headWritten = performance.now();
    if (headProblem === undefined) this.#enter('unverified');
    const problem = headProblem ?? (verify ? await this.#readBack(head, 0, () => undefined) : undefined);
    reading.end();
    if (problem !== undefined) {
      await this.#wipe(wiped);
      return failure(problem(this.#state));
    }
    if (verify) this.#enter('complete');
    return success({
      writeMs: Math.round(restWritten - started + headWritten - restRead),
      verifyMs: Math.round(restRead - restWritten + performance.now() - headWritten),
      readBack: this.#reader?.source,
    });
  }

  async close(): Promise<void> {
    await this.#reader?.close();
  }

  #enter(state: DeviceState): void {
    this.#state = state;
    this.#job.onState(state);
  }

  async #wipe(chunks: readonly Chunk[]): Promise<Diagnostic | undefined> {
    const { device, deviceBytes, sectorBytes } = this.#job;
    const place = { from: chunks[0]?.start ?? 0, to: chunks.at(-1)?.end ?? 0 };
    this.#enter('torn');
    try {
      for (const chunk of chunks) await writeFully(device.handle, Buffer.alloc(chunk.end - chunk.start), chunk.start);
      await clearOldBackup(device.handle, deviceBytes, sectorBytes, this.#image.bytes);
      await device.handle.datasync();
      this.#enter('incomplete');
      return undefined;
    } catch (error) {
      return writeFailed(device.path, error as NodeJS.ErrnoException, place, this.#state);
    }
  }

  /** `first`: the number of the first of these chunks among all of them. */
  async #write(chunks: readonly Chunk[], first: number, progress: Progress): Promise<Problem | undefined> {
    const { device, checked } = this.#job;
    let flushed = chunks[0]?.start ?? 0;
    let unflushed = 0;
    let done = 0;
    for (const [index, chunk] of chunks.entries()) {
      if (interruption.aborted) return (state) => interrupted(state, device.path);
      const bytes = await readChunk(this.#image.handle, chunk, this.#buffer).catch(
        (error: NodeJS.ErrnoException) => error,
      );
      if (bytes instanceof Error) return () => imageUnreadable(this.#image, bytes);
      if (bytes === undefined || digestOf(bytes) !== checked.digests[first + index])
        return () => imageChanged(this.#image);
      try {
        await writeFully(device.handle, bytes, chunk.start);
        done += bytes.length;
        unflushed += bytes.length;
        if (unflushed < FLUSH_BYTES && index + 1 < chunks.length) continue;
        await device.handle.datasync();
      } catch (error) {
        const place = { from: flushed, to: chunk.end };
        return (state) => writeFailed(device.path, error as NodeJS.ErrnoException, place, state);
      }
      unflushed = 0;
      flushed = chunk.end;
      progress(done);
    }
    return undefined;
  }

  async #readBack(chunks: readonly Chunk[], first: number, progress: Progress): Promise<Problem | undefined> {
    const { device, checked } = this.#job;
    let done = 0;
    for (const [index, chunk] of chunks.entries()) {
      if (interruption.aborted) return (state) => interrupted(state, device.path);
      let bytes: Buffer | undefined;
      try {
        this.#reader ??= await openDeviceReader(device.path);
        bytes = await this.#reader.read(chunk);
      } catch (error) {
        return (state) => readBackFailed(device.path, error as NodeJS.ErrnoException, chunk.start, state);
      }
      if (bytes === undefined || digestOf(bytes) !== checked.digests[first + index])
        return await this.#findDifference(chunk, bytes, checked.digests[first + index]);
      done += bytes.length;
      progress(done);
    }
    return undefined;
  }

  async #findDifference(chunk: Chunk, read: Buffer | undefined, digest: string | undefined): Promise<Problem> {
    const { path } = this.#job.device;
    const written = await readChunk(this.#image.handle, chunk, this.#buffer).catch(() => undefined);
    if (written === undefined || digestOf(written) !== digest) return () => imageChanged(this.#image);
    const at = written.findIndex((byte, index) => byte !== read?.[index]);
    const difference = { at: chunk.start + at, written: written[at] ?? 0, read: read?.[at] };
    return (state) => readBackDiffers(path, difference, state);
  }

  async #findChange(): Promise<Diagnostic | undefined> {
    return (await identityOf(this.#image.handle)) === this.#image.identity ? undefined : imageChanged(this.#image);
  }
}

async function writeFully(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
