/**
 * The BL602's boot ROM and the flash loader that it starts, as far as a serial line sees them: bytes in, bytes out, no
 * port and no clock. After the vendor's "BL602 ISP protocol" and what blflash 0.3.5 sends and expects
 * (src/flasher.rs, src/connection.rs in its crate).
 *
 * Frames are `command, checksum, length (u16), body`; the checksum counts only where it is not 0. Replies are `OK`,
 * `OK length data` or `FL code`. All numbers are little endian.
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

export const FLASH_SIZE = 2 * 1024 * 1024;
const SECTOR = 4096;
const SYNC = 0x55;
/** So many bytes in a row are a handshake and no line noise. */
const SYNC_RUN = 8;
const HEADER_SIZE = 176;
const SEGMENT_HEADER_SIZE = 16;
const MAX_BODY = { rom: 4096, loader: 8192 + 4 } as const;

/** Of the vendor's list of codes, those that are needed. */
export const FAIL = {
  flashAddress: 0x0002,
  commandId: 0x0101,
  commandLength: 0x0102,
  checksum: 0x0103,
  sequence: 0x0104,
  headerMagic: 0x0203,
  headerCrc: 0x0204,
  segmentHeaderCrc: 0x0210,
  segmentDataLength: 0x0214,
  imageHash: 0x0217,
} as const;

type Mode = 'rom' | 'loader';

export interface Exchange {
  readonly mode: Mode;
  readonly command: number;
  readonly address?: number;
  /** Of an erasure: where it ends. */
  readonly length?: number;
  /** 0 is a success. */
  readonly code: number;
}

/** What a chip may do that it should not, each once or for ever: see faults.ts. */
export interface Misbehaviour {
  /** The code to refuse a command with; undefined: none. */
  readonly refuse?: () => number | undefined;
  /** The answer to the question for the ROM's version, 20 bytes. */
  readonly bootInfo?: (info: Buffer) => Buffer;
  /** After each command that wrote. */
  readonly afterProgram?: (flash: Uint8Array, start: number, end: number) => void;
  /** The digest to tell; undefined: the right one. `sent` is what was written, whatever is there. */
  readonly digest?: (sent: Uint8Array) => Buffer | undefined;
}

export class BootRom {
  readonly flash: Uint8Array;
  /** Every command with its end, in order. */
  readonly exchanges: Exchange[] = [];
  /** As if the flash always kept what it was told. */
  readonly #sent: Uint8Array;
  readonly #misbehaviour: Misbehaviour;
  readonly #onExchange: (exchange: Exchange) => void;
  #mode: Mode = 'rom';
  #pending = Buffer.alloc(0);
  #syncBytes = 0;
  #isSynced = false;
  #sinceSync = 0;
  #header: Buffer | undefined;
  #segmentHeader: Buffer | undefined;
  #segment = Buffer.alloc(0);
  #isChecked = false;

  /** `flash`: what is in it at the beginning; it has no more bytes than that. */
  constructor(
    misbehaviour: Misbehaviour = {},
    flash: Uint8Array = new Uint8Array(FLASH_SIZE).fill(0xff),
    onExchange: (exchange: Exchange) => void = () => undefined,
  ) {
    this.#misbehaviour = misbehaviour;
    this.#onExchange = onExchange;
    this.flash = flash;
    this.#sent = flash.slice();
  }

  get mode(): Mode {
    return this.#mode;
  }

  /** A frame has begun and is not whole. */
  get isInFrame(): boolean {
    return this.#pending.length > 0;
  }

  /** What a chip does that has waited too long for the rest of a frame. */
  forgetFrame(): void {
    this.#pending = Buffer.alloc(0);
  }

  /** What the chip answers to these bytes; nothing as long as a frame is not complete. */
  receive(bytes: Uint8Array): Buffer {
    return Buffer.concat(this.answersTo(bytes));
  }

  /** The same, each answer alone. */
  answersTo(bytes: Uint8Array): readonly Buffer[] {
    const replies: Buffer[] = [];
    this.#pending = Buffer.concat([this.#pending, bytes]);
    while (this.#pending.length > 0) {
      const reply = this.#pending[0] === SYNC ? this.#synchronise() : this.#takeFrame();
      if (reply === undefined) break;
      if (reply.length > 0) replies.push(reply);
    }
    return replies;
  }

