/** The flash as the loader in the chip's RAM shows it. Addresses are offsets in the flash, lengths are in bytes. */
import { PIECE_BYTES } from './boot-rom.js';
import { COMMAND, words } from './frames.js';
import type { Exchanged, IspLink, Trouble } from './isp-link.js';

/** A sector takes up to 0.4 s to erase (W25Q80 and the like, data sheets: 45 ms typically). */
const ERASE_MS_PER_SECTOR = 400;
export const SECTOR_BYTES = 4096;
/** Erased at once: a wait is bounded, and progress can be told. */
const ERASE_BYTES = 64 * 1024;
/** As blflash reads. */
const READ_BYTES = 4096;
/** The chip hashes through its cache; a megabyte takes well under a second. */
const HASH_MS_PER_MEBIBYTE = 2_000;
const PROGRAM_MS = 1_000;

export type Done = { readonly kind: 'ok' } | (Trouble & { readonly at: number });
export type Read = { readonly kind: 'ok'; readonly bytes: Uint8Array } | (Trouble & { readonly at: number });

export class FlashLoader {
  readonly #link: IspLink;

  constructor(link: IspLink) {
    this.#link = link;
  }

  async digest(address: number, length: number): Promise<Exchanged> {
    return await this.#link.exchange({
      command: COMMAND.sha256,
      body: words(address, length),
      hasData: true,
      workMs: (length / 2 ** 20) * HASH_MS_PER_MEBIBYTE,
    });
  }

  /** Whole sectors, those at both ends too. */
  async erase(address: number, length: number, onErased: (end: number) => void): Promise<Done> {
    for (let at = address; at < address + length; ) {
      const end = Math.min(address + length, at - (at % ERASE_BYTES) + ERASE_BYTES);
      const workMs = Math.ceil((end - at) / SECTOR_BYTES) * ERASE_MS_PER_SECTOR;
      const exchanged = await this.#link.exchange({ command: COMMAND.erase, body: words(at, end), workMs });
      if (exchanged.kind !== 'ok') return { ...exchanged, at };
      onErased(end);
      at = end;
    }
    return { kind: 'ok' };
  }

  async program(address: number, bytes: Uint8Array, onProgrammed: (end: number) => void): Promise<Done> {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const piece = bytes.subarray(at, at + PIECE_BYTES);
      const body = new Uint8Array(4 + piece.length);
      body.set(words(address + at));
      body.set(piece, 4);
      const exchanged = await this.#link.exchange({ command: COMMAND.program, body, workMs: PROGRAM_MS });
      if (exchanged.kind !== 'ok') return { ...exchanged, at: address + at };
      onProgrammed(address + at + piece.length);
    }
    return { kind: 'ok' };
  }

  async read(address: number, length: number, onRead: (end: number) => void): Promise<Read> {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; ) {
      const wanted = Math.min(READ_BYTES, length - at);
      const exchanged = await this.#link.exchange({
        command: COMMAND.read,
        body: words(address + at, wanted),
        hasData: true,
      });
      if (exchanged.kind !== 'ok') return { ...exchanged, at: address + at };
      if (exchanged.data.length !== wanted) return { kind: 'short', at: address + at };
      bytes.set(exchanged.data, at);
      at += wanted;
      onRead(address + at);
    }
    return { kind: 'ok', bytes };
  }
}
