/** What the monitor tells below a line with addresses of the program: functions and lines, as `bljh addr2line` tells them. */
import { statSync } from 'node:fs';
import type { Diagnostic, Result } from '../diagnostics/diagnostic.js';
import type { Frame } from '../image/source-frames.js';
import type { AddressNotes } from '../monitor/receiver.js';
import { type AddressDecoder, type DecoderRequest, openDecoder } from '../pipelines/address-decoder.js';

/** As an address is printed; whether it is one of the program, only the program's file can tell. */
const LIKE_AN_ADDRESS = /0x[0-9a-f]{5}/i;

export interface NotedAddress {
  readonly address: string;
  readonly frames: readonly Frame[];
}

export class ProgramNotes implements AddressNotes {
  readonly #request: DecoderRequest;
  #decoder: Promise<Result<AddressDecoder>> | undefined;
  /** Of the file that the decoder has read: it may be built anew while the monitor runs. */
  #modifiedMs: number | undefined;
  readonly #told = new Set<string>();
  readonly #noted = new Map<number, NotedAddress>();

  constructor(request: DecoderRequest) {
    this.#request = request;
  }

  /** What is wrong with the program's file. */
  async check(): Promise<readonly Diagnostic[]> {
    return (await this.#open()).diagnostics;
  }

  get noted(): readonly NotedAddress[] {
    return [...this.#noted.values()];
  }

  mayHave(line: string): boolean {
    return LIKE_AN_ADDRESS.test(line);
  }

  async on(line: string): Promise<readonly string[]> {
    try {
      return await this.#notesOn(line);
    } catch (error) {
      const { syscall, code } = error as NodeJS.ErrnoException;
      if (syscall === undefined) throw error;
      // A build or a clean in another terminal has just taken the file away.
      return this.#once([`addresses are not told: ${this.#request.name}: ${code}`]);
    }
  }

  async #notesOn(line: string): Promise<readonly string[]> {
    const decoder = await this.#open();
    if (!decoder.ok) return this.#once(decoder.diagnostics.map(({ message }) => `addresses are not told: ${message}`));
    const frames = await decoder.value.decodeLine(line);
    for (const [address, of] of frames) {
      const shown = of.map((frame) => ({ ...frame, file: decoder.value.showFile(frame.file) }));
      this.#noted.set(address, { address: `0x${address.toString(16).padStart(8, '0')}`, frames: shown });
    }
    const { name } = this.#request;
    const changed = decoder.value
      .changedSince(frames)
      .map((file) => `warning: ${file} has changed since ${name} was built: its lines may be others now`);
    const warnings = decoder.diagnostics.filter(() => frames.size > 0).map(({ message }) => `warning: ${message}`);
    return [...this.#once([...warnings, ...changed]), ...decoder.value.render(frames).map((text) => `--- ${text}`)];
  }

  async #open(): Promise<Result<AddressDecoder>> {
    const modifiedMs = statSync(this.#request.elf, { throwIfNoEntry: false })?.mtimeMs;
    if (this.#decoder === undefined || modifiedMs !== this.#modifiedMs) {
      this.#modifiedMs = modifiedMs;
      this.#decoder = openDecoder(this.#request);
    }
    return await this.#decoder;
  }

  #once(texts: readonly string[]): readonly string[] {
    const fresh = texts.filter((text) => !this.#told.has(text));
    for (const text of fresh) this.#told.add(text);
    return fresh;
  }
}
