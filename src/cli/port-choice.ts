/**
 * Which port a command talks to: the one that is named, else that of the environment, else the one that was used before, else the
 * only one there is. Of several one is asked for, never guessed.
 */
import { existsSync, realpathSync } from 'node:fs';
import { describePort } from '../device/ports/describe-port.js';
import { diagnosePort } from '../device/ports/diagnose-port.js';
import { matchPort } from '../device/ports/find-again.js';
import { findPort } from '../device/ports/find-port.js';
import { listPorts } from '../device/ports/list-ports.js';
import { forgetPort, type MemoryPlace, recallPort, storePort } from '../device/ports/port-memory.js';
import { candidatesIn, type SerialPortInfo, type UsbIdentity } from '../device/ports/serial-port-info.js';
import { diagnoseNoPorts } from '../device/ports/why-no-ports.js';
import { type Diagnostic, failure, type Result, success, withEarlier } from '../diagnostics/diagnostic.js';
import { ask, canAsk } from '../output/question.js';
import { interruptedBy, interruption } from '../process/interruption.js';
import type { Session } from './session.js';
import { stateFolderOf } from './state-folder.js';

export interface PortWish {
  readonly session: Session;
  /** --port. */
  readonly port: string | undefined;
  /** The folder of the project, if there is one. */
  readonly projectFolder: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Choose now: neither the environment nor what is remembered counts. */
  readonly isAnew?: boolean;
}

export interface ChosenPort {
  readonly path: string;
  /** Of a port on USB. */
  readonly usb?: UsbIdentity;
  readonly by: 'flag' | 'environment' | 'remembered' | 'only one' | 'question';
}

/** The port may be absent, in use or forbidden if it was named: opening it says so (openSerialLine). */
export async function choosePort(wish: PortWish): Promise<Result<ChosenPort>> {
  const { port, env, isAnew = false } = wish;
  const ports = await listPorts();
  if (port !== undefined) return success(chosenOf(findPort(port, ports), 'flag'));
  const ofEnvironment = isAnew ? undefined : env['BLJH_PORT'];
  if (ofEnvironment !== undefined && ofEnvironment !== '') {
    const chosen = chosenOf(findPort(ofEnvironment, ports), 'environment');
    wish.session.tell(`port: ${chosen.path}, by BLJH_PORT`);
    return success(chosen);
  }
  const recalled = isAnew ? success(undefined) : recall(wish, ports);
  if (!recalled.ok) return recalled;
  if (recalled.value !== undefined) return success(recalled.value, recalled.diagnostics);
  return withEarlier(recalled.diagnostics, await chooseAmong(ports, wish));
}

/**
 * Remembers a port that has proved right, for the next call in this project; outside of a project, and of BLJH_PORT, nothing is.
 * A warning if it cannot be written.
 */
export function rememberPort(
  { path, usb, by }: ChosenPort,
  { projectFolder, env }: Pick<PortWish, 'projectFolder' | 'env'>,
): readonly Diagnostic[] {
  if (projectFolder === undefined || by === 'environment') return [];
  return storePort(placeOf(projectFolder, env), { path, ...(usb !== undefined && { usb }) });
}

/** The path of the port that was remembered, if one was. */
export function forgetRememberedPort(projectFolder: string, env: NodeJS.ProcessEnv): string | undefined {
  const place = placeOf(projectFolder, env);
  const recalled = recallPort(place);
  forgetPort(place);
  return recalled.ok ? recalled.value?.path : undefined;
}

/** The port of the list that is remembered, if it is there. */
export function findRemembered(
  ports: readonly SerialPortInfo[],
  projectFolder: string,
  env: NodeJS.ProcessEnv,
): SerialPortInfo | undefined {
  const recalled = recallPort(placeOf(projectFolder, env));
  return recalled.ok && recalled.value !== undefined ? matchPort(recalled.value, ports) : undefined;
}

function placeOf(projectFolder: string, env: NodeJS.ProcessEnv): MemoryPlace {
  return { folder: stateFolderOf(env), key: realpathSync(projectFolder) };
}

function chosenOf({ path, usb }: SerialPortInfo, by: ChosenPort['by']): ChosenPort {
  if (usb === undefined) return { path, by };
  const { vendorId, productId, serialNumber, interfaceNumber, socket } = usb;
  return {
    path,
    usb: {
      vendorId,
      productId,
      ...(serialNumber !== undefined && { serialNumber }),
      ...(interfaceNumber !== undefined && { interfaceNumber }),
      ...(socket !== undefined && { socket }),
    },
    by,
  };
}

function recall(
  { session, projectFolder, env }: PortWish,
  ports: readonly SerialPortInfo[],
): Result<ChosenPort | undefined> {
  if (projectFolder === undefined) return success(undefined);
  const recalled = recallPort(placeOf(projectFolder, env));
  if (!recalled.ok || recalled.value === undefined) return success(undefined, recalled.diagnostics);
  const known = recalled.value;
  const port = matchPort(known, ports);
  if (port !== undefined) {
    const moved = port.path === known.path ? '' : `, which was ${known.path}`;
    session.tell(`port: ${describePort(port)}${moved}, remembered for this project`);
    return success(chosenOf(port, 'remembered'), recalled.diagnostics);
  }
  // A port that no list has, such as a pseudo-terminal, was named once.
  if (known.usb === undefined && existsSync(known.path)) {
    session.tell(`port: ${known.path}, remembered for this project`);
    return success({ path: known.path, by: 'remembered' }, recalled.diagnostics);
  }
  session.tell(`the port that was remembered for this project, ${known.path}, is not there now`);
  return success(undefined, recalled.diagnostics);
}

async function chooseAmong(ports: readonly SerialPortInfo[], { session }: PortWish): Promise<Result<ChosenPort>> {
  const candidates = candidatesIn(ports);
  const [only] = candidates;
  if (only === undefined) return failure(diagnoseNoPorts(ports, 'error'));
  if (candidates.length === 1) {
    session.tell(`port: ${describePort(only)}, the only one`);
    return success(chosenOf(only, 'only one'));
  }
  if (session.options.json || !canAsk()) return failure(diagnoseSeveral(candidates));
  const rows = candidates.map((port, index) => `  ${index + 1}  ${describePort(port)}`);
  const answer = await ask(
    ['several serial ports are there:', ...rows, ''].join('\n'),
    `which one (1 to ${candidates.length})? `,
    (line) => candidates.find((port, index) => line === String(index + 1) || line === port.path),
    interruption,
  );
  if (answer === undefined) return failure(interruptedBy() === undefined ? diagnoseSeveral(candidates) : interrupted());
  const gone = diagnosePort(answer.path, undefined, true);
  return gone?.code === 'DV0008' ? failure(gone) : success(chosenOf(answer, 'question'));
}

function diagnoseSeveral(candidates: readonly SerialPortInfo[]): Diagnostic {
  const rows = candidates.map((port) => `\n  ${describePort(port)}`).join('');
  return {
    severity: 'error',
    code: 'DV0007',
    message: `${candidates.length} serial ports are there, and none was named:${rows}`,
    hint: {
      text: 'name one with --port or BLJH_PORT, or choose one for this project in a terminal',
      command: 'bljh ports --select',
    },
  };
}

function interrupted(): Diagnostic {
  return { severity: 'error', code: 'PR0003', message: 'interrupted: no port was chosen' };
}
