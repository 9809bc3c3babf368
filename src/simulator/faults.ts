/**
 * What can go wrong between a flasher and a chip, on demand: `KIND@OFFSET[:once]`. The offset counts bytes that the host has sent
 * since the port was made, or is an address of the flash for faults of the memory. Without `:once` a fault comes again and again.
 */
import { createHash } from 'node:crypto';
import type { Misbehaviour } from './boot-rom.js';

/** What each kind of fault does, for people. */
export const FAULT_KINDS = {
  'no-answer': 'the chip never answers',
  running: 'the board is not in boot mode: its program runs, and prints without a pause',
  noise: 'answers are random bytes from there on',
  stray: 'two random bytes come, and the answer itself 0.8 seconds later',
  late: 'answers come 2.5 seconds late from there on',
  nak: 'commands are refused with code 0x0104 from there on',
  damage: 'a bit of each frame is flipped on its way to the chip from there on',
  'wrong-chip': 'the boot ROM tells the version of another chip',
  drop: 'a byte of each frame is lost on its way to the chip from there on',
  unplug: 'the port vanishes there',
  stall: 'the chip does not answer any more from there on',
  'short-read': 'answers with data end in the middle from there on',
  rot: 'the bit at that address of the flash does not keep what was written',
  lie: 'the same, and the chip tells the digest of what it was sent',
} as const;

export type FaultKind = keyof typeof FAULT_KINDS;

export interface Fault {
  readonly kind: FaultKind;
  readonly offset: number;
  readonly once: boolean;
}

const LATE_MS = 2_500;
const STRAY_MS = 800;
const REFUSED = 0x0104;
/** Version bytes that the vendor's tool takes for a BL702 (bflb_eflash_loader.py: 01000207). */
const BL702 = [0x01, 0x00, 0x02, 0x07] as const;
/** Of a frame: the first byte of its body. */
const STRUCK = 4;
const SYNC = 0x55;

export function parseFault(text: string): Fault | undefined {
  const match = /^([a-z-]+)(?:@(\d+|0x[0-9a-f]+))?(:once)?$/i.exec(text);
  const [, kind = '', offset = '0', once] = match ?? [];
  if (match === null || !Object.hasOwn(FAULT_KINDS, kind)) return undefined;
  return { kind: kind as FaultKind, offset: Number(offset), once: once !== undefined };
}

/** An answer on its way to the host. */
export interface Answer {
  readonly bytes: Buffer;
  readonly delayMs: number;
  /** Comes at once. */
  readonly before?: Buffer;
}

/** The faults of one port, and where they stand. */
export class Faults {
  readonly misbehaviour: Misbehaviour;
  readonly #faults: readonly Fault[];
  readonly #spent = new Set<Fault>();
  /** Bytes from the host so far. */
  #received = 0;
  /** Of what came since the last answer. */
  #sinceAnswer = 0;
  #isHandshake = false;
  /** Numbers that only look random (Numerical Recipes' generator), the same ones each time. */
  #random = 1;

  constructor(faults: readonly Fault[]) {
    this.#faults = faults;
    const has = (kind: FaultKind) => faults.some((fault) => fault.kind === kind);
    this.misbehaviour = {
      refuse: () => (this.#strikes('nak') ? REFUSED : undefined),
      bootInfo: (info) => (this.#strikes('wrong-chip') ? Buffer.from([...BL702, ...info.subarray(4)]) : info),
      afterProgram: (flash, start, end) => this.#rot(flash, start, end),
      ...(has('lie') && { digest: (sent) => createHash('sha256').update(sent).digest() }),
    };
  }

  /** The board runs its program: no boot ROM hears anything. */
  get isRunning(): boolean {
    return this.#faults.some(({ kind }) => kind === 'running');
  }

  get isUnplugged(): boolean {
    return this.#faults.some(({ kind, offset }) => kind === 'unplug' && this.#received > offset);
  }

  /** What of these bytes gets to the chip. */
  onTheWay(bytes: Uint8Array): Uint8Array {
    const arrived: number[] = [];
    for (const byte of bytes) {
      if (this.#sinceAnswer === 0) this.#isHandshake = byte === SYNC;
      const isStruck = this.#sinceAnswer === STRUCK && !this.#isHandshake;
      this.#received += 1;
      this.#sinceAnswer += 1;
      if (isStruck && this.#strikes('drop')) continue;
      arrived.push(isStruck && this.#strikes('damage') ? byte ^ 1 : byte);
    }
    return Uint8Array.from(arrived);
  }

  /** A long silence: what comes next is a new frame. */
  forgetFrame(): void {
    this.#sinceAnswer = 0;
  }

  /** What of the chip's answer gets to the host, and when. */
  answer(bytes: Buffer): Answer | undefined {
    this.#sinceAnswer = 0;
    if (this.#faults.some(({ kind }) => kind === 'no-answer') || this.#strikes('stall')) return undefined;
    if (this.#strikes('noise')) return { bytes: Buffer.from(bytes.map(() => this.#noise())), delayMs: 0 };
    if (this.#strikes('stray'))
      return { bytes, delayMs: STRAY_MS, before: Buffer.from([this.#noise(), this.#noise()]) };
    if (bytes.length > 4 && this.#strikes('short-read'))
      return { bytes: bytes.subarray(0, 4 + Math.floor((bytes.length - 4) / 2)), delayMs: 0 };
    return { bytes, delayMs: this.#strikes('late') ? LATE_MS : 0 };
  }

  /** Whether a fault of the kind is due; one that comes once only is spent. */
  #strikes(kind: FaultKind): boolean {
    const due = this.#faults.find(
      (fault) => fault.kind === kind && this.#received > fault.offset && !this.#spent.has(fault),
    );
    if (due?.once === true) this.#spent.add(due);
    return due !== undefined;
  }

  #rot(flash: Uint8Array, start: number, end: number): void {
    for (const fault of this.#faults) {
      const { kind, offset, once } = fault;
      if ((kind !== 'rot' && kind !== 'lie') || offset < start || offset >= end || this.#spent.has(fault)) continue;
      if (once) this.#spent.add(fault);
      flash[offset] = (flash[offset] ?? 0) ^ 1;
    }
  }

  /** Never a byte that could begin an answer. */
  #noise(): number {
    this.#random = (Math.imul(this.#random, 1664525) + 1013904223) >>> 0;
    const byte = this.#random >>> 24;
    return 'OFP'.includes(String.fromCharCode(byte)) ? 0 : byte;
  }
}
