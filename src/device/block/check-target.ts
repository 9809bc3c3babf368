/**
 * Whether an image may go to a place: every reason against it, from plain facts. What would destroy the running system, and what
 * cannot be done at all, no --force gets past. Pure.
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import { quoteForShell } from '../../process/quote-for-shell.js';
import { formatBytes } from './format-bytes.js';
import type { Mount } from './system-tables.js';
import type { BlockNode, BlockTarget, FileTarget, OddTarget, TargetFacts } from './target-facts.js';

export interface TargetWish {
  readonly imageBytes: number;
  readonly isForced: boolean;
  /** The call of bljh as words, for a hint with sudo. */
  readonly call: readonly string[];
}

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly command?: string;
  /** --force writes all the same. */
  readonly canForce?: true;
}

/** Where the running system lives. */
const SYSTEM_POINTS = ['/', '/usr', '/boot', '/efi'];

/** Errors; with --force, what it got past as warnings. */
export function checkTarget(facts: TargetFacts, wish: TargetWish): readonly Diagnostic[] {
  const all = refusalsOf(facts, wish);
  const final = all.filter(({ canForce }) => canForce !== true);
  // What --force cannot help is told alone: forcing the rest would lead nowhere.
  const told = final.length > 0 ? final.slice(0, 1) : all;
  return told.map(({ code, message, hint, command, canForce }) => {
    if (canForce === true && wish.isForced) return { severity: 'warning', code, message: `${message}; forced` };
    return { severity: 'error', code, message, hint: { text: hint, ...(command === undefined ? {} : { command }) } };
  });
}

function refusalsOf(facts: TargetFacts, wish: TargetWish): readonly Refusal[] {
  if (facts.kind === 'block') return refusalsOfBlock(facts, wish);
  if (facts.kind === 'file') return refusalsOfFile(facts, wish);
  return [refusalOfOdd(facts)];
}

function refusalOfOdd({ kind, path }: OddTarget): Refusal {
  const hint = 'see which devices there are: lsblk shows them with their sizes';
  switch (kind) {
    case 'missing':
      return { code: 'BK0001', message: `${path}: there is no such device`, hint };
    case 'directory':
      return { code: 'BK0002', message: `${path} is a directory, and no block device`, hint };
    case 'character':
      return {
        code: 'BK0003',
        message: `${path} is a character device (a terminal, a serial port), and no block device`,
        hint: 'a board on a serial port is flashed with --port',
      };
    case 'foreign':
      return {
        code: 'BK0003',
        message: `${path}: bljh writes block devices on Linux only`,
        hint: 'use this system’s own tool, such as dd, or a machine with Linux',
      };
    case 'other':
      return { code: 'BK0003', message: `${path} is neither a block device nor a file`, hint };
  }
}

function refusalsOfFile(file: FileTarget, wish: TargetWish): readonly Refusal[] {
  const { path, bytes, isWritable, loops } = file;
  const refusals: Refusal[] = [...tooSmall(path, bytes, wish)];
  if (!isWritable)
    refusals.push({
      code: 'BK0011',
      message: `${path}: you may not read and write it`,
      hint: 'give yourself the right',
    });
  if (loops.length > 0)
    refusals.push({
      code: 'BK0013',
      message: `${path} is in use: it is the content of /dev/${loops.join(', /dev/')}`,
      hint: 'detach it, or write it with --force',
      command: `losetup --detach /dev/${loops[0]}`,
      canForce: true,
    });
  return refusals;
}

function refusalsOfBlock(target: BlockTarget, wish: TargetWish): readonly Refusal[] {
  return [
    ...systemOn(target),
    ...noMedium(target),
    ...readOnly(target),
    ...tooSmall(target.path, target.bytes, wish),
    ...noRight(target, wish),
    ...mounted(target),
    ...held(target),
    ...partition(target),
    ...fixed(target),
  ];
}

function systemOn(target: BlockTarget): readonly Refusal[] {
  const { path, disk, diskFamily, mounts, swaps } = target;
  const point = mounts.filter((mount) => isOn(mount, diskFamily)).find((mount) => isSystemPoint(mount.point))?.point;
  if (point !== undefined) {
    return [
      {
        code: 'BK0007',
        message: `${path} belongs to the disk ${disk}, on which the running system is: ${point}`,
        hint: 'name the device of the card; lsblk shows which is which. No --force gets past this',
      },
    ];
  }
  const swap = swaps.find((name) => diskFamily.some((node) => node.name === name));
  if (swap === undefined) return [];
  return [
    {
      code: 'BK0006',
      message: `${path} belongs to the disk ${disk}, on which the system swaps: /dev/${swap}`,
      hint: 'if it really is the card, end the swapping first. No --force gets past this',
      command: `swapoff /dev/${swap}`,
    },
  ];
}

