/**
 * From a board that was just connected to its flash loader: reset into the boot ROM, handshake, which chip it is, then the
 * loader's image into RAM and its start.
 */
import { type Diagnostic, failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { INTO_BOOT_ROM, INTO_PROGRAM, stepLines } from '../serial/modem-steps.js';
import { diagnoseTrouble } from './diagnose-trouble.js';
import { COMMAND } from './frames.js';
import type { IspLink, Request, Trouble } from './isp-link.js';

/** The boot ROM takes no more (the vendor's "BL602 ISP protocol"); blflash begins with the lower one. */
export const ROM_BAUD_RATES = [500_000, 115_200] as const;
/** With each rate before the other is tried, and the board is reset again. */
const TRIES_PER_RATE = 3;
/** What the vendor advises after the handshake, for the ROM to be ready. */
const AFTER_SYNC_MS = 20;
/** blflash waits as long for the loader to start. */
const LOADER_START_MS = 500;
const LOADER_TRIES = 5;
const LOAD_ATTEMPTS = 3;
const BOOT_HEADER_BYTES = 176;
const SEGMENT_HEADER_BYTES = 16;
/** A piece of the loader, and of what is written: as blflash has them. */
export const PIECE_BYTES = 4_000;

/** The first four bytes of the boot information, as the vendor's tool knows chips by them (bflb_eflash_loader.py). */
const CHIPS: ReadonlyMap<string, string> = new Map([
  ['01000000', 'BL602'],
  ['01000207', 'BL702'],
  ['01001606', 'BL616'],
  ['01000808', 'BL808'],
]);

export interface ConnectRequest {
  /** The rate for the flash loader; the ROM gets no more than it can. Bits a second. */
  readonly baudRate: number;
  /** How long to look for a boot ROM. */
  readonly timeoutMs: number;
  /** Told once, when the ROM has not answered for a while. */
  readonly onWaiting: () => void;
}

/** Asks until the boot ROM answers. */
export async function connect(link: IspLink, request: ConnectRequest): Promise<Result<void>> {
  const start = performance.now();
  const rates = ROM_BAUD_RATES.filter((rate, index) => rate <= request.baudRate || index === ROM_BAUD_RATES.length - 1);
  let hasAnswered = false;
  let isTold = false;
  for (let round = 0; ; round += 1) {
    await link.setBaudRate(rates[round % rates.length] ?? request.baudRate);
    await stepLines(link, INTO_BOOT_ROM, (ms) => link.pause(ms));
    for (let attempt = 0; attempt < TRIES_PER_RATE; attempt += 1) {
      const { isSynced, answered, isOver } = await link.handshake();
      if (isSynced) {
        await link.pause(AFTER_SYNC_MS);
        return success(undefined);
      }
      hasAnswered ||= answered;
      if (isOver) return failure(diagnoseTrouble(link.end(), 'looking for the boot ROM'));
    }
    const elapsed = performance.now() - start;
    if (elapsed >= request.timeoutMs) return failure(hasAnswered ? strangerAnswers() : nobodyAnswers());
    if (!isTold) request.onWaiting();
    isTold = true;
  }
}

/** Refuses another chip than a BL602; undefined if it is one. */
export async function diagnoseChip(link: IspLink): Promise<Diagnostic | undefined> {
  const asking = 'asking which chip it is';
  const exchanged = await link.exchange({ command: COMMAND.bootInfo, hasData: true });
  if (exchanged.kind !== 'ok') return diagnoseTrouble(exchanged, asking);
  const version = Buffer.from(exchanged.data.subarray(0, 4)).toString('hex');
  const chip = CHIPS.get(version);
  if (chip === 'BL602') return undefined;
  const found = chip === undefined ? `its boot ROM has version ${version}` : `it is a ${chip}`;
  return {
    severity: 'error',
    code: 'FL0006',
    message: `the chip is no BL602: ${found}`,
    hint: { text: 'look whether this is the port of the right board: bljh ports' },
  };
}

/** `loader`: boot header, segment header, data, as the vendor's eflash_loader file has them. */
export async function startLoader(link: IspLink, loader: Uint8Array, baudRate: number): Promise<Result<void>> {
  for (let attempt = 1; ; attempt += 1) {
    const trouble = await sendLoader(link, loader);
    if (trouble === undefined) break;
    // A piece that may have arrived twice: the boot ROM begins anew with the next boot header.
    if (attempt === LOAD_ATTEMPTS || !['noise', 'short', 'unsure'].includes(trouble.kind))
      return failure(diagnoseTrouble(trouble, 'sending the flash loader'));
  }
  await link.pause(LOADER_START_MS);
  if (!(await link.setBaudRate(baudRate))) return failure(refusedRate(baudRate));
  let hasAnswered = false;
  for (let attempt = 0; attempt < LOADER_TRIES; attempt += 1) {
    const { isSynced, answered, isOver } = await link.handshake();
    if (isSynced) return success(undefined);
    if (isOver) return failure(diagnoseTrouble(link.end(), 'starting the flash loader'));
    hasAnswered ||= answered;
  }
  const kind = hasAnswered ? 'noise' : (await link.hearsLate()) ? 'late' : 'silent';
  return failure(diagnoseTrouble({ kind }, `starting the flash loader at ${baudRate} baud`));
}

async function sendLoader(link: IspLink, loader: Uint8Array): Promise<Trouble | undefined> {
  const dataAt = BOOT_HEADER_BYTES + SEGMENT_HEADER_BYTES;
  const requests: Request[] = [
    { command: COMMAND.bootHeader, body: loader.subarray(0, BOOT_HEADER_BYTES) },
    // The answer repeats the header.
    { command: COMMAND.segmentHeader, body: loader.subarray(BOOT_HEADER_BYTES, dataAt), hasData: true },
  ];
  for (let at = dataAt; at < loader.length; at += PIECE_BYTES)
    requests.push({ command: COMMAND.segmentData, body: loader.subarray(at, at + PIECE_BYTES), once: true });
  requests.push({ command: COMMAND.checkImage });
  for (const request of requests) {
    const exchanged = await link.exchange(request);
    if (exchanged.kind !== 'ok') return exchanged;
  }
  const started = await link.exchange({ command: COMMAND.runImage, once: true });
  // Whether it runs, the handshake with it will tell.
  return started.kind === 'ok' || started.kind === 'noise' || started.kind === 'unsure' ? undefined : started;
}

/** Starts what is in the flash; false where only a button can. */
export async function resetIntoProgram(link: IspLink): Promise<boolean> {
  return await stepLines(link, INTO_PROGRAM, (ms) => link.pause(ms));
}

function refusedRate(baudRate: number): Diagnostic {
  const message = `the port cannot be set to ${baudRate} baud`;
  return { severity: 'error', code: 'DV0009', message, hint: { text: 'name another rate: --baud 115200' } };
}

function nobodyAnswers(): Diagnostic {
  return {
    severity: 'error',
    code: 'FL0001',
    message: 'no boot ROM answers on the port',
    hint: { text: 'put the board into boot mode (GPIO8 high, then reset: a jumper or a button), then flash again' },
  };
}

function strangerAnswers(): Diagnostic {
  return {
    severity: 'error',
    code: 'FL0002',
    message: 'what answers on the port is no boot ROM that can be understood',
    hint: {
      text: 'the program of the board may be running: put it into boot mode (GPIO8 high, then reset), then flash again',
    },
  };
}
