/** A board as data: what boards/NAME/board.ini says, checked by a zod schema. */
import * as z from 'zod';
import type { IniSource } from '../ini/read-ini.js';
import { endOf, overlaps } from './address-range.js';
import { byteCount } from './byte-count.js';
import { FIRMWARE_HEADER, imageSchema } from './image-schema.js';

const region = z.strictObject({
  origin: byteCount,
  length: byteCount.refine((bytes) => bytes > 0, 'expected at least one byte'),
});

const ADDRESS_SPACE_32 = 2 ** 32;

const word = z.string().min(1, 'expected a value');

/** A word with what a user needs to know who left it out. */
const described = (description: string, example: string) => word.meta({ description, examples: [example] });

/** Numbers of interrupts, as the chip's interrupt controller has them. */
const irqRange = z
  .string()
  .regex(/^\d{1,4}-\d{1,4}$/, 'expected a first and a last number, such as 16-79')
  .meta({ description: 'the first and the last number of an interrupt', examples: ['16-79'] })
  .transform((text) => {
    const [first = 0, last = 0] = text.split('-').map(Number);
    return { first, last };
  })
  .refine(({ first, last }) => first <= last, 'the first number is greater than the last one');

const irqNames = z.record(
  z.string().regex(/^[A-Za-z_]\w*$/, 'expected the name of an interrupt, such as UART0'),
  z
    .string()
    .regex(/^\d{1,4}$/, 'expected the number of the interrupt')
    .transform(Number),
);

const models = described('what the emulator models, and what it does not', 'the instruction set, but no peripherals');

const emulator = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none'), models, instead: word.optional() }),
  z.strictObject({
    kind: z.literal('qemu-riscv64'),
    models,
    cpu: described("QEMU's -cpu", 'rv64'),
  }),
  z.strictObject({
    kind: z.literal('qemu-system-riscv32'),
    models,
    machine: described("QEMU's -machine", 'virt'),
    memory: described("QEMU's -m", '128M'),
    /** How the program gets into the machine: `kernel` starts at the beginning of RAM, `loader` at the program's entry. */
    load: z.enum(['kernel', 'loader']).default('kernel'),
  }),
  z.strictObject({
    kind: z.literal('unicorn'),
    models,
    /** A machine that templates/emulator knows. */
    machine: z.enum(['bl602']),
  }),
]);

