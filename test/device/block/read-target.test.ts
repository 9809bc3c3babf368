/** What the system tells of a device, from a tree made up like sysfs's, and where it has them from real devices. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkTarget } from '../../../src/device/block/check-target.js';
import { describeTarget } from '../../../src/device/block/describe-target.js';
import { readBlockTarget, readTarget } from '../../../src/device/block/read-target.js';
import { parseMountInfo, parseSwaps } from '../../../src/device/block/system-tables.js';
import type { BlockTarget } from '../../../src/device/block/target-facts.js';
import { numberOf } from '../../../src/device/device-number.js';

let root: string;
const at = (...parts: string[]) => join(root, ...parts);
const put = (path: string, text: string) => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), `${text}\n`);
};

const USB = 'sys/devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host6/target6:0:0/6:0:0:0/block/sdb';
const MMC = 'sys/devices/platform/mmc_host/mmc0/mmc0:aaaa/block/mmcblk0';
const DM = 'sys/devices/virtual/block/dm-0';

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'bljh-sysfs-')));
  const node = (folder: string, number: string, sectors: number, files: Record<string, string> = {}) => {
    put(`${folder}/dev`, number);
    put(`${folder}/size`, String(sectors));
    put(`${folder}/ro`, '0');
    for (const [name, text] of Object.entries(files)) put(`${folder}/${name}`, text);
    mkdirSync(at(folder, 'holders'), { recursive: true });
    mkdirSync(at('sys/dev/block'), { recursive: true });
    symlinkSync(at(folder), at('sys/dev/block', number));
  };
  node(USB, '8:16', 62_333_952, {
    removable: '1',
    'queue/logical_block_size': '512',
    'device/vendor': 'Generic ',
    'device/model': 'STORAGE DEVICE  ',
    'device/type': '0',
  });
  node(`${USB}/sdb1`, '8:17', 524_288, { partition: '1' });
  node(`${USB}/sdb2`, '8:18', 8_388_608, { partition: '2' });
  node(MMC, '179:0', 0, { removable: '0', 'device/type': 'SD', 'device/name': 'SL32G' });
  node(DM, '253:0', 8_000_000);
  symlinkSync(at(DM), at(USB, 'sdb2/holders/dm-0'));
  put('run/udev/data/b8:17', 'S:disk/by-label/BOOT\nE:ID_FS_TYPE=vfat\nE:ID_FS_LABEL=BOOT');
  put('proc/swaps', 'Filename\tType\tSize\tUsed\tPriority\n/dev/dm-0 partition 100 0 -2');
  put('proc/self/mountinfo', '36 35 8:17 / /media/my\\040card rw shared:1 - vfat /dev/sdb1 rw');
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const read = (path: string, number: string) => {
  const folders = { sys: at('sys'), proc: at('proc'), run: at('run') };
  return readBlockTarget(path, number, 'disk', folders) as BlockTarget;
};

it('a card in a USB reader: model, size, partitions and what stands on them', () => {
  const card = read('/dev/sdb', '8:16');
  expect(card).toMatchObject({
    kind: 'block',
    node: { name: 'sdb', number: '8:16' },
    disk: 'sdb',
    isPartition: false,
    bytes: 62_333_952 * 512,
    isRemovable: true,
    bus: 'usb',
    model: 'Generic STORAGE DEVICE',
    family: [
      { name: 'sdb', number: '8:16' },
      { name: 'sdb1', number: '8:17' },
      { name: 'sdb2', number: '8:18' },
      { name: 'dm-0', number: '253:0' },
    ],
    swaps: ['dm-0'],
    mounts: [{ number: '8:17', point: '/media/my card', source: 'sdb1' }],
  });
  expect(describeTarget(card)).toBe(
    '/dev/sdb: Generic STORAGE DEVICE, 29.7 GiB\n  sdb1  256 MiB  vfat BOOT\n  sdb2  4 GiB',
  );
});

it('swapping to a volume on the card is found through its holders', () => {
  const wish = { imageBytes: 1, isForced: true, call: [] };
  expect(checkTarget(read('/dev/sdb', '8:16'), wish).map(({ code }) => code)).toEqual(['BK0006']);
});

it('a partition has its own family, and that of its disk', () => {
  const part = read('/dev/sdb1', '8:17');
  expect(part).toMatchObject({ isPartition: true, disk: 'sdb', bytes: 268_435_456, isRemovable: true });
  expect(part.family.map(({ name }) => name)).toEqual(['sdb1']);
  expect(part.diskFamily.map(({ name }) => name)).toEqual(['sdb', 'sdb1', 'sdb2', 'dm-0']);
});

it('an empty card slot has no medium, and a node without a device is none', () => {
  expect(read('/dev/mmcblk0', '179:0')).toMatchObject({ bus: 'mmc', model: 'SD SL32G', bytes: 0 });
  expect(read('/dev/sdz', '65:144')).toEqual({ kind: 'missing', path: '/dev/sdz' });
});

describe('the real system', () => {
  it('what is no device is told as that', () => {
    expect(readTarget('/dev/null')).toMatchObject({ kind: 'character' });
    expect(readTarget(root)).toMatchObject({ kind: 'directory' });
    expect(readTarget(at('nothing'))).toMatchObject({ kind: 'missing' });
    expect(readTarget(at('proc/swaps'))).toMatchObject({ kind: 'file', loops: [] });
  });

  it('numbers of devices are those of the C library', () => {
    expect(numberOf(statSync('/dev/null').rdev)).toBe('1:3');
    expect(numberOf(0x0000_0000_0010_0310)).toBe('3:272');
    expect(numberOf(0x0000_0000_000f_ff42)).toBe('4095:66');
  });
});

it('tables of the kernel: blanks in names, optional fields, headings', () => {
  const text = `22 27 0:21 / /proc rw,relatime - proc proc rw
36 35 98:0 /mnt1 /mnt\\0402 rw,noatime master:1 propagate_from:2 - ext3 /dev/my\\134root rw,errors=continue
`;
  expect(parseMountInfo(text)).toEqual([
    { number: '0:21', point: '/proc', source: 'proc' },
    { number: '98:0', point: '/mnt 2', source: '/dev/my\\root' },
  ]);
  expect(parseSwaps('Filename\t\t\t\tType\t\tSize\n/my\\040swap file 1\n/dev/sda5 partition\n')).toEqual([
    '/my swap',
    '/dev/sda5',
  ]);
});
