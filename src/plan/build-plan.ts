/**
 * The contract of the system: what will be done for one board, with the origin of every argument. Whoever reads a
 * plan needs nothing else; no later stage looks at Kconfig again. All paths are relative to the project's folder;
 * `{project}`, `{tinygoroot}` and `{libgcc}` stand for what the found tools know (see src/pipelines/tool-facts.ts).
 */
import * as z from 'zod';

const location = z.strictObject({ file: z.string(), line: z.number().int(), col: z.number().int() });

/** Where a piece of the plan comes from: a Kconfig symbol, a key of an ini file, or bljh itself with its reason. */
export const originSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('symbol'),
    symbol: z.string(),
    value: z.string(),
    /** Who decided the value: user, default, select, imply, choice, range or unset. */
    by: z.string(),
    /** The line that decided it. */
    at: location.optional(),
  }),
  z.strictObject({ kind: z.enum(['board', 'project']), key: z.string(), at: location }),
  z.strictObject({ kind: z.literal('bljh'), reason: z.string() }),
]);

const part = z.strictObject({ text: z.string(), origins: z.array(originSchema).min(1) });
/** Of a text that is put together, such as that of -ldflags: each part has its own origins, the whole those of all. */
const parts = z.array(part).optional();
const argument = part.extend({ parts });
const variable = argument.extend({ name: z.string() });

const step = z.strictObject({
  id: z.string(),
  title: z.string(),
  tool: z.enum(['go', 'tinygo']),
  args: z.array(argument),
  /** The folder that it runs in, relative to the project; default: the project's. */
  cwd: z.string().optional(),
  /** Set for the tool besides HOME, PATH and the like. */
  env: z.array(variable),
  /** Made under build/BOARD/.work, then checked and put in place: `path` is the place. */
  outputs: z.array(z.strictObject({ made: z.string(), path: z.string() })),
  timeoutMs: z.number().int().positive(),
  /** Why it is this step. */
  origins: z.array(originSchema).min(1),
});

const generatedFile = z.strictObject({
  path: z.string(),
  content: z.string(),
  origins: z.array(originSchema).min(1),
  /** What in it is an argument of a tool, too. */
  parts,
});

const region = z.strictObject({
  name: z.string(),
  origin: z.number(),
  length: z.number(),
  origins: z.array(originSchema),
});

/** What a region may have, in bytes; symbols with the value 0 are left out. */
const budget = z.strictObject({
  region: z.string(),
  /** The symbol. */
  name: z.string(),
  kind: z.enum(['hard', 'soft']),
  bytes: z.number().int().positive(),
  origins: z.array(originSchema).min(1),
});

const pair = z.tuple([z.number(), z.number()]);

/** A flash image for a boot ROM: bytes of the flash are offsets in it. */
const flashImage = z.strictObject({
  layout: z.enum(['direct', 'boot2']),
  origins: z.array(originSchema).min(1),
  /** Where the CPU sees the program's first byte, and the most bytes it may have. */
  cpuAddress: z.number(),
  programLimit: z.number(),
  /** From its boot header to the program. */
  programOffset: z.number(),
  /** Fields of the boot header: the byte, the lowest bit and the number of bits. */
  header: z.array(
    z.strictObject({
      name: z.string(),
      at: z.number(),
      bit: z.number(),
      bits: z.number(),
      value: z.number(),
      origins: z.array(originSchema).min(1),
    }),
  ),
  partitions: z.array(
    z.strictObject({
      name: z.string(),
      type: z.number(),
      addresses: pair,
      sizes: pair,
      origins: z.array(originSchema).min(1),
    }),
  ),
  parts: z.array(
    z.strictObject({
      name: z.string(),
      /** Where its bytes come from, if not from this build. */
      file: z.string().optional(),
      address: z.number(),
      length: z.number(),
      origins: z.array(originSchema).min(1),
    }),
  ),
});

/** Of a program with //go:isr marks only; src/plan/plan-interrupts.ts. */
const interrupts = z.strictObject({
  /** What the marks say that can be read without a tool. */
  handlers: z.array(
    z.strictObject({
      name: z.string(),
      irq: z.string(),
      number: z.number().int().optional(),
      function: z.string(),
      at: location,
      origins: z.array(originSchema).min(1),
    }),
  ),
  /** Everything that looks like a mark in files that are compiled for this board. */
  marks: z.array(location),
  /** Every file with something like a mark. */
  markedFiles: z.array(z.string()),
  /** Absent: the board has no interrupts that could have handlers. */
  range: z.strictObject({ first: z.number().int(), last: z.number().int() }).optional(),
  known: z.array(z.strictObject({ name: z.string(), number: z.number().int() })),
});

export const buildPlanSchema = z.strictObject({
  schemaVersion: z.literal(1),
  project: z.string(),
  board: z.string(),
  runtime: z.enum(['go', 'tinygo']),
  artifact: z.enum(['executable', 'c-archive']),
  cpu: z.strictObject({ xlen: z.union([z.literal(32), z.literal(64)]), march: z.string(), abi: z.string() }),
  tags: z.array(argument),
  constants: z.array(
    z.strictObject({ name: z.string(), type: z.string(), value: z.string(), origins: z.array(originSchema).min(1) }),
  ),
  /** Go string variables set by the linker's -X. */
  variables: z.array(variable),
  heapLimit: z.strictObject({
    kind: z.enum(['none', 'linker', 'soft', 'cgroup', 'rlimit-data']),
    bytes: z.number().int().nonnegative(),
    /** One line: what happens at the limit. */
    meaning: z.string(),
    origins: z.array(originSchema).min(1),
  }),
  interrupts: interrupts.optional(),
  memory: z.array(region),
  linkerSymbols: z.array(variable),
  /** What the result is checked against; no step knows it. */
  budgets: z.array(budget),
  /** The file of sizes that no region may grow beyond, relative to the project. */
  ratchet: z.strictObject({ path: z.string(), origins: z.array(originSchema).min(1) }).optional(),
  files: z.array(generatedFile),
  tools: z.array(z.string()),
  /** Why each of the tools is needed. */
  toolOrigins: z.array(z.strictObject({ name: z.string(), origins: z.array(originSchema).min(1) })),
  image: flashImage.optional(),
  steps: z.array(step),
  artifacts: z.array(
    z.strictObject({
      kind: z.enum(['executable', 'archive', 'header', 'elf', 'raw', 'unit', 'flash-image', 'firmware-image']),
      path: z.string(),
      origins: z.array(originSchema).min(1),
    }),
  ),
});

export type BuildPlan = z.output<typeof buildPlanSchema>;
export type Origin = z.output<typeof originSchema>;
export type Part = z.output<typeof part>;
export type Argument = z.output<typeof argument>;
export type Variable = z.output<typeof variable>;
export type Step = z.output<typeof step>;
export type GeneratedFile = z.output<typeof generatedFile>;
export type FlashImage = z.output<typeof flashImage>;
export type Budget = z.output<typeof budget>;
export type HeapLimit = BuildPlan['heapLimit'];
