/**
 * `bljh flash --device` on real block devices (loop devices), with real file systems, a full disk, and beside the real bmaptool. Where the
 * system gives no loop devices (no root, a container), files stand for them, and the names of the tests say so.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { attachLoop, BLOCK, type BlockRange, detachLoop, MIB, noise, run, writeSparse } from '../cli/block-devices.js';
import { bljhFile, bytesOf, ESC, jsonOf, makeRealRig, packageFolder, type Rig, until } from '../rig.js';
import { TestTerminal } from '../terminal.js';

const probe = makeRealRig();
const hasLoops = (() => {
  const device = attachLoop(probe.write('probe', Buffer.alloc(MIB)));
  if (device !== undefined) detachLoop(device);
  return device !== undefined;
})();
const mounted = new Set<string>();

afterAll(() => {
  // After a failed test as well: a file system on a loop device, or a loop device on a file system.
  for (const folder of mounted) run('umount', '--lazy', folder);
});

interface Card {
  readonly rig: Rig;
  /** The device, or the file that stands for it. */
  readonly device: string;
  /** What lies behind it. */
  readonly backing: string;
}

function makeCard(bytes: number, content?: Buffer): Card {
  const rig = makeRealRig();
  const backing = rig.write('backing', content ?? Buffer.alloc(0));
  truncateSync(backing, bytes);
  return { rig, backing, device: attachLoop(backing) ?? backing };
}

function contentOf({ device, backing }: Card): Buffer {
  if (device !== backing) run('blockdev', '--flushbufs', device);
  return readFileSync(backing);
}

const RANGES: readonly BlockRange[] = [
  [0, 9],
  [100, 612],
  [3000, 3000],
  [5119, 5119],
];

describe(hasLoops ? 'on a loop device' : 'on a file, for want of loop devices', () => {
  it('writes, reads the device itself back, and the kernel sees the same', async () => {
    const card = makeCard(20 * MIB, noise(20 * MIB, 'old'));
    const image = writeSparse(card.rig.path('card.img'), 20 * MIB - 300, RANGES);
    const outcome = await card.rig.bljh(['flash', image, '--device', card.device, '--yes', '--json']);
    expect(outcome.code, outcome.stdout).toBe(0);
    expect(jsonOf(outcome).result).toMatchObject({ verified: true, ...(hasLoops ? { readBack: 'device' } : {}) });
    const bytes = contentOf(card);
    expect(bytes.subarray(0, 20 * MIB - 300).equals(readFileSync(image))).toBe(true);
    expect(bytes.subarray(20 * MIB - 300).equals(noise(20 * MIB, 'old').subarray(20 * MIB - 300))).toBe(true);
  });

  it('one sector too small is refused, exactly large enough is not', async () => {
    const card = makeCard(8 * MIB);
    card.rig.write('fits.img', noise(8 * MIB));
    card.rig.write('large.img', noise(8 * MIB + 1));
    const large = await card.rig.bljh(['flash', 'large.img', '--device', card.device, '--yes', '--force']);
    expect(large.code).toBe(7);
    expect(large.stderr).toContain('error[BK0010]');
    expect(contentOf(card).equals(Buffer.alloc(8 * MIB))).toBe(true);
    const fits = await card.rig.bljh(['flash', 'fits.img', '--device', card.device, '--yes']);
    expect(fits.code, fits.stderr).toBe(0);
  });

  it('a device that somebody else has open for themselves is in use', async () => {
    const card = makeCard(8 * MIB);
    card.rig.write('card.img', noise(MIB));
    const hold = `const fs=require('fs');fs.openSync(process.argv[1],fs.constants.O_RDWR|fs.constants.O_EXCL);console.log('open');setInterval(()=>{},1e3)`;
    if (!hasLoops) writeFileSync(`${card.backing}.bljh-lock`, String(process.pid));
    const holder = card.rig.start(process.execPath, ['-e', hold, card.device], { timeoutMs: 60_000 });
    await until('it is open', () => holder.stdout().includes('open'));
    const outcome = await card.rig.bljh(['flash', 'card.img', '--device', card.device, '--yes', '--force']);
    holder.signal('SIGKILL');
    await holder.done;
    expect(outcome.code).toBe(7);
    expect(outcome.stderr).toContain('error[BK0013]');
    expect(contentOf(card).equals(Buffer.alloc(8 * MIB))).toBe(true);
  });
});

