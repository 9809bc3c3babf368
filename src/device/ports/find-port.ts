/** The port that somebody means: by its path, by a link to it, or by its bare name. */
import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { deviceRootOf } from './device-root.js';
import type { SerialPortInfo } from './serial-port-info.js';

/** As it stands in the list; one that no list has, such as a pseudo-terminal, as it was named; it may be absent. */
export function findPort(name: string, ports: readonly SerialPortInfo[]): SerialPortInfo {
  const inDev = join(deviceRootOf(), 'dev', name);
  const path =
    !isAbsolute(name) && !name.startsWith('.') && name !== '' && !existsSync(name) && existsSync(inDev) ? inDev : name;
  const target = realPathOf(path);
  const isMeant = (port: SerialPortInfo): boolean =>
    port.path === path || (target !== undefined && realPathOf(port.path) === target);
  return ports.find(isMeant) ?? { path, links: [], hasFile: target !== undefined };
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