function isSystemPoint(point: string): boolean {
  return SYSTEM_POINTS.includes(point) || point.startsWith('/boot/');
}

function noMedium({ path, bytes }: BlockTarget): readonly Refusal[] {
  if (bytes > 0) return [];
  return [{ code: 'BK0012', message: `${path}: there is no medium in it`, hint: 'put the card in' }];
}

function readOnly({ path, isReadOnly }: BlockTarget): readonly Refusal[] {
  if (!isReadOnly) return [];
  return [
    {
      code: 'BK0009',
      message: `${path} is read-only`,
      hint: 'move the lock switch of the card or of its adapter away from LOCK, and put it in again',
    },
  ];
}

function tooSmall(path: string, bytes: number, { imageBytes }: TargetWish): readonly Refusal[] {
  if (imageBytes <= bytes) return [];
  return [
    {
      code: 'BK0010',
      message: `${path} is too small: it has ${formatBytes(bytes)}, the image ${formatBytes(imageBytes)}, ${countBytes(imageBytes - bytes)} more`,
      hint: 'take a larger card, or make the image smaller',
    },
  ];
}

function countBytes(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`;
}

function noRight({ path, isWritable, group }: BlockTarget, { call }: TargetWish): readonly Refusal[] {
  if (isWritable) return [];
  const who = group === undefined || group === 'root' ? 'root may' : `root and the group ${group} may`;
  return [
    {
      code: 'BK0011',
      message: `${path}: you may not read and write it; ${who}`,
      hint: 'call bljh as root, with your PATH, so that it finds Node.js',
      command: `sudo env "PATH=$PATH" ${call.map(quoteForShell).join(' ')}`,
    },
  ];
}

/** Of a partition its own mounts count: those of its neighbours are not touched. */
function mounted({ path, family, mounts }: BlockTarget): readonly Refusal[] {
  const points = mounts.filter((mount) => isOn(mount, family)).map(({ point }) => point);
  if (points.length === 0) return [];
  return [
    {
      code: 'BK0005',
      message: `${path} is mounted at ${points.join(', ')}`,
      hint: 'unmount it, or write it with --force',
      // What was mounted last goes first.
      command: `umount ${points.toReversed().map(quoteForShell).join(' ')}`,
      canForce: true,
    },
  ];
}

/** Device mapper or RAID stands on it. */
function held(target: BlockTarget): readonly Refusal[] {
  const holders = target.family.filter(({ name }) => /^(dm-|md|bcache)/.test(name) && name !== target.node.name);
  if (holders.length === 0 || mounted(target).length > 0) return [];
  const names = holders.map(({ name }) => `/dev/${name}`).join(', ');
  return [
    {
      code: 'BK0013',
      message: `${target.path} is in use: ${names} stands on it`,
      hint: 'close that (cryptsetup close, vgchange -an, mdadm --stop), or write it with --force',
      canForce: true,
    },
  ];
}

function partition({ path, isPartition, disk, bytes }: BlockTarget): readonly Refusal[] {
  if (!isPartition) return [];
  return [
    {
      code: 'BK0004',
      message: `${path} is a partition (${formatBytes(bytes)}) of ${disk}; an image of a card has partitions of its own`,
      hint: `write to the whole disk, /dev/${disk}, or with --force to the partition`,
      canForce: true,
    },
  ];
}

function fixed({ path, isRemovable, bus, model }: BlockTarget): readonly Refusal[] {
  if (isRemovable || bus !== 'other') return [];
  return [
    {
      code: 'BK0008',
      message: `${path} (${model ?? 'of no known model'}) is not removable: a disk of this computer, rather than a card`,
      hint: 'name the device of the card; if this is it, write with --force',
      canForce: true,
    },
  ];
}

function isOn(mount: Mount, nodes: readonly BlockNode[]): boolean {
  return nodes.some(({ name, number }) => number === mount.number || name === mount.source);
}
