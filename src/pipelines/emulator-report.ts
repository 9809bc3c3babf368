/** How a run ended, as bljh's own emulator writes it (templates/emulator/ending.py): exit codes alone belong to the program. */
import { readFileSync } from 'node:fs';

export type EmulatorReport =
  | { readonly end: 'exited' | 'time-limit' }
  /** `message` completes "the program ...". */
  | { readonly end: 'waits' | 'error'; readonly message: string };

/** Undefined when the emulator has not come to write one. */
export function readEmulatorReport(file: string): EmulatorReport | undefined {
  try {
    return parseEmulatorReport(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

export function parseEmulatorReport(text: string): EmulatorReport | undefined {
  try {
    const { end, message } = JSON.parse(text) as Record<string, unknown>; // checked in the next lines
    if (end === 'exited' || end === 'time-limit') return { end };
    return (end === 'waits' || end === 'error') && typeof message === 'string' ? { end, message } : undefined;
  } catch {
    return undefined;
  }
}
