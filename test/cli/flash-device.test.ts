/** `bljh flash --device`: what is written, what is refused, what is told. Files stand for devices here; real ones are in test/tools. */
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytesOf, ESC, jsonOf, makeRig, treeOf } from '../rig.js';
import {
  BLOCK,
  type BlockRange,
  MIB,
  mapOf,
  noise,
  run,
  sealMap,
  sha256,
  writeMap,
  writeSparse,
} from './block-devices.js';

const RANGES: readonly BlockRange[] = [
  [0, 3],
  [300, 300],
  [1000, 2047],
  [2440, 2441],
];
const IMAGE_BYTES = 2441 * BLOCK + 1000;
const MAPPED_BYTES = (4 + 1 + 1048 + 1) * BLOCK + 1000;

function makeCard(deviceBytes = 12 * MIB) {
  const rig = makeRig();
  const image = writeSparse(rig.path('card.img'), IMAGE_BYTES, RANGES);
  const device = rig.write('device', noise(deviceBytes, 'old'));
  const flash = (...args: string[]) => rig.bljh(['flash', 'card.img', '--device', 'device', ...args]);
  return { rig, image, device, flash };
}

describe('writing', () => {
  it('without a map writes all of the file and nothing behind it', async () => {
    const { image, device, flash } = makeCard();
    const outcome = await flash('--yes');
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toMatch(
      /^device: 9\.5 MiB of card\.img written in \d+\.\d s\nok: read back.* in \d+\.\d s, and the same\n$/,
    );
    const bytes = readFileSync(device);
    expect(bytes.subarray(0, IMAGE_BYTES).equals(readFileSync(image))).toBe(true);
    expect(bytes.subarray(IMAGE_BYTES).equals(noise(12 * MIB, 'old').subarray(IMAGE_BYTES))).toBe(true);
  });

  it('with the map beside the image writes the mapped blocks only, and says how much it left out', async () => {
    const { rig, image, device, flash } = makeCard();
    writeMap(rig.path('card.img.bmap'), image, RANGES);
    const outcome = await flash('--yes');
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toContain('5.4 MiB left out, as card.img.bmap says');
    const expected = noise(12 * MIB, 'old');
    const content = readFileSync(image);
    for (const [first, last] of RANGES)
      content.copy(expected, first * BLOCK, first * BLOCK, Math.min((last + 1) * BLOCK, IMAGE_BYTES));
    expect(readFileSync(device).equals(expected)).toBe(true);
  });

  it('finds card.bmap, too; --bmap names another one, --no-bmap takes none', async () => {
    const { rig, image, device, flash } = makeCard();
    writeMap(rig.path('card.bmap'), image, RANGES);
    writeMap(rig.path('few.bmap'), image, RANGES.slice(0, 2));
    const result = async (...args: string[]) => jsonOf(await flash('--yes', '--json', ...args)).result;
    expect(await result()).toMatchObject({ blockMap: 'card.bmap', writtenBytes: MAPPED_BYTES });
    expect(await result('--bmap', 'few.bmap')).toMatchObject({ blockMap: 'few.bmap', writtenBytes: 5 * BLOCK });
    expect(await result('--no-bmap')).toMatchObject({ writtenBytes: IMAGE_BYTES, skippedBytes: 0 });
    expect(readFileSync(device).subarray(0, IMAGE_BYTES).equals(readFileSync(image))).toBe(true);
  });

  it('--json tells all of it, and nothing else is printed', async () => {
    const { rig, image, flash } = makeCard();
    writeMap(rig.path('card.img.bmap'), image, RANGES);
    const outcome = await flash('--yes', '--json');
    expect(outcome.stderr).toBe('');
    expect(jsonOf(outcome)).toMatchObject({
      ok: true,
      result: {
        kind: 'block-device',
        device: 'device',
        image: 'card.img',
        blockMap: 'card.img.bmap',
        dryRun: false,
        imageBytes: IMAGE_BYTES,
        writtenBytes: MAPPED_BYTES,
        skippedBytes: IMAGE_BYTES - MAPPED_BYTES,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        verified: true,
        readBack: expect.stringMatching(/^(device|memory)$/),
        durationsMs: { check: expect.any(Number), write: expect.any(Number), verify: expect.any(Number) },
      },
    });
  });

  it('--no-verify reads nothing back and does not say ok', async () => {
    const { flash } = makeCard();
    const outcome = await flash('--yes', '--no-verify');
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toContain('not read back (--no-verify): whether they are on it is not known');
    expect(outcome.stdout).not.toContain('ok');
    expect(jsonOf(await flash('--yes', '--no-verify', '--json')).result).toMatchObject({ verified: false });
  });

  it('--quiet says nothing, and no terminal means no ESC', async () => {
    const { flash } = makeCard();
    expect(await flash('--yes', '--quiet')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const outcome = await flash('--yes');
    expect(outcome.stdout + outcome.stderr).not.toContain(ESC);
  });

  it('clears the backup of an old partition table at the end of the device', async () => {
    const { device, flash } = makeCard();
    const at = 12 * MIB - 512;
    const handle = openSync(device, 'r+');
    writeSync(handle, 'EFI PART', at);
    closeSync(handle);
    expect((await flash('--yes')).code).toBe(0);
    expect(readFileSync(device).subarray(at).equals(Buffer.alloc(512))).toBe(true);
  });

  it('an image of 5 GiB with data beyond 4 GiB, in bounded memory', async () => {
    const rig = makeRig();
    const bytes = 5 * 1024 * MIB;
    const ranges: readonly BlockRange[] = [
      [0, 0],
      [1_048_575, 1_048_577],
      [1_310_719, 1_310_719],
    ];
    const image = writeSparse(rig.path('big.img'), bytes, ranges);
    const device = openSync(rig.path('device'), 'w');
    ftruncateSync(device, bytes);
    closeSync(device);
    // A map with checksums needs the bytes of its blocks alone.
    rig.write('big.bmap', bigMap(image, bytes, ranges));
    const outcome = await rig.bljh(['flash', 'big.img', '--device', 'device', '--yes', '--json'], {
      env: { NODE_OPTIONS: '--max-old-space-size=64' },
    });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(jsonOf(outcome).result).toMatchObject({ writtenBytes: 5 * BLOCK, skippedBytes: bytes - 5 * BLOCK });
    for (const [first, last] of ranges)
      expect(readAt(rig.path('device'), first * BLOCK, (last - first + 1) * BLOCK)).toEqual(
        readAt(image, first * BLOCK, (last - first + 1) * BLOCK),
      );
    // Holes stay holes: nothing was written there.
    expect(statSync(rig.path('device')).blocks * 512).toBeLessThan(MIB);
  });
});

/** treeOf would wait for the writer of a named pipe. */
function contentOf({ rig, image, device }: ReturnType<typeof makeCard>) {
  return [readdirSync(rig.folder), bytesOf(image), bytesOf(device)];
}

function readAt(file: string, position: number, length: number): Buffer {
  const handle = openSync(file, 'r');
  const bytes = Buffer.alloc(length);
  expect(readSync(handle, bytes, 0, length, position)).toBe(length);
  closeSync(handle);
  return bytes;
}

function bigMap(image: string, bytes: number, ranges: readonly BlockRange[]): string {
  const sums = ranges.map(([first, last]) => sha256(readAt(image, first * BLOCK, (last - first + 1) * BLOCK)));
  return sealMap(
    mapOf(Buffer.alloc(BLOCK), [])
      .replace(/<ImageSize> \d+/, `<ImageSize> ${bytes}`)
      .replace(/<BlocksCount> \d+/, `<BlocksCount> ${bytes / BLOCK}`)
      .replace(/<MappedBlocksCount> \d+/, '<MappedBlocksCount> 5')
      .replace(
        '<BlockMap>',
        `<BlockMap>${ranges.map(([first, last], at) => `<Range chksum="${sums[at]}"> ${first}-${last} </Range>`).join('')}`,
      ),
  );
}

describe('refused before anything is written', () => {
  interface Case {
    readonly name: string;
    readonly args: readonly string[];
    readonly code: number;
    readonly diagnostic: string;
    readonly message: string;
    readonly deviceBytes?: number;
    readonly prepare?: (card: ReturnType<typeof makeCard>) => void;
  }
  const onto = (device: string) => ['card.img', '--device', device, '--yes'];
  const cases: readonly Case[] = [
    {
      name: 'no such device',
      args: onto('/dev/nothing'),
      code: 7,
      diagnostic: 'BK0001',
      message: 'there is no such device',
    },
    { name: 'a directory', args: onto('.'), code: 7, diagnostic: 'BK0002', message: '. is a directory' },
    {
      name: 'a character device',
      args: onto('/dev/null'),
      code: 7,
      diagnostic: 'BK0003',
      message: '/dev/null is a character device',
    },
    {
      name: 'one byte too small',
      args: onto('device'),
      deviceBytes: IMAGE_BYTES - 1,
      code: 7,
      diagnostic: 'BK0010',
      message: 'device is too small',
    },
    {
      name: 'one byte too small, forced',
      args: [...onto('device'), '--force'],
      deviceBytes: IMAGE_BYTES - 1,
      code: 7,
      diagnostic: 'BK0010',
      message: '1 byte more',
    },
    {
      name: 'nobody to ask',
      args: ['card.img', '--device', 'device'],
      code: 2,
      diagnostic: 'BK0014',
      message: 'nobody is there to be asked; nothing was written',
    },
    {
      name: 'no image named',
      args: ['--device', 'device', '--yes'],
      code: 2,
      diagnostic: 'CL0003',
      message: 'no image was named',
    },
    {
      name: 'no such image',
      args: ['x.img', '--device', 'device', '--yes'],
      code: 6,
      diagnostic: 'BK0015',
      message: 'there is no such file',
    },
    {
      name: 'a directory as image',
      args: ['tmp', '--device', 'device', '--yes'],
      code: 6,
      diagnostic: 'BK0015',
      message: 'tmp: the image cannot be used: is a directory',
    },
    {
      name: 'an empty image',
      args: ['empty.img', '--device', 'device', '--yes'],
      code: 6,
      diagnostic: 'BK0015',
      message: 'is empty',
      prepare: ({ rig }) => void rig.write('empty.img', ''),
    },
    {
      name: 'a named pipe as image',
      args: ['pipe', '--device', 'device', '--yes'],
      code: 6,
      diagnostic: 'BK0015',
      message: 'pipe: the image cannot be used: is not a regular file',
      prepare: ({ rig }) => void run('mkfifo', rig.path('pipe')),
    },
    {
      name: 'an endless map',
      args: [...onto('device'), '--bmap', '/dev/zero'],
      code: 6,
      diagnostic: 'BK0017',
      message: '/dev/zero cannot be read: it is no regular file',
    },
    {
      name: 'the device itself as image',
      args: ['device', '--device', './device', '--yes'],
      code: 2,
      diagnostic: 'BK0023',
      message: 'device is image and device at once',
    },
    ...Object.entries({
      gzip: '1f8b08',
      xz: 'fd377a585a0000',
      zstd: '28b52ffd04',
      bzip2: '425a6839',
      zip: '504b0304',
    }).map(
      ([name, magic]): Case => ({
        name: `an image compressed by ${name}`,
        args: ['packed', '--device', 'device', '--yes', '--force'],
        code: 6,
        diagnostic: 'BK0016',
        message: `packed is compressed (${name})`,
        prepare: ({ rig }) => void rig.write('packed', Buffer.from(magic, 'hex')),
      }),
    ),
    {
      name: 'a map that is none',
      args: onto('device'),
      code: 6,
      diagnostic: 'BK0017',
      message: 'card.img.bmap: not a block map in XML',
      prepare: ({ rig }) => void rig.write('card.img.bmap', 'nonsense'),
    },
    {
      name: 'a named map that is not there',
      args: [...onto('device'), '--bmap', 'no.bmap'],
      code: 6,
      diagnostic: 'BK0017',
      message: 'no.bmap cannot be read: there is no such file',
    },
    {
      name: 'an image that is not its map’s',
      args: onto('device'),
      code: 6,
      diagnostic: 'BK0018',
      message: `card.img has other bytes from ${1000 * BLOCK} to ${2048 * BLOCK} than it has by the map (card.img.bmap)`,
      prepare: ({ rig, image }) => {
        writeMap(rig.path('card.img.bmap'), image, RANGES);
        const handle = openSync(image, 'r+');
        writeSync(handle, 'X', 2000 * BLOCK);
        closeSync(handle);
      },
    },
    {
      name: 'an image cut short',
      args: onto('device'),
      code: 6,
      diagnostic: 'BK0018',
      message: `card.img is cut short: ${IMAGE_BYTES - 1} bytes, by the map ${IMAGE_BYTES}`,
      prepare: ({ rig, image }) => {
        writeMap(rig.path('card.img.bmap'), image, RANGES);
        const handle = openSync(image, 'r+');
        ftruncateSync(handle, IMAGE_BYTES - 1);
        closeSync(handle);
      },
    },
  ];

  it.each(cases)('$name', async ({ args, code, diagnostic, message, deviceBytes, prepare }) => {
    const card = makeCard(deviceBytes);
    prepare?.(card);
    const before = contentOf(card);
    const outcome = await card.rig.bljh(['flash', ...args]);
    expect(outcome.code, outcome.stderr).toBe(code);
    expect(outcome.stderr).toContain(`error[${diagnostic}]: `);
    expect(outcome.stderr).toContain(message);
    expect(outcome.stderr).toContain('hint: ');
    expect(outcome.stdout).toBe('');
    expect(contentOf(card)).toEqual(before);
    const document = jsonOf(await card.rig.bljh(['flash', ...args, '--json']));
    expect(document).toMatchObject({ ok: false, exitCode: code });
    expect(document.diagnostics[0]?.code).toBe(diagnostic);
  });

  it('what may not be written', async () => {
    const { rig, flash } = makeCard();
    rig.write('locked', noise(12 * MIB), 0o400);
    // Root may write everything.
    const uid = process.getuid?.() === 0 ? 65_534 : undefined;
    chmodSync(rig.folder, 0o755);
    const outcome = await rig.bljh(
      ['flash', 'card.img', '--device', 'locked', '--yes'],
      uid === undefined ? {} : { uid },
    );
    expect(outcome.code).toBe(7);
    expect(outcome.stderr).toContain('error[BK0011]: locked: you may not read and write it');
    expect((await flash('--yes')).code).toBe(0);
  });

  it('flags of the map without a device are wrong', async () => {
    const { rig } = makeCard();
    const outcome = await rig.bljh(['flash', 'card.img', '--no-bmap']);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('--device');
  });
});

it('--dry-run checks everything, asks nobody, and writes nothing', async () => {
  const { rig, image, flash } = makeCard();
  writeMap(rig.path('card.img.bmap'), image, RANGES);
  const before = treeOf(rig.folder);
  const outcome = await flash('--dry-run');
  expect(outcome).toMatchObject({ code: 0 });
  expect(outcome.stdout).toBe(
    'would write 4.1 MiB of card.img to device; 5.4 MiB left out, as card.img.bmap says; nothing was written\n',
  );
  expect(jsonOf(await flash('--dry-run', '--json')).result).toMatchObject({
    dryRun: true,
    writtenBytes: MAPPED_BYTES,
    verified: false,
  });
  expect(treeOf(rig.folder)).toEqual(before);
});

it('a map without checksums of its ranges is used with a warning', async () => {
  const { rig, image, flash } = makeCard();
  writeMap(rig.path('card.img.bmap'), image, RANGES);
  rig.write('card.img.bmap', sealMap(rig.read('card.img.bmap').replaceAll(/ chksum="\w+"/g, '')));
  const outcome = await flash('--yes');
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(outcome.stderr).toContain('warning[BK0018]: card.img.bmap has no checksums of the image');
});
