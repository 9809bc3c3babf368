/** `bljh sim bootrom`: serves a simulated chip until it is ended, or its port is pulled out by a fault. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { passThrough } from '../output/streams.js';
import { interruption } from '../process/interruption.js';
import { writeFileAtomically } from '../process/write-file.js';
import { type Exchange, FLASH_SIZE } from '../simulator/boot-rom.js';
import { FAULT_KINDS, type Fault, parseFault } from '../simulator/faults.js';
import { serveBootRom } from '../simulator/serve-boot-rom.js';
import type { Session } from './session.js';

/** The command that writes, and what its frame has besides the bytes: command, checksum, length, address. */
const PROGRAM = 0x31;
const PROGRAM_FRAME_BYTES = 8;

export interface SimBootRomCall {
  readonly session: Session;
  readonly link: string | undefined;
  readonly flash: string | undefined;
  /** As they were typed. */
  readonly faults: readonly string[];
  readonly paced: boolean;
  readonly timeoutMs: number | undefined;
}

export interface SimulatedBootRom {
  readonly port: string;
  readonly commands: number;
  readonly refused: number;
  readonly endedBy: 'signal' | 'timeout' | 'unplugged';
  /** Bytes in frames that were written to the flash, without the first frame, and how long they took together. */
  readonly programming: { readonly frameBytes: number; readonly durationMs: number };
}

export async function simulateBootRom(call: SimBootRomCall): Promise<Result<SimulatedBootRom>> {
  const { session, link, flash: file, timeoutMs } = call;
  if (process.platform === 'win32')
    return failure(wrongCall('Windows has no pseudo-terminals that are serial ports', 'run it on Linux or macOS'));
  const faults = parseFaults(call.faults);
  if (!faults.ok) return faults;
  const flash = file === undefined ? success(undefined) : readFlash(file);
  if (!flash.ok) return flash;
  if (link !== undefined && existsSync(link))
    return failure(wrongCall(`--link ${link} is there already`, 'name a path that is free'));
  const ending = new AbortController();
  const clock = new ProgramClock();
  const served = serveBootRom({
    faults: faults.value,
    paced: call.paced,
    ...(link !== undefined && { link }),
    ...(flash.value !== undefined && { flash: flash.value }),
    onExchange: (exchange) => clock.take(exchange),
    onUnplug: () => ending.abort(),
  });
  const { port, rom } = served;
  try {
    if (session.options.json) session.tell(port);
    else await passThrough(Buffer.from(`${port}\n`));
    const endedBy = await whichComesFirst(ending.signal, timeoutMs);
    if (file !== undefined) writeFileAtomically(file, rom.flash);
    const refused = rom.exchanges.filter(({ code }) => code !== 0).length;
    return success({ port, commands: rom.exchanges.length, refused, endedBy, programming: clock.sum });
  } finally {
    served.close();
  }
}

/** How fast frames to be programmed come, for measurements: from the first one's answer to the last one's. */
class ProgramClock {
  #first = 0;
  #last = 0;
  #frameBytes = 0;

  take({ command, length = 0 }: Exchange): void {
    if (command !== PROGRAM) return;
    this.#last = performance.now();
    if (this.#first === 0) this.#first = this.#last;
    else this.#frameBytes += length + PROGRAM_FRAME_BYTES;
  }

  get sum(): SimulatedBootRom['programming'] {
    return { frameBytes: this.#frameBytes, durationMs: this.#last - this.#first };
  }
}

async function whichComesFirst(
  unplugged: AbortSignal,
  timeoutMs: number | undefined,
): Promise<SimulatedBootRom['endedBy']> {
  return await new Promise((resolve) => {
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => end('timeout'), timeoutMs);
    const end = (by: SimulatedBootRom['endedBy']) => {
      clearTimeout(timer);
      resolve(by);
    };
    unplugged.addEventListener('abort', () => end('unplugged'));
    interruption.addEventListener('abort', () => end('signal'));
    if (interruption.aborted) end('signal');
  });
}

function parseFaults(texts: readonly string[]): Result<readonly Fault[]> {
  const faults = texts.map(parseFault);
  const wrong = texts[faults.indexOf(undefined)];
  if (wrong === undefined) return success(faults.filter((fault) => fault !== undefined));
  const kinds = Object.keys(FAULT_KINDS).join(', ');
  return failure(wrongCall(`--fault ${wrong}: expected KIND@OFFSET or KIND@OFFSET:once`, `kinds: ${kinds}`));
}

function readFlash(file: string): Result<Uint8Array | undefined> {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return success(undefined);
  if (!stat.isFile()) return failure(wrongCall(`--flash ${file}: this is no file`, 'name a file'));
  const bytes = readFileSync(file);
  if (bytes.length <= FLASH_SIZE) {
    const flash = new Uint8Array(FLASH_SIZE).fill(0xff);
    flash.set(bytes);
    return success(flash);
  }
  return failure(wrongCall(`--flash ${file}: ${bytes.length} bytes`, `the flash has ${FLASH_SIZE} bytes`));
}

function wrongCall(message: string, text: string): Diagnostic {
  return { severity: 'error', code: 'CL0003', message, hint: { text } };
}