describe('beside bmaptool', () => {
  it('its map is read, and both write the same bytes', async () => {
    const card = makeCard(20 * MIB);
    const { rig, device } = card;
    const image = writeSparse(rig.path('card.img'), 20 * MIB - 300, RANGES);
    const made = run('bmaptool', 'create', '--output', rig.path('card.bmap'), image);
    expect(made, 'bljh toolchain install bmaptool gets it').toMatchObject({ ok: true });
    const theirs = rig.write('theirs', Buffer.alloc(20 * MIB));
    const copied = run('bmaptool', 'copy', '--bmap', rig.path('card.bmap'), image, theirs);
    expect(copied.ok, copied.text).toBe(true);

    const outcome = await rig.bljh(['flash', image, '--device', device, '--yes', '--json']);
    expect(outcome.code, outcome.stdout).toBe(0);
    const { result } = jsonOf(outcome);
    expect(result).toMatchObject({ blockMap: rig.path('card.bmap') });
    expect(result?.['skippedBytes']).toBeGreaterThan(10 * MIB);
    const ours = contentOf(card);
    // bmaptool cuts a file to the size of the image.
    expect(ours.subarray(0, 20 * MIB - 300).equals(readFileSync(theirs).subarray(0, 20 * MIB - 300))).toBe(true);
    expect(ours.subarray(20 * MIB - 300).equals(Buffer.alloc(300))).toBe(true);

    // Damage that bmaptool sees, bljh sees, too.
    const handle = openSync(image, 'r+');
    writeSync(handle, 'X', 200 * BLOCK);
    closeSync(handle);
    expect(run('bmaptool', 'copy', '--bmap', rig.path('card.bmap'), image, theirs).ok).toBe(false);
    const refused = await rig.bljh(['flash', image, '--device', device, '--yes']);
    expect(refused.stderr).toContain('error[BK0018]');
    expect(contentOf(card).equals(ours)).toBe(true);
  });

  it('a map without checksums, as --no-checksum makes it, is taken with a warning', async () => {
    const { rig, device } = makeCard(8 * MIB);
    const image = writeSparse(rig.path('card.img'), 4 * MIB, [[1, 7]]);
    expect(run('bmaptool', 'create', '--no-checksum', '--output', rig.path('card.bmap'), image).ok).toBe(true);
    const outcome = await rig.bljh(['flash', image, '--device', device, '--yes']);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr).toContain('warning[BK0018]');
  });
});

const needsLoops = hasLoops ? describe : describe.skip;

