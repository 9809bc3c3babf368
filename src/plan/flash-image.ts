/**
 * What goes to the flash of a board whose boot ROM wants an image of its own form: fields of the boot header,
 * partitions, and where each part lies, each with its origins. The bytes are made in src/image.
 */

import { HEADER_FIELDS } from '../boards/header-fields.js';
import { FIRMWARE_HEADER } from '../boards/image-schema.js';
import type { BuildPlan, FlashImage, Origin } from './build-plan.js';
import { bljhOrigin, originsOf } from './origin.js';
import type { PlanInput } from './plan-input.js';
import { chosenOf, numberOf, textOf } from './values.js';

/** Numbers of the fields: blflash's efuse_bootheader_cfg.conf, and SF_Ctrl_IO_Type of the vendor's SDK for io_mode. */
const CHOICES = {
  io_mode: { FLASH_MODE_QIO: 4, FLASH_MODE_DIO: 3, FLASH_MODE_QO: 2, FLASH_MODE_DO: 1, FLASH_MODE_NIO: 0 },
  xtal_type: {
    CRYSTAL_40M: 4,
    CRYSTAL_38M4: 3,
    CRYSTAL_32M: 2,
    CRYSTAL_26M: 5,
    CRYSTAL_24M: 1,
    CRYSTAL_RC32M: 6,
  },
  pll_clk: {
    BOOT_CLOCK_160M: 4,
    BOOT_CLOCK_192M: 5,
    BOOT_CLOCK_120M: 3,
    BOOT_CLOCK_48M: 2,
    BOOT_CLOCK_CRYSTAL: 1,
    BOOT_CLOCK_RC32M: 0,
  },
  flash_clk_type: {
    FLASH_CLOCK_80M: 3,
    FLASH_CLOCK_120M: 0,
    FLASH_CLOCK_96M: 5,
    FLASH_CLOCK_48M: 2,
    FLASH_CLOCK_BUS: 4,
    FLASH_CLOCK_CRYSTAL: 1,
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The places of the parts: blflash 0.3.5, and with it the vendor's boot ROM and boot2. */
const ROM_IMAGE_OFFSET = 0x2000;
const TABLES = [0xe000, 0xf000] as const;

/** What the vendor's parts are called in the folder that bljh has them in. */
const VENDOR_FILES = { boot2: '{blflash}/image/blsp_boot2.bin', deviceTree: '{blflash}/cfg/ro_params.dtb' } as const;

export function planFlashImage(input: PlanInput): FlashImage | undefined {
  const { image, memory } = input.board;
  if (image === undefined || memory === undefined) return undefined;
  const origins = originsOf(input);
  const layout = chosenOf(input.values, ['IMAGE_LAYOUT_DIRECT', 'IMAGE_LAYOUT_BOOT2'], 'IMAGE_LAYOUT_DIRECT');
  const isBoot2 = layout === 'IMAGE_LAYOUT_BOOT2';
  const partitions = isBoot2
    ? Object.entries(image.partitions).map(([name, { type, addresses, sizes }]) => ({
        name,
        type,
        addresses: [...addresses] as [number, number],
        sizes: [...sizes] as [number, number],
        origins: [origins.board(`image.partitions.${name}`)],
      }))
    : [];
  return {
    layout: isBoot2 ? 'boot2' : 'direct',
    origins: [origins.symbol(layout), origins.board('image.format')],
    cpuAddress: memory.flash.origin,
    // The same for both layouts, so that a program that fits one fits the other.
    programLimit: memory.flash.length,
    programOffset: isBoot2 ? FIRMWARE_HEADER : ROM_IMAGE_OFFSET,
    header: planHeader(input),
    partitions,
    parts: isBoot2 ? planBoot2Parts(input, layout) : planDirectParts(input, layout),
  };
}

/** Of a board without `[image]`: what the boot ROM is told by default. */
export function planHeader(input: PlanInput): FlashImage['header'] {
  const own: Readonly<Record<string, number>> = input.board.image?.header ?? {};
  const origins = originsOf(input);
  return HEADER_FIELDS.map(({ name, at, bit, bits, byDefault }) => {
    const field = { name, at, bit, bits };
    if (Object.hasOwn(CHOICES, name)) {
      const numbers: Readonly<Record<string, number>> = CHOICES[name as keyof typeof CHOICES];
      const symbols = Object.keys(numbers);
      const chosen = chosenOf(input.values, symbols, symbols[0] ?? '');
      return { ...field, value: numbers[chosen] ?? byDefault, origins: [origins.symbol(chosen)] };
    }
    if (name === 'flash_clk_div') {
      const divider = numberOf(input.values, 'FLASH_CLOCK_DIVIDER');
      return { ...field, value: Math.max(0, divider - 1), origins: [origins.symbol('FLASH_CLOCK_DIVIDER')] };
    }
    const value = own[name];
    const from = value === undefined ? bljhOrigin("blflash 0.3.5's default") : origins.board(`image.header.${name}`);
    return { ...field, value: value ?? byDefault, origins: [from] };
  });
}

function planDirectParts(input: PlanInput, layout: string): FlashImage['parts'] {
  const origins = originsOf(input);
  const fixed = bljhOrigin('the boot ROM reads a header at 0x0, and finds the program at 0x2000');
  const program = [origins.board('memory.flash.length'), origins.symbol(layout), fixed];
  return [
    { name: 'boot header', address: 0, length: ROM_IMAGE_OFFSET, origins: [origins.symbol(layout), fixed] },
    { name: 'program', address: ROM_IMAGE_OFFSET, length: input.board.memory?.flash.length ?? 0, origins: program },
  ];
}

function planBoot2Parts(input: PlanInput, layout: string): FlashImage['parts'] {
  const origins = originsOf(input);
  const chosen = origins.symbol(layout);
  const { FW: firmware, factory } = input.board.image?.partitions ?? {};
  if (firmware === undefined || factory === undefined) throw new Error('a board was checked and lacks a partition');
  const fixed = bljhOrigin('the boot ROM starts boot2 from here; boot2 looks for its table at 0xe000 and 0xf000');
  const fileOf = (symbol: string, otherwise: string): { file: string; origin: Origin } => {
    const own = textOf(input.values, symbol);
    return { file: own === '' ? otherwise : own, origin: origins.symbol(symbol) };
  };
  const boot2 = fileOf('IMAGE_BOOT2_FILE', VENDOR_FILES.boot2);
  const tree = fileOf('IMAGE_DEVICE_TREE_FILE', VENDOR_FILES.deviceTree);
  return [
    { name: 'boot2', file: boot2.file, address: 0, length: TABLES[0], origins: [chosen, boot2.origin, fixed] },
    ...TABLES.map((address) => ({
      name: 'partition table',
      address,
      length: 0x1000,
      origins: [chosen, origins.board('image.partitions.FW'), fixed],
    })),
    {
      name: 'firmware',
      address: firmware.addresses[0],
      length: firmware.sizes[0],
      origins: [chosen, origins.board('image.partitions.FW')],
    },
    {
      name: 'device tree',
      file: tree.file,
      address: factory.addresses[0],
      length: factory.sizes[0],
      origins: [chosen, tree.origin, origins.board('image.partitions.factory')],
    },
  ];
}

/** The files to make of it, besides the ELF file and the raw binary. */
export function planImageArtifacts(
  image: FlashImage | undefined,
  base: string,
  named: readonly Origin[],
): BuildPlan['artifacts'] {
  if (image === undefined) return [];
  const whole = bljhOrigin('the whole flash, from its first byte on');
  const alone = bljhOrigin('the program with its header alone, for the partition FW of a flash that has boot2');
  return [
    { kind: 'flash-image', path: `${base}.img`, origins: [...named, ...image.origins, whole] },
    ...(image.layout === 'boot2'
      ? [{ kind: 'firmware-image' as const, path: `${base}-fw.img`, origins: [...named, ...image.origins, alone] }]
      : []),
  ];
}