export const boardSchema = z
  .strictObject({
    title: described('one line about the board', 'My board with a BL602'),
    /** Another board whose keys hold where this file has none. */
    inherits: word.optional(),
    cpu: z.strictObject({
      xlen: z.enum(['32', '64']).transform((text) => (text === '64' ? 64 : 32)),
      /** As gcc's -march and -mabi take them. */
      march: z
        .string()
        .regex(/^rv(32|64)[a-z0-9_]+$/, 'expected an ISA string such as rv64gc_zba_zbb')
        .meta({ description: "the ISA, as gcc's -march takes it", examples: ['rv64gc'] }),
      abi: z.enum(['ilp32', 'ilp32f', 'ilp32d', 'lp64', 'lp64f', 'lp64d']),
      tune: word.optional(),
    }),
    /** Present where standard Go runs. */
    go: z
      .strictObject({
        goos: z.literal('linux'),
        goarch: z.literal('riscv64'),
        cc: described('the C compiler', 'riscv64-linux-gnu-gcc'),
        sysroot: described("the C library's folder", '/usr/riscv64-linux-gnu'),
      })
      .optional(),
    /** Present where TinyGo runs. */
    tinygo: z
      .strictObject({
        tags: described("TinyGo's build tags of the chip", 'bl602').transform((text) => text.split(/[\s,]+/)),
        /** How mtvec takes traps: RISC-V Privileged Architecture (direct), CLIC specification (clic). */
        trap_mode: z.enum(['direct', 'clic']),
        /** The numbers that the runtime hands to handlers (templates/tinygo/overlay/src/runtime/interrupt). */
        irqs: irqRange.optional(),
      })
      .optional(),
    /** What //go:isr may call the interrupts of the board. */
    interrupts: irqNames.optional(),
    memory: z
      .strictObject({
        flash: region,
        ram: region,
        /** RAM that the Wi-Fi hardware would need: a program gets it by an option, if it lies right behind the other. */
        wifi_ram: region.optional(),
        /** RAM that serves as cache: for messages, as no program gets it. */
        cache: region.optional(),
      })
      .optional(),
    /** Present where a boot ROM wants an image of its own form. */
    image: imageSchema.optional(),
    emulator,
  })
  .refine((board) => board.tinygo === undefined || board.memory !== undefined, {
    path: ['memory'],
    message: 'a TinyGo board needs [memory.flash] and [memory.ram]',
  })
  .refine(({ memory }) => memory === undefined || !overlaps(memory.flash, memory.ram), {
    path: ['memory', 'ram', 'origin'],
    message: 'the regions flash and ram overlap',
  })
  .refine(({ memory }) => memory?.wifi_ram === undefined || !overlaps(memory.wifi_ram, memory.ram), {
    path: ['memory', 'wifi_ram', 'origin'],
    message: 'the regions ram and wifi_ram overlap',
  })
  .refine(({ memory }) => memory?.cache === undefined || !overlaps(memory.cache, memory.ram), {
    path: ['memory', 'cache', 'origin'],
    message: 'the regions ram and cache overlap',
  })
  .refine(
    ({ cpu, memory }) =>
      cpu.xlen === 64 ||
      memory === undefined ||
      [memory.flash, memory.ram, memory.wifi_ram ?? memory.ram].every((range) => endOf(range) <= ADDRESS_SPACE_32),
    { path: ['memory'], message: 'a region ends beyond the 32-bit address space' },
  )
  .refine(({ cpu, tinygo }) => tinygo === undefined || (cpu.march === 'rv32imac' && cpu.abi === 'ilp32'), {
    path: ['cpu', 'march'],
    message: "bljh's bare-metal runtime is for rv32imac with ilp32 (option HARD_FLOAT adds F)",
  })
  .refine(({ image, memory }) => image === undefined || memory !== undefined, {
    path: ['image'],
    message: 'an image needs [memory.flash]: where the CPU sees the firmware',
  })
  .refine(
    ({ image, memory }) => image === undefined || memory === undefined || memory.flash.length <= programLimit(image),
    {
      path: ['memory', 'flash', 'length'],
      message: 'larger than the partition FW of [image.partitions] less 4 KiB for its header',
    },
  )
  .superRefine(({ interrupts = {}, tinygo }, context) => {
    for (const [name, number] of Object.entries(interrupts)) {
      const irqs = tinygo?.irqs;
      if (irqs !== undefined && number >= irqs.first && number <= irqs.last) continue;
      const message =
        irqs === undefined
          ? 'a board with interrupts needs irqs = FIRST-LAST in [tinygo]'
          : `${number} is not among the interrupts ${irqs.first} to ${irqs.last} of [tinygo]`;
      context.addIssue({ code: 'custom', path: ['interrupts', name], message });
    }
  })
  .refine((board) => board.go !== undefined || board.tinygo !== undefined, {
    message: 'a board needs a [go] or a [tinygo] section',
  });

/** What the firmware partition leaves to the program. */
function programLimit({ partitions }: z.output<typeof imageSchema>): number {
  return (partitions['FW']?.sizes[0] ?? 0) - FIRMWARE_HEADER;
}

export type BoardData = z.output<typeof boardSchema>;

export interface Board extends BoardData {
  readonly name: string;
  /** The board's folder: board.ini, Kconfig, defconfig. */
  readonly folder: string;
  /** Every file that was read: board.ini first, then those of the boards it inherits from. */
  readonly sources: readonly IniSource[];
}
