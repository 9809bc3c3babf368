/** The serial ports as `bljh ports` shows them: a row a port, with all that can be known without opening it. */
import { groupOf, mayOpen } from '../device/ports/port-rights.js';
import { type PortUser, usesOf } from '../device/ports/port-use.js';
import type { SerialPortInfo } from '../device/ports/serial-port-info.js';
import { describeUsb } from '../device/ports/usb-bridges.js';
import { withoutControls } from '../diagnostics/render.js';

export interface PortRow {
  readonly path: string;
  readonly probably: string;
  readonly vendorId?: string;
  readonly productId?: string;
  readonly vendor?: string;
  readonly product?: string;
  readonly serialNumber?: string;
  readonly interfaceNumber?: number;
  /** Where on USB: bus, and port of each hub on the way. */
  readonly socket?: string;
  readonly driver?: string;
  readonly links: readonly string[];
  /** False: the kernel has it, /dev has not. */
  readonly hasFile: boolean;
  readonly mayOpen: boolean;
  readonly group?: string;
  readonly isInUse: boolean;
  readonly usedBy: readonly PortUser[];
  readonly isRemembered: boolean;
}

export function rowsOf(ports: readonly SerialPortInfo[], remembered: string | undefined): readonly PortRow[] {
  const uses = usesOf(ports.map(({ path }) => path));
  return ports.map(({ usb, driver, path, links, hasFile }) => {
    const { isInUse = false, users = [] } = uses.get(path) ?? {};
    const group = groupOf(path);
    return {
      path,
      probably: usb === undefined ? describeOther(path) : describeUsb(usb, driver),
      ...usb,
      ...(driver !== undefined && { driver }),
      links,
      hasFile,
      mayOpen: mayOpen(path),
      ...(group !== undefined && { group }),
      isInUse,
      usedBy: users,
      isRemembered: path === remembered,
    };
  });
}

function describeOther(path: string): string {
  return /\/pts\/\d+$/.test(path) ? 'pseudo-terminal: the other end is a program' : 'port without a USB device';
}

const HEADINGS = ['PORT', 'STATE', 'USB ID', 'SERIAL NUMBER', 'VENDOR, PRODUCT', 'PROBABLY'];

export function renderRows(rows: readonly PortRow[]): string {
  const table = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  return table
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cellsOf(row: PortRow): readonly string[] {
  const { vendorId, productId, vendor, product, serialNumber } = row;
  const texts = [vendor, product].filter((text) => text !== undefined).join(', ');
  return [
    row.path,
    stateOf(row),
    vendorId === undefined ? '-' : `${vendorId}:${productId}`,
    serialNumber ?? '-',
    texts || '-',
    row.probably,
  ].map(withoutControls);
}

function stateOf({ hasFile, mayOpen: isAllowed, group, isInUse, usedBy: [user], isRemembered }: PortRow): string {
  const remembered = isRemembered ? ', remembered' : '';
  if (!hasFile) return 'no file in /dev';
  if (!isAllowed) return `no permission${group === undefined ? '' : ` (group ${group})`}${remembered}`;
  if (isInUse) return `in use${user === undefined ? '' : ` by ${user.name} (${user.pid})`}${remembered}`;
  return `free${remembered}`;
}
