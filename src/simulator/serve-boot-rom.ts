/** The simulated boot ROM on a pseudo-terminal: what `bljh sim bootrom` runs, and the tests of what flashes. */
import { BootRom, type Exchange } from './boot-rom.js';
import { type Fault, Faults } from './faults.js';
import { PseudoTerminal } from './pseudo-terminal.js';
import { Wire } from './wire.js';

/** The chip gives up a frame that does not go on for so long (the vendor's "BL602 ISP protocol": 2 s). */
const FRAME_TIMEOUT_MS = 2_000;
const SYNC = 0x55;
const CHATTER_MS = 10;

export interface BootRomOptions {
  readonly faults?: readonly Fault[];
  /** What is in the flash at the beginning. */
  readonly flash?: Uint8Array;
  /** A path of our own for the port. */
  readonly link?: string;
  /** Bytes take as long as on a wire at the rate that the host has set. */
  readonly paced?: boolean;
  /** After each command. */
  readonly onExchange?: (exchange: Exchange) => void;
  readonly onUnplug?: () => void;
}

export interface ServedBootRom {
  readonly port: string;
  readonly rom: BootRom;
  readonly close: () => void;
}

export function serveBootRom(options: BootRomOptions = {}): ServedBootRom {
  const faults = new Faults(options.faults ?? []);
  const rom = new BootRom(faults.misbehaviour, options.flash, options.onExchange);
  let isOpen = true;
  let frameTimer: NodeJS.Timeout | undefined;
  const terminal = new PseudoTerminal((bytes) => {
    // Rates change before a handshake only.
    if (bytes[0] === SYNC) wire?.rateMayHaveChanged();
    carry(bytes.length, () => take(bytes));
  }, options.link);
  const wire = options.paced === true ? new Wire(() => terminal.baudRate) : undefined;
  const carry = (bytes: number, arrive: () => void) => (wire === undefined ? arrive() : wire.carry(bytes, arrive));
  const chatter = faults.isRunning
    ? setInterval(() => void terminal.send(Buffer.from('tick: all is well\r\n')), CHATTER_MS)
    : undefined;
  const close = () => {
    isOpen = false;
    clearInterval(chatter);
    clearTimeout(frameTimer);
    terminal.unplug();
  };
  const send = (bytes: Buffer) => carry(bytes.length, () => void terminal.send(bytes));
  const take = (bytes: Uint8Array) => {
    if (!isOpen || faults.isRunning) return;
    clearTimeout(frameTimer);
    const arrived = faults.onTheWay(bytes);
    if (faults.isUnplugged) {
      close();
      options.onUnplug?.();
      return;
    }
    for (const reply of rom.answersTo(arrived)) {
      const answer = faults.answer(reply);
      if (answer?.before !== undefined) send(answer.before);
      if (answer?.delayMs === 0) send(answer.bytes);
      else if (answer !== undefined) setTimeout(() => send(answer.bytes), answer.delayMs);
    }
    if (!rom.isInFrame) return;
    frameTimer = setTimeout(() => {
      rom.forgetFrame();
      faults.forgetFrame();
    }, FRAME_TIMEOUT_MS);
  };
  return { port: terminal.device, rom, close: () => isOpen && close() };
}
