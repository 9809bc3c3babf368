/**
 * Who uses a port, without opening it (opening moves DTR and RTS, which resets many a board): /proc/locks has the locks of flock, which
 * npm serialport, picocom and others take; /proc/PID/fd has what each process has open, where it may be read.
 */
import { readdirSync, readFileSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { basename } from 'node:path';
import { deviceNumberOf, numberOf } from '../device-number.js';

export interface PortUser {
  readonly pid: number;
  readonly name: string;
}

export interface PortUse {
  readonly isInUse: boolean;
  /** Those that could be found out. */
  readonly users: readonly PortUser[];
}

interface FileLock {
  /** 0 or less where the process cannot be seen from here, as in a container. */
  readonly pid: number;
  readonly major: number;
  readonly minor: number;
  readonly inode: number;
}

const UNUSED: PortUse = { isInUse: false, users: [] };

/** One look at all processes for all paths. A path that cannot be read is unused. */
export function usesOf(paths: readonly string[]): ReadonlyMap<string, PortUse> {
  if (process.platform !== 'linux') return new Map(paths.map((path) => [path, UNUSED]));
  const files = paths.flatMap((path) => {
    const stat = statOf(path);
    return stat?.isCharacterDevice() === true ? [{ path, stat }] : [];
  });
  const locks = parseLocks(textOf('/proc/locks'));
  // Of a pseudo-terminal somebody always has the one end open, and that is the device; what all have open is no port.
  const devices = new Set(files.filter(({ stat }) => kindOfDevice(stat) === 'port').map(({ stat }) => stat.rdev));
  const openers = devices.size === 0 ? new Map<number, number[]>() : findOpeners(devices);
  const uses = new Map(paths.map((path) => [path, UNUSED]));
  for (const { path, stat } of files) {
    const locking = locks.filter((lock) => isLockOf(lock, stat)).map(({ pid }) => pid);
    const pids = [...locking, ...(openers.get(stat.rdev) ?? [])].filter((pid) => pid !== process.pid);
    const users = [...new Set(pids)].filter((pid) => pid > 0).map((pid) => ({ pid, name: nameOf(pid) }));
    uses.set(path, { isInUse: pids.length > 0, users });
  }
  return uses;
}

export function useOf(path: string): PortUse {
  return usesOf([path]).get(path) ?? UNUSED;
}

/** The whole-file locks that are held, of proc_locks(5): `1: FLOCK  ADVISORY  WRITE 1234 00:18:5 0 EOF`. Pure. */
export function parseLocks(text: string): readonly FileLock[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, major = '', minor = '', inode] =
      /^\d+: FLOCK +\S+ +\S+ +(-?\d+) ([0-9a-f]+):([0-9a-f]+):(\d+) /.exec(line) ?? [];
    if (pid === undefined) return [];
    return [
      {
        pid: Number(pid),
        major: Number.parseInt(major, 16),
        minor: Number.parseInt(minor, 16),
        inode: Number(inode),
      },
    ];
  });
}

function isLockOf({ major, minor, inode }: FileLock, { dev, ino }: Stats): boolean {
  const device = deviceNumberOf(dev);
  return inode === ino && major === device.major && minor === device.minor;
}

/** What the kernel says a character device is. It lists no pseudo-terminals by their numbers. */
export function kindOfDevice({ rdev }: Stats): 'port' | 'no port' | 'unknown' {
  const folder = `/sys/dev/char/${numberOf(rdev)}`;
  const subsystem = linkOf(`${folder}/subsystem`);
  if (subsystem === '') return 'unknown';
  return basename(subsystem) === 'tty' && linkOf(`${folder}/device`) !== '' ? 'port' : 'no port';
}

/** Processes by the number of the device that they have open. */
function findOpeners(devices: ReadonlySet<number>): ReadonlyMap<number, number[]> {
  const openers = new Map<number, number[]>();
  for (const pid of namesIn('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const file of namesIn(`/proc/${pid}/fd`)) {
      const path = `/proc/${pid}/fd/${file}`;
      if (!linkOf(path).startsWith('/dev/')) continue;
      const device = statOf(path)?.rdev;
      if (device === undefined || !devices.has(device)) continue;
      openers.set(device, [...(openers.get(device) ?? []), Number(pid)]);
    }
  }
  return openers;
}

/** A call of bljh is a `node` to the system. */
function nameOf(pid: number): string {
  const name = textOf(`/proc/${pid}/comm`).trim();
  const [, script = '', command = ''] = textOf(`/proc/${pid}/cmdline`).split('\0');
  if (/(^|\/)bljh(\.js)?$/.test(script)) return `bljh ${command}`;
  return name || 'a process that cannot be seen';
}

/** Processes end while they are looked at, and those of others may not be: nothing then. */
function orNothing<Value>(read: () => Value, nothing: Value): Value {
  try {
    return read();
  } catch {
    return nothing;
  }
}

function statOf(path: string): Stats | undefined {
  return orNothing(() => statSync(path), undefined as Stats | undefined);
}

function textOf(file: string): string {
  return orNothing(() => readFileSync(file, 'utf8'), '');
}

function linkOf(path: string): string {
  return orNothing(() => readlinkSync(path), '');
}

function namesIn(folder: string): readonly string[] {
  return orNothing(() => readdirSync(folder), []);
}
