/** Every reason against a target, each with its code; what no --force gets past; and that a card has none. */
import { describe, expect, it } from 'vitest';
import { checkTarget } from '../../../src/device/block/check-target.js';
import type { BlockTarget, TargetFacts } from '../../../src/device/block/target-facts.js';

const GIB = 1024 ** 3;
const sdb = { name: 'sdb', number: '8:16' };
const sdb1 = { name: 'sdb1', number: '8:17' };
const sdb2 = { name: 'sdb2', number: '8:18' };

const card: BlockTarget = {
  kind: 'block',
  path: '/dev/sdb',
  node: sdb,
  disk: 'sdb',
  isPartition: false,
  bytes: 32 * GIB,
  sectorBytes: 512,
  isReadOnly: false,
  isRemovable: true,
  bus: 'usb',
  model: 'Generic SD/MMC',
  isWritable: true,
  group: 'disk',
  family: [sdb, sdb1, sdb2],
  diskFamily: [sdb, sdb1, sdb2],
  partitions: [],
  mounts: [
    { number: '254:0', point: '/', source: 'vda' },
    { number: '0:21', point: '/proc', source: 'proc' },
  ],
  swaps: ['vda5'],
};
const wish = { imageBytes: 4 * GIB, isForced: false, call: ['bljh', 'flash', 'my card.img', '--device', '/dev/sdb'] };

function told(facts: TargetFacts, isForced = false) {
  return checkTarget(facts, { ...wish, isForced });
}
const codes = (facts: TargetFacts, isForced = false) =>
  told(facts, isForced).map(({ severity, code }) => `${severity} ${code}`);
const withMounts = (...mounts: [number: string, point: string, source: string][]) => ({
  ...card,
  mounts: [...card.mounts, ...mounts.map(([number, point, source]) => ({ number, point, source }))],
});

it('a card has nothing against it', () => {
  expect(told(card)).toEqual([]);
  expect(told({ ...card, isRemovable: false }), 'USB readers that say they are not removable').toEqual([]);
  expect(told({ ...card, isRemovable: false, bus: 'mmc' })).toEqual([]);
  expect(told({ ...card, isRemovable: false, bus: 'loop' })).toEqual([]);
});

type Row = readonly [name: string, facts: TargetFacts, code: string, message: string, command?: string];

const named = ([name, facts, code, message, command]: Row) => ({ name, facts, code, message, command });

const forcible: readonly Row[] = [
  [
    'a partition',
    { ...card, path: '/dev/sdb1', node: sdb1, isPartition: true, family: [sdb1] },
    'BK0004',
    '/dev/sdb1 is a partition (32 GiB) of sdb',
  ],
  [
    'a mounted partition of it',
    withMounts(['8:17', '/media/my card', 'sdb1'], ['8:18', '/media/root', 'sdb2']),
    'BK0005',
    '/dev/sdb is mounted at /media/my card, /media/root',
    "umount /media/root '/media/my card'",
  ],
  [
    'a file system whose number is no device’s (btrfs)',
    withMounts(['0:52', '/media/b', 'sdb2']),
    'BK0005',
    'is mounted at /media/b',
    'umount /media/b',
  ],
  [
    'an encrypted volume on it that is mounted',
    {
      ...withMounts(['253:0', '/media/secret', 'dm-0']),
      family: [sdb, sdb1, { name: 'dm-0', number: '253:0' }],
      diskFamily: [sdb, sdb1, { name: 'dm-0', number: '253:0' }],
    },
    'BK0005',
    'is mounted at /media/secret',
  ],
  [
    'an open volume on it that is not mounted',
    { ...card, family: [sdb, sdb1, { name: 'dm-0', number: '253:0' }] },
    'BK0013',
    '/dev/sdb is in use: /dev/dm-0 stands on it',
  ],
  [
    'a disk of the computer',
    { ...card, isRemovable: false, bus: 'other', model: 'Samsung SSD' },
    'BK0008',
    '/dev/sdb (Samsung SSD) is not removable',
  ],
  [
    'a file under a loop device',
    { kind: 'file', path: 'x', realPath: '/x', inode: '1:2', bytes: 4 * GIB, isWritable: true, loops: ['loop3'] },
    'BK0013',
    'x is in use: it is the content of /dev/loop3',
    'losetup --detach /dev/loop3',
  ],
];

