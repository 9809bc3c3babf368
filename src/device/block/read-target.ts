/** Asks the system what a path is: its node, sysfs, what is mounted. Opens no device. */
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { numberOf } from '../device-number.js';
import { type Mount, parseMountInfo, parseSwaps } from './system-tables.js';
import type { BlockNode, BlockTarget, FileTarget, PartitionFacts, TargetFacts } from './target-facts.js';

/** Where the kernel tells: other folders in tests, with trees made up there. */
export interface SystemFolders {
  readonly sys: string;
  readonly proc: string;
  readonly run: string;
}

/** Sizes in sysfs are in such sectors, whatever the device has. */
const SYSFS_SECTOR = 512;
const REAL: SystemFolders = { sys: '/sys', proc: '/proc', run: '/run' };

export function readTarget(path: string, folders: SystemFolders = REAL): TargetFacts {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return { kind: 'missing', path };
  if (stat.isDirectory()) return { kind: 'directory', path };
  if (stat.isCharacterDevice()) return { kind: 'character', path };
  if (stat.isFile()) return fileTarget(path, stat, folders);
  if (stat.isBlockDevice() && process.platform !== 'linux') return { kind: 'foreign', path };
  if (stat.isBlockDevice()) return readBlockTarget(path, numberOf(stat.rdev), groupName(stat.gid), folders);
  return { kind: 'other', path };
}

/** `number`: major and minor, 8:16. */
export function readBlockTarget(
  path: string,
  number: string,
  group: string | undefined,
  folders: SystemFolders = REAL,
): TargetFacts {
  const link = join(folders.sys, 'dev', 'block', number);
  // A node whose device was unplugged.
  if (!existsSync(link)) return { kind: 'missing', path };
  const folder = realpathSync(link);
  const isPartition = existsSync(join(folder, 'partition'));
  const diskFolder = isPartition ? dirname(folder) : folder;
  const disk = basename(diskFolder);
  return {
    kind: 'block',
    path,
    node: { name: basename(folder), number },
    disk,
    isPartition,
    bytes: Number(textIn(folder, 'size') ?? 0) * SYSFS_SECTOR,
    sectorBytes: Number(textIn(diskFolder, 'queue', 'logical_block_size') ?? SYSFS_SECTOR),
    isReadOnly: textIn(folder, 'ro') === '1' || textIn(diskFolder, 'ro') === '1',
    isRemovable: textIn(diskFolder, 'removable') === '1',
    bus: busOf(diskFolder, disk),
    model: modelOf(diskFolder),
    isWritable: mayWrite(path),
    group,
    family: familyOf(folder),
    diskFamily: familyOf(diskFolder),
    partitions: partitionsOf(folder, folders.run),
    mounts: parseMountInfo(readText(join(folders.proc, 'self', 'mountinfo')) ?? '').map(withRealSource),
    swaps: parseSwaps(readText(join(folders.proc, 'swaps')) ?? '').map(realName),
  };
}

function fileTarget(path: string, { size, dev, ino }: Stats, { sys }: SystemFolders): FileTarget {
  const realPath = realpathSync(path);
  const loops = namesIn(join(sys, 'block')).filter((name) => {
    return name.startsWith('loop') && textIn(join(sys, 'block', name), 'loop', 'backing_file') === realPath;
  });
  return { kind: 'file', path, realPath, inode: `${dev}:${ino}`, bytes: size, isWritable: mayWrite(path), loops };
}

function busOf(diskFolder: string, disk: string): BlockTarget['bus'] {
  if (disk.startsWith('loop')) return 'loop';
  if (disk.startsWith('mmcblk')) return 'mmc';
  return /\/usb\d/.test(diskFolder) ? 'usb' : 'other';
}

function modelOf(diskFolder: string): string | undefined {
  const backing = textIn(diskFolder, 'loop', 'backing_file');
  if (backing !== undefined) return `loop device over ${backing}`;
  // SCSI and USB have the first two, SD cards and eMMC the others.
  const words = ['vendor', 'model', 'type', 'name'].flatMap((name) => {
    const text = textIn(diskFolder, 'device', name);
    // "type" of SCSI is a number.
    return text === undefined || /^\d*$/.test(text) ? [] : [text];
  });
  return words.length === 0 ? undefined : words.join(' ');
}

function partitionFolders(folder: string): readonly string[] {
  return namesIn(folder)
    .map((name) => join(folder, name))
    .filter((each) => existsSync(join(each, 'partition')));
}

/** Holders have holders: a file system in an encrypted volume in a volume group. */
function familyOf(folder: string, seen = new Set<string>()): readonly BlockNode[] {
  if (seen.has(folder)) return [];
  seen.add(folder);
  const holders = namesIn(join(folder, 'holders')).map((name) => realpathSync(join(folder, 'holders', name)));
  const number = textIn(folder, 'dev') ?? '';
  return [
    { name: basename(folder), number },
    ...[...partitionFolders(folder), ...holders].flatMap((each) => familyOf(each, seen)),
  ];
}

function partitionsOf(folder: string, run: string): readonly PartitionFacts[] {
  return partitionFolders(folder).map((each) => ({
    name: basename(each),
    bytes: Number(textIn(each, 'size') ?? 0) * SYSFS_SECTOR,
    content: contentOf(join(run, 'udev', 'data', `b${textIn(each, 'dev') ?? ''}`)),
  }));
}

/** From udev's database, which everybody may read: bljh need not look into file systems. */
function contentOf(file: string): string | undefined {
  const text = readText(file) ?? '';
  const words = ['ID_FS_TYPE', 'ID_FS_LABEL'].flatMap(
    (key) => new RegExp(`^E:${key}=(.*)$`, 'm').exec(text)?.[1] ?? [],
  );
  return words.length === 0 ? undefined : words.join(' ');
}

function withRealSource(mount: Mount): Mount {
  return mount.source.startsWith('/') ? { ...mount, source: realName(mount.source) } : mount;
}

/** The kernel's name of a device node: /dev/disk/by-id/X and /dev/mapper/X are links to it. */
function realName(path: string): string {
  try {
    return basename(realpathSync(path));
  } catch {
    return basename(path);
  }
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function groupName(id: number): string | undefined {
  return new RegExp(`^([^:\\n]+):[^:\\n]*:${id}:`, 'm').exec(readText('/etc/group') ?? '')?.[1];
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function textIn(...parts: string[]): string | undefined {
  const text = readText(join(...parts))?.trim();
  return text === '' ? undefined : text;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