needsLoops('what only real devices have', () => {
  it('a mounted one is refused with the way out, and again with a partition mounted; --force writes', async () => {
    const card = makeCard(16 * MIB);
    const { rig, device } = card;
    expect(run('mkfs.ext4', '-q', device)).toMatchObject({ ok: true });
    const folder = rig.path('mount point');
    mkdirSync(folder);
    expect(run('mount', device, folder)).toMatchObject({ ok: true });
    mounted.add(folder);
    rig.write('card.img', noise(MIB));
    const before = bytesOf(card.backing);
    const refused = await rig.bljh(['flash', 'card.img', '--device', device, '--yes']);
    expect(refused.code).toBe(7);
    expect(refused.stderr).toContain(`error[BK0005]: ${device} is mounted at ${folder}`);
    expect(refused.stderr).toContain(`  umount '${folder}'`);
    expect(bytesOf(card.backing)).toBe(before);

    const forced = await rig.bljh(['flash', 'card.img', '--device', device, '--yes', '--force']);
    expect(forced.stderr).toContain('warning[BK0005]');
    expect(forced.stderr).toContain('; forced');
    run('umount', folder);
    mounted.delete(folder);
    // Kernels may be built to refuse it (CONFIG_BLK_DEV_WRITE_MOUNTED).
    expect([0, 7], forced.stderr).toContain(forced.code);
  });

  it('a partition is refused, and its disk while it is mounted; --force writes into it alone', async () => {
    const rig = makeRealRig();
    // One partition of the type Linux, from sector 2048 on, 7 MiB.
    const disk = Buffer.alloc(8 * MIB);
    Buffer.from('00000000830000000008000000380000', 'hex').copy(disk, 446);
    disk.writeUInt16LE(0xaa55, 510);
    const backing = rig.write('backing', disk);
    const device = attachLoop(backing) ?? '';
    const part = `${device}p1`;
    // Told by hand: not every kernel reads such tables, and few look for them on loop devices.
    expect(run('addpart', device, '1', '2048', '14336')).toMatchObject({ ok: true });
    await until('there is a node', () => existsSync(part));
    rig.write('small.img', noise(MIB));
    const flash = (to: string, ...args: string[]) => rig.bljh(['flash', 'small.img', '--device', to, '--yes', ...args]);

    const refused = await flash(part);
    expect(refused.code).toBe(7);
    expect(refused.stderr).toContain(`error[BK0004]: ${part} is a partition (7 MiB) of ${device.slice(5)}`);

    expect(run('mkfs.ext4', '-q', part)).toMatchObject({ ok: true });
    const folder = rig.path('mounted');
    mkdirSync(folder);
    expect(run('mount', part, folder)).toMatchObject({ ok: true });
    mounted.add(folder);
    const whole = await flash(device);
    expect(whole.code).toBe(7);
    expect(whole.stderr).toContain(`error[BK0005]: ${device} is mounted at ${folder}`);
    run('umount', folder);
    mounted.delete(folder);

    const forced = await flash(part, '--force');
    expect(forced.code, forced.stderr).toBe(0);
    expect(forced.stderr).toContain('warning[BK0004]');
    run('delpart', device, '1');
    const bytes = contentOf({ rig, device, backing });
    expect(bytes.subarray(0, MIB).equals(disk.subarray(0, MIB))).toBe(true);
    expect(bytes.subarray(MIB, 2 * MIB).equals(noise(MIB))).toBe(true);
  });

  it('a swap area that is used is refused, with --force, too', async () => {
    const { rig, device } = makeCard(16 * MIB);
    const made = run('mkswap', device);
    expect(made.ok, made.text).toBe(true);
    const on = run('swapon', device);
    rig.write('card.img', noise(MIB));
    const outcome = await rig.bljh(['flash', 'card.img', '--device', device, '--yes', '--force']);
    run('swapoff', device);
    if (on.ok) {
      expect(outcome.code).toBe(7);
      expect(outcome.stderr).toContain(`error[BK0006]: ${device} belongs to the disk`);
      expect(outcome.stderr).toContain(`  swapoff ${device}`);
    } else expect(outcome.code, `no swapping here (${on.text}): it is written`).toBe(0);
  });

  it('a read-only one is refused', async () => {
    const { rig, device } = makeCard(8 * MIB);
    rig.write('card.img', noise(MIB));
    expect(run('blockdev', '--setro', device)).toMatchObject({ ok: true });
    const outcome = await rig.bljh(['flash', 'card.img', '--device', device, '--yes', '--force']);
    expect(outcome.code).toBe(7);
    expect(outcome.stderr).toContain(`error[BK0009]: ${device} is read-only`);
  });

  it('one without a medium, and one that may not be written, are told as that', async () => {
    const { rig, device } = makeCard(8 * MIB);
    rig.write('card.img', noise(MIB));
    run('chmod', '755', rig.folder);
    const noRight = await rig.bljh(['flash', 'card.img', '--device', device, '--yes'], { uid: 65_534 });
    expect(noRight.code).toBe(7);
    expect(noRight.stderr).toContain(`error[BK0011]: ${device}: you may not read and write it; root`);
    expect(noRight.stderr).toContain(`  sudo env "PATH=$PATH" bljh flash card.img --device ${device} --yes`);
    detachLoop(device);
    const empty = await rig.bljh(['flash', 'card.img', '--device', device, '--yes']);
    expect(empty.code).toBe(7);
    expect(empty.stderr).toMatch(/error\[BK00(12|01)\]/);
  });

  it('the disk with the system on it is refused, with --force, too', async () => {
    const { rig } = makeCard(MIB);
    rig.write('card.img', noise(MIB));
    const { text } = run('findmnt', '--noheadings', '--output', 'SOURCE', '/');
    // In a container / is no block device: then there is none to refuse.
    if (!text.startsWith('/dev/')) return;
    const outcome = await rig.bljh(['flash', 'card.img', '--device', text, '--dry-run', '--force']);
    expect(outcome.code).toBe(7);
    expect(outcome.stderr).toContain('on which the running system is: /');
  });

  it('a disk that is full behind the device: told where, the device is left without its first block', async () => {
    const rig = makeRealRig();
    const folder = rig.path('small');
    mkdirSync(folder);
    expect(run('mount', '-t', 'tmpfs', '-o', 'size=12m', 'none', folder)).toMatchObject({ ok: true });
    mounted.add(folder);
    const backing = rig.write('small/backing', '');
    truncateSync(backing, 64 * MIB);
    const device = attachLoop(backing) ?? '';
    rig.write('card.img', noise(40 * MIB));
    const outcome = await rig.bljh(['flash', 'card.img', '--device', device, '--yes']);
    expect(outcome.code).toBe(8);
    const place = /error\[BK0020\]: writing failed between bytes (\d+) and (\d+): .*\((EIO|ENOSPC)\)/.exec(
      outcome.stderr,
    );
    expect(place, outcome.stderr).not.toBeNull();
    expect(Number(place?.[2])).toBeGreaterThan(8 * MIB);
    expect(Number(place?.[1])).toBeLessThan(14 * MIB);
    expect(outcome.stderr).toContain(`${device} is incomplete`);
    expect(readFileSync(backing).subarray(0, 4096).equals(Buffer.alloc(4096))).toBe(true);
    detachLoop(device);
    run('umount', folder);
    mounted.delete(folder);
  });

  it('what rots behind the system’s memory of the device is found: it is the device that is read back', async () => {
    const { rig, device, backing } = makeCard(8 * MIB);
    rig.write('card.img', noise(5 * MIB));
    const faulty = { NODE_OPTIONS: `--require ${packageFolder}/test/fakes/faulty-device.cjs`, FAULTY_DEVICE: device };
    const args = ['flash', 'card.img', '--device', device, '--yes'];
    const counted = await rig.bljh(args, { env: { ...faulty, FAULTY_COUNT: rig.path('count') } });
    expect(counted.code, counted.stderr).toBe(0);
    // The last operations: two pieces are read back, then the first block is written, flushed and read back.
    const at = Number(rig.read('count')) - 4;
    const running = rig.startBljh(args, { env: { ...faulty, FAULTY: `${at}:stop` } });
    await until('it is stopped', () => /\) T /.test(readFileSync(`/proc/${running.pid}/stat`, 'utf8')));
    const handle = openSync(backing, 'r+');
    writeSync(handle, Buffer.from([(noise(5 * MIB)[3 * MIB] ?? 0) ^ 1]), 0, 1, 3 * MIB);
    closeSync(handle);
    running.signal('SIGCONT');
    const outcome = await running.done;
    expect(outcome.code, outcome.stdout).toBe(8);
    expect(outcome.stderr).toContain(`error[BK0022]: ${device} does not hold what was written: byte ${3 * MIB} is`);
  });

  it('asks in a terminal with model, size and partitions', async () => {
    const { rig, device, backing } = makeCard(8 * MIB);
    rig.write('card.img', noise(MIB));
    const terminal = new TestTerminal({
      file: process.execPath,
      args: [bljhFile, 'flash', 'card.img', '--device', device],
      cwd: rig.folder,
      env: rig.env,
      columns: 160,
    });
    const screen = await terminal.see('[y/N]');
    expect(screen).toContain(
      `${device}: loop device over ${backing}, 8 MiB\n  no partitions\nEverything on it is lost.`,
    );
    terminal.press('y<enter>');
    expect(await terminal.end()).toMatchObject({ code: 0 });
    expect(terminal.text).toContain('ok: read back in');
    expect(terminal.text).not.toContain(ESC);
  });
});
