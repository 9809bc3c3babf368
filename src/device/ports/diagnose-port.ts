/** Why a port cannot be opened: each reason has a code of its own, and the way out of it. */
import { accessSync, constants, statSync } from 'node:fs';
import type { Diagnostic } from '../../diagnostics/diagnostic.js';

/** What is wrong with the path of a port, before it is opened or after `error` from opening it; undefined: nothing that can be seen. */
export function diagnosePort(path: string, error?: Error): Diagnostic | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined)
    return problem('DV0001', `${path}: there is no such port`, 'see which there are with bljh ports');
  if (stat.isDirectory())
    return problem('DV0004', `${path} is a directory, and no port`, 'see the ports with bljh ports');
  if (!stat.isCharacterDevice())
    return problem('DV0005', `${path} is a file, and no port`, 'see the ports with bljh ports');
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch {
    return problem('DV0002', `${path}: you may not open it`, 'join the group that may');
  }
  if (error === undefined) return undefined;
  if (/lock/i.test(error.message)) return problem('DV0003', `${path} is in use by another program`, 'close it');
  return problem('DV0009', `${path}: ${error.message}`, 'look whether it is a serial port');
}

function problem(code: string, message: string, text: string): Diagnostic {
  return { severity: 'error', code, message, hint: { text } };
}
