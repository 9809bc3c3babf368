/**
 * Ctrl-C, SIGTERM and SIGHUP: one place turns a signal into the end of every running process group and into
 * the exit code of bljh (130, 143, 129). Commands see it as an AbortSignal; nobody else installs signal handlers.
 */
import { setMaxListeners } from 'node:events';
import { constants } from 'node:os';

const GRACE_MS = 1_500;

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Process groups that are running now, by the pid of their leader. */
const runningGroups = new Set<number>();
const controller = new AbortController();
// Every running command listens, and doctor runs a dozen at once.
setMaxListeners(0, controller.signal);
const lastResorts = new Set<() => void>();
let received: Signal | undefined;

/** Aborted when the user or the system asks bljh to stop. */
export const interruption: AbortSignal = controller.signal;

/** The signal that stopped bljh, if any. */
export function interruptedBy(): Signal | undefined {
  return received;
}

export function exitCodeOfSignal(signal: Signal): number {
  return 128 + constants.signals[signal];
}

/** Installs the handlers. The first signal ends the children politely; a second one, or the grace time, by SIGKILL. */
export function listenForInterruption(announce: (signal: Signal) => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (received !== undefined) {
        endNow(signal);
        return;
      }
      received = signal;
      announce(signal);
      signalGroups('SIGTERM');
      controller.abort();
      setTimeout(() => endNow(signal), GRACE_MS).unref();
    });
  }
}

/** Runs `action` (restore the cursor, remove a lock) when bljh has to leave without unwinding. */
export function onLastResort(action: () => void): () => void {
  lastResorts.add(action);
  return () => lastResorts.delete(action);
}

export function registerGroup(pid: number): () => void {
  runningGroups.add(pid);
  return () => runningGroups.delete(pid);
}

/** Sends a signal to a whole process group; a group that is gone already is no error. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // Gone already, or started through sudo and not ours to end: it got the terminal's own signal.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function signalGroups(signal: NodeJS.Signals): void {
  for (const pid of runningGroups) signalGroup(pid, signal);
}

function endNow(signal: Signal): void {
  signalGroups('SIGKILL');
  for (const action of lastResorts) action();
  process.exit(exitCodeOfSignal(signal));
}
