/** A flash loader at work behind a port: connected, used, and the board started again, whatever happens in between. */
import { type Diagnostic, failure, type Result, withEarlier } from '../../diagnostics/diagnostic.js';
import { openSerialLine } from '../serial/serial-line.js';
import { connect, diagnoseChip, resetIntoProgram, startLoader } from './boot-rom.js';
import { FlashLoader } from './flash-loader.js';
import { IspLink } from './isp-link.js';

export interface SessionRequest {
  readonly port: string;
  /** It was found in a list, and not named: then its absence means that it has vanished since. */
  readonly wasListed: boolean;
  /** Bits a second for the flash loader. */
  readonly baudRate: number;
  /** The vendor's flash loader for the chip's RAM. */
  readonly loader: Uint8Array;
  readonly connectTimeoutMs: number;
  /** Ends every wait. */
  readonly stop: AbortSignal;
  readonly onOpen: () => void;
  /** The boot ROM has not answered for a while. */
  readonly onWaiting: () => void;
  readonly onConnected: () => void;
  /** There is a new program to start: if only a button can, that is told. */
  readonly startsProgram: boolean;
}

/** `work` with a loader that answers. The board is started again only after a success: what failed is not to be run. */
export async function withFlashLoader<T>(
  request: SessionRequest,
  work: (loader: FlashLoader) => Promise<Result<T>>,
): Promise<Result<T>> {
  const link = new IspLink(request.stop);
  const line = await openSerialLine(request.port, request.baudRate, link.events, request.wasListed);
  if (!line.ok) return line;
  link.attach(line.value);
  request.onOpen();
  try {
    const { baudRate, onWaiting } = request;
    const connected = await connect(link, { baudRate, timeoutMs: request.connectTimeoutMs, onWaiting });
    if (!connected.ok) return connected;
    const stranger = await diagnoseChip(link);
    if (stranger !== undefined) return failure(stranger);
    const started = await startLoader(link, request.loader, baudRate);
    if (!started.ok) return started;
    request.onConnected();
    const worked = await work(new FlashLoader(link));
    if (!worked.ok || (await resetIntoProgram(link)) || !request.startsProgram) return worked;
    return withEarlier([pressReset()], worked);
  } finally {
    await line.value.close();
  }
}

function pressReset(): Diagnostic {
  const message = 'the port has no line that could reset the board: press its reset button to start the program';
  return { severity: 'info', code: 'FL0014', message };
}
