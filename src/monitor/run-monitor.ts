/** One call of the monitor: from opening the port to why it ended. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Result } from '../diagnostics/diagnostic.js';
import { success } from '../diagnostics/diagnostic.js';
import { interruption } from '../process/interruption.js';
import type { Face } from './face.js';
import type { LineFormat } from './line-part.js';
import { Link } from './link.js';
import type { LogFile } from './log-file.js';
import { type AddressNotes, Receiver } from './receiver.js';

/** What was received last is shown, but a reader that does not read keeps nobody here. */
const SETTLE_MS = 1_000;

export type MonitorEnd =
  /** The awaited line came. */
  | 'match'
  | 'timeout'
  /** Ctrl-] */
  | 'left'
  | 'interrupted'
  /** The port has gone, and was not to be waited for. */
  | 'gone'
  /** Nobody reads standard output any more. */
  | 'reader left';

export interface MonitorCall {
  readonly baudRate: number;
  readonly findPath: () => Promise<Result<string>>;
  readonly reconnect: boolean;
  /** For a port that is not there at the beginning. */
  readonly wait: boolean;
  readonly reset: boolean;
  readonly until: RegExp | undefined;
  readonly timeoutMs: number | undefined;
  readonly format: LineFormat;
  readonly face: Face;
  readonly log: LogFile | undefined;
  readonly notes: AddressNotes | undefined;
  /** Messages, unless nobody wants them. */
  readonly tell: (text: string) => void;
}

export interface MonitorOutcome {
  readonly end: MonitorEnd;
  /** Undefined where none was opened in time. */
  readonly port: string | undefined;
  /** The line that was awaited. */
  readonly line: string | undefined;
  readonly bytes: number;
  /** How often the port was opened. */
  readonly connections: number;
  /** Whether the port was there at the end. */
  readonly isConnected: boolean;
}

export async function runMonitor(call: MonitorCall): Promise<Result<MonitorOutcome>> {
  const { face, tell } = call;
  let end: MonitorEnd | undefined;
  let line: string | undefined;
  let release: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    release = resolve;
  });
  const finish = (why: MonitorEnd): void => {
    end ??= why;
    release();
  };
  const onInterrupted = (): void => finish('interrupted');
  interruption.addEventListener('abort', onInterrupted, { once: true });
  const timer = call.timeoutMs === undefined ? undefined : setTimeout(() => finish('timeout'), call.timeoutMs);
  const receiver = new Receiver({
    ...call,
    output: face.output,
    onMatch: (matched) => {
      line = matched;
      finish('match');
    },
    onReaderLeft: () => finish('reader left'),
    pause: () => link.pause(),
    resume: () => link.resume(),
  });
  const link: Link = new Link(call, {
    onBytes: (bytes) => receiver.take(bytes),
    onGone: (path) => {
      receiver.cut();
      if (call.reconnect) tell(`${path} has gone: waiting for it`);
      else finish('gone');
    },
    onBack: (path, afterMs) => tell(`${path} is there again, after ${(afterMs / 1000).toFixed(1)} s`),
    onTrouble: ({ message }) => tell(`still waiting: ${message}`),
  });
  const reset = async (): Promise<void> => {
    if (!(await link.reset())) tell('the board was not reset: its port has no RTS and DTR lines, or is not there');
  };
  let port: string | undefined;
  try {
    const opened = await Promise.race([link.open(call.wait, () => tell('waiting for the port')), ended]);
    if (opened?.ok === false) return opened;
    if (opened?.ok === true) {
      port = opened.value;
      face.listen({
        onSend: async (bytes, canWait) => {
          if (canWait) await link.connected();
          if (!(await link.write(bytes)) && end === undefined) tell('input was lost: the port is not there');
        },
        onLeave: () => finish('left'),
        onReset: () => void reset(),
      });
      // Keys count from here on: who reads this may type.
      tell(`${port} at ${call.baudRate} baud${face.hasKeys ? '; Ctrl-] leaves, Ctrl-T h for help' : ''}`);
      if (call.reset) await reset();
      await ended;
    }
    const isConnected = link.isConnected;
    await link.close();
    await Promise.race([receiver.finish(), delay(SETTLE_MS, undefined, { ref: false })]);
    const bytes = receiver.receivedBytes;
    return success({ end: end ?? 'left', port, line, bytes, connections: link.connections, isConnected });
  } finally {
    clearTimeout(timer);
    interruption.removeEventListener('abort', onInterrupted);
    await link.close();
    face.close();
    call.log?.close();
  }
}
