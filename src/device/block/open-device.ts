/** Opens a device for this process alone. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type Diagnostic, failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { lockFolder } from '../../process/folder-lock.js';
import { numberOf } from '../device-number.js';
import type { BlockTarget, FileTarget } from './target-facts.js';

/** Long enough to take over the lock of a bljh that was killed. */
const LOCK_WAIT_MS = 200;

export interface OpenDevice {
  readonly path: string;
  readonly handle: FileHandle;
  readonly close: () => Promise<void>;
}

/** `isClaimed`: something of the system uses it, and the user forced it. */
export async function openDevice(target: BlockTarget | FileTarget, isClaimed: boolean): Promise<Result<OpenDevice>> {
  return target.kind === 'block' ? await openBlock(target, isClaimed) : await openFile(target);
}

async function openBlock(target: BlockTarget, isClaimed: boolean): Promise<Result<OpenDevice>> {
  const { path } = target;
  // Linux (open(2)): without O_CREAT, O_EXCL of a block device fails with EBUSY if the system or another such opener has it.
  const handle = await open(path, constants.O_RDWR | (isClaimed ? 0 : constants.O_EXCL)).catch(asError);
  if (handle instanceof Error) return failure(diagnoseOpen(path, handle));
  const stat = await handle.stat();
  if (!stat.isBlockDevice() || numberOf(stat.rdev) !== target.node.number) {
    await handle.close();
    return failure({
      severity: 'error',
      code: 'BK0001',
      message: `${path} is another device now than the one that was looked at`,
      hint: { text: 'see which devices there are with lsblk' },
    });
  }
  return success({ path, handle, close: () => handle.close() });
}

/** Nothing in the system keeps two writers from a file: a lock beside it does. */
async function openFile({ path, realPath }: FileTarget): Promise<Result<OpenDevice>> {
  const lock = await lockFolder(`${realPath}.bljh-lock`, { waitMs: LOCK_WAIT_MS, onWait: () => undefined });
  if ('heldBy' in lock) return failure(inUse(path, lock.heldBy));
  const handle = await open(path, constants.O_RDWR).catch(asError);
  if (handle instanceof Error) {
    lock.release();
    return failure(diagnoseOpen(path, handle));
  }
  const close = async () => {
    await handle.close();
    lock.release();
  };
  return success({ path, handle, close });
}

function diagnoseOpen(path: string, error: NodeJS.ErrnoException): Diagnostic {
  switch (error.code) {
    case 'EBUSY':
      return inUse(path, 'another program, perhaps another bljh, or a file system mounted in a container');
    case 'EACCES':
    case 'EPERM':
      return problem('BK0011', `${path}: the system does not let you write it (${error.code})`, 'call bljh as root');
    case 'EROFS':
      return problem('BK0009', `${path} is read-only`, 'move the lock switch of the card away from LOCK');
    case 'ENOENT':
    case 'ENODEV':
    case 'ENXIO':
      return problem('BK0001', `${path} has gone`, 'put it in again');
    default:
      // ENOMEDIUM, which Node.js has no name for.
      if (error.errno === -123) return problem('BK0012', `${path}: there is no medium in it`, 'put the card in');
      return problem('BK0020', `${path} cannot be opened: ${error.code}`, 'try another card or reader');
  }
}

function inUse(path: string, who: string): Diagnostic {
  return problem('BK0013', `${path} is in use by ${who}`, 'wait until that is done, or end it');
}

function problem(code: string, message: string, text: string): Diagnostic {
  return { severity: 'error', code, message, hint: { text } };
}

function asError(error: NodeJS.ErrnoException): NodeJS.ErrnoException {
  return error;
}
