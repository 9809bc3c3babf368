/** `bljh ports`: lists, looks at one, chooses one for the project, forgets it. */
import { diagnosePort } from '../device/ports/diagnose-port.js';
import { findPort } from '../device/ports/find-port.js';
import { listPorts } from '../device/ports/list-ports.js';
import type { SerialPortInfo } from '../device/ports/serial-port-info.js';
import { diagnoseNoPorts } from '../device/ports/why-no-ports.js';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { loadProject } from '../project/project.js';
import { type ChosenPort, choosePort, findRemembered, forgetRememberedPort, rememberPort } from './port-choice.js';
import { type PortRow, renderRows, rowsOf } from './port-list.js';
import type { Session } from './session.js';

export interface PortsCall {
  readonly session: Session;
  readonly project: string;
  readonly port: string | undefined;
  /** Ports that no USB device is behind, too. */
  readonly all: boolean;
  readonly env: NodeJS.ProcessEnv;
}

export interface PortsOutcome {
  readonly ports: readonly PortRow[];
  /** --select: what is remembered from now on. */
  readonly selected?: ChosenPort;
  /** --forget: the path that was remembered, null if none was. */
  readonly forgotten?: string | null;
}

export async function showPorts({ project, port, all, env }: PortsCall): Promise<Result<PortsOutcome>> {
  const loaded = loadProject(project);
  const ports = await listPorts();
  const remembered = loaded.ok ? findRemembered(ports, loaded.value.folder, env)?.path : undefined;
  if (port !== undefined) return lookAt(port, ports, remembered);
  const onUsb = ports.filter(({ usb }) => usb !== undefined);
  const isNoneUsable = !onUsb.some(({ hasFile }) => hasFile);
  const told = isNoneUsable ? [diagnoseNoPorts(ports, 'info')] : [];
  return success({ ports: rowsOf(all ? ports : onUsb, remembered) }, told);
}

export async function selectPort({ session, project, port, env }: PortsCall): Promise<Result<PortsOutcome>> {
  const loaded = loadProject(project);
  if (!loaded.ok) return loaded;
  const projectFolder = loaded.value.folder;
  const chosen = await choosePort({ session, port, projectFolder, env, isAnew: true });
  if (!chosen.ok) return chosen;
  const { path } = chosen.value;
  const wrong = diagnosePort(path);
  // It will be free another time.
  if (wrong !== undefined && wrong.code !== 'DV0003') return failure(wrong);
  const busy: readonly Diagnostic[] = wrong === undefined ? [] : [{ ...wrong, severity: 'warning' }];
  const stored = rememberPort(chosen.value, { projectFolder, env });
  const ports = (await listPorts()).filter((each) => each.path === path);
  return success({ ports: rowsOf(ports, path), selected: chosen.value }, [...busy, ...stored]);
}

export function forgetPort({ project, env }: PortsCall): Result<PortsOutcome> {
  const loaded = loadProject(project);
  if (!loaded.ok) return loaded;
  return success({ ports: [], forgotten: forgetRememberedPort(loaded.value.folder, env) ?? null });
}

export function renderPorts({ ports, selected, forgotten }: PortsOutcome): string {
  if (forgotten === null) return 'no port was remembered for this project';
  if (forgotten !== undefined) return `${forgotten} is no longer remembered for this project`;
  if (selected !== undefined) return `${selected.path} is remembered for this project`;
  return ports.length === 0 ? '' : renderRows(ports);
}

/** Fails with the reason why it could not be opened; does not open it. */
function lookAt(port: string, ports: readonly SerialPortInfo[], remembered: string | undefined): Result<PortsOutcome> {
  const found = findPort(port, ports);
  const wrong = diagnosePort(found.path);
  return wrong === undefined ? success({ ports: rowsOf([found], remembered) }) : failure(wrong);
}