describe.each(forcible.map(named))('$name', ({ facts, code, message, command }) => {
  it('is an error, and with --force a warning', () => {
    const [first, ...more] = told(facts);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ severity: 'error', code });
    expect(first?.message).toContain(message);
    expect(first?.hint?.text).toContain('--force');
    if (command !== undefined) expect(first?.hint?.command).toBe(command);
    expect(codes(facts, true)).toEqual([`warning ${code}`]);
  });
});

const never: readonly Row[] = [
  ['nothing', { kind: 'missing', path: '/dev/sdx' }, 'BK0001', '/dev/sdx: there is no such device'],
  ['a directory', { kind: 'directory', path: '/dev' }, 'BK0002', '/dev is a directory'],
  ['a character device', { kind: 'character', path: '/dev/ttyUSB0' }, 'BK0003', 'is a character device'],
  ['a device of another system', { kind: 'foreign', path: '/dev/disk2' }, 'BK0003', 'on Linux only'],
  ['a socket', { kind: 'other', path: '/run/x' }, 'BK0003', 'neither a block device nor a file'],
  ...['/', '/usr', '/boot', '/boot/efi', '/boot/firmware', '/efi'].map(
    (point): Row => [
      `the disk with ${point}`,
      withMounts(['8:17', point, 'sdb1']),
      'BK0007',
      `the running system is: ${point}`,
    ],
  ),
  [
    'a spare partition of the disk with the system',
    {
      ...withMounts(['8:17', '/', 'sdb1']),
      path: '/dev/sdb2',
      node: sdb2,
      isPartition: true,
      family: [sdb2],
    },
    'BK0007',
    '/dev/sdb2 belongs to the disk sdb, on which the running system is: /',
  ],
  [
    'the disk with the system in a volume group',
    {
      ...withMounts(['253:7', '/', 'dm-7']),
      diskFamily: [sdb, sdb1, { name: 'dm-7', number: '253:7' }],
    },
    'BK0007',
    'the running system is: /',
  ],
  ['swap', { ...card, swaps: ['sdb2'] }, 'BK0006', 'on which the system swaps: /dev/sdb2', 'swapoff /dev/sdb2'],
  ['no medium', { ...card, bytes: 0 }, 'BK0012', '/dev/sdb: there is no medium in it'],
  ['a locked card', { ...card, isReadOnly: true }, 'BK0009', '/dev/sdb is read-only'],
  ['one byte too small', { ...card, bytes: 4 * GIB - 1 }, 'BK0010', 'it has 4.0 GiB, the image 4 GiB, 1 byte more'],
  [
    'no right',
    { ...card, isWritable: false },
    'BK0011',
    'root and the group disk may',
    `sudo env "PATH=$PATH" bljh flash 'my card.img' --device /dev/sdb`,
  ],
  [
    'a file one byte too small',
    { kind: 'file', path: 'x', realPath: '/x', inode: '1:2', bytes: 4 * GIB - 1, isWritable: true, loops: [] },
    'BK0010',
    'x is too small',
  ],
];

describe.each(never.map(named))('$name', ({ facts, code, message, command }) => {
  it('is an error, with --force, too', () => {
    const [first] = told(facts);
    expect(first).toMatchObject({ severity: 'error', code });
    expect(first?.message).toContain(message);
    if (command !== undefined) expect(first?.hint?.command).toBe(command);
    expect(codes(facts, true)).toEqual([`error ${code}`]);
  });
});

it('exactly as large as the image is large enough', () => {
  expect(told({ ...card, bytes: 4 * GIB })).toEqual([]);
});

it('a neighbour that is mounted does not keep a partition from being written', () => {
  const facts = { ...withMounts(['8:18', '/media/x', 'sdb2']), node: sdb1, isPartition: true, family: [sdb1] };
  expect(codes(facts, true)).toEqual(['warning BK0004']);
});

it('several reasons are all told, but where one is final that alone', () => {
  const fixed = { ...withMounts(['8:17', '/data', 'sdb1']), isRemovable: false, bus: 'other' } as const;
  expect(codes(fixed)).toEqual(['error BK0005', 'error BK0008']);
  expect(codes(fixed, true)).toEqual(['warning BK0005', 'warning BK0008']);
  expect(codes({ ...fixed, isReadOnly: true }, true)).toEqual(['error BK0009']);
});
