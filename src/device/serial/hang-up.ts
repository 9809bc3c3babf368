/**
 * Makes an open port of npm's serialport notice a hang-up at any time. By itself it does so only while it waits: in the middle of
 * a flow of bytes it takes the read of no bytes, which Linux answers once a device is unplugged, for "try again", and
 * tries for ever (@serialport/bindings-cpp 13.0.0, unix-read.js).
 */
import { read } from 'node:fs';
import { promisify } from 'node:util';

interface UnixPort {
  readonly isOpen: boolean;
  readonly fd: number | null;
  readonly poller: { readonly once: (event: 'readable', callback: (error: Error | null) => void) => void };
  read: (buffer: Buffer, offset: number, length: number) => Promise<{ buffer: Buffer; bytesRead: number }>;
}

const readSome = promisify(read);

/** `port`: SerialPort.port once it is open, before anything was read. On Windows it stays as it is. */
export function noticeHangUp(port: object | undefined): void {
  if (port === undefined || !('poller' in port)) return;
  const unix = port as UnixPort;
  unix.read = async (buffer, offset, length) => await readOrHangUp(unix, buffer, offset, length);
}

/** Lines are read with VMIN = 1 and without blocking: no byte yet is EAGAIN, and a read of no bytes is the end. */
async function readOrHangUp(port: UnixPort, buffer: Buffer, offset: number, length: number) {
  while (port.isOpen && port.fd !== null) {
    try {
      const { bytesRead } = await readSome(port.fd, buffer, offset, length, null);
      if (bytesRead === 0) throw new Error('the line was hung up');
      return { bytesRead, buffer };
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['EAGAIN', 'EWOULDBLOCK', 'EINTR'].includes(code)) throw error;
    }
    if (port.isOpen) await untilReadable(port);
  }
  throw Object.assign(new Error('the line was closed'), { canceled: true });
}

async function untilReadable(port: UnixPort): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    port.poller.once('readable', (error) => (error === null ? resolve() : reject(error)));
  });
}