  /** The line's speed is found by a run of 0x55; a run where none is due can only follow a reset of the chip. */
  #synchronise(): Buffer {
    const run = this.#pending.findIndex((byte) => byte !== SYNC);
    const length = run === -1 ? this.#pending.length : run;
    this.#pending = this.#pending.subarray(length);
    if (this.#isSynced && this.#sinceSync === 0) return Buffer.alloc(0);
    this.#syncBytes += length;
    if (this.#syncBytes < SYNC_RUN) return Buffer.alloc(0);
    if (this.#isSynced) this.#reset();
    this.#isSynced = true;
    this.#syncBytes = 0;
    this.#sinceSync = 0;
    return Buffer.from('OK');
  }

  #reset(): void {
    this.#mode = 'rom';
    this.#header = undefined;
    this.#segmentHeader = undefined;
    this.#segment = Buffer.alloc(0);
    this.#isChecked = false;
  }

  #takeFrame(): Buffer | undefined {
    this.#syncBytes = 0;
    if (this.#pending.length < 4) return undefined;
    const [command = 0, checksum = 0] = this.#pending;
    const length = this.#pending.readUInt16LE(2);
    if (this.#pending.length < 4 + length) return undefined;
    const frame = this.#pending.subarray(0, 4 + length);
    this.#pending = this.#pending.subarray(4 + length);
    this.#sinceSync += 1;
    const sum = frame.subarray(2).reduce((total, byte) => (total + byte) & 0xff, 0);
    const body = Buffer.from(frame.subarray(4));
    const mode = this.#mode;
    const isDamaged = checksum !== 0 && checksum !== sum;
    const answer = isDamaged ? FAIL.checksum : (this.#misbehaviour.refuse?.() ?? this.#execute(command, body));
    const isFlash = command >= 0x30 && body.length >= 4;
    const exchange = {
      mode,
      command,
      ...(isFlash && { address: body.readUInt32LE(0) }),
      ...(isFlash && { length: command === 0x31 ? body.length - 4 : body.length >= 8 ? body.readUInt32LE(4) : 0 }),
      code: typeof answer === 'number' ? answer : 0,
    };
    this.exchanges.push(exchange);
    this.#onExchange(exchange);
    return typeof answer === 'number' ? fail(answer) : Buffer.concat([Buffer.from('OK'), answer]);
  }

  #execute(command: number, body: Buffer): Buffer | number {
    if (!this.#isSynced) return FAIL.sequence;
    if (body.length > MAX_BODY[this.#mode]) return FAIL.commandLength;
    return this.#mode === 'rom' ? this.#executeInRom(command, body) : this.#executeInLoader(command, body);
  }

  #executeInRom(command: number, body: Buffer): Buffer | number {
    switch (command) {
      case 0x10:
        return body.length === 0 ? withLength(this.#bootInfo()) : FAIL.commandLength;
      case 0x11:
        return this.#takeHeader(body);
      case 0x17:
        return this.#takeSegmentHeader(body);
      case 0x18:
        if (this.#segmentHeader === undefined) return FAIL.sequence;
        this.#segment = Buffer.concat([this.#segment, body]);
        return this.#segment.length > this.#segmentHeader.readUInt32LE(4) ? FAIL.segmentDataLength : Buffer.alloc(0);
      case 0x19:
        return this.#checkImage();
      case 0x1a:
        if (!this.#isChecked) return FAIL.sequence;
        this.#mode = 'loader';
        this.#isSynced = false;
        return Buffer.alloc(0);
      default:
        return FAIL.commandId;
    }
  }

  #bootInfo(): Buffer {
    const info = bootInfo();
    return this.#misbehaviour.bootInfo?.(info) ?? info;
  }

  #takeHeader(body: Buffer): Buffer | number {
    if (body.length !== HEADER_SIZE) return FAIL.commandLength;
    if (body.toString('latin1', 0, 4) !== 'BFNP') return FAIL.headerMagic;
    if (crc32(body.subarray(0, 172)) !== body.readUInt32LE(172)) return FAIL.headerCrc;
    this.#header = body;
    return Buffer.alloc(0);
  }

  #takeSegmentHeader(body: Buffer): Buffer | number {
    if (this.#header === undefined) return FAIL.sequence;
    if (body.length !== SEGMENT_HEADER_SIZE) return FAIL.commandLength;
    if (crc32(body.subarray(0, 12)) !== body.readUInt32LE(12)) return FAIL.segmentHeaderCrc;
    this.#segmentHeader = body;
    this.#segment = Buffer.alloc(0);
    return withLength(body);
  }

  /** The hash of an image for RAM covers its segment headers, too. */
  #checkImage(): Buffer | number {
    if (this.#header === undefined || this.#segmentHeader === undefined) return FAIL.sequence;
    if (this.#segment.length !== this.#segmentHeader.readUInt32LE(4)) return FAIL.segmentDataLength;
    const hash = createHash('sha256').update(this.#segmentHeader).update(this.#segment).digest();
    if (!hash.equals(this.#header.subarray(132, 164))) return FAIL.imageHash;
    this.#isChecked = true;
    return Buffer.alloc(0);
  }

  #executeInLoader(command: number, body: Buffer): Buffer | number {
    if (body.length < (command === 0x31 ? 4 : 8)) return FAIL.commandLength;
    const address = body.readUInt32LE(0);
    const second = command === 0x31 ? body.length - 4 : body.readUInt32LE(4);
    const end = command === 0x30 ? second : address + second;
    if (end > this.flash.length || end < address) return FAIL.flashAddress;
    switch (command) {
      case 0x30:
        for (const memory of [this.flash, this.#sent])
          memory.fill(0xff, address - (address % SECTOR), Math.ceil(end / SECTOR) * SECTOR);
        return Buffer.alloc(0);
      case 0x31:
        // Programming NOR flash can only clear bits.
        for (const memory of [this.flash, this.#sent])
          for (let index = 4; index < body.length; index += 1)
            memory[address + index - 4] = (memory[address + index - 4] ?? 0) & (body[index] ?? 0);
        this.#misbehaviour.afterProgram?.(this.flash, address, end);
        return Buffer.alloc(0);
      case 0x32:
        return withLength(Buffer.from(this.flash.subarray(address, end)));
      case 0x3d:
        return withLength(
          this.#misbehaviour.digest?.(this.#sent.subarray(address, end)) ?? sha256(this.flash.subarray(address, end)),
        );
      default:
        return FAIL.commandId;
    }
  }
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function bootInfo(): Buffer {
  const info = Buffer.alloc(20);
  info.writeUInt32LE(1);
  return info;
}

function withLength(data: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16LE(data.length);
  return Buffer.concat([length, data]);
}

function fail(code: number): Buffer {
  const reply = Buffer.from('FL\0\0', 'latin1');
  reply.writeUInt16LE(code, 2);
  return reply;
}
