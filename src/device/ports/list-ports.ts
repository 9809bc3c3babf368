/** The serial ports that there are, whatever the system. */
import { deviceRootOf, hasSysfs } from './device-root.js';
import type { SerialPortInfo } from './serial-port-info.js';
import { listSysfsPorts } from './sysfs-ports.js';

export async function listPorts(): Promise<readonly SerialPortInfo[]> {
  if (hasSysfs()) return listSysfsPorts(deviceRootOf());
  const { listSystemPorts } = await import('../serial/system-ports.js');
  return await listSystemPorts();
}
