/** The images of a build: made aside, verified as they lie on the disk, and none left where something is wrong. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/diagnostics/diagnostic.js';
import { makeImages } from '../../src/pipelines/make-images.js';
import type { BuildPlan } from '../../src/plan/build-plan.js';
import { createBuildPlan } from '../../src/plan/create-plan.js';
import { buildElf, type ElfShape } from '../image/build-elf.js';
import { boot2Segments, directImage, sampleProgram } from '../image/sample-flash.js';
import { planInputOf, unwrap } from '../plan/plan-input.js';
import { temporaryFolder } from '../process/temporary-folder.js';

const FLASH = 0x23000000;
/** The partition FW (0xC8000) less the 4 KiB of its header. */
const LIMIT = 0xc7000;

interface Made {
  readonly result: Result<readonly { readonly made: string; readonly path: string }[]>;
  readonly folder: string;
  /** What lies in .work besides the ELF file. */
  readonly left: readonly string[];
}

function make(
  shape: Partial<ElfShape>,
  settings: Readonly<Record<string, string>> = {},
  change?: (plan: BuildPlan) => BuildPlan,
): Made {
  const plan = unwrap(createBuildPlan(planInputOf({ board: 'bl602', settings })));
  const folder = temporaryFolder();
  const own: Readonly<Record<string, Uint8Array>> = {
    'boot2.bin': boot2Segments()[0]?.bytes.slice(0x2000) ?? new Uint8Array(),
    'tree.dtb': boot2Segments().at(-1)?.bytes ?? new Uint8Array(),
    'large.bin': new Uint8Array(0xc001),
    'empty.bin': new Uint8Array(),
  };
  for (const [name, bytes] of Object.entries(own)) writeFileSync(join(folder, name), bytes);
  const work = join(folder, 'build/bl602/.work');
  mkdirSync(work, { recursive: true });
  writeFileSync(join(work, 'app.elf'), buildElf({ bits: 32, ...shape }));
  const facts = { tinygoroot: '', tinygorootHash: '', libgcc: '', blflash: '/nowhere' };
  const result = makeImages(change === undefined ? plan : change(plan), folder, facts);
  return { result, folder, left: readdirSync(work).filter((name) => name !== 'app.elf') };
}

const programOf = (size: number): Partial<ElfShape> => ({
  segments: [{ virtualAddress: FLASH, bytes: sampleProgram(size) }],
});
const OWN_FILES = { IMAGE_LAYOUT_BOOT2: 'y', IMAGE_BOOT2_FILE: 'boot2.bin', IMAGE_DEVICE_TREE_FILE: 'tree.dtb' };

describe('the images of a build', () => {
  it('direct: one, the bytes that the writer makes', () => {
    const { result, folder } = make(programOf(20_000));
    expect(unwrap(result)).toEqual([{ made: 'build/bl602/.work/app.img', path: 'build/bl602/app.img' }]);
    expect(readFileSync(join(folder, 'build/bl602/.work/app.img')).equals(Buffer.from(directImage()))).toBe(true);
  });

  it("boot2: the whole flash and the firmware alone, with the user's own files", () => {
    const { result, folder, left } = make(programOf(20_000), OWN_FILES);
    expect(unwrap(result).map(({ path }) => path)).toEqual(['build/bl602/app.img', 'build/bl602/app-fw.img']);
    expect(left).toEqual(['app-fw.img', 'app.img']);
    const whole = readFileSync(join(folder, 'build/bl602/.work/app.img'));
    for (const { address, bytes } of boot2Segments())
      expect(whole.subarray(address, address + bytes.length).equals(Buffer.from(bytes))).toBe(true);
  });

  it.each([{}, OWN_FILES])('a program may fill its place, and have not one byte more (%j)', (settings) => {
    expect(make(programOf(LIMIT), settings).result.ok).toBe(true);
    const { result, left } = make(programOf(LIMIT + 1), settings);
    expect(result.diagnostics).toMatchObject([
      {
        code: 'IM0101',
        message: `build/bl602/app.elf: the program has ${LIMIT + 1} bytes, 1 more than the ${LIMIT} bytes that its place in the flash has`,
      },
    ]);
    expect(left).toEqual([]);
  });

  it.each([
    ['of another board', { segments: [{ virtualAddress: 0x80000000, bytes: sampleProgram(64) }] }, '0x80000000'],
    ['that begins later', { segments: [{ virtualAddress: FLASH + 16, bytes: sampleProgram(64) }] }, '0x23000010'],
    ['with nothing in it', {}, 'nothing to load'],
  ])('an ELF file %s makes none', (_name, shape, found) => {
    const { result, left } = make(shape);
    expect(result.diagnostics).toMatchObject([{ code: 'IM0101', message: expect.stringContaining(found) }]);
    expect(left).toEqual([]);
  });

  it.each([
    ['large.bin', '49153 bytes, 1 more than the 49152 bytes'],
    ['empty.bin', 'boot2: empty.bin is empty'],
  ])('a boot2 of the wrong size makes none: %s', (file, message) => {
    const { result, left } = make(programOf(64), { ...OWN_FILES, IMAGE_BOOT2_FILE: file });
    expect(result.diagnostics).toMatchObject([{ code: 'IM0101', message: expect.stringContaining(message) }]);
    expect(left).toEqual([]);
  });

  it('what does not verify is removed, and told', () => {
    const { result, left } = make(programOf(64), {}, (plan) => ({
      ...plan,
      image: plan.image && {
        ...plan.image,
        header: plan.image.header.map((field) => (field.name === 'io_mode' ? { ...field, value: 9 } : field)),
      },
    }));
    expect(result.diagnostics).toMatchObject([
      {
        code: 'IM0105',
        message: expect.stringContaining('build/bl602/app.img: at 0xc (header of the firmware): io_mode'),
      },
    ]);
    expect(left).toEqual([]);
  });

  it('a plan without an image makes none', () => {
    const plan = unwrap(createBuildPlan(planInputOf({ board: 'virt32' })));
    expect(plan.image).toBeUndefined();
    expect(
      unwrap(makeImages(plan, '/nowhere', { tinygoroot: '', tinygorootHash: '', libgcc: '', blflash: '' })),
    ).toEqual([]);
  });
});
