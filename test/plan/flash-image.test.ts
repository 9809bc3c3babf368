/** Options and board.ini become fields, partitions and places of the flash image, each with its origin. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBoard } from '../../src/boards/load-board.js';
import { createBuildPlan } from '../../src/plan/create-plan.js';
import { temporaryFolder } from '../process/temporary-folder.js';
import { PACKAGE, planInputOf, unwrap } from './plan-input.js';

function imageOf(settings: Readonly<Record<string, string>> = {}) {
  const { image, tools, artifacts } = unwrap(createBuildPlan(planInputOf({ board: 'bl602', settings })));
  if (image === undefined) throw new Error('no image');
  const field = (name: string) => image.header.find((each) => each.name === name);
  return { image, tools, paths: artifacts.map(({ path }) => path), field };
}

describe('the flash image of a plan', () => {
  it("has blflash's values where nothing was asked for", () => {
    const { image, tools, paths, field } = imageOf();
    expect(image).toMatchObject({ layout: 'direct', programOffset: 0x2000, programLimit: 0xc7000, partitions: [] });
    expect(paths).toEqual(['build/bl602/app.elf', 'build/bl602/app.bin', 'build/bl602/app.img']);
    expect(tools).not.toContain('blflash');
    const defaults = {
      io_mode: 4,
      xtal_type: 4,
      pll_clk: 4,
      flash_clk_type: 3,
      flash_clk_div: 1,
      hclk_div: 0,
      bclk_div: 1,
    };
    for (const [name, value] of Object.entries(defaults)) expect([name, field(name)?.value]).toEqual([name, value]);
    expect(field('bclk_div')?.origins).toMatchObject([{ kind: 'board', key: 'image.header.bclk_div' }]);
    expect(field('mfg_id')).toMatchObject({ value: 0xef, origins: [{ kind: 'bljh' }] });
  });

  it.each([
    ['FLASH_MODE_DIO', 'io_mode', 3],
    ['FLASH_MODE_QO', 'io_mode', 2],
    ['FLASH_MODE_DO', 'io_mode', 1],
    ['FLASH_MODE_NIO', 'io_mode', 0],
    ['FLASH_CLOCK_120M', 'flash_clk_type', 0],
    ['FLASH_CLOCK_96M', 'flash_clk_type', 5],
    ['FLASH_CLOCK_48M', 'flash_clk_type', 2],
    ['FLASH_CLOCK_BUS', 'flash_clk_type', 4],
    ['FLASH_CLOCK_CRYSTAL', 'flash_clk_type', 1],
    ['CRYSTAL_38M4', 'xtal_type', 3],
    ['CRYSTAL_32M', 'xtal_type', 2],
    ['CRYSTAL_26M', 'xtal_type', 5],
    ['CRYSTAL_24M', 'xtal_type', 1],
    ['CRYSTAL_RC32M', 'xtal_type', 6],
    ['BOOT_CLOCK_192M', 'pll_clk', 5],
    ['BOOT_CLOCK_120M', 'pll_clk', 3],
    ['BOOT_CLOCK_48M', 'pll_clk', 2],
    ['BOOT_CLOCK_CRYSTAL', 'pll_clk', 1],
    ['BOOT_CLOCK_RC32M', 'pll_clk', 0],
  ])('%s: %s is %i', (symbol, name, value) => {
    const { field } = imageOf({ [symbol]: 'y' });
    expect(field(name)).toMatchObject({ value, origins: [{ kind: 'symbol', symbol, by: 'user' }] });
  });

  it.each([1, 2, 16])("divides the flash's clock by %i", (divider) => {
    expect(imageOf({ FLASH_CLOCK_DIVIDER: String(divider) }).field('flash_clk_div')?.value).toBe(divider - 1);
  });

  it("takes the vendor's parts from blflash, or from files that an option names", () => {
    const vendor = imageOf({ IMAGE_LAYOUT_BOOT2: 'y' });
    expect(vendor.tools).toContain('blflash');
    expect(vendor.paths).toContain('build/bl602/app-fw.img');
    expect(vendor.image.parts.map(({ name, address, file }) => [name, address, file])).toEqual([
      ['boot2', 0, '{blflash}/image/blsp_boot2.bin'],
      ['partition table', 0xe000, undefined],
      ['partition table', 0xf000, undefined],
      ['firmware', 0x10000, undefined],
      ['device tree', 0x1f8000, '{blflash}/cfg/ro_params.dtb'],
    ]);
    const own = imageOf({ IMAGE_LAYOUT_BOOT2: 'y', IMAGE_BOOT2_FILE: 'a.bin', IMAGE_DEVICE_TREE_FILE: 'b.dtb' });
    expect(own.tools).not.toContain('blflash');
    expect(own.image.parts.flatMap(({ file }) => file ?? [])).toEqual(['a.bin', 'b.dtb']);
  });

  it('a board that inherits from bl602 has an image without saying so', () => {
    const { image } = unwrap(
      createBuildPlan(
        planInputOf({
          board: 'mine',
          files: {
            'boards/mine/board.ini': 'title = Mine\ninherits = bl602\n\n[image.header]\nmfg_id = 0xc8\n',
            'boards/mine/Kconfig': 'config BOARD_MINE\n\tdef_bool y\n\tselect BARE_METAL\n\tselect HAS_TINYGO\n',
            'boards/mine/defconfig': '',
          },
        }),
      ),
    );
    expect(image?.header.find(({ name }) => name === 'mfg_id')).toMatchObject({
      value: 0xc8,
      origins: [{ kind: 'board', key: 'image.header.mfg_id', at: { file: 'boards/mine/board.ini', line: 5 } }],
    });
    expect(image?.header.find(({ name }) => name === 'io_mode')?.origins).toMatchObject([{ by: 'choice' }]);
  });
});

describe('[image] of board.ini', () => {
  const text = readFileSync(join(PACKAGE, 'boards/bl602/board.ini'), 'utf8');

  function complaintsAbout(from: string, to: string): readonly string[] {
    const folder = temporaryFolder({ 'mine/board.ini': text.replace(from, to) });
    const board = loadBoard('mine', [folder]);
    return board.diagnostics.map(({ code, message, at }) => `${code} ${at?.line} ${message}`);
  }

  it.each([
    ['FW = 0,', 'fw = 0,', 'image.partitions.FW: expected a partition of type 0'],
    ['FW = 0,', 'FW = 1,', 'image.partitions.FW: expected a partition of type 0'],
    ['factory = 7', 'other = 7', 'image.partitions.factory: expected a partition of type 7'],
    ['0x160000, 0x32000', '0x150000, 0x32000', 'image.partitions.mfg: overlaps partition FW'],
    ['0x1F8000, 0x7000', '0x1F8000, 0x9000', 'image.partitions.factory: expected to end inside of the flash'],
    ['0x160000, 0x32000', '0x160000, 0x31800', 'image.partitions.mfg: expected multiples of 0x1000'],
    ['0x10000, 0xC8000', '0xF000, 0xC9000', 'image.partitions.FW: boot2 and its tables lie below 0x10000'],
    ['mfg = 2, 0x160000, 0x32000', 'mfg = 2, 0x160000', 'expected "type, address, size"'],
    ['mfg = ', 'manufacturer = ', 'image.partitions.manufacturer: '],
    ['hclk_div = 0', 'hclk_div = 256', 'image.header.hclk_div: expected at most 255'],
    ['hclk_div = 0', 'h_div = 0', 'image.header.h_div: the boot header has no such field'],
    ['hclk_div = 0', 'io_mode = 0', 'image.header.io_mode: an option decides this'],
    ['format = bl602', 'format = bl999', 'image.format: '],
    ['length = 0xC7000', 'length = 0xC7001', 'memory.flash.length: larger than the partition FW'],
  ])('%s -> %s', (from, to, complaint) => {
    expect(complaintsAbout(from, to).join('\n')).toContain(complaint);
    expect(complaintsAbout(from, to).every((each) => each.startsWith('BD0001 '))).toBe(true);
  });
});
