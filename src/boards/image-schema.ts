/** `[image]` of board.ini: the flash of a board whose boot ROM wants an image of its own form. */
import * as z from 'zod';
import { byteCount, readByteCount } from './byte-count.js';
import { HEADER_FIELDS, OPTION_FIELDS } from './header-fields.js';

/** From the start of the firmware partition to the program. */
export const FIRMWARE_HEADER = 0x1000;
/** Boot loader and both tables lie before. */
const FIRST_ADDRESS = 0x10000;
const SECTOR = 0x1000;
const MAX_PARTITIONS = 16;
/** What the firmware's images need; others are a board's own affair. */
const REQUIRED = { FW: 0, factory: 7 } as const;

const NUMBER = String.raw`(?:0x[0-9a-f]+|\d+)[KM]?`;
const PARTITION = new RegExp(
  String.raw`^\d{1,3}\s*,\s*${NUMBER}\s*,\s*${NUMBER}(?:\s*,\s*${NUMBER}\s*,\s*${NUMBER})?$`,
  'i',
);

/** `type, address, size`, and of a second slot its address and size. */
const partition = z
  .string()
  .regex(PARTITION, {
    error: 'expected "type, address, size" or "type, address, size, second address, second size"',
    // Otherwise the partitions would be compared with one that is not there.
    abort: true,
  })
  .transform((text) => {
    const [type = 0, address = 0, size = 0, second = 0, secondSize = 0] = text
      .split(',')
      .map((part) => readByteCount(part.trim()));
    return { type, addresses: [address, second] as const, sizes: [size, secondSize] as const };
  });

type Partitions = Readonly<Record<string, z.output<typeof partition>>>;

export const imageSchema = z
  .strictObject({
    format: z.literal('bl602'),
    flash_size: byteCount.meta({ description: 'how much the flash chip holds', examples: ['2M'] }),
    /** Fields of the boot header that the board's flash chip and clocks decide; the others have their defaults. */
    header: z.record(z.string(), byteCount).default({}).superRefine(checkHeader),
    partitions: z.record(z.string().regex(/^[!-~]{1,8}$/, 'expected a name of at most 8 letters'), partition),
  })
  .superRefine(({ partitions, flash_size }, context) => {
    for (const { name, message } of findProblems(partitions, flash_size))
      context.addIssue({ code: 'custom', path: name === undefined ? ['partitions'] : ['partitions', name], message });
  });

function checkHeader(header: Readonly<Record<string, number>>, context: z.RefinementCtx): void {
  const options: readonly string[] = OPTION_FIELDS;
  for (const [name, value] of Object.entries(header)) {
    const field = HEADER_FIELDS.find((each) => each.name === name);
    const message = options.includes(name)
      ? 'an option decides this: set it in defconfig (see docs/image.md)'
      : field === undefined
        ? 'the boot header has no such field'
        : value >= 2 ** field.bits
          ? `expected at most ${2 ** field.bits - 1}`
          : undefined;
    if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
  }
}

interface Problem {
  /** Of the partition; absent if it is about all of them. */
  readonly name?: string;
  readonly message: string;
}

function findProblems(partitions: Partitions, flashSize: number): readonly Problem[] {
  const entries = Object.entries(partitions);
  const slots = entries.flatMap(([name, { addresses, sizes }]) =>
    addresses.flatMap((start, index) => {
      const size = sizes[index] ?? 0;
      return size === 0 && index === 1 ? [] : [{ name, start, end: start + size }];
    }),
  );
  const problems: Problem[] = [];
  if (entries.length > MAX_PARTITIONS) problems.push({ message: `more than ${MAX_PARTITIONS} partitions` });
  for (const [name, type] of Object.entries(REQUIRED)) {
    if (partitions[name]?.type !== type) problems.push({ name, message: `expected a partition of type ${type}` });
  }
  for (const [index, { name, start, end }] of slots.entries()) {
    const other = slots.slice(0, index).find((each) => each.start < end && start < each.end);
    if (other !== undefined) problems.push({ name, message: `overlaps partition ${other.name}` });
    if (start < FIRST_ADDRESS) problems.push({ name, message: 'boot2 and its tables lie below 0x10000' });
    if (start % SECTOR !== 0 || end % SECTOR !== 0)
      problems.push({ name, message: 'expected multiples of 0x1000: flash is erased in such pieces' });
    if (end > flashSize || end === start)
      problems.push({ name, message: `expected to end inside of the flash (flash_size), after at least one byte` });
  }
  return problems;
}
